import Elementary

extension Buffer {
  /// The matrix product $A B$ of `rows` × `depth` and `depth` × `columns`, once for every matrix of a
  /// batch; an operand that has only one matrix serves for all of them.
  ///
  /// A transposed operand lies in memory as `depth` × `rows` (or `columns` × `depth`), and is read
  /// where it lies.
  ///
  /// - Precondition: an operand has the numbers of one matrix, or of as many as the batch.
  public static func multiply(
    _ a: Buffer, transposed aTransposed: Bool, _ b: Buffer, transposed bTransposed: Bool,
    rows: Int, depth: Int, columns: Int, batch: Int
  ) -> Buffer {
    require(
      a.holds(batch, matricesOf: rows, depth) && b.holds(batch, matricesOf: depth, columns),
      "Buffer.multiply: \(a.count) times \(b.count) numbers, for \(batch) products of "
        + "\(rows) × \(depth) and \(depth) × \(columns)")
    let result = Buffer(uninitialized: batch * rows * columns)
    for index in 0..<batch {
      let left = a.matrix(
        index, rows: rows, columns: depth, transposed: aTransposed)
      let right = b.matrix(
        index, rows: depth, columns: columns, transposed: bTransposed)
      Number.multiply(
        left, right, into: result.base + index * rows * columns, adding: false)
    }
    return result
  }

  /// $A B$ plus the same row everywhere, for one pair of matrices.
  ///
  /// - Precondition: the operands have the numbers of these matrices, and the row those of a row.
  public static func multiply(
    _ a: Buffer, _ b: Buffer, addingRow row: Buffer, rows: Int, depth: Int, columns: Int
  ) -> Buffer {
    require(
      a.holds(1, matricesOf: rows, depth) && b.holds(1, matricesOf: depth, columns)
        && row.count == columns,
      "Buffer.multiply: \(a.count) times \(b.count) plus \(row.count) numbers, for "
        + "\(rows) × \(depth) times \(depth) × \(columns)")
    let result = Buffer(uninitialized: rows * columns)
    result.fill(rows: rows, with: row, columns: columns)
    Number.multiply(
      MatrixView(a.base, rows: rows, columns: depth),
      MatrixView(b.base, rows: depth, columns: columns), into: result.base, adding: true)
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

  /// Whether the numbers are those of so many matrices, or of one that serves for all.
  private func holds(_ batch: Int, matricesOf rows: Int, _ columns: Int) -> Bool {
    min(batch, rows, columns) >= 0
      && (count == rows * columns || count == batch * rows * columns)
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
