import Kernels

/// eˣ of a million `Float`s.
func elementwiseWorkloads() -> [Workload] {
  let count = 1_000_000
  return [
    Workload(name: "exp-\(count)") { threads in
      let numbers = AlignedNumbers(count) { Float($0 % 9973) / 1000 - 5 }
      let results = AlignedNumbers(count)
      let workers = Workers(count: threads)
      return {
        Elementwise.evaluate(
          .exp, UnsafeBufferPointer(numbers.numbers), into: results.numbers, workers: workers)
      }
    }
  ]
}
