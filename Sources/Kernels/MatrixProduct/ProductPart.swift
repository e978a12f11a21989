/// A part of C, and what one thread does to compute it.
///
/// The depth is cut into slices, the columns into bands, and a band into panels, each three vectors
/// wide. A band of B within a slice stays in the second-level cache while it is multiplied with 8
/// rows of A after the other; where A has few rows, A stays there and one panel follows the other.
/// The first tile that reads a panel also packs it, row after row without gaps, for the tiles
/// below, unless B is small. B is packed beforehand where its rows are not contiguous, or do not
/// fill a panel. A is read in place, but for large transposed blocks.
struct ProductPart<Number: BinaryFloatingPoint & SIMDScalar>: @unchecked Sendable {
  /// The greatest depth of a slice: 8 rows of A then fit the first-level cache, and a band of B the
  /// second.
  static var greatestDepth: Int { 512 }
  /// The greatest number of rows of a block of A that is packed.
  static var greatestHeight: Int { 512 }
  /// The greatest number of vectors of a band of B.
  static var greatestBand: Int { 27 }
  /// From how many rows and from which depth on 8 rows of A are multiplied with a whole band, and
  /// not all rows of A with a panel: then it is better to keep a band of B in the cache.
  static var stripwiseHeight: Int { 256 }
  static var stripwiseDepth: Int { 256 }
  /// From how many rows on a panel is worth packing, if B has more than so many bytes: less stays
  /// in the first-level cache as it is.
  static var packingHeight: Int { 40 }
  static var packingByteCount: Int { 16384 }

  let a: Operand<Number>
  let b: Operand<Number>
  let c: UnsafeMutableRawPointer
  let cRowStride: Int
  let rows: Int
  let columns: Int
  let depth: Int
  let adding: Bool

  /// The whole of C.
  init(
    _ a: MatrixView<Number>, _ b: MatrixView<Number>, _ c: UnsafeMutablePointer<Number>,
    adding: Bool
  ) {
    self.init(
      a: Operand(a), b: Operand(b), c: UnsafeMutableRawPointer(c),
      cRowStride: b.columns &* MemoryLayout<Number>.size,
      rows: a.rows, columns: b.columns, depth: a.columns, adding: adding)
  }

  private init(
    a: Operand<Number>, b: Operand<Number>, c: UnsafeMutableRawPointer, cRowStride: Int, rows: Int,
    columns: Int, depth: Int, adding: Bool
  ) {
    (self.a, self.b, self.c, self.cRowStride) = (a, b, c, cRowStride)
    (self.rows, self.columns, self.depth, self.adding) = (rows, columns, depth, adding)
  }

  /// Some of the rows and columns.
  func part(rows: Range<Int>, columns: Range<Int>) -> ProductPart {
    ProductPart(
      a: a.from(row: rows.lowerBound, column: 0), b: b.from(row: 0, column: columns.lowerBound),
      c: c + rows.lowerBound &* cRowStride + columns.lowerBound &* MemoryLayout<Number>.size,
      cRowStride: cRowStride, rows: rows.count, columns: columns.count, depth: depth,
      adding: adding)
  }

  /// Computes the part; where it is narrow, with upright vectors, and the rows that are left over
  /// with narrower ones.
  @inline(__always)
  func multiply<Vector: InterleavedVector>(vectors: Vector.Type) where Vector.Scalar == Number {
    let computed = columns <= 8 ? multiplyUpright(vectors: vectors) : 0
    guard computed == 0 || computed < rows else { return }
    let rest = computed == 0 ? self : part(rows: computed..<rows, columns: 0..<columns)
    if columns <= 2 {
      rest.multiplyNarrow(with: SIMD2<Number>.self)
    } else if columns <= 4 {
      rest.multiplyNarrow(with: SIMD4<Number>.self)
    } else if columns <= 8 {
      rest.multiplyNarrow(with: SIMD8<Number>.self)
    } else {
      rest.multiply(with: vectors) { panel, count in
        switch count {
        case 1: rest.multiply(panel, OneVector<Vector>.self)
        case 2: rest.multiply(panel, Beside<OneVector<Vector>, OneVector<Vector>>.self)
        default:
          rest.multiply(
            panel, Beside<OneVector<Vector>, Beside<OneVector<Vector>, OneVector<Vector>>>.self)
        }
      }
    }
  }

  /// A part whose columns fill no more than one vector.
  @inline(__always)
  private func multiplyNarrow<Vector: InterleavedVector>(with vectors: Vector.Type)
  where Vector.Scalar == Number {
    multiply(with: vectors) { panel, _ in multiply(panel, OneVector<Vector>.self) }
  }

  /// Cuts the part into panels, and has each multiplied.
  ///
  /// - Parameter multiplyPanel: gets a panel, and how many vectors wide it is: one, two or three.
  @inline(__always)
  private func multiply<Vector: InterleavedVector>(
    with vectors: Vector.Type, _ multiplyPanel: (Panel, _ count: Int) -> Void
  ) where Vector.Scalar == Number {
    let lanes = Vector.scalarCount
    let (slices, sliceDepth) = Self.shares(of: depth, unit: 1, greatest: Self.greatestDepth)
    let vectorCount = (columns + lanes - 1) / lanes
    let (blocks, blockRows) = Self.shares(
      of: rows, unit: 8, greatest: packsLeft ? Self.greatestHeight : rows)
    let (bands, bandVectors) = Self.shares(of: vectorCount, unit: 3, greatest: Self.greatestBand)
    let isStripwise = rows >= Self.stripwiseHeight && sliceDepth >= Self.stripwiseDepth
    let packs = !b.hasContiguousRows || columns % lanes != 0 || packsWholePanels
    let vectorBytes = sliceDepth &* MemoryLayout<Vector>.size
    // Aligned by hand: the system's allocator is much quicker without an alignment.
    let block =
      packs
      ? UnsafeMutableRawPointer.allocate(
        byteCount: min(isStripwise ? bandVectors : 3, vectorCount) &* vectorBytes &+ 48,
        alignment: 16) : nil
    defer { block?.deallocate() }
    let packed = block?.alignedUp(toMultipleOf: 64)
    let packedLeft =
      packsLeft
      ? UnsafeMutableRawPointer.allocate(
        byteCount: blockRows &* sliceDepth &* MemoryLayout<Number>.size, alignment: 64) : nil
    defer { packedLeft?.deallocate() }
    let stripRows = isStripwise ? 8 : rows
    for slice in 0..<slices {
      let start = slice &* sliceDepth
      let steps = min(sliceDepth, depth &- start)
      for block in 0..<blocks {
        let blockEnd = min(rows, (block &+ 1) &* blockRows)
        let inPlace = LeftBlock(a.from(row: block &* blockRows, column: start))
        let left =
          packedLeft.map {
            inPlace.packed(rows: blockEnd &- block &* blockRows, depth: steps, into: $0)
          } ?? inPlace
        for band in 0..<bands {
          let bandEnd = min(vectorCount, (band &+ 1) &* bandVectors)
          var strip = left
          var row = block &* blockRows
          while row < blockEnd {
            let height = min(stripRows, blockEnd &- row)
            var (vector, place) = (band &* bandVectors, packed)
            while vector < bandEnd {
              let vectorsLeft = bandEnd &- vector
              // Four vectors are two panels of two, since a panel of one is slower.
              let count = vectorsLeft == 4 ? 2 : min(3, vectorsLeft)
              let panel = Panel(
                left: strip, row: row, rows: height, isFirst: row == block &* blockRows,
                column: vector &* lanes, start: start, depth: steps, packed: place)
              multiplyPanel(panel, count)
              vector &+= count
              if isStripwise { place = place.map { $0 + count &* vectorBytes } }
            }
            strip.advance(rows: height)
            row &+= height
          }
        }
      }
    }
  }

  /// In how many shares of nearly equal size, multiples of a unit, a count is cut; and their size.
  @inline(__always)
  static func shares(of count: Int, unit: Int, greatest: Int) -> (count: Int, size: Int) {
    guard count > greatest else { return (1, (count + unit - 1) / unit * unit) }
    let shares = (count + greatest - 1) / greatest
    return (shares, (count + unit * shares - 1) / (unit * shares) * unit)
  }

  /// Whether panels that could be read in place are packed.
  private var packsWholePanels: Bool {
    rows >= Self.packingHeight && depth &* b.rowStride > Self.packingByteCount
  }

  /// Whether blocks of A are packed, which costs more than it saves unless they are transposed,
  /// multiplied with many panels, and so deep or so far apart that their lines push each other out
  /// of the first-level cache.
  private var packsLeft: Bool {
    a.hasContiguousColumns && rows >= 64 && columns >= 192
      && (depth > 256 || a.columnStride.isMultiple(of: 1024))
  }

  /// A panel of B within a slice, and the rows of A that it is multiplied with.
  private struct Panel {
    let left: LeftBlock<Number>
    let row: Int
    let rows: Int
    /// Whether no rows of the block have been multiplied with the panel before.
    let isFirst: Bool
    let column: Int
    let start: Int
    let depth: Int
    /// Where the panel is packed.
    let packed: UnsafeMutableRawPointer?
  }

  @inline(__always)
  private func multiply<Row: TileRow>(_ panel: Panel, _ row: Row.Type)
  where Row.Number == Number, Row.Vector: InterleavedVector {
    let source = b.from(row: panel.start, column: panel.column)
    let width = min(Row.columns, columns &- panel.column)
    var strip = Strip<Row>(
      TileOperands(
        a: panel.left, b: source.base, bRowStride: b.rowStride, depth: panel.depth,
        c: c + panel.row &* cRowStride + panel.column &* MemoryLayout<Number>.size,
        cRowStride: cRowStride, width: width, adding: adding || panel.start > 0))
    var rowsLeft = panel.rows
    let isComplete = b.hasContiguousRows && width == Row.columns
    if let packed = panel.packed, !isComplete || packsWholePanels {
      // The last of the packed blocks of A may be lower than a tile.
      if panel.isFirst && isComplete && panel.rows >= 8 {
        strip.multiplyEightRows(packing: packed)
        rowsLeft &-= 8
      } else if panel.isFirst {
        source.packRows(as: Row.self, depth: panel.depth, width: width, into: packed)
      }
      strip.readRows(from: packed)
    }
    strip.multiply(rows: rowsLeft)
  }
}

/// The rows of C that are still to be multiplied with a panel.
private struct Strip<Row: TileRow> {
  private var operands: TileOperands<Row.Number>

  init(_ operands: TileOperands<Row.Number>) { self.operands = operands }

  /// From here on B is read from where it was packed.
  @inline(__always)
  mutating func readRows(from packed: UnsafeMutableRawPointer) {
    operands.b = UnsafeRawPointer(packed)
    operands.bRowStride = Row.byteCount
  }

  @inline(__always)
  mutating func multiplyEightRows(packing packed: UnsafeMutableRawPointer) {
    Twice<Twice<Twice<OneRow<Row>>>>.multiply(operands, packing: packed)
    advance(rows: 8)
  }

  @inline(__always)
  mutating func multiply(rows: Int) {
    for _ in 0..<rows / 8 {
      Twice<Twice<Twice<OneRow<Row>>>>.multiply(operands)
      advance(rows: 8)
    }
    if rows & 4 != 0 {
      Twice<Twice<OneRow<Row>>>.multiply(operands)
      advance(rows: 4)
    }
    if rows & 2 != 0 {
      Twice<OneRow<Row>>.multiply(operands)
      advance(rows: 2)
    }
    if rows & 1 != 0 { OneRow<Row>.multiply(operands) }
  }

  @inline(__always)
  private mutating func advance(rows: Int) {
    operands.a.advance(rows: rows)
    operands.c += rows &* operands.cRowStride
  }
}
