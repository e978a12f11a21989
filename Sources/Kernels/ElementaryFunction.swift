/// The functions that `Elementwise` offers.
public enum ElementaryFunction: String, CaseIterable, Sendable {
  /// `Elementwise.exp(_:into:)`.
  case exp
  /// `Elementwise.expMinusOne(_:into:)`.
  case expMinusOne
  /// `Elementwise.log(_:into:)`.
  case log
  /// `Elementwise.log(onePlus:into:)`.
  case logOnePlus
  /// `Elementwise.tanh(_:into:)`.
  case tanh
  /// `Elementwise.sigmoid(_:into:)`.
  case sigmoid
  /// `Elementwise.softplus(_:into:)`.
  case softplus
  /// `Elementwise.sin(_:into:)`.
  case sin
  /// `Elementwise.cos(_:into:)`.
  case cos
  /// `Elementwise.erf(_:into:)`.
  case erf
  /// `Elementwise.erfc(_:into:)`.
  case erfc
  /// `Elementwise.logGamma(_:into:)`.
  case logGamma
}

extension Double: ElementaryNumber {
  /// `destination[i] = function(source[i])` for every i.
  public static func evaluate(
    _ function: ElementaryFunction, _ source: UnsafeBufferPointer<Double>,
    into destination: UnsafeMutableBufferPointer<Double>
  ) {
    Elementary.evaluate(function, source, into: destination)
  }
}

extension Float: ElementaryNumber {
  /// `destination[i] = function(source[i])` for every i.
  public static func evaluate(
    _ function: ElementaryFunction, _ source: UnsafeBufferPointer<Float>,
    into destination: UnsafeMutableBufferPointer<Float>
  ) {
    Elementary.evaluate(function, source, into: destination)
  }
}

extension Elementary {
  /// One loop for each function, with the function's body in it.
  @inline(__always)
  fileprivate static func evaluate<Number: ElementaryNumber>(
    _ function: ElementaryFunction, _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    switch function {
    case .exp: map(source, into: destination) { exp($0) }
    case .expMinusOne: map(source, into: destination) { expMinusOne($0) }
    case .log: map(source, into: destination) { log($0) }
    case .logOnePlus: map(source, into: destination) { log(onePlus: $0) }
    case .tanh: map(source, into: destination) { tanh($0) }
    case .sigmoid: map(source, into: destination) { sigmoid($0) }
    case .softplus: map(source, into: destination) { softplus($0) }
    case .sin: mapAngles(source, into: destination, near: { sinOfNear($0) }) { sin($0) }
    case .cos: mapAngles(source, into: destination, near: { cosOfNear($0) }) { cos($0) }
    case .erf: map(source, into: destination) { erf($0) }
    case .erfc: map(source, into: destination) { erfc($0) }
    case .logGamma: map(source, into: destination) { logGamma($0) }
    }
  }

  /// The function of every number. A source in its own place goes block by block through a copy:
  /// the compiler sees that nothing overlaps, and vectorises the loop.
  @inline(__always)
  private static func map<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>, into destination: UnsafeMutableBufferPointer<Number>,
    _ function: (Number) -> Number
  ) {
    if let numbers = source.baseAddress, let results = destination.baseAddress,
      numbers != UnsafePointer(results), source.count == destination.count
    {
      // A first round up to where the destination's cache lines begin: vectors that straddle two
      // lines cost twice.
      let misaligned = UInt(bitPattern: results) % 64 / UInt(MemoryLayout<Number>.size)
      var (start, end) = (
        0,
        min(source.count, Int(bitPattern: 0 &- misaligned) & (64 / MemoryLayout<Number>.size - 1))
      )
      while start < source.count {
        for i in start..<end { results[i] = function(numbers[i]) }
        (start, end) = (end, source.count)
      }
      return
    }
    forEachBlock(source, destination) { numbers, results in
      for i in 0..<numbers.count { results[i] = function(numbers[i]) }
    }
  }

  /// Like `map`, for angles: the distant ones, which need a reduction of their own, are done over.
  @inline(__always)
  private static func mapAngles<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>, into destination: UnsafeMutableBufferPointer<Number>,
    near: (Number) -> Number, any: (Number) -> Number
  ) {
    forEachBlock(source, destination) { angles, results in
      for i in 0..<angles.count { results[i] = near(angles[i]) }
      var distantCount = 0
      for angle in angles { distantCount &+= isDistant(angle) ? 1 : 0 }
      guard distantCount > 0 else { return }
      for i in 0..<angles.count where isDistant(angles[i]) { results[i] = any(angles[i]) }
    }
  }

  @inline(__always)
  private static func forEachBlock<Number>(
    _ source: UnsafeBufferPointer<Number>, _ destination: UnsafeMutableBufferPointer<Number>,
    _ body: (UnsafeMutableBufferPointer<Number>, UnsafeMutableBufferPointer<Number>) -> Void
  ) {
    require(
      source.count == destination.count,
      "Elementwise: \(source.count) numbers do not fit \(destination.count) places")
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
