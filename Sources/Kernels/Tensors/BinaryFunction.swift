import Elementary
import Threads

/// The functions of two numbers that are applied to pairs of elements in one pass.
public enum BinaryFunction: Sendable {
  /// a + b.
  case add
  /// a − b.
  case subtract
  /// a b.
  case multiply
  /// a / b.
  case divide
  /// The larger of the two.
  case maximum
  /// The smaller of the two.
  case minimum
  /// Heaviside's step H(a − b): 1 where a > b, ½ where a = b, otherwise 0.
  case heaviside
  /// 1 where a = b, otherwise 0.
  case equals
  /// a where b > 0, otherwise 0.
  case mask
  /// a (1 − b²): the cotangent a of a hyperbolic tangent b, times its slope.
  case tanhSlope
  /// max(a, 0) − a b + ln (1 + e^−|a|): the cross entropy of a Bernoulli variable b and its logit a.
  case binaryCrossEntropy
  /// ½ (a² + eᵇ − 1 − b): the divergence of N(a, eᵇ) from the standard normal distribution.
  case normalDivergence
  /// a e^(b/2): standard normal noise a, scaled to the variance eᵇ.
  case scaledNoise
}

extension Buffer {
  /// The function of every pair of numbers, where `shape` is that of the result and each operand is
  /// stretched to it.
  ///
  /// - Precondition: each operand has the numbers of its shape, which can be stretched to the
  ///   result's.
  public static func combine(
    _ function: BinaryFunction, _ a: Buffer, _ aShape: Shape, _ b: Buffer, _ bShape: Shape,
    into shape: Shape
  ) -> Buffer {
    require(
      a.fills(aShape, whichBecomes: shape) && b.fills(bShape, whichBecomes: shape),
      "Buffer.combine: \(a.count) numbers of shape \(aShape) and \(b.count) of shape \(bShape) "
        + "do not give the shape \(shape)")
    let result = Buffer(uninitialized: shape.elementCount)
    if result.count == 0 { return result }
    if aShape == bShape {
      Workers.split(result.count, grain: 1 << 13) { start, count in
        Number.combine(
          function, a.base + start, b.base + start, into: result.base + start,
          runs: BroadcastRuns(length: count, aStride: 1, bStride: 1))
      }
    } else if aShape == shape, b.count == 1 {
      Workers.split(result.count, grain: 1 << 13) { start, count in
        Number.combine(
          function, a.base + start, b.base, into: result.base + start,
          runs: BroadcastRuns(length: count, aStride: 1, bStride: 0))
      }
    } else if aShape == shape, bShape.isEnd(of: shape) {
      let (length, rows) = (b.count, result.count / b.count)
      Workers.split(rows, grain: max(1, (1 << 13) / length)) { first, rows in
        let part = Shape(rows: rows, columns: length)
        Number.combine(
          function, a.base + first * length, b.base, into: result.base + first * length,
          runs: BroadcastRuns(part, part, Shape(rows: 1, columns: length)))
      }
    } else {
      Number.combine(
        function, a.base, b.base, into: result.base, runs: BroadcastRuns(shape, aShape, bShape))
    }
    return result
  }
}

/// A pass over two stretched operands: runs of elements, within which each operand either goes along
/// with the result or stands still.
public struct BroadcastRuns: Sendable {
  /// The number of elements in a run.
  let length: Int
  /// 1 or 0: how far the first operand goes along within a run.
  let aStride: Int
  /// 1 or 0: how far the second operand goes along within a run.
  let bStride: Int
  /// How often each remaining place is counted through, and what a step there moves.
  private var counts = SIMD8<Int>(repeating: 1)
  private var aSteps = SIMD8<Int>()
  private var bSteps = SIMD8<Int>()
  private var outer = 0

  init(length: Int, aStride: Int, bStride: Int) {
    self.length = length
    self.aStride = aStride
    self.bStride = bStride
  }

  /// Neighbouring places are merged as long as both operands move through them evenly.
  init(_ shape: Shape, _ aShape: Shape, _ bShape: Shape) {
    let (a, b) = (aShape.broadcastStrides, bShape.broadcastStrides)
    var (length, aStride, bStride) = (1, 0, 0)
    var counts = SIMD8<Int>(repeating: 1)
    var (aSteps, bSteps) = (SIMD8<Int>(), SIMD8<Int>())
    var outer = -1
    for place in (0..<Shape.maximumRank).reversed() where shape.places[place] != 1 {
      let count = shape.places[place]
      if outer < 0, length == 1 {
        (length, aStride, bStride) = (count, min(a[place], 1), min(b[place], 1))
      } else if outer < 0, a[place] == aStride * length, b[place] == bStride * length {
        length *= count
      } else if outer >= 0, a[place] == aSteps[outer] * counts[outer],
        b[place] == bSteps[outer] * counts[outer]
      {
        counts[outer] *= count
      } else {
        outer += 1
        (counts[outer], aSteps[outer], bSteps[outer]) = (count, a[place], b[place])
      }
    }
    self.init(length: length, aStride: aStride, bStride: bStride)
    (self.counts, self.aSteps, self.bSteps, self.outer) = (counts, aSteps, bSteps, outer + 1)
  }

  /// Calls `body` with the offsets of each run, in the order of the result.
  @inline(__always)
  func forEach(_ body: (_ a: Int, _ b: Int, _ result: Int) -> Void) {
    let total = counts.wrappedProduct
    var (a, b, result) = (0, 0, 0)
    var index = SIMD8<Int>()
    for _ in 0..<total {
      body(a, b, result)
      result += length
      var place = 0
      while place < outer {
        index[place] += 1
        a += aSteps[place]
        b += bSteps[place]
        if index[place] < counts[place] { break }
        a -= aSteps[place] * counts[place]
        b -= bSteps[place] * counts[place]
        index[place] = 0
        place += 1
      }
    }
  }
}

extension SIMD8<Int> {
  /// The product of all eight, whatever overflows.
  var wrappedProduct: Int {
    let halves = lowHalf &* highHalf
    let quarters = halves.lowHalf &* halves.highHalf
    return quarters[0] &* quarters[1]
  }
}

/// The loops, compiled once for each type of number.
enum BinaryLoops<Number: TensorNumber> {
  @inline(__always)
  static func combine(
    _ function: BinaryFunction, _ a: UnsafePointer<Number>, _ b: UnsafePointer<Number>,
    into target: UnsafeMutablePointer<Number>, runs: BroadcastRuns
  ) {
    @inline(__always)
    func loop(_ body: (Number, Number) -> Number) {
      let length = runs.length
      runs.forEach { aStart, bStart, start in
        let (a, b, target) = (a + aStart, b + bStart, target + start)
        switch (runs.aStride, runs.bStride) {
        case (1, 1): for i in 0..<length { target[i] = body(a[i], b[i]) }
        case (1, _):
          let right = b[0]
          for i in 0..<length { target[i] = body(a[i], right) }
        case (_, 1):
          let left = a[0]
          for i in 0..<length { target[i] = body(left, b[i]) }
        default:
          let value = body(a[0], b[0])
          for i in 0..<length { target[i] = value }
        }
      }
    }
    switch function {
    case .add: loop { $0 + $1 }
    case .subtract: loop { $0 - $1 }
    case .multiply: loop { $0 * $1 }
    case .divide: loop { $0 / $1 }
    case .maximum: loop { $0 > $1 || $0.isNaN ? $0 : $1 }
    case .minimum: loop { $0 < $1 || $0.isNaN ? $0 : $1 }
    case .heaviside: loop { $0 > $1 ? 1 : ($0 == $1 ? 0.5 : 0) }
    case .equals: loop { $0 == $1 ? 1 : 0 }
    case .mask: loop { $1 > 0 ? $0 : 0 }
    case .tanhSlope: loop { $0 * (1 - $1 * $1) }
    case .normalDivergence: loop { 0.5 * ($0 * $0 + (ExponentialMinusOne.value(at: $1) - $1)) }
    case .scaledNoise: loop { $0 * ExponentialFunction.value(at: 0.5 * $1) }
    case .binaryCrossEntropy:
      loop {
        let power = ExponentialFunction.value(at: -$0.magnitude)
        return ($0 > 0 ? $0 : 0) - $0 * $1 + LogarithmOfOnePlus.value(at: power)
      }
    }
  }
}
