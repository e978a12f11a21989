import Models
import Numerics
import Probability

/// Mixtures and data that several tests use.
enum Examples {

  /// Three overlapping components in two dimensions, of the given kind.
  static func mixture(_ kind: GaussianMixture.CovarianceKind) throws -> GaussianMixture {
    let full = [
      Matrix(rows: [[1.0, 0.4], [0.4, 0.5]]), Matrix(rows: [[0.6, -0.2], [-0.2, 1.2]]),
      Matrix(rows: [[2.0, 0.3], [0.3, 0.8]]),
    ]
    let covariances: [Matrix] =
      switch kind {
      case .full: full
      case .tied: Array(repeating: full[0], count: 3)
      case .diagonal: full.map { Matrix(diagonal: $0.diagonal) }
      case .spherical: full.map { $0[0, 0] * .identity(2) }
      }
    return try GaussianMixture(
      weights: [0.2, 0.5, 0.3], means: [[0, 0], [2, 1], [-1, 3]], covariances: covariances,
      covarianceKind: kind)
  }

  /// `count` points drawn from a mixture.
  static func points(_ count: Int, from mixture: GaussianMixture, seed: UInt64 = 0) -> Matrix {
    var random = RandomStream(seed: seed, name: "points")
    return Matrix(rows: (0..<count).map { _ in mixture.sample(using: &random).point })
  }

  /// Responsibilities drawn at random: rows that sum to one and are nobody's posterior.
  static func responsibilities(_ rows: Int, _ columns: Int, seed: UInt64 = 0) -> Matrix {
    var random = RandomStream(seed: seed, name: "responsibilities")
    return Matrix(
      rows: (0..<rows).map { _ in
        let shares = (0..<columns).map { _ in 0.01 + random.uniform() }
        let total = shares.reduce(0, +)
        return shares.map { $0 / total }
      })
  }

  /// $|a - b| / \max(|a|, |b|)$.
  static func relativeDifference(_ a: Double, _ b: Double) -> Double {
    a == b ? 0 : (a - b).magnitude / max(a.magnitude, b.magnitude)
  }

  /// The largest absolute difference of the entries.
  static func difference(_ a: Matrix, _ b: Matrix) -> Double {
    (a - b).largestMagnitude
  }

  /// The largest absolute difference of the parameters.
  static func difference(_ a: GaussianMixture, _ b: GaussianMixture) -> Double {
    let means = difference(Matrix(rows: a.means), Matrix(rows: b.means))
    let weights = zip(a.weights, b.weights).map { ($0 - $1).magnitude }.max() ?? 0
    let covariances = zip(a.covariances, b.covariances).map { difference($0, $1) }.max() ?? 0
    return max(means, weights, covariances)
  }
}
