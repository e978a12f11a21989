import Probability

/// What a statistical check may be asked to refute: a wrong measurement of the right value, or a
/// wrong value for the right measurement.
public protocol StatisticalVariant {
  /// The estimate and the expectation to compare, given the right ones.
  func compared(estimate: Estimate, expected: Double) -> (estimate: Estimate, expected: Double)
}

extension Estimate: StatisticalVariant {
  /// A wrong measurement of the right value.
  public func compared(estimate: Estimate, expected: Double) -> (
    estimate: Estimate, expected: Double
  ) {
    (self, expected)
  }
}

extension Double: StatisticalVariant {
  /// A wrong value for the right measurement.
  public func compared(estimate: Estimate, expected: Double) -> (
    estimate: Estimate, expected: Double
  ) {
    (estimate, self)
  }
}

extension Notebook {
  /// Checks numbers that arithmetic alone decides, one by one, within a tolerance.
  ///
  /// - Parameters:
  ///   - name: the ledger's row, and after a slash which part of it.
  ///   - refutes: what wrong variants of the formula give instead.
  public func check(
    _ name: String, _ measured: [Double], equals expected: [Double], within tolerance: Double,
    refutes variants: KeyValuePairs<String, [Double]>, line: Int = #line
  ) {
    let rule = CheckRule.exact(expected, within: tolerance)
    record(name, measured, rule: rule, variants.map { ($0, rule, $1) }, line)
  }

  /// Checks one number that arithmetic alone decides, within a tolerance.
  public func check(
    _ name: String, _ measured: Double, equals expected: Double, within tolerance: Double,
    refutes variants: KeyValuePairs<String, Double>, line: Int = #line
  ) {
    let rule = CheckRule.exact([expected], within: tolerance)
    record(name, [measured], rule: rule, variants.map { ($0, rule, [$1]) }, line)
  }

  /// Checks numbers against wrong variants that are known only when the chapter runs: those that
  /// differ at the parameters that a reader chose.
  public func check(
    _ name: String, _ measured: [Double], equals expected: [Double], within tolerance: Double,
    refutes variants: [(name: String, value: [Double])], line: Int = #line
  ) {
    let rule = CheckRule.exact(expected, within: tolerance)
    record(name, measured, rule: rule, variants.map { ($0.name, rule, $0.value) }, line)
  }

  /// Checks an estimate against an exact value: within 5 of its standard errors.
  ///
  /// A variant is a wrong estimate or a wrong exact value; it must lie 10 away.
  public func check(
    _ name: String, _ estimate: Estimate, equals expected: Double,
    refutes variants: KeyValuePairs<String, any StatisticalVariant>, line: Int = #line
  ) {
    let wrong = variants.map { name, variant in
      let wrong = variant.compared(estimate: estimate, expected: expected)
      return (name, CheckRule.statistical(wrong.expected), wrong.estimate)
    }
    record(name, estimate, rule: CheckRule.statistical(expected), wrong, line)
  }

  /// Checks an estimate against an exact value, and wrong values that are known only when the chapter
  /// runs.
  public func check(
    _ name: String, _ estimate: Estimate, equals expected: Double,
    refutes variants: [(name: String, value: Double)], line: Int = #line
  ) {
    let wrong = variants.map { ($0.name, CheckRule.statistical($0.value), estimate) }
    record(name, estimate, rule: CheckRule.statistical(expected), wrong, line)
  }

  /// Checks that a number is at most a bound.
  public func check(
    _ name: String, _ value: Double, isAtMost bound: Double,
    refutes variants: KeyValuePairs<String, Double>, line: Int = #line
  ) {
    let rule = CheckRule.bound(.atMost, bound)
    record(name, value, rule: rule, variants.map { ($0, rule, $1) }, line)
  }

  /// Checks that a number is at least a bound.
  public func check(
    _ name: String, _ value: Double, isAtLeast bound: Double,
    refutes variants: KeyValuePairs<String, Double>, line: Int = #line
  ) {
    let rule = CheckRule.bound(.atLeast, bound)
    record(name, value, rule: rule, variants.map { ($0, rule, $1) }, line)
  }

  /// Checks that an estimate is below a bound by more than 5 standard errors.
  public func check(
    _ name: String, _ estimate: Estimate, isAtMost bound: Double,
    refutes variants: KeyValuePairs<String, Estimate>, line: Int = #line
  ) {
    let rule = CheckRule.estimatedBound(.atMost, bound)
    record(name, estimate, rule: rule, variants.map { ($0, rule, $1) }, line)
  }

  /// Checks that an estimate is above a bound by more than 5 standard errors.
  public func check(
    _ name: String, _ estimate: Estimate, isAtLeast bound: Double,
    refutes variants: KeyValuePairs<String, Estimate>, line: Int = #line
  ) {
    let rule = CheckRule.estimatedBound(.atLeast, bound)
    record(name, estimate, rule: rule, variants.map { ($0, rule, $1) }, line)
  }

  /// Checks that sequences never fall, but for a slack that rounding may need.
  public func check(
    _ name: String, neverFalls sequences: [[Double]], within slack: Double,
    refutes variants: KeyValuePairs<String, [[Double]]>, line: Int = #line
  ) {
    let rule = CheckRule.monotone(slack: slack)
    record(name, sequences, rule: rule, variants.map { ($0, rule, $1) }, line)
  }

  /// Checks a fitted exponent against the predicted one: within 5 of its standard errors.
  ///
  /// A variant is another prediction.
  public func check(
    _ name: String, slope line: LinearFit, equals predicted: Double,
    refutes variants: KeyValuePairs<String, Double>, at sourceLine: Int = #line
  ) {
    let wrong = variants.map { ($0, CheckRule.slope($1), line) }
    record(name, line, rule: CheckRule.slope(predicted), wrong, sourceLine)
  }

  private func record<Measurement>(
    _ name: String, _ measurement: Measurement, rule: CheckRule<Measurement>,
    _ variants: [(name: String, rule: CheckRule<Measurement>, measurement: Measurement)],
    _ line: Int
  ) {
    let check = Check(name, measurement, rule: rule, refutes: variants)
    record(.check(check), line: line)
  }
}
