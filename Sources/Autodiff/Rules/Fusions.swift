import Elementary

// Formulas of several operations that are computed in one pass, since a training spends its time on
// them. What each one is in plain operations, its documentation says, and tests compare the two.

extension Tensor {
  /// `dy * (1 - y.squared())`: the rule of y = tanh x, where dy is the cotangent of y.
  static func tanhSlope(_ dy: Tensor, _ y: Tensor) -> Tensor {
    elementwise(
      "tanhSlope", .tanhSlope, dy, y, pullbacks: { d, _, y, _ in d * (1 - y.squared()) },
      { d, dy, y, _ in d * dy * y * -2 })
  }

  /// −x ln σ(l) − (1 − x) ln (1 − σ(l)) for every logit l and target x: the negative logarithm of a
  /// Bernoulli probability, in nats.
  ///
  /// Computed as max(l, 0) − l x + ln (1 + e^−|l|), which neither overflows nor cancels for any
  /// logit. The derivative with respect to l is σ(l) − x, that with respect to x is −l.
  ///
  /// - Precondition: the shapes are equal.
  public static func binaryCrossEntropy(logits: Tensor, targets: Tensor) -> Tensor {
    require(
      logits.shape == targets.shape,
      "Tensor.binaryCrossEntropy: logits \(logits.shape) and targets \(targets.shape) differ")
    return elementwise(
      "binaryCrossEntropy", .binaryCrossEntropy, logits, targets,
      pullbacks: { dy, logits, targets, _ in dy * (logits.sigmoid() - targets) },
      { dy, logits, _, _ in -(dy * logits) })
  }

  /// ½ (m² + eᵛ − 1 − v) for every mean m and logarithm v of a variance: the divergence
  /// KL(N(m, eᵛ) ‖ N(0, 1)), in nats. Its derivatives are m and ½ (eᵛ − 1).
  ///
  /// - Precondition: the shapes are equal.
  public static func normalDivergence(mean: Tensor, logVariance: Tensor) -> Tensor {
    require(
      mean.shape == logVariance.shape,
      "Tensor.normalDivergence: means \(mean.shape) and variances \(logVariance.shape) differ")
    return elementwise(
      "normalDivergence", .normalDivergence, mean, logVariance,
      pullbacks: { dy, mean, _, _ in dy * mean },
      { dy, _, logVariance, _ in dy * (logVariance.expMinusOne() * 0.5) })
  }

  /// m + e^(v/2) ε for every mean m, logarithm v of a variance and standard normal number ε: a
  /// number from N(m, eᵛ), through which derivatives reach m and v.
  ///
  /// - Precondition: the shapes can be broadcast.
  public static func reparameterized(mean: Tensor, logVariance: Tensor, noise: Tensor) -> Tensor {
    mean
      + elementwise(
        "scaledNoise", .scaledNoise, noise, logVariance,
        pullbacks: { dy, _, logVariance, _ in dy * (logVariance * 0.5).exp() },
        { dy, _, _, y in dy * y * 0.5 })
  }
}
