import Foundation
import Testing

@testable import Notebook

@Suite struct PlateDiagramTests {
  private let diagram = PlateDiagram(
    description: "Each xᵢ depends on its own zᵢ and on θ.",
    nodes: [
      .parameter("θ", column: 0, row: 1), .latent("zᵢ", column: 1, row: 0),
      .observed("xᵢ", column: 1, row: 1), .latent("w", column: 2, row: 0.5),
    ],
    arrows: [
      .init(from: 0, to: 2), .init(from: 1, to: 2),
      .init(from: 2, to: 1, isDashed: true, label: "q(z | x)", color: .vermillion),
    ],
    plates: [.init("i = 1 … n", around: [1, 2]), .init("j = 1 … m", around: [1, 2, 3])])

  private func distance(_ a: Point, _ b: Point) -> Double {
    ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
  }

  @Test func arrowsEndAtTheEdgesOfCircles() {
    for arrow in diagram.arrows {
      let (from, to) = (diagram.circles[arrow.start], diagram.circles[arrow.end])
      let drawn = diagram.drawing(of: arrow)
      #expect(abs(distance(drawn.start, from.center) - from.radius) < 1e-9)
      #expect(abs(distance(drawn.end, to.center) - to.radius) < 1e-9)
      // Between its ends an arrow lies outside both circles.
      for t in stride(from: 0.1, through: 0.9, by: 0.1) {
        #expect(distance(drawn.point(at: t), from.center) > from.radius)
        #expect(distance(drawn.point(at: t), to.center) > to.radius)
      }
    }
  }

  @Test func anArrowBackIsDashedAndKeepsAway() {
    let (forth, back) = (
      diagram.drawing(of: diagram.arrows[1]), diagram.drawing(of: diagram.arrows[2])
    )
    #expect(!forth.isDashed && back.isDashed)
    #expect(abs(forth.start.x - forth.point(at: 0.5).x) < 1e-9, "the solid one is straight")
    #expect(back.point(at: 0.5).x < forth.point(at: 0.5).x - 15)
    guard case .path(_, let style) = back.elements[0] else { return }
    #expect(!style.dashes.isEmpty)
  }

  @Test func aPlateHoldsItsNodesItsCountAndThePlateWithin() {
    let (inner, outer) = (diagram.frame(ofPlate: 0), diagram.frame(ofPlate: 1))
    #expect(outer.contains(inner))
    let page = diagram.displayList.size
    #expect(page.contains(outer))
    for (index, circle) in diagram.circles.enumerated() {
      let box = Box(
        left: circle.center.x - circle.radius, top: circle.center.y - circle.radius,
        right: circle.center.x + circle.radius, bottom: circle.center.y + circle.radius)
      #expect(inner.contains(box) == [1, 2].contains(index))
      #expect(outer.contains(box) == [1, 2, 3].contains(index))
    }
    let label = diagram.displayList.elements.last?.textBox
    #expect(label.map(inner.contains) == true, "words of an arrow within the plate stay there")
    for (count, frame) in [("i = 1 … n", inner), ("j = 1 … m", outer)] {
      let words = diagram.displayList.elements.first {
        if case .text(count, _, _, _) = $0 { true } else { false }
      }?.textBox
      #expect(words.map(frame.contains) == true)
      #expect(words.map(inner.overlaps) == (frame == inner))
    }
  }

  @Test func kindsLookDifferent() {
    let fills = diagram.displayList.elements.compactMap { element -> Paint? in
      guard case .path(let path, let style) = element, path.steps.count == 6 else { return nil }
      return style.fill
    }
    #expect(fills == [Ink.text, Ink.background, Ink.shade, Ink.background])
    let words = diagram.displayList.elements.compactMap(\.textBox)
    #expect(words.count == 4 + 2 + 1 && words.allSatisfy(diagram.displayList.size.contains))
    #expect(words[5].right < diagram.circles[0].center.x, "θ stands away from its arrow")
    #expect(diagram.fileExtension == "svg")
  }
}
