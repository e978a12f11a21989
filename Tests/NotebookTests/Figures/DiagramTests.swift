import Testing

@testable import Notebook

@Suite struct DiagramTests {
  private let diagram = Diagram(
    description: "x and y enter a product.",
    boxes: [
      .init("x", column: 0, row: 0, notes: [.init("3"), .init("a longer line", color: .blue)]),
      .init("y", column: 0, row: 1, notes: [.init("4")]),
      .init("x < y", column: 1, row: 0.5),
    ],
    arrows: [.init(from: 0, to: 2, label: "4"), .init(from: 1, to: 2, color: .vermillion)])

  /// The rectangles, page first.
  private var frames: [Box] {
    diagram.displayList.elements.compactMap { element in
      guard case .path(let path, let style) = element, style.fill == Ink.background else {
        return nil
      }
      let points = path.steps.compactMap { step -> Point? in
        switch step {
        case .move(let point), .line(let point): point
        default: nil
        }
      }
      return Box(left: points[0].x, top: points[0].y, right: points[2].x, bottom: points[2].y)
    }
  }

  @Test func boxesHoldTheirWordsAndLieOnThePage() {
    let frames = frames
    #expect(frames.count == 4)
    let words = diagram.displayList.elements.compactMap(\.textBox)
    #expect(words.count == 6 + 1)
    for frame in frames.dropFirst() { #expect(frames[0].contains(frame)) }
    for (word, frame) in zip(words, [1, 1, 1, 2, 2, 3]) {
      #expect(frames[frame].contains(word))
    }
    #expect(frames[1].bottom < frames[2].top)
    #expect(frames[1].right < frames[3].left && frames[2].right < frames[3].left)
  }

  @Test func arrowsRunFromSideToSide() {
    let frames = frames
    let ends = diagram.displayList.elements.compactMap { element -> (Point, Point)? in
      guard case .path(let path, _) = element, case .move(let start) = path.steps[0],
        case .curve(_, _, let end) = path.steps[1]
      else { return nil }
      return (start, end)
    }
    #expect(ends.map(\.0.x) == [frames[1].right, frames[2].right])
    #expect(ends.allSatisfy { $0.1.x == frames[3].left })
    #expect(ends.allSatisfy { $0.1.y == (frames[3].top + frames[3].bottom) / 2 })
    let arrow = DiagramArrow(from: frames[1], to: frames[3], paint: Color.blue.paint)
    #expect(arrow.point(at: 0) == ends[0].0 && arrow.point(at: 1) == ends[0].1)
    let middle = (ends[0].0.x + ends[0].1.x) / 2
    #expect((arrow.point(at: 0.5).x - middle).magnitude < 1e-9)
  }

  @Test func theDocumentIsEscapedAndDescribed() {
    let document = diagram.svg()
    #expect(document.contains("x &lt; y"))
    #expect(document.contains("<desc id=\"description\">x and y enter a product.</desc>"))
    #expect(diagram.fileExtension == "svg")
  }
}
