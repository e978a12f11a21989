/// The functions that `Elementwise` offers.
public enum ElementaryFunction: Sendable {
  case exp, log
}

/// `Float` or `Double`: what `Elementwise` takes, one dispatch a buffer.
public protocol BufferNumber {
  /// `destination[i] = function(source[i])` for every i.
  ///
  /// - Precondition: the buffers have the same count; they are the same memory or do not overlap.
  static func evaluate(
    _ function: ElementaryFunction, _ source: UnsafeBufferPointer<Self>,
    into destination: UnsafeMutableBufferPointer<Self>)
}

extension Double: BufferNumber {
  /// `destination[i] = function(source[i])` for every i.
  public static func evaluate(
    _ function: ElementaryFunction, _ source: UnsafeBufferPointer<Double>,
    into destination: UnsafeMutableBufferPointer<Double>
  ) {
    SIMD8<Double>.evaluate(function, source, into: destination)
  }
}

extension Float: BufferNumber {
  /// `destination[i] = function(source[i])` for every i.
  public static func evaluate(
    _ function: ElementaryFunction, _ source: UnsafeBufferPointer<Float>,
    into destination: UnsafeMutableBufferPointer<Float>
  ) {
    SIMD16<Float>.evaluate(function, source, into: destination)
  }
}

extension Lanes where Self: SIMD, Scalar == Element {
  @inline(__always)
  fileprivate static func evaluate(
    _ function: ElementaryFunction, _ source: UnsafeBufferPointer<Element>,
    into destination: UnsafeMutableBufferPointer<Element>
  ) {
    switch function {
    case .exp: map(source, into: destination) { Elementary.exp($0) }
    case .log: map(source, into: destination) { Elementary.log($0) }
    }
  }

  /// The whole vectors first; then the rest, padded with zeros on the stack.
  @inline(__always)
  private static func map(
    _ source: UnsafeBufferPointer<Element>, into destination: UnsafeMutableBufferPointer<Element>,
    _ function: (Self) -> Self
  ) {
    precondition(
      source.count == destination.count,
      "Elementwise: \(source.count) numbers do not fit \(destination.count) places")
    guard let from = source.baseAddress, let to = destination.baseAddress else { return }
    let width = scalarCount
    let wholeCount = source.count - source.count % width
    for start in stride(from: 0, to: wholeCount, by: width) {
      let x = UnsafeRawPointer(from + start).loadUnaligned(as: Self.self)
      UnsafeMutableRawPointer(to + start).storeBytes(of: function(x), as: Self.self)
    }
    guard wholeCount < source.count else { return }
    var padded = Self(0)
    for lane in 0..<(source.count - wholeCount) { padded[lane] = source[wholeCount + lane] }
    let result = function(padded)
    for lane in 0..<(source.count - wholeCount) { destination[wholeCount + lane] = result[lane] }
  }
}
