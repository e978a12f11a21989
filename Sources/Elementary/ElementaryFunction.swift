/// An elementary function over many numbers, `Float` or `Double`.
///
/// The loops are vector code, and every element gets the bits that the function gives for that
/// number alone.
public struct ElementaryFunction: Sendable {
  /// What the function is called: "exp", "tanh", ….
  public let name: StaticString

  typealias Loop<Number> =
    @Sendable (
      UnsafeBufferPointer<Number>, UnsafeMutableBufferPointer<Number>
    ) -> Void

  let ofFloats: Loop<Float>
  let ofDoubles: Loop<Double>

  /// The loops of a formula, one for each type of number.
  @inline(__always)
  init<F: Formula>(_ name: StaticString, _ formula: F.Type) {
    self.name = name
    ofFloats = { F.map($0, into: $1) }
    ofDoubles = { F.map($0, into: $1) }
  }

  /// `destination[i] = function(source[i])` for every i.
  ///
  /// - Precondition: both have the same count; they are the same memory or do not overlap.
  public func callAsFunction<Number: ElementaryNumber>(
    _ source: UnsafeBufferPointer<Number>, into destination: UnsafeMutableBufferPointer<Number>
  ) {
    require(
      source.count == destination.count,
      "ElementaryFunction.\(name): \(source.count) numbers do not fit \(destination.count) places")
    Number.map(self, source, into: destination)
  }

  /// The function of every number.
  public func callAsFunction<Number: ElementaryNumber>(_ numbers: [Number]) -> [Number] {
    Array(unsafeUninitializedCapacity: numbers.count) { destination, count in
      count = numbers.count
      let whole = UnsafeMutableBufferPointer(rebasing: destination[..<count])
      numbers.withUnsafeBufferPointer { self($0, into: whole) }
    }
  }
}
