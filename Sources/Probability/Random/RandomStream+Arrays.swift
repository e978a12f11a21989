import Elementary

// Many numbers at once, by vector code: the same numbers, to the last bit, as one by one.

extension RandomStream {
  /// `count` uniform numbers in [0, 1): what as many calls of `uniform()` return.
  public mutating func uniforms(_ count: Int) -> [Double] {
    var words = [UInt64](repeating: 0, count: count)
    words.withUnsafeMutableBufferPointer { next(into: $0) }
    return words.map(Self.uniform)
  }

  /// `count` independent standard normal numbers: what as many calls of `normal()` return.
  public mutating func normals(_ count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    result.withUnsafeMutableBufferPointer { normals(into: $0) }
    return result
  }

  /// Fills a buffer with what as many calls of `normal()` return, each rounded to the buffer's type.
  public mutating func normals<Number: BinaryFloatingPoint>(
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    var filled = 0
    if spareNormal != nil && !destination.isEmpty {
      destination[0] = Number(normal())
      filled = 1
    }
    let pairs = (destination.count - filled) / 2
    if pairs >= 8 {
      filled += fillWithPairs(
        UnsafeMutableBufferPointer(rebasing: destination[filled..<filled + 2 * pairs]))
    }
    while filled < destination.count {
      destination[filled] = Number(normal())
      filled += 1
    }
  }

  /// The method of `normal()`, step by step for 256 pairs: the words, the radii, the angles, and
  /// the two coordinates. Returns how many numbers there are.
  @inline(__always)
  private mutating func fillWithPairs<Number: BinaryFloatingPoint>(
    _ destination: UnsafeMutableBufferPointer<Number>
  ) -> Int {
    let capacity = 256
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * capacity) { scratch in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * capacity) { columns in
        for start in stride(from: 0, to: destination.count, by: 2 * capacity) {
          let count = min(capacity, (destination.count - start) / 2)
          let words = UnsafeMutableBufferPointer(rebasing: scratch[..<(2 * count)])
          let column = { (index: Int) in
            UnsafeMutableBufferPointer(
              rebasing: columns[index * capacity..<index * capacity + count])
          }
          let (radii, angles, sines, cosines) = (column(0), column(1), column(2), column(3))
          next(into: words)
          for i in 0..<count {
            radii[i] = 1 - Self.uniform(words[2 * i])
            angles[i] = 2 * Double.pi * Self.uniform(words[2 * i + 1])
          }
          ElementaryFunction.log(UnsafeBufferPointer(radii), into: radii)
          ElementaryFunction.sin(UnsafeBufferPointer(angles), into: sines)
          ElementaryFunction.cos(UnsafeBufferPointer(angles), into: cosines)
          for i in 0..<count {
            let radius = (-2 * radii[i]).squareRoot()
            destination[start + 2 * i] = Number(radius * cosines[i])
            destination[start + 2 * i + 1] = Number(radius * sines[i])
          }
        }
      }
    }
    return destination.count
  }
}
