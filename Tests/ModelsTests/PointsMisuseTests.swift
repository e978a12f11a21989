import Elementary
import Models
import Testing

/// Tables that do not fit together end the program with a message, before anything is read.
struct PointsMisuseTests {
  @Test func pointsWithoutNumbers() async throws {
    let joint = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = GaussianKernels.logJoint(
        points: [], dimension: 0, constants: [0], means: [], factors: .triangular([1]))
    }
    #expect(try message(of: joint).contains("GaussianKernels.logJoint: points of 0 numbers"))
    let centres = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = GaussianKernels.weightedSquares(
        points: [], dimension: 0, weights: [], about: [])
    }
    #expect(
      try message(of: centres).contains("GaussianKernels: 0 numbers are no centres of 0 each"))
    let squares = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = ClusteringKernels.sumOfSquares(
        points: [1, 2], dimension: 1, assignments: [0, 1], centres: [1])
    }
    #expect(
      try message(of: squares).contains("ClusteringKernels.sumOfSquares: the shapes do not agree"))
  }

  private func message(of result: ExitTest.Result?) throws -> String {
    String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
  }
}
