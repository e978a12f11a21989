import Kernels

/// Matrix products of `Float`, in the shapes of a network's layer and of the textbooks.
///
/// A layer's forward pass is a plain product; its two gradients read an operand transposed: `tn`
/// the left one, `nt` the right one.
func matrixProductWorkloads() -> [Workload] {
  let plain = [
    (128, 784, 400), (128, 400, 784), (512, 512, 512), (1024, 1024, 1024), (2048, 2048, 2048),
    (64, 32, 2), (64, 32, 4), (64, 2, 32), (100, 2, 16), (100, 16, 16), (100, 16, 1),
  ]
  let left = [(784, 128, 400), (400, 128, 784), (1024, 1024, 1024), (2, 64, 32), (32, 64, 2)]
  let right = [(128, 784, 400), (128, 400, 784), (1024, 1024, 1024), (64, 2, 32), (64, 32, 2)]
  return plain.map { matrixProduct("gemm", $0) }
    + left.map { matrixProduct("gemm-tn", $0, transposing: (true, false)) }
    + right.map { matrixProduct("gemm-nt", $0, transposing: (false, true)) }
}

/// One product of a matrix of `shape.0` × `shape.1` and one of `shape.1` × `shape.2`, or a hundred
/// where it takes less than the clock can tell.
private func matrixProduct(
  _ name: String, _ shape: (Int, Int, Int), transposing: (a: Bool, b: Bool) = (false, false)
) -> Workload {
  let (rows, depth, columns) = shape
  let multiplications = rows * depth * columns
  let isSmall = multiplications < 1 << 17
  let repetitions = isSmall ? 100 : 1
  return Workload(
    name: "\(name)-\(rows)x\(depth)x\(columns)\(isSmall ? "-100-times" : "")",
    operations: 2 * Double(multiplications * repetitions)
  ) {
    let a = AlignedNumbers(rows * depth)
    let b = AlignedNumbers(depth * columns)
    let c = AlignedNumbers(rows * columns)
    return {
      let left =
        transposing.a
        ? MatrixView(a.base, rows: depth, columns: rows).transposed
        : MatrixView(a.base, rows: rows, columns: depth)
      let right =
        transposing.b
        ? MatrixView(b.base, rows: columns, columns: depth).transposed
        : MatrixView(b.base, rows: depth, columns: columns)
      for _ in 0..<repetitions {
        MatrixProduct.multiply(left, right, into: c.base)
      }
    }
  }
}
