import Models
import Numerics
import Testing

/// Tables that do not fit together end the program with a message.
struct PointsMisuseTests {
  @Test func pointsOfCentresThatDoNotExist() async throws {
    let above = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = ClusteringKernels.sums(
        points: [1, 2, 3], dimension: 1, assignments: [0, 2, 1], components: 2)
    }
    #expect(try message(of: above).contains("point 1 is assigned to centre 2 of 2"))
    let below = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = ClusteringKernels.sumOfSquares(
        points: [1, 2], dimension: 1, assignments: [-1, 0], centres: [1])
    }
    #expect(try message(of: below).contains("point 0 is assigned to centre -1 of 1"))
  }

  @Test func moreAssignmentsThanPoints() async throws {
    let sums = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = ClusteringKernels.sums(points: [1, 2], dimension: 2, assignments: [0, 0], components: 1)
    }
    #expect(try message(of: sums).contains("ClusteringKernels.sums: the shapes do not agree"))
  }

  @Test func weightsAndCentresOfOtherPoints() async throws {
    let weights = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = GaussianMixture.means(
        of: Matrix(rows: [[1], [2]]), under: Matrix(rows: [[1]]), totals: [1], keeping: [[0]])
    }
    #expect(try message(of: weights).contains("a sum over 2×1 points with 1×1 weights"))
    let scatter = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = covariances(.full)
    }
    #expect(try message(of: scatter).contains("2×1 weights and the centres [[1.0, 2.0, 3.0]]"))
    let squares = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = covariances(.diagonal)
    }
    #expect(try message(of: squares).contains("2×1 weights and the centres [[1.0, 2.0, 3.0]]"))
  }

  private func message(of result: ExitTest.Result?) throws -> String {
    String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
  }
}

/// Two points on a line about a mean in three dimensions.
private func covariances(_ kind: GaussianMixture.CovarianceKind) -> [Matrix] {
  GaussianMixture.covariances(
    of: Matrix(rows: [[1], [2]]), under: Matrix(rows: [[1], [1]]), about: [[1, 2, 3]],
    totals: [2], kind: kind, keeping: [])
}
