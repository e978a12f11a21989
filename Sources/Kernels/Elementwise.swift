/// The elementary functions over buffers and arrays, of `Float` or `Double`.
///
/// A buffer is processed a vector at a time, its last and partial vector padded, so that every
/// element gets the bits that the function gives for that number alone. The source and the
/// destination have the same count, and may be the same memory.
public enum Elementwise {
  /// eˣ.
  public static func exp<Number: BufferNumber>(
    _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.exp, source, into: destination)
  }

  /// eˣ.
  public static func exp<Number: BufferNumber>(_ numbers: [Number]) -> [Number] {
    evaluated(.exp, numbers)
  }

  /// The natural logarithm, ln x.
  public static func log<Number: BufferNumber>(
    _ source: UnsafeBufferPointer<Number>,
    into destination: UnsafeMutableBufferPointer<Number>
  ) {
    Number.evaluate(.log, source, into: destination)
  }

  /// The natural logarithm, ln x.
  public static func log<Number: BufferNumber>(_ numbers: [Number]) -> [Number] {
    evaluated(.log, numbers)
  }

  private static func evaluated<Number: BufferNumber>(
    _ function: ElementaryFunction, _ numbers: [Number]
  ) -> [Number] {
    Array(unsafeUninitializedCapacity: numbers.count) { destination, count in
      count = numbers.count
      let whole = UnsafeMutableBufferPointer(rebasing: destination[..<count])
      numbers.withUnsafeBufferPointer { Number.evaluate(function, $0, into: whole) }
    }
  }
}
