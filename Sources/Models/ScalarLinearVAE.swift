import Elementary
import Probability

/// The smallest variational autoencoder: a scalar observation, a scalar latent variable, a linear
/// encoder and a linear decoder.
///
/// - prior $z \sim N(0, 1)$, decoder $x \mid z \sim N(wz, \sigma^2)$,
/// - encoder $q(z \mid x) = N(vx, s^2)$.
///
/// On data with variance λ its bound is a closed form, and so is the bound's maximum, the log
/// likelihood of $N(0, \lambda)$: the posterior of a linear decoder is in the encoder's family.
public struct ScalarLinearVAE: Sendable, Hashable {
  /// The decoder's weight w.
  public var decoderWeight: Double
  /// The encoder's weight v.
  public var encoderWeight: Double
  /// The logarithm of the encoder's standard deviation s.
  public var logStandardDeviation: Double
  /// The decoder's variance σ², which is not learned.
  public let noiseVariance: Double

  /// A model with these parameters.
  public init(
    decoderWeight: Double, encoderWeight: Double, logStandardDeviation: Double,
    noiseVariance: Double
  ) {
    self.decoderWeight = decoderWeight
    self.encoderWeight = encoderWeight
    self.logStandardDeviation = logStandardDeviation
    self.noiseVariance = noiseVariance
  }

  /// The reconstruction term, averaged over centred data of variance λ, in nats a point:
  /// $-\frac12 \log 2\pi\sigma^2 - \frac{(1 - wv)^2 \lambda + w^2 s^2}{2\sigma^2}$.
  public func expectedLogLikelihood(dataVariance: Double) -> Double {
    let (w, v) = (decoderWeight, encoderWeight)
    let squaredError =
      (1 - w * v) * (1 - w * v) * dataVariance + w * w * .exp(2 * logStandardDeviation)
    return -0.5 * .log(2 * .pi * noiseVariance) - squaredError / (2 * noiseVariance)
  }

  /// The regulariser, averaged over centred data of variance λ, in nats a point:
  /// $\frac12 (s^2 + v^2 \lambda - 1 - \log s^2)$.
  public func divergenceToPrior(dataVariance: Double) -> Double {
    0.5
      * (.exp(2 * logStandardDeviation) + encoderWeight * encoderWeight * dataVariance - 1
        - 2 * logStandardDeviation)
  }

  /// The bound, averaged over centred data of variance λ, in nats a point: the reconstruction term
  /// less the regulariser.
  public func evidenceLowerBound(dataVariance: Double) -> Double {
    expectedLogLikelihood(dataVariance: dataVariance)
      - divergenceToPrior(dataVariance: dataVariance)
  }

  /// The gradient of the bound at one point, with the reconstruction term replaced by a sample.
  public struct Gradient: Sendable, Hashable {
    /// The derivative with respect to w.
    public var decoderWeight = 0.0
    /// The derivative with respect to v.
    public var encoderWeight = 0.0
    /// The derivative with respect to log s.
    public var logStandardDeviation = 0.0

    /// The zero gradient, from which a sum begins.
    public init() {}

    /// Adds a multiple of another gradient.
    public mutating func add(_ other: Gradient, times factor: Double) {
      decoderWeight += factor * other.decoderWeight
      encoderWeight += factor * other.encoderWeight
      logStandardDeviation += factor * other.logStandardDeviation
    }
  }

  // snippet.linear-vae-gradient
  /// The gradient at a point x for a draw $z = vx + s\varepsilon$, by the chain rule:
  /// $\partial_w = rz$, $\partial_v = rwx - vx^2$ and
  /// $\partial_{\log s} = rws\varepsilon - s^2 + 1$, with $r = (x - wz)/\sigma^2$.
  public func gradient(at x: Double, noise: Double) -> Gradient {
    let deviation = Double.exp(logStandardDeviation)
    let z = encoderWeight * x + deviation * noise
    let residual = (x - decoderWeight * z) / noiseVariance
    var gradient = Gradient()
    gradient.decoderWeight = residual * z
    gradient.encoderWeight = residual * decoderWeight * x - encoderWeight * x * x
    gradient.logStandardDeviation =
      residual * decoderWeight * deviation * noise - deviation * deviation + 1
    return gradient
  }
  // snippet.end

  /// The gradient of a minibatch: the mean over its points of the mean over their noises.
  ///
  /// - Parameter noises: for each point, the draws of ε, at least one.
  public func gradient(batch: [Double], noises: [[Double]]) -> Gradient {
    var sum = Gradient()
    for (x, noises) in zip(batch, noises) {
      let share = 1 / (Double(batch.count) * Double(noises.count))
      for noise in noises { sum.add(gradient(at: x, noise: noise), times: share) }
    }
    return sum
  }

  /// A step of gradient ascent.
  public mutating func ascend(_ gradient: Gradient, rate: Double) {
    decoderWeight += rate * gradient.decoderWeight
    encoderWeight += rate * gradient.encoderWeight
    logStandardDeviation += rate * gradient.logStandardDeviation
  }
}
