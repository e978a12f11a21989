import Autodiff
import Elementary
import Foundation
import Numerics
import Testing

/// A problem of the Statistical Reference Datasets for nonlinear regression.
///
/// Source: National Institute of Standards and Technology, StRD, https://www.itl.nist.gov/div898/strd
/// (public domain). The parameters are certified to eleven digits; they were computed in quadruple
/// precision.
struct NISTProblem {
  /// Two sets of parameters to begin with: the first far away, the second near.
  let starts: [[Double]]
  let certified: [Double]
  let residualSumOfSquares: Double
  let x: Tensor<Double>
  let y: Tensor<Double>

  /// Reads the file as NIST publishes it.
  init(named name: String) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/NIST/\(name).dat")
    let lines = try String(contentsOf: url, encoding: .ascii).split(
      separator: "\n", omittingEmptySubsequences: false)
    let numbers = lines.map { line in
      line.split(whereSeparator: { " \t\r".contains($0) }).compactMap { Double($0) }
    }
    let parameters = zip(lines, numbers)
      .filter { line, _ in line.contains(/^\s+b\d+\s*=/) }.map(\.1)
    starts = [parameters.map { $0[0] }, parameters.map { $0[1] }]
    certified = parameters.map { $0[2] }
    let sums = zip(lines, numbers).filter { line, _ in line.hasPrefix("Residual Sum of Squares") }
    residualSumOfSquares = try #require(sums.first?.1.first)
    let header = try #require(lines.lastIndex { $0.hasPrefix("Data:") })
    let rows = numbers[(header + 1)...].filter { $0.count == 2 }
    y = Tensor(rows.map { $0[0] })
    x = Tensor(rows.map { $0[1] })
  }
}

/// Least squares by the method of Levenberg (1944) and Marquardt (1963), with a Jacobian that the
/// core computes.
struct LevenbergMarquardt {
  let residuals: ([Tensor<Double>]) -> Tensor<Double>
  var parameters: [Double]
  private(set) var sumOfSquares: Double

  init(at start: [Double], residuals: @escaping ([Tensor<Double>]) -> Tensor<Double>) {
    self.residuals = residuals
    parameters = start
    sumOfSquares = residuals(start.map { Tensor($0) }).squared().sum().number
  }

  /// The columns of the Jacobian, each by a product with a unit vector.
  func jacobian() -> [[Double]] {
    parameters.indices.map { column in
      let unit = parameters.indices.map { Tensor($0 == column ? 1.0 : 0) }
      return jacobianVectorProduct(unit, at: parameters.map { Tensor($0) }, of: residuals).numbers
    }
  }

  /// Steps until none makes the sum smaller.
  mutating func run(steps: Int) {
    var damping = 1e-3
    for _ in 0..<steps {
      let columns = jacobian()
      while true {
        let moved = zip(parameters, step(columns, damping: damping)).map { $0 + $1 }
        let sum = residuals(moved.map { Tensor($0) }).squared().sum().number
        if sum < sumOfSquares {
          (parameters, sumOfSquares) = (moved, sum)
          damping = max(damping / 10, 1e-30)
          break
        }
        damping *= 10
        if !(damping < 1e12) { return }
      }
    }
  }

  /// Steps without damping. Near the minimum the sum of squares no longer tells two points apart,
  /// while the derivatives still do.
  mutating func refine(steps: Int) {
    for _ in 0..<steps {
      parameters = zip(parameters, step(jacobian(), damping: 0)).map { $0 + $1 }
    }
    sumOfSquares = residuals(parameters.map { Tensor($0) }).squared().sum().number
  }

  /// The step to the minimum of the linear model, where Marquardt's damping stands in rows
  /// √λ ‖column‖ below the Jacobian.
  private func step(_ columns: [[Double]], damping: Double) -> [Double] {
    var augmented = columns
    for (index, column) in columns.enumerated() {
      let size = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      augmented[index] += columns.indices.map { $0 == index ? damping.squareRoot() * size : 0 }
    }
    let r = residuals(parameters.map { Tensor($0) }).numbers
    return leastSquares(augmented, r.map { -$0 } + columns.map { _ in 0 })
  }
}

/// The z that minimises ‖A z − b‖, for the columns of A: modified Gram–Schmidt (Björck, 1967), with
/// b as one column more.
private func leastSquares(_ columns: [[Double]], _ b: [Double]) -> [Double] {
  func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  let count = columns.count
  var all = columns + [b]
  var r = Array(repeating: Array(repeating: 0.0, count: count + 1), count: count)
  for k in 0..<count {
    let size = dot(all[k], all[k]).squareRoot()
    r[k][k] = size
    let q = all[k].map { $0 / size }
    for j in (k + 1)...count {
      r[k][j] = dot(q, all[j])
      all[j] = zip(all[j], q).map { $0 - r[k][j] * $1 }
    }
  }
  var z = Array(repeating: 0.0, count: count)
  for k in (0..<count).reversed() {
    z[k] = ((k + 1)..<count).reduce(r[k][count]) { $0 - r[k][$1] * z[$1] } / r[k][k]
  }
  return z
}
