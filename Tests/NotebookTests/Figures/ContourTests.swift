import Testing

@testable import Notebook

@Suite struct ContourTests {
  @Test func pointsLieOnTheLevel() {
    let grid = ContourGrid(x: -2...2, y: -1...3, resolution: 37) { x, y in 3 * x - 2 * y }
    let lines = grid.lines(at: 0.7)
    #expect(lines.count == 1)
    #expect(lines[0].count > 37)
    for point in lines[0] {
      #expect(abs(3 * point.x - 2 * point.y - 0.7) < 1e-12)
    }
  }

  @Test func aCircleIsOneClosedLine() {
    let lines = ContourGrid(x: -2...2, y: -2...2, resolution: 64) { x, y in x * x + y * y }
      .lines(at: 1)
    #expect(lines.count == 1)
    #expect(lines[0].first == lines[0].last)
    let lengths = zip(lines[0], lines[0].dropFirst()).map { a, b in
      ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
    }
    #expect(abs(lengths.reduce(0, +) - 2 * .pi) < 0.01)
    #expect(lines[0].allSatisfy { abs($0.x * $0.x + $0.y * $0.y - 1) < 0.002 })
  }

  /// In one cell with high corners across from each other, lines go around the high corners when
  /// the saddle is low, and around the low ones when it is high.
  @Test(arguments: [(0.9, true), (0.1, false)])
  func saddlesAreDecidedByTheInterpolant(high: Double, isMiddleHigh: Bool) {
    let level = 1 - high
    let grid = ContourGrid(x: 0...1, y: 0...1, resolution: 1) { x, y in x == y ? 1 : 0 }
    let lines = grid.lines(at: level)
    #expect(lines.count == 2)
    // The saddle value is one half. A line around the corner (0, 0) joins two points with a small
    // sum of coordinates.
    let isAroundOrigin = lines.contains { $0.allSatisfy { $0.x + $0.y < 1 } }
    #expect(isAroundOrigin == !isMiddleHigh)
  }

  @Test func cellsWithoutAValueAreLeftOut() {
    let grid = ContourGrid(x: -1...1, y: -1...1, resolution: 10) { x, y in x < 0 ? -.infinity : y }
    let lines = grid.lines(at: 0.01)
    #expect(lines.count == 1)
    #expect(lines[0].allSatisfy { $0.x >= 0 && $0.isFinite })
  }

  @Test func aLevelOnTheVerticesIsNoTrap() {
    let lines = ContourGrid(x: -1...1, y: -1...1, resolution: 4) { x, y in x * y }.lines(at: 0)
    #expect(!lines.isEmpty)
    #expect(lines.allSatisfy { $0.allSatisfy { abs($0.x * $0.y) < 1e-12 } })
  }
}
