/// A matrix that has no Cholesky factor, and where that showed.
public struct NotPositiveDefinite: Error, Hashable, CustomStringConvertible {
  /// The first row, counted from zero, whose leading block is not positive definite.
  public let row: Int
  /// What remained on the diagonal in that row where a positive, finite number was needed.
  public let pivot: Double
  /// Which of several matrices it is, counted from zero; `nil` if there is only one.
  public let index: Int?

  /// The failure at a row, with what remained on its diagonal.
  public init(row: Int, pivot: Double, index: Int? = nil) {
    (self.row, self.pivot, self.index) = (row, pivot, index)
  }

  /// The same failure of one matrix among several.
  public func ofMatrix(_ index: Int) -> NotPositiveDefinite {
    NotPositiveDefinite(row: row, pivot: pivot, index: index)
  }

  /// One line for a person to read.
  public var description: String {
    let matrix = index.map { "matrix \($0)" } ?? "the matrix"
    return "\(matrix) is not positive definite: pivot \(row) is \(pivot)"
  }
}
