/// An elementary function, written once for `Float` and `Double`.
///
/// **Precision.** Every result is within one unit in the last place of the exact value: for `Float`
/// at all 2³² arguments, for `Double` at reference values with hundreds of digits and at the edges.
/// The recipe is the same throughout. A reduction brings the argument into a small interval; there
/// a minimax polynomial, close to a Taylor polynomial but with the error spread evenly over the
/// interval, gives a *correction* to a leading term; and the leading term carries its rounding
/// error along as a `Pair`. So only the last addition rounds at full weight.
///
/// **Determinism.** Nothing here calls the C library, whose last digit differs from version to
/// version, and fused multiply-adds stand where they are written and nowhere else.
///
/// The methods are those of J.-M. Muller, *Elementary Functions: Algorithms and Implementation*
/// (2016); the coefficients were computed for this book.
protocol Formula: SendableMetatype {
  /// The function of one number.
  static func value<Number: ElementaryNumber>(at x: Number) -> Number
  /// The function of every number; see `ElementaryFunction`.
  static func map<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>, into destination: UnsafeMutableBufferPointer<Number>)
}

extension Formula {
  /// A source in its own place goes block by block through a copy: the compiler sees that nothing
  /// overlaps, and vectorises the loop.
  @inline(__always)
  static func map<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>, into destination: UnsafeMutableBufferPointer<Number>
  ) {
    guard let numbers = source.baseAddress, let results = destination.baseAddress else { return }
    if numbers != UnsafePointer(results) {
      // A first round up to where the destination's cache lines begin: vectors that straddle two
      // lines cost twice.
      let misaligned = UInt(bitPattern: results) % 64 / UInt(MemoryLayout<Number>.size)
      var (start, end) = (
        0,
        min(source.count, Int(bitPattern: 0 &- misaligned) & (64 / MemoryLayout<Number>.size - 1))
      )
      while start < source.count {
        for i in start..<end { results[i] = value(at: numbers[i]) }
        (start, end) = (end, source.count)
      }
      return
    }
    forEachBlock(source, destination) { numbers, results in
      for i in 0..<numbers.count { results[i] = value(at: numbers[i]) }
    }
  }

  /// Calls `body` with a copy of each block of the source, and the places for its results.
  @inline(__always)
  static func forEachBlock<Number>(
    _ source: UnsafeBufferPointer<Number>, _ destination: UnsafeMutableBufferPointer<Number>,
    _ body: (UnsafeMutableBufferPointer<Number>, UnsafeMutableBufferPointer<Number>) -> Void
  ) {
    let capacity = 512
    withUnsafeTemporaryAllocation(of: Number.self, capacity: capacity) { copy in
      for start in stride(from: 0, to: source.count, by: capacity) {
        let end = min(start + capacity, source.count)
        let numbers = UnsafeMutableBufferPointer(rebasing: copy[..<(end - start)])
        _ = numbers.initialize(fromContentsOf: source[start..<end])
        body(numbers, UnsafeMutableBufferPointer(rebasing: destination[start..<end]))
      }
    }
  }
}
