import Autodiff
import Elementary
import Kernels

/// The normal distributions that an encoder returns for a batch of inputs,
/// $q(z \mid x_i) = N(\mu_i, \operatorname{diag}(e^{\ell_i}))$: tensors, through which derivatives
/// reach the encoder.
public struct EncodedNormal<Scalar: TensorNumber> {
  /// $\mu$, of shape `[n, d]`.
  public let mean: Tensor<Scalar>

  /// $\ell = \log \sigma^2$ (the logarithm of the variance), of shape `[n, d]`.
  public let logVariance: Tensor<Scalar>

  /// The distributions with these means and logarithms of variances.
  ///
  /// - Precondition: both have the same shape, `[n, d]`.
  public init(mean: Tensor<Scalar>, logVariance: Tensor<Scalar>) {
    require(
      mean.shape == logVariance.shape && mean.shape.rank == 2,
      "EncodedNormal: means \(mean.shape) with log variances \(logVariance.shape)")
    self.mean = mean
    self.logVariance = logVariance
  }

  /// The distributions whose means stand in the first half of a layer's columns, and whose log
  /// variances in the second.
  ///
  /// - Precondition: the tensor is `[n, 2d]`.
  public init(columns: Tensor<Scalar>) {
    require(
      columns.shape.rank == 2 && columns.shape[1].isMultiple(of: 2),
      "EncodedNormal: \(columns.shape) does not split into means and log variances")
    let dimension = columns.shape[1] / 2
    self.init(
      mean: columns.slice(0..<dimension, axis: 1),
      logVariance: columns.slice(dimension..<2 * dimension, axis: 1))
  }

  /// The same distributions as constants: no derivative reaches the encoder.
  public func stopGradient() -> EncodedNormal {
    EncodedNormal(mean: mean.stopGradient(), logVariance: logVariance.stopGradient())
  }

  // snippet.encoded-normal
  /// $z = \mu + e^{\ell / 2} \odot \epsilon$, through which derivatives reach μ and ℓ.
  ///
  /// - Parameter noise: standard normal numbers, of shape `[n, d]`, or `[S, n, d]` for S draws of each
  ///   distribution.
  public func value(at noise: Tensor<Scalar>) -> Tensor<Scalar> {
    .reparameterized(mean: mean, logVariance: logVariance, noise: noise)
  }

  /// $\log q(z \mid x) = -\frac12 \sum_j \left( \log 2 \pi + \ell_j + (z_j - \mu_j)^2 e^{-\ell_j}
  /// \right)$ in nats, of shape `[n]`, or `[S, n]`.
  public func logDensity(of z: Tensor<Scalar>) -> Tensor<Scalar> {
    let squares = (z - mean).squared() * (-logVariance).exp()
    return (squares + logVariance + Scalar(1.837_877_066_409_345_5)).sum(-1) * -0.5
  }

  /// $KL(q(z \mid x) \Vert N(0, I))$ in nats, of shape `[n]`.
  public var divergenceToStandardNormal: Tensor<Scalar> {
    Tensor.normalDivergence(mean: mean, logVariance: logVariance).sum(-1)
  }
  // snippet.end
}
