import Elementary
import Numerics
import Probability

// More components always fit better. Two ways to charge for parameters, so that models of different
// size can be compared: the smaller, the better.

extension GaussianMixture {
  /// The number of free parameters: K − 1 weights, K·d means, and those of the covariances.
  public var parameterCount: Int {
    componentCount - 1 + componentCount * dimension
      + covarianceKind.parameterCount(components: componentCount, dimension: dimension)
  }

  /// The Bayesian information criterion, $m \log n - 2 \log p(X \mid \hat\theta)$, for m parameters
  /// and n points: twice the negative logarithm of an approximate evidence, in nats.
  ///
  /// - Parameter data: n × d, a point a row; the mixture is meant to be its maximum likelihood fit.
  ///
  /// Source: G. Schwarz (1978), *Annals of Statistics* 6, 461–464.
  public func bayesianInformationCriterion(on data: Matrix) -> Double {
    bayesianInformationCriterion(logLikelihood: logLikelihood(of: data), points: data.rows)
  }

  /// The Bayesian information criterion of a fit whose log likelihood is known, in nats.
  ///
  /// - Parameters:
  ///   - logLikelihood: $\log p(X \mid \hat\theta)$, such as a run's.
  ///   - points: n.
  public func bayesianInformationCriterion(logLikelihood: Double, points: Int) -> Double {
    Double(parameterCount) * .log(Double(points)) - 2 * logLikelihood
  }

  /// Akaike's information criterion, $2 m - 2 \log p(X \mid \hat\theta)$: an estimate of twice the
  /// log loss on new data, but for a constant.
  ///
  /// - Parameter data: n × d, a point a row; the mixture is meant to be its maximum likelihood fit.
  ///
  /// Source: H. Akaike (1974), *IEEE Transactions on Automatic Control* 19, 716–723.
  public func akaikeInformationCriterion(on data: Matrix) -> Double {
    akaikeInformationCriterion(logLikelihood: logLikelihood(of: data))
  }

  /// Akaike's information criterion of a fit whose log likelihood is known, in nats.
  ///
  /// - Parameter logLikelihood: $\log p(X \mid \hat\theta)$, such as a run's.
  public func akaikeInformationCriterion(logLikelihood: Double) -> Double {
    2 * Double(parameterCount) - 2 * logLikelihood
  }
}

extension GaussianMixture.CovarianceKind {
  /// The number of free parameters in the covariances of K components in d dimensions.
  public func parameterCount(components: Int, dimension: Int) -> Int {
    let symmetric = dimension * (dimension + 1) / 2
    return switch self {
    case .full: components * symmetric
    case .diagonal: components * dimension
    case .spherical: components
    case .tied: symmetric
    }
  }
}
