import Models
import Numerics
import Probability
import Testing

@Suite struct GaussianMixtureGradientTests {
  /// Central differences of the log likelihood: by Fisher's identity the gradient of Q under the
  /// mixture's own responsibilities.
  @Test func agreesWithDifferencesOfTheLogLikelihood() throws {
    let mixture = try Examples.mixture(.full)
    let data = Examples.points(60, from: mixture)
    let gradient = mixture.gradient(of: data, under: mixture.responsibilities(of: data))
    let step = 1e-5
    for k in 0..<3 {
      for j in 0..<2 {
        let slope = difference(step) { change in
          var means = mixture.means
          means[k][j] += change
          return mixture.replacing(means: means).logLikelihood(of: data)
        }
        #expect((slope - gradient.means[k][j]).magnitude < 1e-6)
        let spread = difference(step) { change in
          var covariances = mixture.covariances
          covariances[k][0, j] += change
          if j != 0 { covariances[k][j, 0] += change }
          return mixture.replacing(covariances: covariances).logLikelihood(of: data)
        }
        let entries = j == 0 ? gradient.covariances[k][0, 0] : 2 * gradient.covariances[k][0, j]
        #expect((spread - entries).magnitude < 1e-6)
      }
    }
  }

  /// Moving weight from one component to another: the multipliers cancel.
  @Test func agreesWithDifferencesInTheWeights() throws {
    let mixture = try Examples.mixture(.full)
    let data = Examples.points(60, from: mixture)
    let gradient = mixture.gradient(of: data, under: mixture.responsibilities(of: data))
    let slope = difference(1e-5) { change in
      var weights = mixture.weights
      weights[0] += change
      weights[1] -= change
      return mixture.replacing(weights: weights).logLikelihood(of: data)
    }
    #expect((slope - (gradient.weights[0] - gradient.weights[1])).magnitude < 1e-6)
  }

  private func difference(_ step: Double, _ f: (Double) throws -> Double) rethrows -> Double {
    (try f(step) - f(-step)) / (2 * step)
  }
}
