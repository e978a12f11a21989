/// The innermost loop of the matrix product: a tile of 8 rows and three vectors of columns whose
/// sums never leave the registers.
///
/// With 512-bit vectors the 24 accumulators, three vectors of the right matrix and one number of
/// the left fill 28 of the 32 registers, and 24 multiply-adds follow from 11 loads.
enum MicroTile<Vector: SIMD & SendableMetatype>
where Vector.Scalar: BinaryFloatingPoint & Sendable {
  typealias Number = Vector.Scalar

  static var rows: Int { 8 }
  static var columns: Int { 3 * Vector.scalarCount }

  /// One row of the tile.
  private struct Row {
    var left = Vector(repeating: 0)
    var middle = Vector(repeating: 0)
    var right = Vector(repeating: 0)

    @inline(__always)
    mutating func add(_ factor: Number, _ b0: Vector, _ b1: Vector, _ b2: Vector) {
      let factors = Vector(repeating: factor)
      left.addProduct(factors, b0)
      middle.addProduct(factors, b1)
      right.addProduct(factors, b2)
    }

    @inline(__always)
    func write(to c: UnsafeMutablePointer<Number>, adding: Bool) {
      let raw = UnsafeMutableRawPointer(c)
      func write(_ vector: Vector, _ offset: Int) {
        let place = raw + offset * MemoryLayout<Number>.size
        let sum = adding ? place.loadUnaligned(as: Vector.self) + vector : vector
        place.storeBytes(of: sum, as: Vector.self)
      }
      write(left, 0)
      write(middle, Vector.scalarCount)
      write(right, 2 * Vector.scalarCount)
    }
  }

  /// $C = A B$ or $C \mathrel{+}= A B$ for packed panels: a holds `depth` columns of 8 numbers, b
  /// `depth` rows of three vectors.
  ///
  /// Each sum runs over the depth in order, one fused multiply-add at a time.
  @inline(__always)
  static func multiply(
    _ a: UnsafePointer<Number>, _ b: UnsafePointer<Number>, depth: Int,
    into c: UnsafeMutablePointer<Number>, stride: Int, adding: Bool
  ) {
    var (r0, r1, r2, r3) = (Row(), Row(), Row(), Row())
    var (r4, r5, r6, r7) = (Row(), Row(), Row(), Row())
    var a = a
    var b = UnsafeRawPointer(b)
    for _ in 0..<depth {
      let b0 = b.loadUnaligned(as: Vector.self)
      let b1 = (b + MemoryLayout<Vector>.size).loadUnaligned(as: Vector.self)
      let b2 = (b + 2 * MemoryLayout<Vector>.size).loadUnaligned(as: Vector.self)
      r0.add(a[0], b0, b1, b2)
      r1.add(a[1], b0, b1, b2)
      r2.add(a[2], b0, b1, b2)
      r3.add(a[3], b0, b1, b2)
      r4.add(a[4], b0, b1, b2)
      r5.add(a[5], b0, b1, b2)
      r6.add(a[6], b0, b1, b2)
      r7.add(a[7], b0, b1, b2)
      a += rows
      b += columns * MemoryLayout<Number>.size
    }
    r0.write(to: c, adding: adding)
    r1.write(to: c + stride, adding: adding)
    r2.write(to: c + 2 * stride, adding: adding)
    r3.write(to: c + 3 * stride, adding: adding)
    r4.write(to: c + 4 * stride, adding: adding)
    r5.write(to: c + 5 * stride, adding: adding)
    r6.write(to: c + 6 * stride, adding: adding)
    r7.write(to: c + 7 * stride, adding: adding)
  }
}
