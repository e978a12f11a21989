import Elementary
import Testing

@testable import Notebook

@Suite struct PathsTests {
  @Test func aStaircaseHoldsEachValue() {
    guard case .line(let corners) = Mark.steps(x: [0, 1, 3, 4], y: [8, 3, 1]).shape else {
      Issue.record("a staircase is a line")
      return
    }
    #expect(
      corners
        == [(0, 8), (1, 8), (1, 3), (3, 3), (3, 1), (4, 1)].map { Point(x: $0.0, y: $0.1) })
    guard case .line(let open) = Mark.steps(x: [0, 1], y: [8, 3]).shape else { return }
    #expect(open == [(0, 8), (1, 8), (1, 3)].map { Point(x: $0.0, y: $0.1) })
  }

  @Test func aFanHasAPathForEachLineInTenthsOfAPixel() {
    let x = (0..<500).map(Double.init)
    let lines = (0..<40).map { line in
      x.map { Double.sin($0 / 30 + Double(line)) }
    }
    let figure = Figure(
      description: "d", x: Axis("x"), y: Axis("y"), marks: [.paths(x: x, y: lines)])
    let layout = FigureLayout(of: figure)
    let drawn = layout.displayList.elements.compactMap { element -> [Element]? in
      if case .clipped(_, let inner) = element { inner } else { nil }
    }.flatMap(\.self)
    #expect(drawn.count == 40)
    for element in drawn {
      guard case .path(_, let style) = element else { continue }
      #expect(style.opacity == MarkDrawing.threadOpacity(of: 40) && style.strokeWidth == 1)
      #expect(element.vertices.count < 150)
      for point in element.vertices {
        #expect(abs(10 * point.x - (10 * point.x).rounded()) < 1e-9)
        #expect(abs(10 * point.y - (10 * point.y).rounded()) < 1e-9)
      }
    }
    let plot = layout.plots[0]
    #expect(drawn.allSatisfy { abs(($0.vertices.last?.x ?? 0) - plot.right) < plot.width / 20 })
  }

  @Test func manyLinesAreFaint() {
    #expect(MarkDrawing.threadOpacity(of: 1) == 1)
    #expect(MarkDrawing.threadOpacity(of: 16) == 0.25)
    #expect(MarkDrawing.threadOpacity(of: 1_000) == 0.15)
  }
}
