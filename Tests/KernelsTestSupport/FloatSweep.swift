import Elementary
import Threads

/// A walk over the bit patterns of `Float`, which compares each function with its `Double` namesake.
///
/// The `Double` function is off by less than an ulp of its own, 2⁻²⁹ of what is measured here. This
/// target is optimised, so that all 2³² patterns take seconds.
public struct FloatSweep: Sendable {
  /// The distance between bit patterns.
  public let stride: Int

  /// - Parameter stride: 1 for every `Float`; an odd number reaches all binades and both signs.
  public init(stride: Int) { self.stride = stride }

  /// The worst error of a function over the patterns 0, stride, 2 · stride, ….
  public func worstError(of function: ElementaryCase, workers: Workers = .all) -> WorstError {
    let patternCount = (1 << 32 + stride - 1) / stride
    let blockCount = 64
    let blockSize = (patternCount + blockCount - 1) / blockCount
    var worst = [WorstError](repeating: WorstError(), count: blockCount)
    worst.withUnsafeMutableBufferPointer { places in
      nonisolated(unsafe) let places = places
      workers.forEach(block: blockCount) { block in
        let range = (block * blockSize)..<min((block + 1) * blockSize, patternCount)
        places[block] = worstError(of: function, over: range)
      }
    }
    return worst.reduce(into: WorstError()) { $0.note($1.ulps, at: $1.argument) }
  }

  private func worstError(of function: ElementaryCase, over range: Range<Int>) -> WorstError {
    let width = 2048
    var worst = WorstError()
    var arguments = [Float](repeating: 0, count: width)
    var wide = [Double](repeating: 0, count: width)
    for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: width) {
      for i in 0..<width {
        let index = min(start + i, range.upperBound - 1)
        arguments[i] = Float(bitPattern: UInt32(truncatingIfNeeded: index * stride))
        wide[i] = Double(arguments[i])
      }
      let results = function.values(of: arguments)
      let exact = function.values(of: wide)
      for i in 0..<width { worst.note(Ulps.error(of: results[i], exact: exact[i]), at: wide[i]) }
    }
    return worst
  }
}
