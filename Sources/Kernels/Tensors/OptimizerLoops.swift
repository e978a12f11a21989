import Elementary
import Threads

/// How one step of an optimiser changes a parameter θ whose gradient is g.
///
/// A rule keeps numbers of its own for every parameter: its state.
public enum UpdateRule<Number: TensorNumber>: Sendable {
  /// θ ← θ − α g.
  case descent(rate: Number)
  /// u ← μ u + g, θ ← θ − α u; the state is u.
  case momentum(rate: Number, momentum: Number)
  /// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← δ θ − s m / (r √v + ε); the state is m and v.
  case adam(AdamCoefficients<Number>)

  /// How many numbers of state there are for a parameter.
  public var stateCount: Int {
    switch self {
    case .descent: 0
    case .momentum: 1
    case .adam: 2
    }
  }
}

/// The numbers of one step of Adam that are the same for all parameters; see `UpdateRule.adam`.
public struct AdamCoefficients<Number: TensorNumber>: Sendable {
  let firstKept, firstAdded: Number
  let secondKept, secondAdded: Number
  let rate, rootScale, epsilon: Number
  let parameterKept: Number

  /// Everything is computed in `Double` and rounded once.
  ///
  /// - Parameters:
  ///   - firstDecay: β₁.
  ///   - secondDecay: β₂.
  ///   - rate: s, the learning rate over the bias correction of m.
  ///   - rootScale: r, one over the root of the bias correction of v.
  ///   - epsilon: ε.
  ///   - weightDecay: 1 − δ, by how much a parameter shrinks.
  public init(
    firstDecay: Double, secondDecay: Double, rate: Double, rootScale: Double, epsilon: Double,
    weightDecay: Double
  ) {
    (firstKept, firstAdded) = (Number(firstDecay), Number(1 - firstDecay))
    (secondKept, secondAdded) = (Number(secondDecay), Number(1 - secondDecay))
    (self.rate, self.rootScale, self.epsilon) = (Number(rate), Number(rootScale), Number(epsilon))
    parameterKept = Number(1 - weightDecay)
  }
}

/// The tensors that one step of an optimiser changes, gathered so that threads share the numbers of
/// all of them.
public struct ParameterUpdate<Number: TensorNumber>: Sendable {
  private struct Segment: Sendable {
    let parameters: Buffer<Number>
    let gradient: Buffer<Number>
    /// Where the segment's state begins.
    let start: Int
  }

  private var segments: [Segment] = []
  /// How many parameters there are so far.
  public private(set) var count = 0

  /// An update of nothing, with room for so many tensors.
  public init(tensorCount: Int) {
    segments.reserveCapacity(tensorCount)
  }

  /// Adds parameters and their gradient. Parameters that somebody else holds too are copied first,
  /// since nobody else may see the change.
  ///
  /// - Precondition: both have the same length.
  public mutating func add(_ parameters: inout Buffer<Number>, along gradient: Buffer<Number>) {
    require(
      parameters.count == gradient.count,
      "ParameterUpdate: \(gradient.count) derivatives for \(parameters.count) parameters")
    Buffer.makeUnique(&parameters)
    segments.append(Segment(parameters: parameters, gradient: gradient, start: count))
    count += gradient.count
  }

  /// Changes all parameters and the state, in one pass over memory.
  ///
  /// The state holds `stateCount` blocks of `count` numbers, each in the order of the parameters.
  ///
  /// - Precondition: the state has that length.
  public func apply(_ rule: UpdateRule<Number>, state: inout Buffer<Number>) {
    require(
      state.count == rule.stateCount * count,
      "ParameterUpdate: a state of \(state.count) numbers for \(count) parameters")
    Buffer.makeUnique(&state)
    let (first, second) = (state, rule.stateCount > 1 ? count : 0)
    // Small blocks: a thread that begins late then leaves the others more of them.
    let blockLength = count < 1 << 16 ? max(count, 1) : 1 << 14
    Workers.current.forEach(block: (count + blockLength - 1) / blockLength) { block in
      let start = block * blockLength
      for segment in segments {
        let from = max(start, segment.start)
        let end = min(start + blockLength, segment.start + segment.gradient.count)
        if from >= end { continue }
        let offset = from - segment.start
        Number.update(
          rule, segment.parameters.base + offset, along: segment.gradient.base + offset,
          first.base + from, first.base + second + from, count: end - from)
      }
    }
  }
}

extension Buffer {
  /// Puts a copy in place of a buffer that is held elsewhere too, so that it may be changed.
  fileprivate static func makeUnique(_ buffer: inout Buffer) {
    if isKnownUniquelyReferenced(&buffer) { return }
    let copy = Buffer(uninitialized: buffer.count)
    copy.base.initialize(from: buffer.base, count: buffer.count)
    buffer = copy
  }

  /// Σ x², each square and the sum in `Double`: blocks of 1024 numbers, each in eight interleaved
  /// sums that are added in pairs, and the blocks' sums in order.
  public var sumOfSquares: Double {
    let blockLength = 1024
    var sum = 0.0
    for start in stride(from: 0, to: count, by: blockLength) {
      var lanes = SIMD8<Double>()
      let end = Swift.min(start + blockLength, count)
      var i = start
      while i + 8 <= end {
        for lane in 0..<8 {
          let number = Double(base[i + lane])
          lanes[lane].addProduct(number, number)
        }
        i += 8
      }
      for lane in 0..<(end - i) {
        let number = Double(base[i + lane])
        lanes[lane].addProduct(number, number)
      }
      let four = lanes.lowHalf + lanes.highHalf
      let two = four.lowHalf + four.highHalf
      sum += two[0] + two[1]
    }
    return sum
  }
}

/// The loops, compiled once for each type of number.
enum OptimizerLoops<Number: TensorNumber> {
  @inline(__always)
  static func update(
    _ rule: UpdateRule<Number>, _ parameters: UnsafeMutablePointer<Number>,
    along gradient: UnsafePointer<Number>, _ first: UnsafeMutablePointer<Number>,
    _ second: UnsafeMutablePointer<Number>, count: Int
  ) {
    switch rule {
    case .descent(let rate):
      for i in 0..<count { parameters[i].addProduct(-rate, gradient[i]) }
    case .momentum(let rate, let momentum):
      for i in 0..<count {
        let velocity = gradient[i].addingProduct(momentum, first[i])
        first[i] = velocity
        parameters[i].addProduct(-rate, velocity)
      }
    case .adam(let c):
      // What is so small that it, or its square, would soon be subnormal counts as 0: beside ε it
      // changes nothing, and processors are a hundred times slower with subnormal numbers.
      for i in 0..<count {
        let g = gradient[i].replaced(by: 0, if: gradient[i].magnitude < 0x1p-50)
        let m = (c.firstKept * first[i]).addingProduct(c.firstAdded, g)
        let v = (c.secondKept * second[i]).addingProduct(c.secondAdded, g * g)
        first[i] = m.replaced(by: 0, if: m.magnitude < 0x1p-100)
        second[i] = v.replaced(by: 0, if: v < 0x1p-100)
        let root = c.epsilon.addingProduct(c.rootScale, v.squareRoot())
        parameters[i] = c.parameterKept * parameters[i] - c.rate * m / root
      }
    }
  }
}
