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
  /// Sums have a fixed shape that depends on the length alone: blocks are summed, and then the
  /// blocks' sums in the same way. Of adjacent numbers (`inner` = 1) a block has 1024, in sixteen
  /// interleaved sums that are added in pairs; of distant ones 256, in order.
  public func reduce(_ reduction: Reduction, outer: Int, length: Int, inner: Int) -> Buffer {
    let result = Buffer(uninitialized: outer * inner)
    let blockLength = inner == 1 ? 1024 : 256
    if length > blockLength {
      let blocks = (length + blockLength - 1) / blockLength
      let sums = Buffer(uninitialized: outer * blocks * inner)
      Workspace.split(outer * blocks, grain: max(1, (1 << 15) / (blockLength * inner))) {
        first, count in
        for block in first..<first + count {
          let start = block % blocks * blockLength
          Number.reduce(
            reduction, base + (block / blocks * length + start) * inner,
            into: sums.base + block * inner, outer: 1, length: min(blockLength, length - start),
            inner: inner)
        }
      }
      return sums.reduce(reduction, outer: outer, length: blocks, inner: inner)
    }
    let grain = max(1, (1 << 15) / max(1, length * inner))
    Workspace.split(outer, grain: grain) { first, count in
      Number.reduce(
        reduction, base + first * length * inner, into: result.base + first * inner, outer: count,
        length: length, inner: inner)
    }
    return result
  }
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
    for i in 0..<inner { target[i] = start }
    for row in 0..<length {
      let row = source + row * inner
      for i in 0..<inner { target[i] = one(target[i], row[i]) }
    }
  }
}
