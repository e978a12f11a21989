import Elementary
import Probability

/// A latent variable model with a scalar latent variable, a scalar observation and a decoder of linear
/// pieces: $z \sim N(0, 1)$ and $x \mid z \sim N(g(z), \sigma^2)$, where $g(z) = a_i z + c_i$ on the
/// interval i.
///
/// Every network of rectified linear units with one latent variable is of this kind, and its evidence is
/// a closed form. On each piece
/// $N(z \mid 0, 1)\, N(x \mid az + c, \sigma^2) = N(x \mid c, a^2 + \sigma^2)\, N(z \mid m, s^2)$ with
/// $m = a (x - c) / (a^2 + \sigma^2)$ and $s^2 = \sigma^2 / (a^2 + \sigma^2)$.
///
/// Source: the product of normal densities, C. M. Bishop (2006), *Pattern Recognition and Machine
/// Learning*, equations 2.113 to 2.117.
public struct PiecewiseLinearModel: LatentVariableModel {
  /// A linear piece of the decoder.
  public struct Piece: Sendable, Hashable {
    /// Where the piece ends; the first piece begins at −∞.
    public let end: Double
    /// The slope a.
    public let slope: Double
    /// The intercept c.
    public let intercept: Double

    /// The piece $g(z) = az + c$ that ends at `end`.
    public init(end: Double = .infinity, slope: Double, intercept: Double) {
      self.end = end
      self.slope = slope
      self.intercept = intercept
    }
  }

  /// The pieces, from left to right; the last one ends at ∞.
  public let pieces: [Piece]

  /// The standard deviation σ of x given z.
  public let noiseStandardDeviation: Double

  /// - Precondition: the ends increase up to ∞; the standard deviation is positive.
  public init(noiseStandardDeviation: Double, pieces: [Piece]) {
    require(
      noiseStandardDeviation > 0,
      "PiecewiseLinearModel: the standard deviation of the noise is \(noiseStandardDeviation)")
    require(
      pieces.last?.end == .infinity
        && zip(pieces, pieces.dropFirst()).allSatisfy { $0.end < $1.end },
      "PiecewiseLinearModel: the pieces do not end one after the other, the last at ∞")
    self.pieces = pieces
    self.noiseStandardDeviation = noiseStandardDeviation
  }

  /// A network with one layer of rectified linear units, $g(z) = c + \sum_h v_h \max(0, w_h z + b_h)$.
  ///
  /// Its kinks are at $-b_h / w_h$, and between two of them the same units are active.
  ///
  /// - Parameters:
  ///   - units: for each unit its weight w, its bias b and its output weight v.
  ///   - offset: c.
  /// - Precondition: the standard deviation is positive.
  public init(
    noiseStandardDeviation: Double, units: [(weight: Double, bias: Double, output: Double)],
    offset: Double = 0
  ) {
    var kinks: [Double] = []
    for kink in units.filter({ $0.weight != 0 }).map({ -$0.bias / $0.weight }).sorted()
    where kinks.last != kink { kinks.append(kink) }
    let edges = [(kinks.first ?? 0) - 1] + kinks + [(kinks.last ?? 0) + 1]
    let pieces = (0...kinks.count).map { i in
      let inside = (edges[i] + edges[i + 1]) / 2
      let active = units.filter { $0.weight * inside + $0.bias > 0 }
      return Piece(
        end: i < kinks.count ? kinks[i] : .infinity,
        slope: active.reduce(0) { $0 + $1.output * $1.weight },
        intercept: active.reduce(offset) { $0 + $1.output * $1.bias })
    }
    self.init(noiseStandardDeviation: noiseStandardDeviation, pieces: pieces)
  }

  /// The prior p(z), a standard normal distribution.
  public var prior: Normal { .standard }

  /// The decoder's distribution, $p(x \mid z) = N(g(z), \sigma^2)$.
  public func likelihood(given z: Double) -> Normal {
    let piece = pieces.first { z <= $0.end } ?? pieces[pieces.count - 1]
    return Normal(
      mean: piece.slope * z + piece.intercept, standardDeviation: noiseStandardDeviation)
  }

  // snippet.piecewise-evidence
  /// The evidence $\log p(x)$ in nats,
  /// $p(x) = \sum_i N(x \mid c_i, a_i^2 + \sigma^2)\, (\Phi((u_i - m_i) / s_i) - \Phi((l_i - m_i) / s_i))$
  /// for pieces from $l_i$ to $u_i$.
  public func logEvidence(of x: Double) -> Double {
    var (sum, start) = (0.0, -Double.infinity)
    for piece in pieces {
      let (a, c) = (piece.slope, piece.intercept)
      let spread = (a * a + noiseStandardDeviation * noiseStandardDeviation).squareRoot()
      let all = Normal(mean: c, standardDeviation: spread)
      let z = Normal(
        mean: a * (x - c) / (spread * spread), standardDeviation: noiseStandardDeviation / spread)
      sum += .exp(all.logDensity(x)) * (z.cumulative(piece.end) - z.cumulative(start))
      start = piece.end
    }
    return .log(sum)
  }
  // snippet.end
}
