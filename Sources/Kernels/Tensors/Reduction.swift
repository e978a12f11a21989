import Elementary
import Threads

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
  ///
  /// - Precondition: the array has as many numbers.
  public func reduce(_ reduction: Reduction, outer: Int, length: Int, inner: Int) -> Buffer {
    require(
      min(outer, length, inner) >= 0 && count == outer * length * inner,
      "Buffer.reduce: \(count) numbers are not \(outer) × \(length) × \(inner)")
    let result = Buffer(uninitialized: outer * inner)
    let blockLength = inner == 1 ? 1024 : 256
    if length > blockLength {
      let blocks = (length + blockLength - 1) / blockLength
      let sums = Buffer(uninitialized: outer * blocks * inner)
      Workers.split(outer * blocks, grain: max(1, (1 << 15) / (blockLength * inner))) {
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
    Workers.split(outer, grain: grain) { first, count in
      Number.reduce(
        reduction, base + first * length * inner, into: result.base + first * inner, outer: count,
        length: length, inner: inner)
    }
    return result
  }
}

/// What two numbers become; in a vector, lane by lane.
private protocol Combination {
  static func start<Number: BinaryFloatingPoint>() -> Number
  static func combine<Vector: SIMD>(_ a: Vector, _ b: Vector) -> Vector
  where Vector.Scalar: BinaryFloatingPoint
}

private enum Sum: Combination {
  @inline(__always)
  static func start<Number: BinaryFloatingPoint>() -> Number { 0 }

  @inline(__always)
  static func combine<Vector: SIMD>(_ a: Vector, _ b: Vector) -> Vector
  where Vector.Scalar: BinaryFloatingPoint { a + b }
}

private enum Maximum: Combination {
  @inline(__always)
  static func start<Number: BinaryFloatingPoint>() -> Number { -.infinity }

  @inline(__always)
  static func combine<Vector: SIMD>(_ a: Vector, _ b: Vector) -> Vector
  where Vector.Scalar: BinaryFloatingPoint {
    a.replacing(with: b, where: .!(a .> b .| a .!= a))
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
    case .sum: reduce(Sum.self, source, into: target, outer, length, inner)
    case .maximum: reduce(Maximum.self, source, into: target, outer, length, inner)
    }
  }

  @inline(__always)
  private static func reduce<Step: Combination>(
    _ step: Step.Type, _ source: UnsafePointer<Number>, into target: UnsafeMutablePointer<Number>,
    _ outer: Int, _ length: Int, _ inner: Int
  ) {
    for block in 0..<outer {
      let (source, target) = (source + block * length * inner, target + block * inner)
      if inner == 1 {
        target[0] = along(step, source, length)
      } else {
        across(step, source, into: target, length, inner)
      }
    }
  }

  /// Over adjacent numbers.
  @inline(__always)
  private static func along<Step: Combination>(
    _ step: Step.Type, _ source: UnsafePointer<Number>, _ length: Int
  ) -> Number {
    var lanes = SIMD16<Number>(repeating: Step.start())
    var i = 0
    while i + 16 <= length {
      lanes = Step.combine(lanes, load(source + i))
      i += 16
    }
    var rest = SIMD16<Number>(repeating: Step.start())
    for lane in 0..<(length - i) { rest[lane] = source[i + lane] }
    lanes = Step.combine(lanes, rest)
    // Lane i with lane i + 8, then with i + 4, i + 2, i + 1.
    let eight = Step.combine(lanes.lowHalf, lanes.highHalf)
    let four = Step.combine(eight.lowHalf, eight.highHalf)
    let two = Step.combine(four.lowHalf, four.highHalf)
    return Step.combine(two, SIMD2(two[1], two[0]))[0]
  }

  /// Over rows of `inner` numbers, place by place: as many places at once as a few registers hold.
  @inline(__always)
  private static func across<Step: Combination>(
    _ step: Step.Type, _ source: UnsafePointer<Number>, into target: UnsafeMutablePointer<Number>,
    _ length: Int, _ inner: Int
  ) {
    var place = 0
    @inline(__always)
    func columns<Vector: SIMD<Number>>(_ width: Vector.Type) {
      while place + Vector.scalarCount <= inner {
        var sums = Vector(repeating: Step.start())
        for row in 0..<length {
          sums = Step.combine(sums, load(source + row * inner + place))
        }
        UnsafeMutableRawPointer(target + place).storeBytes(of: sums, as: Vector.self)
        place += Vector.scalarCount
      }
    }
    columns(SIMD16<Number>.self)
    columns(SIMD8<Number>.self)
    columns(SIMD4<Number>.self)
    columns(SIMD2<Number>.self)
    if place < inner {
      var sum = SIMD2<Number>(repeating: Step.start())
      for row in 0..<length {
        sum = Step.combine(sum, SIMD2(repeating: source[row * inner + place]))
      }
      target[place] = sum[0]
    }
  }

  @inline(__always)
  private static func load<Vector: SIMD<Number>>(_ source: UnsafePointer<Number>) -> Vector {
    UnsafeRawPointer(source).loadUnaligned(as: Vector.self)
  }
}
