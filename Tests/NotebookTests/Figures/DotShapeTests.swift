import Testing

@testable import Notebook

@Suite struct DotShapeTests {
  @Test func shapesHaveTheAreaOfTheDisc() {
    for shape in [DotShape.square, .triangle] {
      let corners = shape.corners(radius: 3)
      let next = corners.dropFirst() + corners.prefix(1)
      let area = zip(corners, next).map { $0.x * $1.y - $1.x * $0.y }.reduce(0, +) / 2
      #expect(abs(area - .pi * 9) < 1e-9)
      let (x, y) = (corners.map(\.x).reduce(0, +), corners.map(\.y).reduce(0, +))
      #expect(abs(x) < 1e-12 && abs(y) < 1e-9, "the middle is the origin")
      #expect(corners.allSatisfy { max($0.x.magnitude, $0.y.magnitude) <= shape.reach(radius: 3) })
    }
    #expect(DotShape.disc.corners(radius: 3).isEmpty && DotShape.disc.reach(radius: 3) == 3)
  }

  @Test func eighteenCategoriesAreToldApart() {
    let categories = Array(0..<18)
    let mark = Mark.scatter(
      x: categories.map(Double.init), y: categories.map(Double.init), categories: categories,
      labels: categories.map(String.init))
    guard case .dots(let groups) = mark.shape else {
      Issue.record("a scatter is made of dots")
      return
    }
    for (index, group) in groups.enumerated() {
      #expect(!groups[..<index].contains { $0.paint == group.paint && $0.shape == group.shape })
    }
    let entries = KeyEntry.entries(for: mark)
    #expect(entries.map(\.shape) == groups.map(\.shape))
    #expect(entries.map(\.paint) == groups.map(\.paint))
    #expect(DotShape.category(18) == .disc)
  }
}
