import Autodiff
import Elementary
import Kernels
import Networks
import Numerics
import Probability

/// A variational autoencoder with one latent number, and networks with one hidden layer: small enough
/// that its evidence is known by quadrature while it trains.
///
/// - prior $z \sim N(0, 1)$, decoder $x \mid z \sim N(g_\theta(z), s^2 I)$ with a fixed s,
/// - encoder $q(z \mid x) = N(\mu_\phi(x), e^{\ell_\phi(x)})$.
public struct ScalarLatentVAE: TensorStructure {
  /// From the observation to the encoder's hidden units, which are tanh.
  public var encoderHidden: Dense<Double>

  /// From there to μ and ℓ.
  public var encoderOutput: Dense<Double>

  /// From z to the decoder's hidden units, which are tanh.
  public var decoderHidden: Dense<Double>

  /// From there to the mean of x.
  public var decoderOutput: Dense<Double>

  /// s, the standard deviation of x given z, the same for all its entries.
  public let noiseStandardDeviation: Double

  /// Networks with random weights for observations of D numbers.
  ///
  /// - Precondition: the standard deviation is positive.
  public init(
    observed: Int, hiddenUnits: Int, noiseStandardDeviation: Double, from stream: RandomStream
  ) {
    require(
      noiseStandardDeviation > 0,
      "ScalarLatentVAE: the standard deviation of the noise is \(noiseStandardDeviation)")
    encoderHidden = Dense(observed, hiddenUnits, from: stream.split("encoder/hidden"))
    encoderOutput = Dense(hiddenUnits, 2, from: stream.split("encoder/output"))
    decoderHidden = Dense(1, hiddenUnits, from: stream.split("decoder/hidden"))
    decoderOutput = Dense(hiddenUnits, observed, from: stream.split("decoder/output"))
    self.noiseStandardDeviation = noiseStandardDeviation
  }

  /// Calls `body` for the tensors of the encoder, then of the decoder.
  public mutating func forEachTensor(_ body: (inout Tensor<Double>) throws -> Void) rethrows {
    try encoderHidden.forEachTensor(body)
    try encoderOutput.forEachTensor(body)
    try decoderHidden.forEachTensor(body)
    try decoderOutput.forEachTensor(body)
  }

  /// $q(z \mid x_i)$ for a batch of observations `[n, D]`.
  public func encode(_ x: Tensor<Double>) -> EncodedNormal<Double> {
    EncodedNormal(columns: encoderOutput(encoderHidden(x).tanh()))
  }

  /// $g_\theta(z)$ for a list of codes `[m, 1]`, of shape `[m, D]`.
  public func decode(_ z: Tensor<Double>) -> Tensor<Double> {
    decoderOutput(decoderHidden(z).tanh())
  }

  /// $\log p(x_i \mid z_i)$ in nats for codes `[n, 1]`, or `[S, n, 1]`: of shape `[n]`, or `[S, n]`.
  public func logLikelihood(of x: Tensor<Double>, given z: Tensor<Double>) -> Tensor<Double> {
    let means = decode(z.reshaped(-1, 1)).reshaped(Shape(z.shape.dropLast() + [x.shape[1]]))
    let squares = (x - means).squared().sum(-1)
    let (variance, count) = (noiseStandardDeviation * noiseStandardDeviation, Double(x.shape[1]))
    return squares * (-0.5 / variance) - 0.5 * count * .log(2 * .pi * variance)
  }

  // snippet.vae-bound
  /// The bound $\log p(x \mid z) - KL(q(z \mid x) \Vert N(0, 1))$ at draws of z, as a surrogate, in
  /// nats: `[n]`, or `[S, n]`. The estimator serves the first term; the second is a closed form.
  public func bound(
    of x: Tensor<Double>, at noise: Tensor<Double>, by estimator: GradientEstimator<Double>
  ) -> Tensor<Double> {
    let q = encode(x)
    return q.expectation(at: noise, by: estimator) { logLikelihood(of: x, given: $0) }
      - q.divergenceToStandardNormal
  }
  // snippet.end

  /// The evidence $\log p(x_i) = \log \int p(x_i \mid z)\, N(z; 0, 1)\, dz$ of each observation in
  /// nats, by quadrature: constants.
  ///
  /// - Parameter grid: a rule for $\int dz$, finer than any posterior is narrow.
  public func logEvidence(of x: Tensor<Double>, grid: Quadrature) -> [Double] {
    let codes = Tensor(grid.nodes, shape: [grid.nodes.count, 1]).stopGradient()
    let means = decode(codes).stopGradient().numbers
    let (dimension, observations) = (x.shape[1], x.numbers)
    let scale = 0.5 / (noiseStandardDeviation * noiseStandardDeviation)
    let constant =
      0.5 * Double(dimension) * .log(2 * .pi * noiseStandardDeviation * noiseStandardDeviation)
    let logPrior = grid.nodes.map { Normal.standard.logDensity($0) - constant }
    return (0..<x.shape[0]).map { i in
      let logJoint = grid.nodes.indices.map { m in
        (0..<dimension).reduce(logPrior[m]) { sum, j in
          let residual = observations[i * dimension + j] - means[m * dimension + j]
          return sum - scale * residual * residual
        }
      }
      return logSumExp(logJoint, weights: grid.weights)
    }
  }
}
