import Kernels

/// eˣ of a million `Float`s.
func elementwiseWorkloads() -> [Workload] {
  let count = 1_000_000
  return [
    Workload(name: "exp-\(count)") { threads in
      let numbers = (0..<count).map { Float($0 % 9973) / 1000 - 5 }
      var results = numbers
      let workers = Workers(count: threads)
      return {
        numbers.withUnsafeBufferPointer { source in
          results.withUnsafeMutableBufferPointer { destination in
            Elementwise.evaluate(.exp, source, into: destination, workers: workers)
          }
        }
      }
    }
  ]
}
