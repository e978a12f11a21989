/// The elementary functions over buffers and arrays, of `Float` or `Double`.
///
/// The loops are vector code, and every element gets the bits that the function gives for that
/// number alone. The source and the destination have the same count; they are the same memory or do
/// not overlap.
public enum Elementwise {
  /// eˣ.
  public static func exp<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.exp, source, into: destination)
  }

  /// eˣ.
  public static func exp<Number: ElementaryNumber>(_ numbers: [Number]) -> [Number] {
    evaluated(.exp, numbers)
  }

  /// eˣ − 1, without cancellation near 0.
  public static func expMinusOne<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.expMinusOne, source, into: destination)
  }

  /// eˣ − 1, without cancellation near 0.
  public static func expMinusOne<Number: ElementaryNumber>(_ numbers: [Number]) -> [Number] {
    evaluated(.expMinusOne, numbers)
  }

  /// The natural logarithm, ln x.
  public static func log<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.log, source, into: destination)
  }

  /// The natural logarithm, ln x.
  public static func log<Number: ElementaryNumber>(_ numbers: [Number]) -> [Number] {
    evaluated(.log, numbers)
  }

  /// ln(1 + x), without cancellation near 0.
  public static func log<Number: ElementaryNumber>(
    onePlus source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.logOnePlus, source, into: destination)
  }

  /// ln(1 + x), without cancellation near 0.
  public static func log<Number: ElementaryNumber>(onePlus numbers: [Number]) -> [Number] {
    evaluated(.logOnePlus, numbers)
  }

  /// The hyperbolic tangent, (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).
  public static func tanh<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.tanh, source, into: destination)
  }

  /// The hyperbolic tangent, (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).
  public static func tanh<Number: ElementaryNumber>(_ numbers: [Number]) -> [Number] {
    evaluated(.tanh, numbers)
  }

  /// The logistic function, 1 / (1 + e⁻ˣ).
  public static func sigmoid<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.sigmoid, source, into: destination)
  }

  /// The logistic function, 1 / (1 + e⁻ˣ).
  public static func sigmoid<Number: ElementaryNumber>(_ numbers: [Number]) -> [Number] {
    evaluated(.sigmoid, numbers)
  }

  /// ln(1 + eˣ), whose derivative is the logistic function.
  public static func softplus<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.softplus, source, into: destination)
  }

  /// ln(1 + eˣ), whose derivative is the logistic function.
  public static func softplus<Number: ElementaryNumber>(_ numbers: [Number]) -> [Number] {
    evaluated(.softplus, numbers)
  }

  /// The sine of an angle in radians.
  public static func sin<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.sin, source, into: destination)
  }

  /// The sine of an angle in radians.
  public static func sin<Number: ElementaryNumber>(_ numbers: [Number]) -> [Number] {
    evaluated(.sin, numbers)
  }

  /// The cosine of an angle in radians.
  public static func cos<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.cos, source, into: destination)
  }

  /// The cosine of an angle in radians.
  public static func cos<Number: ElementaryNumber>(_ numbers: [Number]) -> [Number] {
    evaluated(.cos, numbers)
  }

  /// The error function, 2/√π · ∫ exp(−t²) dt from 0 to x.
  public static func erf<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.erf, source, into: destination)
  }

  /// The error function, 2/√π · ∫ exp(−t²) dt from 0 to x.
  public static func erf<Number: ElementaryNumber>(_ numbers: [Number]) -> [Number] {
    evaluated(.erf, numbers)
  }

  /// 1 − erf x, without cancellation for large x.
  public static func erfc<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.erfc, source, into: destination)
  }

  /// 1 − erf x, without cancellation for large x.
  public static func erfc<Number: ElementaryNumber>(_ numbers: [Number]) -> [Number] {
    evaluated(.erfc, numbers)
  }

  /// ln Γ(x), the logarithm of the gamma function, for x ≥ 0.
  public static func logGamma<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.logGamma, source, into: destination)
  }

  /// ln Γ(x), the logarithm of the gamma function, for x ≥ 0.
  public static func logGamma<Number: ElementaryNumber>(_ numbers: [Number]) -> [Number] {
    evaluated(.logGamma, numbers)
  }

  /// `destination[i] = function(source[i])` for every i, on several threads.
  ///
  /// They share blocks of 32,768 numbers; the bits are those of a single thread.
  public static func evaluate<Number: ElementaryNumber>(
    _ function: ElementaryFunction, _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>, workers: Workers
  ) {
    require(
      source.count == destination.count,
      "Elementwise: \(source.count) numbers do not fit \(destination.count) places")
    let blockCount = 32_768
    let buffers = SharedBuffers(source: source, destination: destination)
    workers.forEach(block: (source.count + blockCount - 1) / blockCount) { block in
      let start = block * blockCount
      let range = start..<min(start + blockCount, buffers.source.count)
      Number.evaluate(
        function, UnsafeBufferPointer(rebasing: buffers.source[range]),
        into: UnsafeMutableBufferPointer(rebasing: buffers.destination[range]))
    }
  }

  /// Buffers of which every thread reads and writes a part of its own.
  private struct SharedBuffers<Number>: @unchecked Sendable {
    let source: UnsafeBufferPointer<Number>
    let destination: UnsafeMutableBufferPointer<Number>
  }

  private static func evaluated<Number: ElementaryNumber>(
    _ function: ElementaryFunction, _ numbers: [Number]
  ) -> [Number] {
    Array(unsafeUninitializedCapacity: numbers.count) { destination, count in
      count = numbers.count
      let whole = UnsafeMutableBufferPointer(rebasing: destination[..<count])
      numbers.withUnsafeBufferPointer { Number.evaluate(function, $0, into: whole) }
    }
  }
}
