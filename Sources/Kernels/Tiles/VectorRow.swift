/// Numbers side by side in registers, in one vector or several: a row of a tile.
protocol VectorRow {
  associatedtype Vector: SIMD where Vector.Scalar: BinaryFloatingPoint
  typealias Number = Vector.Scalar

  /// How many numbers there are.
  static var count: Int { get }

  /// Zeros.
  init()
  /// The numbers that stand in memory from here on.
  init(at source: UnsafePointer<Number>)
  /// Writes the numbers to memory, from here on.
  func write(to target: UnsafeMutablePointer<Number>)

  /// Adds number by number.
  mutating func add(_ other: Self)
  /// Adds `factor` times another row, each sum rounded once.
  mutating func addProduct(_ factor: Number, _ row: Self)
}

/// A row that is one vector.
struct OneVector<Vector: SIMD>: VectorRow where Vector.Scalar: BinaryFloatingPoint {
  private var numbers: Vector

  @inline(__always)
  static var count: Int { Vector.scalarCount }

  @inline(__always)
  init() { numbers = Vector(repeating: 0) }

  @inline(__always)
  init(at source: UnsafePointer<Vector.Scalar>) {
    numbers = UnsafeRawPointer(source).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  func write(to target: UnsafeMutablePointer<Vector.Scalar>) {
    UnsafeMutableRawPointer(target).storeBytes(of: numbers, as: Vector.self)
  }

  @inline(__always)
  mutating func add(_ other: Self) { numbers += other.numbers }

  @inline(__always)
  mutating func addProduct(_ factor: Vector.Scalar, _ row: Self) {
    numbers.addProduct(Vector(repeating: factor), row.numbers)
  }
}

/// A row and another to the right of it.
struct Beside<Left: VectorRow, Right: VectorRow>: VectorRow where Left.Vector == Right.Vector {
  typealias Vector = Left.Vector

  private var left: Left
  private var right: Right

  @inline(__always)
  static var count: Int { Left.count &+ Right.count }

  @inline(__always)
  init() { (left, right) = (Left(), Right()) }

  @inline(__always)
  init(at source: UnsafePointer<Number>) {
    (left, right) = (Left(at: source), Right(at: source + Left.count))
  }

  @inline(__always)
  func write(to target: UnsafeMutablePointer<Number>) {
    left.write(to: target)
    right.write(to: target + Left.count)
  }

  @inline(__always)
  mutating func add(_ other: Self) {
    left.add(other.left)
    right.add(other.right)
  }

  @inline(__always)
  mutating func addProduct(_ factor: Number, _ row: Self) {
    left.addProduct(factor, row.left)
    right.addProduct(factor, row.right)
  }
}

typealias TwoVectors<Vector: SIMD> = Beside<OneVector<Vector>, OneVector<Vector>>
where Vector.Scalar: BinaryFloatingPoint
typealias ThreeVectors<Vector: SIMD> = Beside<OneVector<Vector>, TwoVectors<Vector>>
where Vector.Scalar: BinaryFloatingPoint
typealias FourVectors<Vector: SIMD> = Beside<TwoVectors<Vector>, TwoVectors<Vector>>
where Vector.Scalar: BinaryFloatingPoint
