import Elementary

/// The Bernoulli distribution: true with probability p, false with probability 1 − p.
public struct Bernoulli: Distribution, Hashable {
  /// The probability p of true.
  public let probability: Double

  /// The distribution with this probability of true.
  ///
  /// - Precondition: the probability is in [0, 1].
  public init(probability: Double) {
    require(
      probability >= 0 && probability <= 1, "Bernoulli: \(probability) is not a probability")
    self.probability = probability
  }

  /// The mean p, with true counted as one and false as zero.
  public var mean: Double { probability }

  /// p (1 − p).
  public var variance: Double { probability * (1 - probability) }

  /// log p for true and log(1 − p) for false, in nats.
  public func logDensity(_ x: Bool) -> Double {
    x ? .log(probability) : .logOnePlus(-probability)
  }

  /// Draws an outcome.
  public func sample(using random: inout RandomStream) -> Bool {
    random.bernoulli(probability)
  }
}
