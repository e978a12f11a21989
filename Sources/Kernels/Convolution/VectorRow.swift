/// One row of a tile: a fixed number of vectors that lie next to each other.
protocol VectorRow<Number> {
  associatedtype Number: BinaryFloatingPoint & Sendable

  /// How many numbers the row holds.
  static var count: Int { get }

  /// Zeros.
  init()

  /// The numbers from a place on.
  init(at place: UnsafePointer<Number>)

  /// Adds `factor` times another row, fused.
  mutating func addProduct(_ factor: Number, _ row: Self)

  /// Adds another row.
  mutating func add(_ row: Self)

  /// Writes the numbers from a place on.
  func write(to place: UnsafeMutablePointer<Number>)
}

/// A row of one vector.
struct OneVectorRow<Vector: SIMD & SendableMetatype>: VectorRow
where Vector.Scalar: BinaryFloatingPoint & Sendable {
  private var vector: Vector

  static var count: Int { Vector.scalarCount }

  @inline(__always)
  init() { vector = Vector(repeating: 0) }

  @inline(__always)
  init(at place: UnsafePointer<Vector.Scalar>) {
    vector = UnsafeRawPointer(place).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  mutating func addProduct(_ factor: Vector.Scalar, _ row: Self) {
    vector.addProduct(Vector(repeating: factor), row.vector)
  }

  @inline(__always)
  mutating func add(_ row: Self) { vector += row.vector }

  @inline(__always)
  func write(to place: UnsafeMutablePointer<Vector.Scalar>) {
    UnsafeMutableRawPointer(place).storeBytes(of: vector, as: Vector.self)
  }
}

/// A row of two vectors.
struct TwoVectorRow<Vector: SIMD & SendableMetatype>: VectorRow
where Vector.Scalar: BinaryFloatingPoint & Sendable {
  private var left: Vector
  private var right: Vector

  static var count: Int { 2 * Vector.scalarCount }

  @inline(__always)
  init() {
    left = Vector(repeating: 0)
    right = Vector(repeating: 0)
  }

  @inline(__always)
  init(at place: UnsafePointer<Vector.Scalar>) {
    left = UnsafeRawPointer(place).loadUnaligned(as: Vector.self)
    right = UnsafeRawPointer(place + Vector.scalarCount).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  mutating func addProduct(_ factor: Vector.Scalar, _ row: Self) {
    let factors = Vector(repeating: factor)
    left.addProduct(factors, row.left)
    right.addProduct(factors, row.right)
  }

  @inline(__always)
  mutating func add(_ row: Self) {
    left += row.left
    right += row.right
  }

  @inline(__always)
  func write(to place: UnsafeMutablePointer<Vector.Scalar>) {
    UnsafeMutableRawPointer(place).storeBytes(of: left, as: Vector.self)
    UnsafeMutableRawPointer(place + Vector.scalarCount).storeBytes(of: right, as: Vector.self)
  }
}
