/// Vectors that turn a square of numbers about its diagonal without leaving the registers.
///
/// To interleave the upper half of the rows with the lower half, number by number, moves the first
/// bit of a row's index to the end of its numbers' index. After as many rounds as the index has bits
/// the two have changed places: rows are columns.
protocol VectorGroup {
  associatedtype Vector: InterleavedVector

  /// How many vectors there are.
  static var count: Int { get }

  /// The vectors that stand in memory from here on, `stride` numbers apart.
  init(at source: UnsafePointer<Vector.Scalar>, stride: Int)
  /// Writes the vectors to memory from here on, `stride` numbers apart.
  func write(to target: UnsafeMutablePointer<Vector.Scalar>, stride: Int)
  /// Each vector of one group with its neighbour of the other, number by number.
  static func interleaved(_ a: Self, _ b: Self) -> Couple<Self>
  /// The numbers column after column, where each vector is a row.
  var transposed: Self { get }
}

/// A vector whose numbers can be interleaved with those of another.
protocol InterleavedVector: SIMD, SendableMetatype where Scalar: BinaryFloatingPoint & SIMDScalar {
  /// As many vectors as each has numbers: a square.
  associatedtype Square: VectorGroup where Square.Vector == Self
  /// a₀, b₀, a₁, b₁, …: the first half of these numbers, and the second.
  static func interleaved(_ a: Self, _ b: Self) -> (Self, Self)
}

/// A single vector.
struct Single<Vector: InterleavedVector>: VectorGroup {
  private let vector: Vector

  private init(_ vector: Vector) { self.vector = vector }

  @inline(__always)
  static var count: Int { 1 }

  @inline(__always)
  init(at source: UnsafePointer<Vector.Scalar>, stride: Int) {
    vector = UnsafeRawPointer(source).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  func write(to target: UnsafeMutablePointer<Vector.Scalar>, stride: Int) {
    UnsafeMutableRawPointer(target).storeBytes(of: vector, as: Vector.self)
  }

  @inline(__always)
  static func interleaved(_ a: Self, _ b: Self) -> Couple<Self> {
    let (first, second) = Vector.interleaved(a.vector, b.vector)
    return Couple(first: Single(first), second: Single(second))
  }

  @inline(__always)
  var transposed: Self { self }
}

/// A group of vectors, and another of the same size after it.
struct Couple<Half: VectorGroup>: VectorGroup {
  typealias Vector = Half.Vector

  fileprivate let first: Half
  fileprivate let second: Half

  fileprivate init(first: Half, second: Half) { (self.first, self.second) = (first, second) }

  @inline(__always)
  static var count: Int { 2 &* Half.count }

  @inline(__always)
  init(at source: UnsafePointer<Vector.Scalar>, stride: Int) {
    first = Half(at: source, stride: stride)
    second = Half(at: source + Half.count &* stride, stride: stride)
  }

  @inline(__always)
  func write(to target: UnsafeMutablePointer<Vector.Scalar>, stride: Int) {
    first.write(to: target, stride: stride)
    second.write(to: target + Half.count &* stride, stride: stride)
  }

  @inline(__always)
  static func interleaved(_ a: Self, _ b: Self) -> Couple<Self> {
    Couple<Self>(
      first: Half.interleaved(a.first, b.first), second: Half.interleaved(a.second, b.second))
  }

  /// The two halves, interleaved.
  @inline(__always)
  fileprivate var shuffled: Self { Half.interleaved(first, second) }

  @inline(__always)
  var transposed: Self {
    var group = self
    for _ in 0..<Self.count.trailingZeroBitCount { group = group.shuffled }
    return group
  }
}

extension SIMD2: InterleavedVector where Scalar: BinaryFloatingPoint {
  typealias Square = Couple<Single<Self>>

  @inline(__always)
  static func interleaved(_ a: Self, _ b: Self) -> (Self, Self) {
    (Self(a[0], b[0]), Self(a[1], b[1]))
  }
}

extension SIMD4: InterleavedVector where Scalar: BinaryFloatingPoint {
  typealias Square = Couple<Couple<Single<Self>>>

  @inline(__always)
  static func interleaved(_ a: Self, _ b: Self) -> (Self, Self) {
    var (first, second) = (a, b)
    (first.evenHalf, first.oddHalf) = (a.lowHalf, b.lowHalf)
    (second.evenHalf, second.oddHalf) = (a.highHalf, b.highHalf)
    return (first, second)
  }
}

extension SIMD8: InterleavedVector where Scalar: BinaryFloatingPoint {
  typealias Square = Couple<Couple<Couple<Single<Self>>>>

  @inline(__always)
  static func interleaved(_ a: Self, _ b: Self) -> (Self, Self) {
    var (first, second) = (a, b)
    (first.evenHalf, first.oddHalf) = (a.lowHalf, b.lowHalf)
    (second.evenHalf, second.oddHalf) = (a.highHalf, b.highHalf)
    return (first, second)
  }
}

extension SIMD16: InterleavedVector where Scalar: BinaryFloatingPoint {
  typealias Square = Couple<Couple<Couple<Couple<Single<Self>>>>>

  @inline(__always)
  static func interleaved(_ a: Self, _ b: Self) -> (Self, Self) {
    var (first, second) = (a, b)
    (first.evenHalf, first.oddHalf) = (a.lowHalf, b.lowHalf)
    (second.evenHalf, second.oddHalf) = (a.highHalf, b.highHalf)
    return (first, second)
  }
}
