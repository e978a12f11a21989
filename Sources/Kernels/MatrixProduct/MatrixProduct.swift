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
  public static func multiply(
    _ a: MatrixView<Float>, _ b: MatrixView<Float>, into c: UnsafeMutablePointer<Float>,
    adding: Bool = false
  ) {
    #if arch(arm64)
      multiply(a, b, into: c, vectors: SIMD4<Float>.self, adding: adding)
    #else
      multiply(a, b, into: c, vectors: SIMD16<Float>.self, adding: adding)
    #endif
  }

  /// Writes $A B$ to C, row-major and without gaps, or adds it to what is there.
  ///
  /// - Precondition: the inner dimensions agree.
  public static func multiply(
    _ a: MatrixView<Double>, _ b: MatrixView<Double>, into c: UnsafeMutablePointer<Double>,
    adding: Bool = false
  ) {
    #if arch(arm64)
      multiply(a, b, into: c, vectors: SIMD2<Double>.self, adding: adding)
    #else
      multiply(a, b, into: c, vectors: SIMD8<Double>.self, adding: adding)
    #endif
  }

  @inline(__always)
  private static func multiply<Vector: InterleavedVector>(
    _ a: MatrixView<Vector.Scalar>, _ b: MatrixView<Vector.Scalar>,
    into c: UnsafeMutablePointer<Vector.Scalar>, vectors: Vector.Type, adding: Bool
  ) where Vector.Scalar: Sendable {
    require(
      a.columns == b.rows,
      "MatrixProduct: \(a.rows)×\(a.columns) times \(b.rows)×\(b.columns)")
    let whole = ProductPart<Vector.Scalar>(a, b, c, adding: adding)
    guard a.rows * b.columns * a.columns >= PartGrid.leastWork else {
      return whole.multiply(vectors: vectors)
    }
    let workers = Workers.current
    let grid = PartGrid(
      rows: a.rows, columns: b.columns, depth: a.columns, lanes: Vector.scalarCount,
      workers: workers.count)
    guard grid.count > 1 else { return whole.multiply(vectors: vectors) }
    workers.forEach(block: grid.count) { index in
      let (rows, columns) = grid.part(index)
      whole.part(rows: rows, columns: columns).multiply(vectors: vectors)
    }
  }
}
