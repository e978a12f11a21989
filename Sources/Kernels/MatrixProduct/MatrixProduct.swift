/// The matrix product $C = A B$, packed and blocked for the caches.
///
/// The depth is cut into slices, and of each slice B is packed once: panels of 48 columns, row after
/// row. A is packed 8 rows at a time, block by block, and each block is multiplied with every panel
/// by `MicroTile`. What hangs over the edge is filled with zeros, computed in a tile of its own and
/// copied back in part.
///
/// Every entry of C is one chain of fused multiply-adds for each slice, and the slices are added in
/// order. The slices depend on the depth alone, so the bits are the same for any number of workers
/// and any vector width.
///
/// Source: K. Goto and R. A. van de Geijn (2008), *ACM Transactions on Mathematical Software* 34, 12.
public enum MatrixProduct {
  /// The depth of a slice: a panel of B then fits the first-level cache beside a strip of A.
  static let sliceDepth = 256
  /// The rows of a block of A, which stays in the second-level cache.
  static let blockRows = 96

  /// Writes $A B$ to C, row-major and without gaps.
  ///
  /// - Precondition: the inner dimensions agree.
  public static func multiply(
    _ a: MatrixView<Float>, _ b: MatrixView<Float>, into c: UnsafeMutablePointer<Float>,
    workers: Workers
  ) {
    multiply(a, b, into: c, vectors: SIMD16<Float>.self, workers: workers)
  }

  /// Writes $A B$ to C, row-major and without gaps.
  ///
  /// - Precondition: the inner dimensions agree.
  public static func multiply(
    _ a: MatrixView<Double>, _ b: MatrixView<Double>, into c: UnsafeMutablePointer<Double>,
    workers: Workers
  ) {
    multiply(a, b, into: c, vectors: SIMD8<Double>.self, workers: workers)
  }

  @inline(__always)
  private static func multiply<Vector: SIMD & SendableMetatype>(
    _ a: MatrixView<Vector.Scalar>, _ b: MatrixView<Vector.Scalar>,
    into c: UnsafeMutablePointer<Vector.Scalar>, vectors: Vector.Type, workers: Workers
  ) where Vector.Scalar: BinaryFloatingPoint & Sendable {
    typealias Tile = MicroTile<Vector>
    precondition(
      a.columns == b.rows,
      "MatrixProduct: \(a.rows)×\(a.columns) times \(b.rows)×\(b.columns)")
    let panels = (b.columns + Tile.columns - 1) / Tile.columns
    let depth = min(sliceDepth, a.columns)
    let packed = UnsafeMutablePointer<Vector.Scalar>.allocate(
      capacity: panels * Tile.columns * depth)
    defer { packed.deallocate() }
    if a.columns == 0 { c.update(repeating: 0, count: a.rows * b.columns) }
    for start in stride(from: 0, to: a.columns, by: sliceDepth) {
      let slice = Slice<Vector>(
        a: a, b: b, start: start, depth: min(sliceDepth, a.columns - start), packed: packed, c: c)
      workers.forEach(block: panels) { slice.packPanel($0) }
      let blocks = (a.rows + blockRows - 1) / blockRows
      workers.forEach(block: blocks) { slice.multiply(block: $0) }
    }
  }
}

/// One slice of the depth: what all its blocks share.
private struct Slice<Vector: SIMD & SendableMetatype>: @unchecked Sendable
where Vector.Scalar: BinaryFloatingPoint & Sendable {
  typealias Number = Vector.Scalar
  typealias Tile = MicroTile<Vector>

  let a: MatrixView<Number>
  let b: MatrixView<Number>
  let start: Int
  let depth: Int
  let packed: UnsafeMutablePointer<Number>
  let c: UnsafeMutablePointer<Number>

  private var panels: Int { (b.columns + Tile.columns - 1) / Tile.columns }

  /// Copies 48 columns of B, row after row.
  func packPanel(_ panel: Int) {
    let first = panel * Tile.columns
    let width = min(Tile.columns, b.columns - first)
    var target = packed + panel * Tile.columns * depth
    for row in start..<start + depth {
      let source = b.base + row * b.rowStride + first * b.columnStride
      if b.columnStride == 1 {
        target.update(from: source, count: width)
      } else {
        for column in 0..<width { target[column] = source[column * b.columnStride] }
      }
      (target + width).update(repeating: 0, count: Tile.columns - width)
      target += Tile.columns
    }
  }

  /// Multiplies one block of rows of A with all panels.
  func multiply(block: Int) {
    let first = block * MatrixProduct.blockRows
    let rows = min(MatrixProduct.blockRows, a.rows - first)
    let strips = (rows + Tile.rows - 1) / Tile.rows
    withUnsafeTemporaryAllocation(of: Number.self, capacity: strips * Tile.rows * depth) {
      let left = UnsafeMutablePointer<Number>($0.baseAddress.unsafelyUnwrapped)
      for strip in 0..<strips {
        packStrip(
          first + strip * Tile.rows, into: left + strip * Tile.rows * depth)
      }
      for panel in 0..<panels {
        for strip in 0..<strips {
          multiply(
            left + strip * Tile.rows * depth, row: first + strip * Tile.rows,
            panel: panel)
        }
      }
    }
  }

  /// Copies 8 rows of A, column after column.
  private func packStrip(_ first: Int, into target: UnsafeMutablePointer<Number>) {
    let height = min(Tile.rows, a.rows - first)
    for row in 0..<Tile.rows {
      let source = a.base + (first + row) * a.rowStride + start * a.columnStride
      for k in 0..<depth {
        target[k * Tile.rows + row] = row < height ? source[k * a.columnStride] : 0
      }
    }
  }

  private func multiply(_ left: UnsafePointer<Number>, row: Int, panel: Int) {
    let column = panel * Tile.columns
    let right = packed + panel * Tile.columns * depth
    let (height, width) = (min(Tile.rows, a.rows - row), min(Tile.columns, b.columns - column))
    let place = c + row * b.columns + column
    if height == Tile.rows && width == Tile.columns {
      Tile.multiply(
        left, right, depth: depth, into: place, stride: b.columns, adding: start > 0)
      return
    }
    withUnsafeTemporaryAllocation(
      of: Number.self, capacity: Tile.rows * Tile.columns
    ) { tile in
      let edge = UnsafeMutablePointer<Number>(tile.baseAddress.unsafelyUnwrapped)
      Tile.multiply(
        left, right, depth: depth, into: edge, stride: Tile.columns, adding: false)
      for i in 0..<height {
        for j in 0..<width {
          let sum = edge[i * Tile.columns + j]
          place[i * b.columns + j] = start > 0 ? place[i * b.columns + j] + sum : sum
        }
      }
    }
  }
}
