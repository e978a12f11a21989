import Numerics
import Probability

/// Why a model cannot be fitted to data.
public enum UnsuitableData: Error, Hashable, CustomStringConvertible {
  /// There are fewer points than components.
  case tooFewPoints(points: Int, components: Int)

  /// An entry is infinite or not a number. Rows and columns are counted from zero.
  case notFinite(row: Int, column: Int)

  /// An entry is so large that its square overflows. Rows and columns are counted from zero.
  case tooLarge(row: Int, column: Int)

  /// All points are the same one, so that nothing tells how wide a component should be.
  case allPointsAgree

  /// The points vary in no more directions than there are latent dimensions, so that nothing is noise.
  case noNoise(components: Int)

  /// The eigenvalues of the data's covariance have not settled after so many sweeps.
  case unsettledEigenvalues(sweeps: Int)

  /// Entries of a larger magnitude have no place in a sum of squares of doubles.
  public static let largestMagnitude = 1e140

  /// One line for a person to read.
  public var description: String {
    switch self {
    case .tooFewPoints(let points, let components):
      "\(points) points are too few for \(components) components"
    case .notFinite(let row, let column):
      "the entry in row \(row), column \(column) is not a finite number"
    case .tooLarge(let row, let column):
      "the entry in row \(row), column \(column) is larger than \(Self.largestMagnitude)"
    case .allPointsAgree:
      "all points are the same"
    case .noNoise(let components):
      "the data vary in no more than \(components) direction\(components == 1 ? "" : "s"), which"
        + " leaves no noise beside \(components) component\(components == 1 ? "" : "s")"
    case .unsettledEigenvalues(let sweeps):
      "the eigenvalues of the covariance have not settled after \(sweeps) sweeps"
    }
  }

  /// Throws unless the data can be fitted: at least a point for each component, and every entry
  /// finite and not too large.
  static func check(_ data: Matrix, components: Int) throws(UnsuitableData) {
    guard data.rows >= max(1, components) else {
      throw .tooFewPoints(points: data.rows, components: components)
    }
    for (index, entry) in data.elements.enumerated() where !(entry.magnitude <= largestMagnitude) {
      let (row, column) = (index / data.columns, index % data.columns)
      throw entry.isFinite
        ? .tooLarge(row: row, column: column) : .notFinite(row: row, column: column)
    }
  }
}
