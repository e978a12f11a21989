import Elementary
import Probability

// The bound of a data set climbed in turns: in q, with the decoder fixed, and in the decoder, with q
// fixed. Both maxima are closed forms.

extension ScalarLinearVAE {
  /// A decoder with noise of variance one, and the prior for an encoder.
  public init(decoderWeight: Double) {
    self.init(
      decoderWeight: decoderWeight, encoderWeight: 0, logStandardDeviation: 0, noiseVariance: 1)
  }

  /// The same encoder with another decoder.
  public func with(decoderWeight: Double) -> Self {
    var changed = self
    changed.decoderWeight = decoderWeight
    return changed
  }

  // snippet.vae-coordinate-ascent
  /// A step in q: the encoder moves towards the posterior, $v^\ast = w / (w^2 + \sigma^2)$ and
  /// $s^{\ast 2} = \sigma^2 / (w^2 + \sigma^2)$, by a fraction of the way in v and in s². The bound is
  /// concave in both, so it rises.
  public func movingEncoder(_ fraction: Double = 1) -> Self {
    let variance = Double.exp(2 * logStandardDeviation)
    var moved = self
    moved.encoderWeight += fraction * (decoderWeight / marginalVariance - encoderWeight)
    moved.logStandardDeviation =
      0.5 * .log(variance + fraction * (noiseVariance / marginalVariance - variance))
    return moved
  }

  /// A step in θ: the best decoder for this q, $w = v\lambda / (v^2 \lambda + s^2)$ for centred data
  /// of variance λ.
  public func fittingDecoder(dataVariance: Double) -> Self {
    let (v, variance) = (encoderWeight, Double.exp(2 * logStandardDeviation))
    var fitted = self
    fitted.decoderWeight = v * dataVariance / (v * v * dataVariance + variance)
    return fitted
  }
  // snippet.end
}
