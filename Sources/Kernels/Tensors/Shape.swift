import Elementary

/// The lengths of a tensor's axes, up to eight of them.
///
/// `[2, 3]` is a matrix of two rows and three columns, `[]` a single number. Elements lie in memory
/// row by row: the last axis is the one whose neighbours are adjacent.
///
/// The lengths stand at the right end of eight places, behind ones. So two shapes are broadcast
/// against each other, place by place, without lining them up first, and no memory is allocated.
public struct Shape: Hashable, Sendable {
  /// The largest number of axes.
  public static let maximumRank = 8

  private var outerPlaces = SIMD4<Int32>(repeating: 1)
  private var innerPlaces = SIMD4<Int32>(repeating: 1)
  /// The number of axes.
  public private(set) var rank: Int

  /// - Precondition: at most eight lengths, none negative or beyond 2³¹.
  public init(_ lengths: some Collection<Int>) {
    require(
      lengths.count <= Shape.maximumRank,
      "Shape: \(Array(lengths)) has more than \(Shape.maximumRank) axes")
    rank = lengths.count
    var places = SIMD8<Int>(repeating: 1)
    var place = Shape.maximumRank - rank
    for length in lengths {
      require(
        length >= 0 && length <= Int32.max,
        "Shape: \(Array(lengths)) has a length that is negative or too large")
      places[place] = length
      place += 1
    }
    self.places = places
  }

  private init(places: SIMD8<Int>, rank: Int) {
    self.rank = rank
    self.places = places
  }

  /// The lengths, behind as many ones as there are axes too few.
  ///
  /// Kept as two short vectors, so that a shape needs no more than the usual alignment.
  var places: SIMD8<Int> {
    get { SIMD8(truncatingIfNeeded: SIMD8(lowHalf: outerPlaces, highHalf: innerPlaces)) }
    set {
      let short = SIMD8<Int32>(truncatingIfNeeded: newValue)
      (outerPlaces, innerPlaces) = (short.lowHalf, short.highHalf)
    }
  }

  /// The number of elements: the product of the lengths, 1 for a single number.
  ///
  /// - Precondition: an `Int` holds it.
  public var elementCount: Int { product(of: places) }

  private func product(of lengths: SIMD8<Int>) -> Int {
    var (product, overflows) = (1, false)
    for place in 0..<Shape.maximumRank {
      let next = product.multipliedReportingOverflow(by: lengths[place])
      product = next.partialValue
      overflows = overflows || next.overflow
    }
    require(
      !overflows || any(lengths .== 0),
      "Shape: \(self) has more elements than an Int can count, 2⁶³ − 1")
    return product
  }

  /// The shape that elementwise operations on both give: each pair of lengths is equal, or one of
  /// the two is 1 and stretched. `nil` if there is none.
  public func broadcast(with other: Shape) -> Shape? {
    if self == other { return self }
    let longer = places.replacing(with: other.places, where: places .== 1)
    let fits = (other.places .== longer) .| (other.places .== 1)
    guard all(fits) else { return nil }
    return Shape(places: longer, rank: Swift.max(rank, other.rank))
  }

  /// Whether the other shape has these lengths as its last ones: then each of its rows of so many
  /// elements goes with this one.
  func isEnd(of other: Shape) -> Bool {
    var place = Shape.maximumRank
    while place > 0, places[place - 1] == other.places[place - 1] { place -= 1 }
    return (0..<place).allSatisfy { places[$0] == 1 }
  }

  /// The shape without the axes for which the condition holds.
  public func removingAxes(where isRemoved: (Int) -> Bool) -> Shape {
    var (remaining, rank, place) = (SIMD8<Int>(repeating: 1), 0, Shape.maximumRank)
    for axis in indices.reversed() where !isRemoved(axis) {
      place -= 1
      rank += 1
      remaining[place] = self[axis]
    }
    return Shape(places: remaining, rank: rank)
  }

  /// The product of the lengths of a range of axes.
  ///
  /// - Precondition: an `Int` holds it.
  public func elementCount(of axes: Range<Int>) -> Int {
    var lengths = SIMD8<Int>(repeating: 1)
    for axis in axes { lengths[place(ofAxis: axis)] = self[axis] }
    return product(of: lengths)
  }

  /// The shape of a matrix.
  ///
  /// - Precondition: neither length is negative or beyond 2³¹.
  public init(rows: Int, columns: Int) {
    require(
      Swift.min(rows, columns) >= 0 && Swift.max(rows, columns) <= Int32.max,
      "Shape: [\(rows), \(columns)] has a length that is negative or too large")
    rank = 2
    innerPlaces = SIMD4(1, 1, Int32(truncatingIfNeeded: rows), Int32(truncatingIfNeeded: columns))
  }

  /// The shape with the last two axes replaced.
  ///
  /// - Precondition: there are two axes at least.
  public func replacingMatrix(rows: Int, columns: Int) -> Shape {
    var shape = self
    shape[rank - 2] = rows
    shape[rank - 1] = columns
    return shape
  }

  /// How far apart in memory two neighbours along each place are.
  var strides: SIMD8<Int> {
    var strides = SIMD8<Int>()
    var stride = 1
    for place in (0..<Shape.maximumRank).reversed() {
      strides[place] = stride
      stride &*= places[place]
    }
    return strides
  }

  /// The strides with which this shape is read as if it were stretched: 0 where the length is 1.
  var broadcastStrides: SIMD8<Int> { strides.replacing(with: 0, where: places .== 1) }
}

extension Shape {
  /// Whether both have the same axes with the same lengths.
  public static func == (a: Shape, b: Shape) -> Bool {
    a.rank == b.rank && all((a.innerPlaces .== b.innerPlaces) .& (a.outerPlaces .== b.outerPlaces))
  }
}

extension Shape: RandomAccessCollection, MutableCollection {
  /// The number of the first axis.
  public var startIndex: Int { 0 }
  /// The number of axes.
  public var endIndex: Int { rank }

  /// The length of an axis.
  ///
  /// - Precondition: there is such an axis.
  public subscript(axis: Int) -> Int {
    get { places[place(ofAxis: axis)] }
    set {
      require(
        newValue >= 0 && newValue <= Int32.max,
        "Shape: axis \(axis) cannot have the length \(newValue)")
      places[place(ofAxis: axis)] = newValue
    }
  }

  /// Where the length of an axis stands.
  func place(ofAxis axis: Int) -> Int {
    require(axis >= 0 && axis < rank, "Shape: \(self) has no axis \(axis)")
    return Shape.maximumRank - rank + axis
  }

  /// The axis, counted from the end if it is negative: −1 is the last one.
  ///
  /// - Precondition: there is such an axis.
  public func axis(_ number: Int) -> Int {
    require(number >= -rank && number < rank, "Shape: \(self) has no axis \(number)")
    return number < 0 ? number + rank : number
  }
}

extension Shape: ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The shape with these lengths.
  public init(arrayLiteral lengths: Int...) { self.init(lengths) }

  /// The lengths, as in `[2, 3]`.
  public var description: String { "[\(map(String.init).joined(separator: ", "))]" }
}
