import Probability
import Testing

@testable import Notebook

@Suite struct LabellingTests {
  @Test func labelsThatCollideMoveApartAndNoFurther() {
    #expect(spread([10, 50], spacing: 18, within: 0...100) == [10, 50])
    #expect(spread([50, 50], spacing: 18, within: 0...100) == [41, 59])
    #expect(spread([59, 50, 41], spacing: 18, within: 0...100) == [68, 50, 32])
    #expect(spread([99, 98], spacing: 18, within: 0...100) == [100, 82])
    #expect(spread([], spacing: 18, within: 0...100) == [])
  }

  @Test func spreadLabelsKeepTheirDistanceAndOrder() {
    var random = RandomStream(seed: 6, name: "labels")
    for _ in 0..<200 {
      let positions = (0..<1 + random.integer(below: 8)).map { _ in random.uniform() * 300 }
      let moved = spread(positions, spacing: 18, within: 0...300)
      let order = positions.indices.sorted { positions[$0] < positions[$1] }
      let sorted = order.map { moved[$0] }
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 > 18 - 1e-9 })
      #expect(moved.allSatisfy { (-1e-9...300 + 1e-9).contains($0) })
    }
  }

  private func labelling(_ marks: [Mark]) -> Labelling? {
    FigureLayout(of: Figure(description: "d", x: Axis("x"), y: Axis("y"), marks: marks))
      .plans.first?.labelling
  }

  @Test func linesAreNamedAtTheirEnds() {
    let labels = labelling([
      .line(x: [0, 1], y: [0, 1], label: "up"), .line(x: [0, 1], y: [1, 0], label: "down"),
      .horizontal(at: 0.5, label: "level"), .vertical(at: 0.5, label: "half"),
    ])
    guard case .atEnds(let ends) = labels else {
      Issue.record("the labels fit")
      return
    }
    #expect(ends.map(\.text) == ["up", "down", "level"])
    #expect(ends[0].end == Point(x: 1, y: 1))
  }

  @Test func whatDoesNotFitGoesToTheKey() {
    let manyAtOneEnd = (0..<6).map { Mark.line(x: [0, 1], y: [Double($0), 0], label: "\($0)") }
    let endsEarly: [Mark] = [
      .line(x: [0, 0.5], y: [0, 0], label: "half"), .line(x: [0, 1], y: [0, 1]),
    ]
    let longName = [Mark.line(x: [0, 1], y: [0, 1], label: "the name of this line is too long")]
    let scatter: [Mark] = [
      .line(x: [0, 1], y: [0, 1], label: "line"), .scatter(x: [0], y: [0], label: "dots"),
    ]
    for marks in [manyAtOneEnd, endsEarly, longName, scatter] {
      guard case .inKey(let entries) = labelling(marks) else {
        Issue.record("\(marks.flatMap(\.labels)) cannot stand at the ends")
        continue
      }
      #expect(entries.map(\.text) == marks.flatMap(\.labels).map(\.text))
    }
  }

  @Test func textIsShortenedToItsRoom() {
    let font = Font(size: 12)
    #expect(font.shortened("short", to: 100) == "short")
    let long = font.shortened("a label that is far too long", to: 100)
    #expect(long.hasSuffix("…") && long.count > 8)
    #expect(font.width(of: long) <= 100)
  }
}
