import Probability
import Testing

@testable import Notebook

@Suite struct PathSimplificationTests {
  @Test func aStraightLineIsItsEnds() {
    let points = (0...1000).map { Point(x: Double($0), y: 2 * Double($0)) }
    #expect(simplified(points) == [points[0], points[1000]])
  }

  @Test func noPointIsFarFromTheLine() {
    var random = RandomStream(seed: 3, name: "path")
    let points = (0..<400).map { Point(x: Double($0) / 4, y: random.normal()) }
    let kept = simplified(points)
    #expect(kept.count < points.count)
    for point in points {
      let distance = zip(kept, kept.dropFirst()).map { a, b in
        let along =
          ((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y))
          / ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y))
        let t = min(1, max(0, along))
        let (x, y) = (point.x - a.x - t * (b.x - a.x), point.y - a.y - t * (b.y - a.y))
        return (x * x + y * y).squareRoot()
      }.min()
      #expect(distance.map { $0 <= 0.1 + 1e-12 } == true)
    }
  }

  @Test func gapsRemain() {
    let points = [0, 1, .nan, 3, 4].map { Point(x: $0, y: 0) }
    let path = Path(through: simplified(points))
    #expect(path.steps.count { if case .move = $0 { true } else { false } } == 2)
    #expect(path.steps.count == 4)
  }
}
