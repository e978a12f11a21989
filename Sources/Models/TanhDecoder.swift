import Elementary
import Numerics
import Probability

/// A network with one hidden unit as decoder: $z \sim N(0, 1)$ and
/// $x \mid z \sim N(w_1 \tanh(w_2 z + w_3), \sigma^2)$.
///
/// It is the smallest nonlinear model to which EM can still be applied: the E-step by quadrature, the
/// M-step by gradient steps.
public struct TanhDecoder: Sendable, Equatable {
  /// $w_1, w_2, w_3$.
  public var weights: [Double]

  /// σ.
  public let noiseStandardDeviation: Double

  /// The nodes for integrals over z.
  public let grid: Quadrature

  /// A decoder with these weights.
  ///
  /// - Precondition: there are three weights, and the standard deviation is positive.
  public init(
    weights: [Double], noiseStandardDeviation: Double,
    grid: Quadrature = .trapezoid(241, from: -6, to: 6)
  ) {
    require(
      weights.count == 3 && noiseStandardDeviation > 0,
      "TanhDecoder: \(weights.count) weights, a standard deviation of \(noiseStandardDeviation)")
    self.weights = weights
    self.noiseStandardDeviation = noiseStandardDeviation
    self.grid = grid
  }

  /// The latent variable model with this decoder.
  public var model: ScalarDecoderModel {
    let weights = weights
    return ScalarDecoderModel(noiseStandardDeviation: noiseStandardDeviation, grid: grid) { z in
      weights[0] * .tanh(weights[1] * z + weights[2])
    }
  }

  /// The gradient of the expected log joint
  /// $Q(w; \gamma) = -\frac{1}{2 \sigma^2} \sum_{im} \gamma_{im} (x_i - g(z_m))^2$ (up to a constant)
  /// with respect to the three weights.
  ///
  /// - Parameters:
  ///   - data: the observations $x_i$.
  ///   - responsibilities: $\gamma_{im}$, how probable the node $z_m$ is for $x_i$.
  public func gradient(of data: [Double], under responsibilities: [[Double]]) -> [Double] {
    var sums = [0.0, 0, 0]
    for (m, z) in grid.nodes.enumerated() {
      let unit = Double.tanh(weights[1] * z + weights[2])
      var misfit = 0.0
      for (x, row) in zip(data, responsibilities) { misfit += row[m] * (x - weights[0] * unit) }
      let inner = misfit * weights[0] * (1 - unit * unit)
      sums[0] += misfit * unit
      sums[1] += inner * z
      sums[2] += inner
    }
    return sums.map { $0 / (noiseStandardDeviation * noiseStandardDeviation) }
  }

  // snippet.generalized-em
  /// One round of generalised EM: an exact E-step, by quadrature, and so many gradient steps on Q.
  public mutating func generalizedEM(on data: [Double], gradientSteps: Int, rate: Double) {
    let gamma = data.map { model.posterior(of: $0).masses }
    for _ in 0..<gradientSteps {
      weights = zip(weights, gradient(of: data, under: gamma)).map { $0 + rate * $1 }
    }
  }
  // snippet.end

  /// How steep Q is before and after each gradient step of one M-step: the largest entry of its
  /// gradient, for an average point.
  public func steepnesses(on data: [Double], gradientSteps: Int, rate: Double) -> [Double] {
    let gamma = data.map { model.posterior(of: $0).masses }
    var decoder = self
    return (0...gradientSteps).map { _ in
      let slopes = decoder.gradient(of: data, under: gamma)
      decoder.weights = zip(decoder.weights, slopes).map { $0 + rate * $1 }
      return slopes.reduce(0) { max($0, $1.magnitude) } / Double(data.count)
    }
  }
}
