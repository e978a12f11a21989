import Kernels

/// Matrix products of `Float`, in the shapes of a network's layer and of the textbooks.
func matrixProductWorkloads() -> [Workload] {
  [(128, 784, 400), (512, 512, 512), (1024, 1024, 1024), (2048, 2048, 2048)].map {
    rows, depth, columns in
    Workload(
      name: "gemm-\(rows)x\(depth)x\(columns)", operations: 2 * Double(rows * depth * columns)
    ) { threads in
      let a = numbers(rows * depth)
      let b = numbers(depth * columns)
      var c = [Float](repeating: 0, count: rows * columns)
      let workers = Workers(count: threads)
      return {
        a.withUnsafeBufferPointer { a in
          b.withUnsafeBufferPointer { b in
            c.withUnsafeMutableBufferPointer { c in
              guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress
              else { return }
              MatrixProduct.multiply(
                MatrixView(a, rows: rows, columns: depth),
                MatrixView(b, rows: depth, columns: columns), into: c, workers: workers)
            }
          }
        }
      }
    }
  }
}

private func numbers(_ count: Int) -> [Float] {
  (0..<count).map { Float($0 % 17) / 17 - 0.5 }
}
