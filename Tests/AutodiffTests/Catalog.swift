import Autodiff
import Kernels
import Numerics

/// An operation of the core on a matrix of numbers, for either type of number.
struct CatalogEntry<Scalar: TensorNumber> {
  let name: String
  let apply: (Tensor<Scalar>) -> Tensor<Scalar>
}

/// Every operation of the rules, on a matrix whose numbers lie between −2 and 2.
func catalog<Scalar: TensorNumber>(_: Scalar.Type) -> [CatalogEntry<Scalar>] {
  func entry(
    _ name: String, _ apply: @escaping (Tensor<Scalar>) -> Tensor<Scalar>
  ) -> CatalogEntry<Scalar> { CatalogEntry(name: name, apply: apply) }
  return [
    entry("+ row") { $0 + $0.slice(0..<1) },
    entry("− column") { $0 - $0.slice(1..<2, axis: 1) },
    entry("× row") { $0 * $0.slice(0..<1) },
    entry("÷") { $0 / ($0.squared() + 1) },
    entry("÷ column") { $0 / ($0.slice(0..<1, axis: 1).squared() + 1) },
    entry("constants") { 3 - (2 * $0 + 1) / 4 },
    entry("maximum") { .maximum($0, $0.squared()) },
    entry("minimum") { .minimum($0, $0.slice(0..<1)) },
    entry("exp") { $0.exp() }, entry("expMinusOne") { $0.expMinusOne() },
    entry("log") { ($0 + 3).log() }, entry("logOnePlus") { ($0 + 3).logOnePlus() },
    entry("squareRoot") { ($0 + 3).squareRoot() }, entry("squared") { $0.squared() },
    entry("power 3") { $0.power(3) }, entry("power −2") { ($0 + 3).power(-2) },
    entry("power 1.5") { ($0 + 3).power(1.5) },
    entry("sin") { $0.sin() }, entry("cos") { $0.cos() }, entry("tanh") { $0.tanh() },
    entry("sigmoid") { $0.sigmoid() }, entry("softplus") { $0.softplus() },
    entry("erf") { $0.erf() }, entry("erfc") { $0.erfc() },
    entry("magnitude") { $0.magnitude() }, entry("relu") { $0.relu() },
    entry("leakyRelu") { $0.leakyRelu() }, entry("gelu") { $0.gelu() },
    entry("silu") { $0.silu() }, entry("clamped") { $0.clamped(to: -1...1) },
    entry("binaryCrossEntropy") { .binaryCrossEntropy(logits: $0, targets: $0.sigmoid()) },
    entry("normalDivergence") { .normalDivergence(mean: $0, logVariance: $0.sin()) },
    entry("reparameterized") { .reparameterized(mean: $0, logVariance: $0.sin(), noise: $0.cos()) },
    entry("matmul with bias") {
      $0.matmul($0.slice(0..<3).transposed(), adding: $0.sum(1).slice(0..<3))
    },
    entry("matmul, left transposed") { $0.matmul($0, transposed: .left) },
    entry("matmul, right transposed") { $0.slice(0..<3).matmul($0, transposed: .right) },
    entry("sum") { $0.sum() }, entry("sum 0") { $0.sum(0) }, entry("mean 1") { $0.mean(1) },
    entry("variance 0") { $0.variance(0) }, entry("max 1") { $0.max(1) },
    entry("logSumExp 0") { $0.logSumExp(0) }, entry("logSumExp 1") { $0.logSumExp(1) },
    entry("softmax 1") { $0.softmax(1) }, entry("logSoftmax 0") { $0.logSoftmax(0) },
    entry("transposed") { $0.transposed().reshaped(-1) },
    entry("slice") { $0.slice(1..<$0.shape[1], axis: 1, step: 2) },
    entry("concatenate") { .concatenate([$0, $0.squared()], axis: 1) },
    entry("select") { $0.select([2, 0, 2], axis: 0) },
    entry("pick") { $0.pick((0..<$0.shape[0]).map { $0 % 3 }) },
  ]
}
