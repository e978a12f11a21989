import Elementary

/// The eigenvalues and eigenvectors of a symmetric matrix: $A = V \operatorname{diag}(\lambda) V^T$.
///
/// Computed by Jacobi's cyclic method: rotate a pair of axes so that the entry that couples them
/// vanishes, pair after pair, until nothing couples. Each rotation costs of the order of d
/// multiplications, and six to ten sweeps over the d²/2 pairs are enough. For a positive definite
/// matrix even an eigenvalue far smaller than the largest comes out with most of its digits.
///
/// Sources: C. G. J. Jacobi (1846); W. H. Press et al. (2007), *Numerical Recipes*, 3rd ed., §11.1;
/// J. Demmel and K. Veselić (1992), *SIAM J. Matrix Anal. Appl.* 13, 1204–1245, for the rule that
/// stops.
public struct SymmetricEigen: Sendable, Hashable {
  /// The eigenvalues, from the largest to the smallest.
  public let values: [Double]

  /// The eigenvectors of unit length: column j belongs to `values[j]`.
  ///
  /// An eigenvector's sign is a convention: here its entry of the largest absolute value, the first
  /// if there are several, is positive. The vectors of a repeated eigenvalue are orthogonal to each
  /// other, and otherwise no more than one of many bases.
  public let vectors: Matrix

  /// Decomposes a symmetric matrix. Only the upper triangle is read.
  ///
  /// - Precondition: the matrix is square, its entries are finite, and 60 sweeps are enough. No
  ///   matrix is known that takes more than a few dozen.
  public init(_ matrix: Matrix) {
    do {
      try self.init(matrix, maximumSweeps: 60)
    } catch {
      fatalError("SymmetricEigen: \(error)")
    }
  }

  /// Decomposes a symmetric matrix. Only the upper triangle is read.
  ///
  /// - Parameter maximumSweeps: how often every pair of axes is visited at most; the last visit only
  ///   finds that nothing couples.
  /// - Throws: `TooManySweeps` if something couples then.
  /// - Precondition: the matrix is square, and its entries are finite.
  public init(_ matrix: Matrix, maximumSweeps: Int) throws(TooManySweeps) {
    require(matrix.isSquare, "SymmetricEigen: the shape is \(matrix.shape), not square")
    require(
      matrix.elements.allSatisfy(\.isFinite), "SymmetricEigen: an entry is not finite")
    var rotation = JacobiRotations(matrix)
    guard (0..<maximumSweeps).contains(where: { _ in !rotation.sweep() }) else {
      throw TooManySweeps(sweeps: maximumSweeps)
    }
    let values = rotation.values
    let order = values.indices.sorted { (values[$0], $1) > (values[$1], $0) }
    self.values = order.map { values[$0] }
    let vectors = order.map { withPositiveLargestEntry(rotation.vector($0)) }
    self.vectors =
      Matrix(
        rows: matrix.rows, columns: matrix.rows, elements: Array(vectors.joined())
      ).transposed
  }
}

extension SymmetricEigen {
  /// A matrix whose axes are still coupled after as many sweeps as were allowed.
  public struct TooManySweeps: Error, Hashable, CustomStringConvertible {
    /// How many sweeps were made.
    public let sweeps: Int

    /// One line for a person to read.
    public var description: String {
      "the eigenvalues of the matrix have not settled after \(sweeps) sweeps of Jacobi's method"
    }
  }
}

/// The eigenvector with the sign that the convention asks for.
private func withPositiveLargestEntry(_ vector: [Double]) -> [Double] {
  var largest = 0.0
  for entry in vector where entry.magnitude > largest.magnitude { largest = entry }
  return largest < 0 ? vector.map { -$0 } : vector
}

/// The state of Jacobi's method: $A = V B V^T$ with V orthogonal and B ever closer to diagonal.
private struct JacobiRotations {
  /// B, scaled by a power of two to entries of at most one, so that no product overflows.
  private var remainder: Matrix

  /// $V^T$: row j is the eigenvector that belongs to `remainder[j, j]`.
  private var transposedVectors: Matrix

  private let scale: Double

  init(_ matrix: Matrix) {
    let largest = matrix.largestMagnitude
    scale = largest == 0 ? 1 : largest.binade
    remainder = matrix.map { [scale] in $0 / scale }
    transposedVectors = .identity(matrix.rows)
  }

  var values: [Double] { remainder.diagonal.map { $0 * scale } }

  func vector(_ j: Int) -> [Double] { transposedVectors.row(j) }

  /// Visits each pair of axes once. Returns whether any of them was still coupled.
  mutating func sweep() -> Bool {
    var rotated = false
    for p in 0..<remainder.rows {
      for q in (p + 1)..<remainder.rows where isCoupled(p, q) {
        rotate(p, q)
        rotated = true
      }
    }
    return rotated
  }

  /// Whether the entry (p, q) is more than rounding, by the scale of its own two axes.
  private func isCoupled(_ p: Int, _ q: Int) -> Bool {
    let geometricMean =
      remainder[p, p].magnitude.squareRoot() * remainder[q, q].magnitude.squareRoot()
    return remainder[p, q].magnitude > 0x1p-53 * geometricMean
      && remainder[p, q].magnitude > .leastNormalMagnitude
  }

  /// Rotates the axes p < q by the angle whose tangent t solves $t^2 + 2 \theta t - 1 = 0$ with
  /// $\theta = (b_{qq} - b_{pp}) / 2 b_{pq}$: the smaller root, so that no axis turns by more than
  /// 45 degrees.
  private mutating func rotate(_ p: Int, _ q: Int) {
    let coupling = remainder[p, q]
    let theta = (remainder[q, q] - remainder[p, p]) / (2 * coupling)
    let root = (1 + theta * theta).squareRoot()
    let tangent = theta < 0 ? 1 / (theta - root) : 1 / (theta + root)
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = tangent * cosine

    remainder[p, p] -= tangent * coupling
    remainder[q, q] += tangent * coupling
    remainder[p, q] = 0
    for k in 0..<remainder.rows where k != p && k != q {
      let (kp, kq) = (upper(k, p), upper(k, q))
      let (atP, atQ) = (remainder[kp.0, kp.1], remainder[kq.0, kq.1])
      remainder[kp.0, kp.1] = cosine * atP - sine * atQ
      remainder[kq.0, kq.1] = sine * atP + cosine * atQ
    }
    for k in 0..<remainder.rows {
      let (atP, atQ) = (transposedVectors[p, k], transposedVectors[q, k])
      transposedVectors[p, k] = cosine * atP - sine * atQ
      transposedVectors[q, k] = sine * atP + cosine * atQ
    }
  }

  /// Where the upper triangle keeps the entry that couples axes i and j.
  private func upper(_ i: Int, _ j: Int) -> (Int, Int) {
    i < j ? (i, j) : (j, i)
  }
}
