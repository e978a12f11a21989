import Elementary
import Threads

/// The matrix product $C = A B$, blocked for the caches.
///
/// C is cut into parts, and a thread computes a part from beginning to end; see `ProductPart`.
///
/// Every entry of C is one chain of fused multiply-adds for each slice of the depth, and the slices
/// are added in order. The slices depend on the depth alone, so the bits are the same for any number
/// of workers and any vector width.
///
/// Source: K. Goto and R. A. van de Geijn (2008), *ACM Transactions on Mathematical Software* 34, 12.
public enum MatrixProduct {
  /// Writes $A B$ to C, row-major and without gaps, or adds it to what is there.
  ///
  /// - Precondition: the inner dimensions agree.
  public static func multiply<Number: TensorNumber>(
    _ a: MatrixView<Number>, _ b: MatrixView<Number>, into c: UnsafeMutablePointer<Number>,
    adding: Bool = false
  ) {
    Number.multiply(a, b, into: c, adding: adding)
  }

  /// The same, by vectors of a given length.
  @inline(__always)
  static func multiply<Vector: InterleavedVector>(
    _ a: MatrixView<Vector.Scalar>, _ b: MatrixView<Vector.Scalar>,
    into c: UnsafeMutablePointer<Vector.Scalar>, adding: Bool, by vectors: Vector.Type
  ) where Vector.Scalar: Sendable {
    require(
      a.columns == b.rows,
      "MatrixProduct: \(a.rows)×\(a.columns) times \(b.rows)×\(b.columns)")
    let whole = ProductPart<Vector>(a: a, b: b, c: c, cStride: b.columns, adding: adding)
    guard a.rows * b.columns * a.columns >= PartGrid.leastWork else { return whole.multiply() }
    let workers = Workers.current
    let grid = PartGrid(
      rows: a.rows, columns: b.columns, depth: a.columns, lanes: Vector.scalarCount,
      workers: workers.count)
    guard grid.count > 1 else { return whole.multiply() }
    workers.forEach(block: grid.count) { index in
      let (rows, columns) = grid.part(index)
      whole.part(rows: rows, columns: columns).multiply()
    }
  }
}

/// How a product is cut into parts for several threads.
///
/// The bits do not depend on it, so it may well depend on the number of workers.
private struct PartGrid {
  /// From how many multiply-adds on a product is cut.
  static let leastWork = 1 << 18

  private let rows: Int
  private let columns: Int
  /// The columns of a panel.
  private let panel: Int
  private let across: Int
  private let down: Int

  init(rows: Int, columns: Int, depth: Int, lanes: Int, workers: Int) {
    (self.rows, self.columns, panel) = (rows, columns, 3 * lanes)
    // More parts than workers, so that one who is held up keeps the others waiting for less; where
    // the work is much, that is little beside it, and fewer parts read B less often.
    let rounds = rows * columns * depth <= 1 << 27 ? 2 : 1
    // Parts of few rows would each read all of B for little: then the columns are cut.
    let cutsRows = rows >= 128 * workers || columns < 4 * lanes * workers
    func parts(_ length: Int, grain: Int) -> Int {
      let most = min(rounds * workers, length / grain)
      return most < workers ? max(1, most) : most / workers * workers
    }
    down = cutsRows ? parts(rows, grain: 32) : 1
    across = cutsRows ? 1 : parts(columns, grain: 4 * lanes)
  }

  /// How many parts there are.
  var count: Int { across * down }

  /// The rows and columns of a part; all but the last end where a tile and a panel do.
  func part(_ index: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    (
      Self.share(index / across, of: down, from: rows, unit: 8),
      Self.share(index % across, of: across, from: columns, unit: panel)
    )
  }

  private static func share(_ index: Int, of parts: Int, from count: Int, unit: Int) -> Range<Int> {
    let units = (count + unit - 1) / unit
    let bound = { (part: Int) in min(count, units * part / parts * unit) }
    return bound(index)..<bound(index + 1)
  }
}
