import Probability
import Testing

@testable import Notebook

struct CheckRuleTests {
  /// Four draws with mean 0 and standard error 1.
  private let unitError: Estimate = {
    let root = 3.0.squareRoot()
    return Estimate([root, -root, root, -root])
  }()

  @Test func exactHoldsWithinItsToleranceAndRefutesBeyondTenOfThem() {
    let rule = CheckRule.exact([1, 2], within: 0.1)
    #expect(rule.judge([1.05, 1.95]).verdict == .holds)
    #expect(rule.judge([1.0, 2.5]).verdict == .undecided)
    #expect(rule.judge([1.0, 3.5]).verdict == .refuted)
    #expect(rule.judge([.nan, 3.5]).verdict == .undecided)
    #expect(rule.judge([.infinity, 2]).verdict == .refuted)
    let infinite = CheckRule.exact([-.infinity], within: 0.1)
    #expect(infinite.judge([-.infinity]).verdict == .holds)
  }

  @Test func statisticalCountsStandardErrors() {
    let draws = unitError
    #expect((draws.standardError - 1).magnitude < 1e-12)
    #expect(CheckRule.statistical(4.9).judge(draws).verdict == .holds)
    #expect(CheckRule.statistical(-5.1).judge(draws).verdict == .undecided)
    #expect(CheckRule.statistical(10.1).judge(draws).verdict == .refuted)
    #expect(CheckRule.statistical(0).judge(Estimate([1])).verdict == .undecided)
    #expect(CheckRule.statistical(1).judge(Estimate([1, 1])).verdict == .undecided)
    #expect(CheckRule.statistical(0).judge(Estimate([1, 1])).verdict == .refuted)
  }

  @Test func boundsHaveTwoSides() {
    #expect(CheckRule.bound(.atMost, 1).judge(1).verdict == .holds)
    #expect(CheckRule.bound(.atMost, 1).judge(1.1).verdict == .refuted)
    #expect(CheckRule.bound(.atLeast, 1).judge(0.9).verdict == .refuted)
    #expect(CheckRule.bound(.atLeast, 1).judge(.nan).verdict == .undecided)
    let draws = unitError
    #expect(CheckRule.estimatedBound(.atMost, 5.1).judge(draws).verdict == .holds)
    #expect(CheckRule.estimatedBound(.atMost, 4.9).judge(draws).verdict == .undecided)
    #expect(CheckRule.estimatedBound(.atLeast, 10.1).judge(draws).verdict == .refuted)
  }

  @Test func monotoneFindsTheLargestFallOfAnySequence() {
    let rule = CheckRule.monotone(slack: 0.01)
    #expect(rule.judge([[1, 2, 2, 3], [5, 4.995]]).verdict == .holds)
    #expect(rule.judge([[1, 2], [5, 4.95]]).verdict == .undecided)
    #expect(rule.judge([[1, 2], [5, 4.5]]).verdict == .refuted)
    #expect(rule.judge([[1, .nan, 2]]).verdict == .undecided)
    #expect(rule.judge([[1]]).verdict == .undecided)
  }

  @Test func aCheckPassesOnlyIfItRefutes() {
    let rule = CheckRule.exact([1], within: 0.1)
    func check(_ value: Double, refuting variant: Double) -> Check {
      Check("a/b", [value], rule: rule, refutes: [("v", rule, [variant])])
    }
    #expect(check(1, refuting: 3).passes)
    #expect(!check(1, refuting: 1).passes)
    #expect(!check(1, refuting: .nan).passes)
    #expect(!check(3, refuting: 3).passes)
    #expect(check(1, refuting: 3).row == "a")
    #expect(check(1, refuting: 1).details.last?.contains("**cannot refute** *v*") == true)
  }

  @Test func aWrongExpectationIsNamed() {
    let check = Check(
      "a", unitError, rule: CheckRule.statistical(1),
      refutes: [("v", CheckRule.statistical(20), unitError)])
    #expect(check.details.last == "refutes *v*: 0.0 ± 1.0 against 20 (z = -20.0)")
  }

  @Test func aRowEndsByWhatItsChapterRecorded() {
    let row = Ledger.Row(id: "a", kind: "claim", statement: "", chapter: "", source: "")
    let rule = CheckRule.exact([1], within: 0.1)
    func check(_ value: Double) -> Entry {
      let check = Check("a/x", [value], rule: rule, refutes: [("v", rule, [9])])
      return Entry(line: 1, content: .check(check))
    }
    func remark(_ verdict: RowVerdict) -> Entry {
      Entry(
        line: 1,
        content: .remark(Entry.Remark(row: "a", verdict: verdict, stated: "s", text: "t")))
    }
    #expect(SettledRow(row, entries: []).verdict == .open)
    #expect(SettledRow(row, entries: [check(1)]).verdict == .checked)
    #expect(SettledRow(row, entries: [check(1), check(2)]).verdict == .failed)
    for verdict in [RowVerdict.illustrated, .sharpened, .corrected] {
      #expect(SettledRow(row, entries: [remark(verdict)]).verdict == .open)
      #expect(SettledRow(row, entries: [remark(verdict), check(1)]).verdict == verdict)
      #expect(SettledRow(row, entries: [remark(verdict), check(3)]).verdict == .failed)
    }
    #expect(SettledRow(row, entries: [remark(.told)]).verdict == .told)
    #expect(SettledRow(row, entries: [remark(.told)]).remark == "t")
  }
}
