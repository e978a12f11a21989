// # A tiny chapter
//
// It shows that an average of draws comes out near the mean, and how a page is woven.
//
// - **Time:** {{reading time}}
//
// ## The average
//
// The mean of $u \sim U(0,1)$ is $\frac12$:
//
// $$
// \int_0^1 u\,du = \frac12
// $$
//
// snippet.hide

import Notebook
import Probability

let breaks = Option.flag("break", help: "use a wrong formula, so that a check fails")
let unsettled = Option.flag("unsettled", help: "leave a row of the ledger open")
let missing = Option.flag("misquote", help: "name a value that does not exist")
let notebook = Notebook(compiled: compiledSources, options: [breaks, unsettled, missing])

// snippet.show
var random = notebook.random("average")
let draws = Estimate(repetitions: 1_000) { random.uniform() }
// snippet.fold The wrong variant
let sum = draws.scaled(by: 1_000)
// snippet.show
notebook.check(
  "tiny-mean/draws", notebook[breaks] ? draws.scaled(by: 2) : draws, equals: 0.5,
  refutes: ["the sum is taken for the mean": sum])

// The update is Welford's [@welford1962, p. 420], and the check is [tiny-mean/draws](#tiny-mean-draws).
// Below, the sum that the library adds up, as it stands there:
//
// snippet.quote tiny-sum
//
// It was taken over {{count}} draws.

/// A documented function is code.
func half(_ value: Double) -> Double {
  // So is an indented comment.
  value / 2
}
if !notebook[missing] { notebook.define("count", draws.count) }
if !notebook[unsettled] {
  notebook.table(["quantity", "value"], [["half of one", .number(half(1))]])
  notebook.correct(
    "tiny-half", stated: "a half is a third.", right: "a half is 0.5, and three are more than one.")
  notebook.check(
    "tiny-half", half(1), equals: 0.5, within: 1e-15, refutes: ["a third": 1.0 / 3])
  notebook.tell("tiny-taste", because: "No program can taste.")
}
notebook.result("mean", draws.formatted)
notebook.finish()
