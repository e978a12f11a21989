/// A function of two arrays that is linear in each: number y of the result is the sum of the products
/// of number a of the one and number b of the other, over the terms (a, b, y).
///
/// So matrix products and convolutions are defined; with a single 1 for the second array, sums and
/// rearrangements too. In whole numbers everything is exact.
public struct BilinearForm: Sendable {
  private struct Term {
    let a, b, y: Int32
  }

  private var terms: [Term] = []
  /// How many numbers the result has.
  public let count: Int

  /// A form of no terms.
  public init(count: Int) { self.count = count }

  /// How many terms there are.
  public var termCount: Int { terms.count }

  /// Adds a term.
  public mutating func add(_ a: Int, _ b: Int, _ y: Int) {
    terms.append(Term(a: Int32(a), b: Int32(b), y: Int32(y)))
  }

  /// The form's value.
  public func value(_ a: [Double], _ b: [Double]) -> [Double] {
    var y = [Double](repeating: 0, count: count)
    for term in terms { y[Int(term.y)] += a[Int(term.a)] * b[Int(term.b)] }
    return y
  }

  /// The derivatives of ⟨value, y⟩ with respect to a.
  private func left(_ y: [Double], _ b: [Double], count: Int) -> [Double] {
    var a = [Double](repeating: 0, count: count)
    for term in terms { a[Int(term.a)] += y[Int(term.y)] * b[Int(term.b)] }
    return a
  }

  /// The derivatives of ⟨value, y⟩ with respect to b.
  private func right(_ y: [Double], _ a: [Double], count: Int) -> [Double] {
    var b = [Double](repeating: 0, count: count)
    for term in terms { b[Int(term.b)] += y[Int(term.y)] * a[Int(term.a)] }
    return b
  }

  /// The gradient of Σ y³ for the form's value y.
  public func gradient(_ a: [Double], _ b: [Double]) -> (a: [Double], b: [Double]) {
    let slope = value(a, b).map { 3 * $0 * $0 }
    return (left(slope, b, count: a.count), right(slope, a, count: b.count))
  }

  /// The second derivatives of Σ y³, times a vector (da, db).
  public func hessianVectorProduct(
    _ a: [Double], _ b: [Double], _ da: [Double], _ db: [Double]
  ) -> (a: [Double], b: [Double]) {
    let y = value(a, b)
    let slope = y.map { 3 * $0 * $0 }
    let change = zip(y, zip(value(da, b), value(a, db))).map { 6 * $0 * ($1.0 + $1.1) }
    return (
      zip(left(change, b, count: a.count), left(slope, db, count: a.count)).map { $0 + $1 },
      zip(right(change, a, count: b.count), right(slope, da, count: b.count)).map { $0 + $1 }
    )
  }
}
