import Elementary
import Numerics
import Probability

/// K-means: K centres such that the squared distances of the points to their nearest centre are
/// small in sum.
///
/// $$J(a, c) = \sum_{i=1}^n \lVert x_i - c_{a_i} \rVert^2$$
///
/// is lowered in turns: each point goes to its nearest centre, which minimizes J over the
/// assignments a; each centre goes to the mean of its points, which minimizes J over the centres c.
/// It is `ClassificationEM` for equal weights and one fixed shared variance, and the limit of EM as a
/// shared variance goes to zero.
///
/// Source: S. P. Lloyd (1982), *IEEE Transactions on Information Theory* 28, 129–137.
public struct KMeans: Sendable, Equatable {
  /// The centres: K vectors of length d.
  public let centres: [[Double]]

  /// The nearest centre of each point, by index.
  public let assignments: [Int]

  /// J after each half-step, in squared units of the data: after the first assignment, after the
  /// first move of the centres, and so on. It never rises.
  public let sumsOfSquares: [Double]

  /// Whether the last assignment changed nothing, so that nothing would ever change again.
  public let hasConverged: Bool

  /// The centres that ended without a point, by index.
  public let emptyClusters: [Int]

  /// Runs Lloyd's algorithm from given centres.
  ///
  /// It ends when an assignment repeats itself. That is certain to happen: there are finitely many
  /// assignments, and J falls whenever one gives way to another. At equal distance the centre with
  /// the lowest index wins. A centre without points stays where it is; a later assignment may give
  /// it points again.
  ///
  /// - Parameters:
  ///   - data: n × d, a point a row.
  ///   - initialCentres: K vectors of length d.
  ///   - maximumIterations: pairs of half-steps, at least one.
  /// - Precondition: there is a centre, and the dimensions agree.
  public init(
    _ data: Matrix, from initialCentres: [[Double]], maximumIterations: Int = 1000
  ) {
    var centres = initialCentres
    let first = Self.assignment(of: data, to: centres)
    var sumsOfSquares = [first.sumOfSquares]
    let (assignments, hasConverged) = alternate(
      from: first.indices, maximumIterations: maximumIterations
    ) { assigned in
      centres = Self.centres(of: data, assigned: assigned, keeping: centres)
      let next = Self.assignment(of: data, to: centres)
      sumsOfSquares.append(Self.sumOfSquares(of: data, assigned: assigned, to: centres))
      sumsOfSquares.append(next.sumOfSquares)
      return next.indices
    }
    self.centres = centres
    self.assignments = assignments
    self.sumsOfSquares = sumsOfSquares
    self.hasConverged = hasConverged
    self.emptyClusters = Array(centres.indices.filter { !assignments.contains($0) })
  }
}
