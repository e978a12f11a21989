import Numerics
import Probability
import Testing

struct CorrelationTests {
  @Test func byHand() {
    #expect((correlation([1, 2, 3], [2, 4, 6]) - 1).magnitude < 1e-15)
    #expect((correlation([1, 2, 3], [5, 1, -3]) + 1).magnitude < 1e-15)
    // Deviations (−1, 0, 1) and (−1, 1, 0): 1 / √(2 · 2).
    #expect((correlation([1, 2, 3], [10, 12, 11]) - 0.5).magnitude < 1e-15)
    #expect(correlation([1, 1], [1, 2]).isNaN)
  }

  @Test func aSumIsPredictedByItsTerms() throws {
    let (a, b) = ([1.0, -2, 0.5, 3], [0.3, 1, -1, 2.0])
    let columns = Matrix(rows: zip(a, b).map { [$0, $1] })
    let sum = zip(a, b).map { 2 * $0 - $1 + 7 }
    #expect((try multipleCorrelation(of: sum, with: columns) - 1).magnitude < 1e-12)
    let other = [1.0, 2, 2, 0]
    let rotated = columns * Matrix(rows: [[0.6, -0.8], [0.8, 0.6]])
    let before = try multipleCorrelation(of: other, with: columns)
    #expect(before < 0.99)
    #expect((try multipleCorrelation(of: other, with: rotated) - before).magnitude < 1e-12)
    #expect(before >= correlation(a, other).magnitude)
  }

  @Test func neighboursOfFourPoints() {
    let points = Matrix(rows: [[0, 0], [1, 0], [1, 3], [1.4, 0.1]])
    #expect(nearestNeighbours(of: points) == [1, 3, 3, 1])
    #expect(squaredDistance([1, 2], [4, 6]) == 25)
  }

  @Test func aMapStretchesByItsSingularValue() {
    let points = Matrix(rows: [[0, 0], [1, 0], [0, 1], [0, 1]])
    let images = points * Matrix(rows: [[3], [-1]])
    // The pair (1, 0) and (0, 1): 4 / √2; the pair with the origin: 3.
    #expect(largestDistanceRatio(from: points, to: images) == 3)
    #expect(largestDistanceRatio(from: points, to: points) == 1)
  }

  @Test func ofEquallyNearNeighboursTheFirstAndOfEqualPointsNoRatio() {
    #expect(nearestNeighbours(of: Matrix(rows: [[0], [1], [2], [2]])) == [1, 0, 3, 2])
    let (points, images) = (Matrix(rows: [[0], [0], [1]]), Matrix(rows: [[0], [5], [1]]))
    #expect(largestDistanceRatio(from: points, to: images) == 4)
  }
}
