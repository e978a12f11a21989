import Threads

/// What the processor can do at most: multiply-adds of `Float` vectors that never leave the registers.
///
/// What share of it a product or a training step reaches, says how much there is left to gain.
func peakWorkloads() -> [Workload] {
  let (blocks, steps) = (16, 20_000)
  let operations = 2 * 12 * SIMD16<Float>.scalarCount * steps * blocks
  return [
    Workload(name: "peak", operations: Double(operations)) {
      let sums = AlignedNumbers(blocks)
      return {
        let numbers = UncheckedPointer(base: sums.base)
        Workers.current.forEach(block: blocks) { block in
          numbers.base[block] = sum(steps: steps, adding: Float(block))
        }
      }
    }
  ]
}

/// The place where each block of work writes a number of its own.
nonisolated private struct UncheckedPointer: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
}

/// Twelve independent chains of multiply-adds: enough for two units, each of which takes four to five
/// cycles for one.
nonisolated private func sum(steps: Int, adding term: Float) -> Float {
  let (factor, term) = (SIMD16<Float>(repeating: 0.5), SIMD16<Float>(repeating: term))
  var (a, b, c, d, e, f) = (term, term + 1, term + 2, term + 3, term + 4, term + 5)
  var (g, h, i, j, k, l) = (term + 6, term + 7, term + 8, term + 9, term + 10, term + 11)
  for _ in 0..<steps {
    a = term.addingProduct(factor, a)
    b = term.addingProduct(factor, b)
    c = term.addingProduct(factor, c)
    d = term.addingProduct(factor, d)
    e = term.addingProduct(factor, e)
    f = term.addingProduct(factor, f)
    g = term.addingProduct(factor, g)
    h = term.addingProduct(factor, h)
    i = term.addingProduct(factor, i)
    j = term.addingProduct(factor, j)
    k = term.addingProduct(factor, k)
    l = term.addingProduct(factor, l)
  }
  let pairs = [a + b, c + d, e + f, g + h, i + j, k + l]
  return pairs.reduce(SIMD16()) { $0 + $1 }[0]
}
