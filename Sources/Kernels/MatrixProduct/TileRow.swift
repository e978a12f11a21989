/// A row of a tile: numbers side by side, in one vector or several.
protocol TileRow {
  associatedtype Vector: SIMD where Vector.Scalar: BinaryFloatingPoint & SIMDScalar
  typealias Number = Vector.Scalar

  /// How many numbers there are.
  static var columns: Int { get }

  /// Zeros.
  init()
  /// The numbers that stand in memory from here on.
  init(loading source: UnsafeRawPointer)
  /// Writes the numbers to memory, from here on.
  func store(to target: UnsafeMutableRawPointer)

  /// Adds number by number.
  mutating func add(_ other: Self)
  /// Adds `factor` times another row, each sum rounded once.
  mutating func addProduct(_ factor: Number, _ row: Self)
}

extension TileRow {
  /// The bytes of a row.
  @inline(__always)
  static var byteCount: Int { columns &* MemoryLayout<Number>.size }

  /// The first `count` numbers that stand in memory from here on, and zeros.
  @inline(__always)
  init(loading source: UnsafeRawPointer, first count: Int) {
    self.init()
    withUnsafeMutableBytes(of: &self) { row in
      for offset in Self.offsets(first: count) {
        row.storeBytes(
          of: (source + offset).loadUnaligned(as: Number.self), toByteOffset: offset,
          as: Number.self)
      }
    }
  }

  /// Writes the first `count` numbers to memory, from here on.
  @inline(__always)
  func store(first count: Int, to target: UnsafeMutableRawPointer) {
    withUnsafeBytes(of: self) { row in
      for offset in Self.offsets(first: count) {
        let number = row.loadUnaligned(fromByteOffset: offset, as: Number.self)
        (target + offset).storeBytes(of: number, as: Number.self)
      }
    }
  }

  @inline(__always)
  private static func offsets(first count: Int) -> StrideTo<Int> {
    stride(from: 0, to: count &* MemoryLayout<Number>.size, by: MemoryLayout<Number>.size)
  }
}

/// A row that is one vector.
struct OneVector<Vector: SIMD>: TileRow where Vector.Scalar: BinaryFloatingPoint & SIMDScalar {
  private var numbers: Vector

  @inline(__always)
  static var columns: Int { Vector.scalarCount }

  @inline(__always)
  init() { numbers = Vector(repeating: 0) }

  @inline(__always)
  init(loading source: UnsafeRawPointer) { numbers = source.loadUnaligned(as: Vector.self) }

  @inline(__always)
  func store(to target: UnsafeMutableRawPointer) {
    target.storeBytes(of: numbers, as: Vector.self)
  }

  @inline(__always)
  mutating func add(_ other: Self) { numbers += other.numbers }

  @inline(__always)
  mutating func addProduct(_ factor: Vector.Scalar, _ row: Self) {
    numbers.addProduct(Vector(repeating: factor), row.numbers)
  }
}

/// A row and another to the right of it.
struct Beside<Left: TileRow, Right: TileRow>: TileRow where Left.Vector == Right.Vector {
  typealias Vector = Left.Vector

  private var left: Left
  private var right: Right

  @inline(__always)
  static var columns: Int { Left.columns &+ Right.columns }

  @inline(__always)
  init() { (left, right) = (Left(), Right()) }

  @inline(__always)
  init(loading source: UnsafeRawPointer) {
    left = Left(loading: source)
    right = Right(loading: source + Left.byteCount)
  }

  @inline(__always)
  func store(to target: UnsafeMutableRawPointer) {
    left.store(to: target)
    right.store(to: target + Left.byteCount)
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
