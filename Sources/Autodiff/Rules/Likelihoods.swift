import Kernels

extension Tensor {
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
}
