import Datasets
import Testing

@Suite struct TableValidationTests {
  let plain = [[1.0, 2], [2, 1], [3, 5], [4, 3], [5, 8]]

  func message(_ columns: [String], _ rows: [[Double]], components: Int = 2) -> String? {
    let table = Table(name: "data.csv", columns: columns, rows: rows)
    do {
      let validated = try table.validated(forComponents: components)
      return validated == table ? nil : "changed"
    } catch {
      return error.description
    }
  }

  @Test func soundData() {
    #expect(message(["a", "b"], plain) == nil)
    #expect(message(["a", "b"], plain, components: 5) == nil)
    #expect(message(["a"], [[1], [2]]) == nil)
  }

  @Test func tooFewRows() {
    #expect(message(["a", "b"], []) == "data.csv: 0 rows of numbers, and at least two are needed")
    #expect(
      message(["a", "b"], [[1, 2]]) == "data.csv: 1 row of numbers, and at least two are needed")
    #expect(
      message(["a", "b"], plain, components: 6)
        == "data.csv: 5 rows are fewer than the 6 components")
    #expect(
      message(["a"], [[1], [2], [1], [2]], components: 3)
        == "data.csv: 2 different rows among 4 are fewer than the 3 components")
    #expect(
      message(["a", "b", "c"], [[1, 2, 4], [3, 1, 1], [5, 5, 5]])
        == "data.csv: 3 rows are too few for a covariance of 3 columns")
  }

  /// Their covariance would take gigabytes.
  @Test func tooManyColumns() {
    let names = (1...2_000).map { "c\($0)" }
    let row = names.indices.map { Double($0) }
    let table = Table(name: "data.csv", columns: names, rows: [row, row.reversed()])
    let error = #expect(throws: DataError.self) { try table.validatedForPrincipalComponents() }
    #expect(
      error?.description
        == "data.csv: 2000 columns are too many for a covariance; choose at most 1000")
  }

  @Test func constantColumns() {
    #expect(
      message(["a", "b"], plain.map { [$0[0], 7] })
        == "data.csv: column 'b' is constant: 7.0 in every row")
    let long = String(repeating: "x", count: 1_000)
    #expect(
      message(["a", long], plain.map { [$0[0], 7] })
        == "data.csv: column '\(long.prefix(39))…' is constant: 7.0 in every row")
  }

  @Test(arguments: [1e-170, 1e-146, 1e140, 1e160])
  func columnsWithoutAVariance(scale: Double) {
    #expect(
      message(["a", "b"], plain.map { [$0[0], scale * $0[1]] })
        == "data.csv: column 'b' has numbers too large or too small for a variance")
  }

  /// Sums of such numbers keep too few digits of what distinguishes them.
  @Test func columnsThatHardlyVary() {
    #expect(
      message(["a", "b"], plain.map { [$0[0], 1e12 + $0[1]] })
        == "data.csv: column 'b' varies by less than a billionth of its size; subtract a constant")
    #expect(message(["a", "b"], plain.map { [$0[0], 1e9 + $0[1]] }) == nil)
  }

  @Test func dependentColumns() {
    #expect(
      message(["a", "b", "c"], plain.map { [$0[0], $0[1], $0[0]] })
        == "data.csv: column 'c' repeats column 'a'")
    let dependent = "data.csv: column 'c' follows from the columns before it by a linear formula"
    #expect(message(["a", "b", "c"], plain.map { [$0[0], $0[1], 3 - 0.1 * $0[1]] }) == dependent)
    #expect(
      message(["a", "b", "c"], plain.map { [$0[0], $0[1], 1e6 * ($0[0] + 0.3 * $0[1])] })
        == dependent)
  }

  /// A column that nearly follows from the others is a person's own business.
  @Test func nearlyDependentColumns() {
    let rows = plain.enumerated().map { place, row in
      [row[0], row[1], row[0] + row[1] + (place == 2 ? 1e-4 : 0)]
    }
    #expect(message(["a", "b", "c"], rows) == nil)
  }

  /// Principal components need no independent columns, nor more rows than columns.
  @Test func principalComponentsNeedLess() throws {
    func validated(_ rows: [[Double]]) throws -> Table {
      let names = (0..<rows[0].count).map { "c\($0)" }
      return try Table(name: "data.csv", columns: names, rows: rows)
        .validatedForPrincipalComponents()
    }
    #expect(try validated([[1, 7, 1, 2], [2, 7, 2, 4]]).rows.count == 2)
    let unsuitable: [[[Double]]] = [
      [[1.0, 2]], [[1, 1e12], [2, 1e12 + 1]], [[1, 1e160], [2, 1e160]], [[1, 0], [2, 1e150]],
    ]
    for rows in unsuitable {
      #expect(throws: DataError.self) { try validated(rows) }
    }
  }
}
