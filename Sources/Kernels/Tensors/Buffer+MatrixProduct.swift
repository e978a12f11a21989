extension Buffer {
  /// The matrix product $A B$ of `rows` × `depth` and `depth` × `columns`, once for every matrix of a
  /// batch; an operand that has only one matrix serves for all of them.
  ///
  /// A transposed operand lies in memory as `depth` × `rows` (or `columns` × `depth`), and is read
  /// where it lies.
  public static func multiply(
    _ a: Buffer, transposed aTransposed: Bool, _ b: Buffer, transposed bTransposed: Bool,
    rows: Int, depth: Int, columns: Int, batch: Int
  ) -> Buffer {
    let result = Buffer(uninitialized: batch * rows * columns)
    let workers = Workspace.current?.workers ?? .all
    for index in 0..<batch {
      let left = a.matrix(
        index, rows: rows, columns: depth, transposed: aTransposed)
      let right = b.matrix(
        index, rows: depth, columns: columns, transposed: bTransposed)
      Number.multiply(
        left, right, into: result.base + index * rows * columns, adding: false,
        workers: workers)
    }
    return result
  }

  /// $A B$ plus the same row everywhere, for one pair of matrices.
  public static func multiply(
    _ a: Buffer, _ b: Buffer, addingRow row: Buffer, rows: Int, depth: Int, columns: Int
  ) -> Buffer {
    let result = Buffer(uninitialized: rows * columns)
    result.fill(rows: rows, with: row, columns: columns)
    Number.multiply(
      MatrixView(a.base, rows: rows, columns: depth),
      MatrixView(b.base, rows: depth, columns: columns), into: result.base, adding: true,
      workers: Workspace.current?.workers ?? .all)
    return result
  }

  /// Writes the same row everywhere; what is there is copied again, so that few copies do it even
  /// where a row is short.
  private func fill(rows: Int, with row: Buffer, columns: Int) {
    var filled = min(rows, 1)
    base.initialize(from: row.base, count: filled * columns)
    while filled < rows {
      let more = min(filled, rows - filled)
      (base + filled * columns).initialize(from: base, count: more * columns)
      filled += more
    }
  }

  /// One matrix of a batch, as it is read.
  private func matrix(
    _ index: Int, rows: Int, columns: Int, transposed: Bool
  ) -> MatrixView<Number> {
    let start = count == rows * columns ? base : base + index * rows * columns
    return transposed
      ? MatrixView(start, rows: columns, columns: rows).transposed
      : MatrixView(start, rows: rows, columns: columns)
  }
}
