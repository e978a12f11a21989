/// What a reduction makes of the numbers along the axes that it removes.
public enum Reduction: Sendable {
  /// Their sum.
  case sum
  /// The largest of them; NaN if one is.
  case maximum
}

extension Buffer {
  /// Reduces an array of shape `outer` × `length` × `inner` along the middle axis.
  ///
  /// Sums have a fixed shape that depends on the length alone. Along adjacent numbers
  /// (`inner` = 1): blocks of 1024, each in sixteen interleaved sums that are added in pairs, and
  /// the same again over the blocks' sums. Along distant ones: blocks of 256 in order, and the
  /// blocks' sums in order.
  public func reduce(_ reduction: Reduction, outer: Int, length: Int, inner: Int) -> Buffer {
    let result = Buffer(uninitialized: outer * inner)
    if inner == 1, length > Self.blockLength {
      let blocks = (length + Self.blockLength - 1) / Self.blockLength
      let sums = Buffer(uninitialized: outer * blocks)
      Workspace.split(outer * blocks, grain: 32) { first, count in
        for block in first..<first + count {
          let start = block % blocks * Self.blockLength
          Number.reduce(
            reduction, base + block / blocks * length + start, into: sums.base + block, outer: 1,
            length: min(Self.blockLength, length - start), inner: 1)
        }
      }
      return sums.reduce(reduction, outer: outer, length: blocks, inner: 1)
    }
    let grain = max(1, (1 << 15) / max(1, length * inner))
    Workspace.split(outer, grain: grain) { first, count in
      Number.reduce(
        reduction, base + first * length * inner, into: result.base + first * inner, outer: count,
        length: length, inner: inner)
    }
    return result
  }

  /// The numbers of a block of adjacent ones.
  fileprivate static var blockLength: Int { 1024 }
}

/// The loops, compiled once for each type of number.
enum ReductionLoops<Number: TensorNumber> {
  @inline(__always)
  static func reduce(
    _ reduction: Reduction, _ source: UnsafePointer<Number>,
    into target: UnsafeMutablePointer<Number>, outer: Int, length: Int, inner: Int
  ) {
    switch reduction {
    case .sum:
      reduce(source, into: target, outer, length, inner, start: 0, { $0 + $1 }, { $0 + $1 })
    case .maximum:
      reduce(
        source, into: target, outer, length, inner, start: -.infinity,
        { $0 > $1 || $0.isNaN ? $0 : $1 },
        { $0.replacing(with: $1, where: .!($0 .> $1 .| $0 .!= $0)) })
    }
  }

  @inline(__always)
  private static func reduce(
    _ source: UnsafePointer<Number>, into target: UnsafeMutablePointer<Number>,
    _ outer: Int, _ length: Int, _ inner: Int, start: Number,
    _ one: (Number, Number) -> Number,
    _ sixteen: (SIMD16<Number>, SIMD16<Number>) -> SIMD16<Number>
  ) {
    for block in 0..<outer {
      let (source, target) = (source + block * length * inner, target + block * inner)
      if inner == 1 {
        target[0] = along(source, length, start: start, one, sixteen)
      } else {
        across(source, into: target, length, inner, start: start, one)
      }
    }
  }

  /// Over adjacent numbers.
  @inline(__always)
  private static func along(
    _ source: UnsafePointer<Number>, _ length: Int, start: Number,
    _ one: (Number, Number) -> Number,
    _ sixteen: (SIMD16<Number>, SIMD16<Number>) -> SIMD16<Number>
  ) -> Number {
    var lanes = SIMD16<Number>(repeating: start)
    let raw = UnsafeRawPointer(source)
    var i = 0
    while i + 16 <= length {
      let next = (raw + i * MemoryLayout<Number>.stride).loadUnaligned(as: SIMD16<Number>.self)
      lanes = sixteen(lanes, next)
      i += 16
    }
    for lane in 0..<(length - i) { lanes[lane] = one(lanes[lane], source[i + lane]) }
    return pairwise(lanes, one)
  }

  /// Lane i with lane i + 8, then with i + 4, i + 2, i + 1.
  @inline(__always)
  private static func pairwise(
    _ lanes: SIMD16<Number>, _ one: (Number, Number) -> Number
  ) -> Number {
    @inline(__always)
    func eight(_ i: Int) -> Number { one(lanes[i], lanes[i + 8]) }
    @inline(__always)
    func four(_ i: Int) -> Number { one(eight(i), eight(i + 4)) }
    return one(one(four(0), four(2)), one(four(1), four(3)))
  }

  /// Over rows of `inner` numbers, place by place.
  @inline(__always)
  private static func across(
    _ source: UnsafePointer<Number>, into target: UnsafeMutablePointer<Number>,
    _ length: Int, _ inner: Int, start: Number, _ one: (Number, Number) -> Number
  ) {
    let blockLength = 256
    for i in 0..<inner { target[i] = start }
    withUnsafeTemporaryAllocation(of: Number.self, capacity: inner) { block in
      for from in stride(from: 0, to: length, by: blockLength) {
        for i in 0..<inner { block[i] = start }
        for row in from..<min(from + blockLength, length) {
          let row = source + row * inner
          for i in 0..<inner { block[i] = one(block[i], row[i]) }
        }
        for i in 0..<inner { target[i] = one(target[i], block[i]) }
      }
    }
  }
}
