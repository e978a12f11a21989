// # Autodiff: where the gradients come from
//
// A network learns by following a gradient, and nobody derives the gradient of a network by hand.
// This chapter opens the machine that does it: a tape that writes down what was computed, and a
// walk backwards along it. The code that is quoted is the library's, the one that runs in the other
// chapters too.
//
// Each box below a piece of code is a check: what was measured, what it must equal, and which
// mistakes the same rule rejects. The points are random, so another `--seed` repeats every check
// elsewhere.
// snippet.hide

import Autodiff
import Kernels
import Notebook
import Probability

let notebook = Notebook()

// snippet.show

// ## One expression
//
// Take two numbers and the function
//
// $$
// f(x, y) = (x y + \tanh x)\, y .
// $$
//
// By hand, with the product rule and $\tanh' = 1 - \tanh^2$,
//
// $$
// \frac{\partial f}{\partial x} = (y + 1 - \tanh^2 x)\, y, \qquad
// \frac{\partial f}{\partial y} = 2 x y + \tanh x .
// $$
//
// The program writes the function and nothing else. While it runs, each operation notes on a tape
// what it computed and from what. A recording shows the tape.

var random = notebook.random("point")
let (x, y) = (0.5 + random.uniform(), 1 + random.uniform())

func expression(_ p: [Tensor<Double>]) -> Tensor<Double> { (p[0] * p[1] + p[0].tanh()) * p[1] }

typealias Step = Recording<Double>.Entry
let steps = recording(at: [Tensor(x), Tensor(y)], of: expression).entries

notebook.table(
  ["step", "operation", "value", "cotangent"],
  steps.map { step in
    let operands = step.operands.map { "v\($0.index ?? 0)" }
    let operation =
      operands.count == 2
      ? operands.joined(separator: " \(step.name) ") : "\(step.name) \(operands.joined())"
    return [
      .text("v\(step.index)"), .text(operation), .number(step.value.number, decimals: 6),
      .number(step.cotangent?.number ?? 0, decimals: 6),
    ]
  })

// The forward pass fills the values from the top down. The last column belongs to the walk back:
// the *cotangent* of a step is the derivative of the result with respect to that step's value. That
// of the result is 1, and those of the inputs are the gradient.
// snippet.hide

let places: KeyValuePairs = [
  "x": (0.0, 0.55), "y": (0.0, 2.1), "x · y": (1.0, 1.2), "tanh x": (1.0, 0.0),
  "x · y + tanh x": (2.0, 0.6), "f": (3.0, 1.2),
]
notebook.figure(
  "graph",
  Diagram(
    description: "The graph of the expression: values forward, cotangents backward. The result is "
      + "\(steps[5].value.number.formatted(significant: 5)); the cotangents of x and y are "
      + "\((steps[0].cotangent?.number ?? 0).formatted(significant: 5)) and "
      + "\((steps[1].cotangent?.number ?? 0).formatted(significant: 5)).",
    boxes: zip(places, steps).map { place, step in
      .init(
        place.key, column: place.value.0, row: place.value.1,
        notes: [
          .init("→ \(step.value.number.formatted(decimals: 4))", color: .blue),
          .init(
            "← \((step.cotangent?.number ?? 0).formatted(decimals: 4))", color: .vermillion),
        ])
    },
    arrows: steps.flatMap { step in
      zip(step.operands, slopes(of: step)).map { operand, slope in
        .init(from: operand.index ?? 0, to: step.index, label: slope.formatted(decimals: 4))
      }
    }))
// snippet.show

// In the boxes → marks values, which run forwards, and ← cotangents, which run backwards. On each
// line stands the *local derivative*: that of the box it points to with respect to the box it comes
// from. An operation needs to know no more than those, and they stand beside it. This is all that
// the library says about a product, where `dy` is the cotangent of the result:
//
// snippet.quote multiplication-rule
//
// And this is the hyperbolic tangent. Its `tanhSlope` is $\bar y\thinspace (1 - y^2)$, in one pass
// over the elements, and has rules as well, for second derivatives:
//
// snippet.quote tanh-rule
//
// ## The walk back
//
// The chain rule says how cotangents travel. A step $v_j$ acts on the result through the steps that
// use it, and
//
// $$
// \bar v_j = \sum_{i \text{ uses } j} \bar v_i\, \frac{\partial v_i}{\partial v_j},
// \qquad \bar v_{\text{result}} = 1 .
// $$
//
// So a step's cotangent is complete once all that use it have had their turn. An operation can only
// use what exists already; so whatever uses a step stands behind it on the tape. The tape is its
// own topological order, and no sorting is needed: walk it from the end. (`visit` lets a recording
// look on.)
//
// snippet.quote backward-walk
//
// Here is the same walk for plain numbers, written a second time from the formula alone, with three
// switches for mistakes.

/// The local derivatives of a step, one for each operand.
func slopes(of step: Step, tanhSlope: (Step) -> Double = { 1 - square($0.value.number) })
  -> [Double]
{
  let operands = step.operands.map { steps[$0.index ?? 0].value.number }
  return switch step.name {
  case "×": [operands[1], operands[0]]
  case "+": [1, 1]
  case "tanh": [tanhSlope(step)]
  default: []
  }
}
func square(_ x: Double) -> Double { x * x }

func walk(
  forwards: Bool = false, overwrites: Bool = false, slopes: (Step) -> [Double] = { slopes(of: $0) }
) -> [Double] {
  var cotangents = steps.map { $0.index == steps.count - 1 ? 1.0 : 0 }
  for step in forwards ? steps : steps.reversed() {
    for (operand, slope) in zip(step.operands, slopes(step)) {
      guard let j = operand.index else { continue }
      cotangents[j] = (overwrites ? 0 : cotangents[j]) + cotangents[step.index] * slope
    }
  }
  return cotangents
}

let (t, s) = (Double.tanh(x), x * y + Double.tanh(x))
let byHand = [(y + 1 - t * t) * y, 2 * x * y + t, y, y, y, 1]
let mistakes: KeyValuePairs = [
  "what reaches a step overwrites what was there": walk(overwrites: true),
  "the tape is walked forwards": walk(forwards: true),
  "the slope of tanh is taken at its result": walk {
    slopes(of: $0) { 1 - square(.tanh($0.value.number)) }
  },
  "the product rule loses a factor": walk { $0.name == "×" ? [1, 1] : slopes(of: $0) },
]
notebook.check(
  "ad-chain-rule/library", steps.map { $0.cotangent?.number ?? 0 }, equals: byHand, within: 1e-13,
  refutes: mistakes)
notebook.check(
  "ad-chain-rule/second-walk", walk(), equals: byHand, within: 1e-13, refutes: mistakes)

let derivative = gradient(at: [Tensor(x), Tensor(y)], of: expression)
notebook.check(
  "ad-chain-rule/gradient", derivative.map(\.number), equals: Array(byHand.prefix(2)),
  within: 1e-13,
  refutes: [
    "the slope of the step before counts for y": [byHand[0], s],
    "tanh is a constant": [y * y, byHand[1]],
  ])

// In practice nobody looks at the tape: `gradient(at:of:)` takes the function and the point.
//
// ## Over all paths, without visiting them
//
// Written out, the sum above runs over all paths through the graph: *the derivative is the sum,
// over every path from the input to the result, of the product of the local derivatives along it*.
// From x to f there are two paths, from y to f as well.

func products(from input: Int, to index: Int) -> [Double] {
  if index == input { return [1] }
  return zip(steps[index].operands, slopes(of: steps[index])).flatMap { operand, slope in
    products(from: input, to: operand.index ?? 0).map { $0 * slope }
  }
}
let paths = [products(from: 0, to: 5), products(from: 1, to: 5)]
notebook.check(
  "ad-paths/sum", paths.map { $0.reduce(0, +) }, equals: derivative.map(\.number), within: 1e-13,
  refutes: [
    "the longest path alone": paths.map { $0[0] },
    "the paths are averaged": paths.map { $0.reduce(0, +) / Double($0.count) },
  ])

// A graph has far more paths than steps. Twenty times $v \mapsto v + v$ is twenty steps and
// $2^{20}$ paths, each with the product 1. Whoever expands the derivative as a formula pays for the
// paths. The walk pays for the steps, since it adds up what meets before it goes on.

let doublings = recording(at: Tensor(x)) { v in (0..<20).reduce(v) { sum, _ in sum + sum } }.entries
let pathCounts = doublings.reduce(into: [Int]()) { counts, step in
  counts.append(step.operands.isEmpty ? 1 : step.operands.reduce(0) { $0 + counts[$1.index ?? 0] })
}
notebook.define("paths", pathCounts[20])
notebook.check(
  "ad-paths/doublings", [doublings[0].cotangent?.number ?? 0, Double(doublings.count - 1)],
  equals: [Double(pathCounts[20]), 20], within: 1e-9,
  refutes: [
    "one of the two ways through each step is lost": [1, 20],
    "every path is walked": [Double(pathCounts[20]), Double(20 * pathCounts[20])],
  ])

// {{paths}} paths, 20 steps.
//
// The order of the tape can be checked as well, here on a larger computation: no operand stands
// behind the step that uses it.

/// Two layers, fitted to targets by least squares; of shape `[]`.
func loss(_ weights: [Tensor<Double>], _ inputs: Tensor<Double>, _ targets: Tensor<Double>)
  -> Tensor<Double>
{
  (inputs.matmul(weights[0]).tanh().matmul(weights[1]) - targets).squared().sum()
}
func normals(_ shape: Shape) -> Tensor<Double> {
  Tensor(random.normals(shape.elementCount), shape: shape)
}

random = notebook.random("network")
let (inputs, targets) = (normals([5, 3]), normals([5, 1]))
let weights = [normals([3, 4]), normals([4, 1])]
let tape = recording(at: weights) { weights in
  gradient(at: weights) { loss($0, inputs, targets) }[0]
}.entries
func latestOperand(in tape: [Step], place: (Int) -> Int) -> Double {
  Double(
    tape.flatMap { s in s.operands.compactMap(\.index).map { place($0) - place(s.index) } }.max()
      ?? 0)
}
notebook.define("tape length", tape.count)
notebook.check(
  "ad-tape-order", latestOperand(in: tape) { $0 }, isAtMost: -1,
  refutes: ["the tape is read from the end": latestOperand(in: tape) { -$0 }])

// That tape has {{tape length}} steps, and a step's nearest operand is at best its neighbour.
//
// ## Fan-out accumulates
//
// Where a value is used twice, its cotangents are added. Nothing else in the walk needs care:
//
// snippet.quote fan-out
//
// The square $x \cdot x$ is the smallest case, and an operand that is used $k$ times collects $k$
// cotangents.

func slope(_ f: (Tensor<Double>) -> Tensor<Double>) -> Double {
  gradient(at: Tensor(x), of: f).number
}
notebook.check(
  "ad-fan-out/uses",
  [slope { $0 * $0 }, slope { $0 + $0 + $0 }, slope { $0 - $0 }, slope { $0 / $0 }],
  equals: [2 * x, 3, 0, 0], within: 1e-13,
  refutes: [
    "the last use counts": [x, 1, -1, -1 / x],
    "the uses are averaged": [x, 1, 0, 0],
  ])

// Broadcasting is fan-out in disguise. A vector that is added to every row of a matrix has been
// used once in each row, so it gets the *sum* of the rows' cotangents. With
// $L = \sum_{ij} c_{ij} (a_{ij} + b_j)$ that is $\bar b_j = \sum_i c_{ij}$.

let (a, c) = (normals([3, 3]), normals([3, 3]))
let bias = normals([3])
let biasCotangent = gradient(at: bias) { (c * (a + $0)).sum() }.numbers
let scaleCotangent = gradient(at: bias) { (c * (a * $0)).sum() }.numbers
func columnSums(_ entry: (Int, Int) -> Double) -> [Double] {
  (0..<3).map { j in (0..<3).map { entry($0, j) }.reduce(0, +) }
}
notebook.check(
  "ad-fan-out/broadcast", biasCotangent + scaleCotangent,
  equals: columnSums { c[$0, $1] } + columnSums { c[$0, $1] * a[$0, $1] }, within: 1e-12,
  refutes: [
    "the cotangents of the rows are averaged": (biasCotangent + scaleCotangent).map { $0 / 3 },
    "the sum runs over the columns": columnSums { c[$1, $0] }
      + columnSums { c[$1, $0] * a[$1, $0] },
  ])

// The product of two matrices uses each element of A once for every column of B. Adding that up
// gives $\bar A = \bar Y B^\top$ and $\bar B = A^\top \bar Y$ for $Y = A B$. The library reads
// operands transposed where they lie, which makes three more cases:
//
// snippet.quote matmul-rule
//
// The check computes with the definition, index by index, on square matrices, where a forgotten
// transposition would not show in the shapes.

func matrix(_ t: Tensor<Double>, transposed: Bool = false) -> Matrix {
  let m = Matrix(rows: t.shape[0], columns: t.shape[1], elements: t.numbers)
  return transposed ? m.transposed : m
}
let b = normals([3, 3])
for (name, transposed) in [
  ("plain", []), ("left", .left), ("right", .right), ("both", [.left, .right]),
] as [(String, Transposition)] {
  let (left, right) = (transposed.contains(.left), transposed.contains(.right))
  let (m, n) = (matrix(a, transposed: left), matrix(b, transposed: right))
  let (dm, dn) = (matrix(c) * n.transposed, m.transposed * matrix(c))
  let measured = gradient(at: [a, b]) { (c * $0[0].matmul($0[1], transposed: transposed)).sum() }
  notebook.check(
    "ad-matmul/\(name)", measured.flatMap(\.numbers),
    equals: (left ? dm.transposed : dm).elements + (right ? dn.transposed : dn).elements,
    within: 1e-12,
    refutes: [
      "B is not transposed": (matrix(c) * n).elements + dn.elements,
      "the factors change places": (n.transposed * matrix(c)).elements + dn.elements,
      "A is not transposed": dm.elements + (m * matrix(c)).elements,
    ])
}

// ## What a gradient costs
//
// Time depends on the machine, so count operations instead. The rules are made of tensor
// operations; a recording around a whole `gradient(at:of:)` therefore lists the walk back too, and
// names and shapes tell the additions and multiplications in each step. A function such as tanh
// counts as one.

func arithmetic(_ step: Step) -> Int {
  switch step.name {
  case "input", "reshaped", "broadcast": 0
  case "tanhSlope": 3 * step.shape.elementCount
  case "matmul": 2 * step.shape.elementCount * step.operands[0].shape.elementCount / step.shape[0]
  case "sum": step.operands[0].shape.elementCount - step.shape.elementCount
  default: step.shape.elementCount
  }
}
func count(at p: [Tensor<Double>], _ f: ([Tensor<Double>]) -> Tensor<Double>) -> Int {
  recording(at: p, of: f).entries.reduce(0) { $0 + arithmetic($1) }
}

// The function is the loss above, for $m$ points with $d$ numbers each and $h$ hidden units, so
// that there are $n = h (d + 1)$ weights. On paper, one evaluation takes $2mdh + 3mh + 3m - 1$
// operations. The walk back takes two products where the forward pass took one, save for the first
// layer, whose inputs are data and need no cotangent, three operations for each slope of tanh, and
// two for each square: $2mdh + 7mh + 2m$.
//
// A recording sees only what is followed. So the loss is multiplied with a followed 1, which costs
// one operation on either way; the two are subtracted.

random = notebook.random("costs")
let (m, h) = (8, 4)
let costs = [1, 3, 9, 27, 81].map { d in
  let (inputs, targets, one) = (normals([m, d]), normals([m, 1]), Tensor<Double>(1))
  let weights = [normals([d, h]), normals([h, 1])]
  return (
    d: d, n: h * (d + 1),
    forward: count(at: weights) { loss($0, inputs, targets) },
    reverse: count(at: weights + [one]) { p in
      gradient(at: [p[0], p[1]]) { p[2] * loss($0, inputs, targets) }[0]
    } - 2,
    direction: count(at: weights + weights) { p in
      jacobianVectorProduct([p[2], p[3]], at: [p[0], p[1]]) { loss($0, inputs, targets) }
    }
  )
}
notebook.table(
  [
    "inputs n", "one value", "reverse mode", "times", "n directions, times",
    "2n differences, times",
  ],
  costs.map {
    [
      .number($0.n), .number($0.forward), .number($0.reverse),
      .number(Double($0.reverse) / Double($0.forward), decimals: 2),
      .number(Double($0.n * $0.direction) / Double($0.forward), decimals: 0), .number(2 * $0.n),
    ]
  })
func paper(_ count: (_ mdh: Int, _ mh: Int) -> Int) -> [Double] {
  costs.map { Double(count(m * $0.d * h, m * h)) }
}
notebook.check(
  "ad-cheap-gradient/forward", costs.map { Double($0.forward) },
  equals: paper { 2 * $0 + 3 * $1 + 3 * m - 1 }, within: 0.01,
  refutes: ["a product of matrices without its additions": paper { $0 + 2 * $1 + 3 * m - 1 }])
notebook.check(
  "ad-cheap-gradient/reverse", costs.map { Double($0.reverse) },
  equals: paper { 4 * $0 + 10 * $1 + 5 * m - 1 }, within: 0.01,
  refutes: [
    "the walk back costs nothing": costs.map { Double($0.forward) },
    "the data get cotangents too": paper { 6 * $0 + 10 * $1 + 5 * m - 1 },
    "one evaluation for each input": costs.map { Double($0.n * $0.forward) },
  ])

// The theorem of Baur and Strassen says that this is no accident: with arithmetic alone, all $n$
// derivatives together cost at most five times the function, whatever $n$ is. Every other way asks
// for the inputs one by one: a directional derivative $J v$ costs a few evaluations and tells one
// number of the gradient, a difference costs two.

let multiples = costs.map { Double($0.reverse) / Double($0.forward) }
let directions = costs.map { Double($0.n * $0.direction) / Double($0.forward) }
let differences = costs.map { 2 * Double($0.n) }
notebook.check(
  "ad-cheap-gradient/bound", multiples.reduce(0, max), isAtMost: 5,
  refutes: [
    "forward mode, direction by direction": directions[0], "central differences": differences[0],
  ])
notebook.check(
  "ad-cheap-gradient/others",
  zip(directions, costs).map { $0 / Double($1.n) }.reduce(.infinity, min),
  isAtLeast: 1,
  refutes: ["reverse mode, for each input": zip(multiples, costs).map { $0 / Double($1.n) }[4]])

// snippet.hide
let inputCounts = costs.map { Double($0.n) }
notebook.figure(
  "costs",
  Figure(
    description:
      "Operations of a gradient in units of one evaluation, against the number of inputs: "
      + "reverse mode falls from \(multiples[0].formatted(decimals: 2)) to "
      + "\(multiples[4].formatted(decimals: 2)), while \(costs[4].n) inputs take "
      + "\(differences[4].formatted(decimals: 0)) evaluations by central differences.",
    x: Axis("inputs n", scale: .logarithmic),
    y: Axis("evaluations of the function", scale: .logarithmic),
    marks: [
      .line(x: inputCounts, y: directions, color: .orange, label: "n directions"),
      .line(x: inputCounts, y: differences, color: .vermillion, label: "differences"),
      .horizontal(at: 5, label: "bound of 5"),
      .line(x: inputCounts, y: multiples, label: "reverse mode"),
    ]))
notebook.define("largest multiple", multiples.reduce(0, max), significant: 3)
notebook.define("smallest multiple", multiples.reduce(.infinity, min), significant: 3)
notebook.define("inputs", costs[4].n)
notebook.define("evaluations", 2 * costs[4].n)
// snippet.show

// The gradient costs between {{smallest multiple}} and {{largest multiple}} evaluations here. By
// central differences {{inputs}} inputs cost {{evaluations}}; a network with a million weights
// could not be trained that way.

// ## What differences can see
//
// Differences are still the best judge of a gradient, since they know nothing of rules. But they
// are a judge with poor eyes. The central difference
//
// $$
// D(h) = \frac{f(x + h) - f(x - h)}{2h}
// $$
//
// errs twice. Taylor's theorem leaves $\frac{h^2}{6} f'''(x)$; and the two values of $f$ are
// rounded, which is divided by $2h$. Let $u$ be the unit of their last place. If each rounding is
// an independent number, uniform within half a unit, then its variance is $u^2/12$, and the mean
// square of the error is
//
// $$
// \mathbb E\bigl[(D - f')^2\bigr] = \frac{u^2}{24\, h^2} + \frac{h^4}{36}\, \mathbb E\bigl[f'''^2\bigr] .
// $$
//
// The square root is a function to test this on: the processor rounds it correctly, and for $x$
// between $\frac32$ and $\frac52$ its unit is always $u = 2^{-52}$. There
// $f''' = \frac38 x^{-5/2}$. The true derivative comes from the tape.

let stepSizes = (-44...(-6)).map { Double.exp(Double($0) * .log(10) / 4) }
func errors(at h: Double, centred: Bool) -> Estimate {
  random = notebook.random(centred ? "central" : "forward").split("\(h)")
  let points = (0..<10_000).map { _ in 1.5 + random.uniform() }
  let exact = gradient(at: Tensor(points)) { $0.squareRoot().sum() }.numbers
  return Estimate(
    zip(points, exact).map { x, exact in
      let (above, below) = (x + h, centred ? x - h : x)
      return square((above.squareRoot() - below.squareRoot()) / (above - below) - exact)
    })
}
let central = stepSizes.map { errors(at: $0, centred: true) }
let oneSided = stepSizes.map { errors(at: $0, centred: false) }

/// The mean of x to a power over the points.
func mean(power p: Double) -> Double {
  func primitive(_ x: Double) -> Double { .exp((p + 1) * .log(x)) / (p + 1) }
  return primitive(2.5) - primitive(1.5)
}
let unit = 0x1p-52
let rounding = unit * unit / 24
let curvature = mean(power: -5) * square(3.0 / 8) / 36
func law(_ h: Double) -> Double { rounding / (h * h) + curvature * h * h * h * h }

for index in [0, 12] {
  let h = stepSizes[index]
  notebook.check(
    "ad-difference-error/rounding-\(index)", central[index], equals: law(h),
    refutes: [
      "one of the two values is rounded": law(h) / 2, "the error is a whole unit": law(h) * 4,
    ])
}
for index in [28, 36] {
  let h = stepSizes[index]
  notebook.check(
    "ad-difference-error/truncation-\(index)", central[index], equals: law(h),
    refutes: [
      "h²/2 in place of h²/6": law(h) * 9,
      "f'' in place of f'''": mean(power: -3) / 16 * h * h * h * h / 36,
    ])
}

// Both halves of the law hold. On logarithmic axes the error is a V: slope −1 where rounding rules,
// slope +2 where truncation does, and +1 for the one-sided difference $(f(x + h) - f(x))/h$.

func slope(of errors: [Estimate], over range: Range<Int>) -> LinearFit {
  LinearFit(
    x: stepSizes[range].map { .log($0) }, y: errors[range].map { .log($0.mean) / 2 },
    standardErrors: errors[range].map { $0.standardError / $0.mean / 2 })
}
notebook.check(
  "ad-difference-error/left", slope: slope(of: central, over: 0..<20), equals: -1,
  refutes: ["−½, as of an average": -0.5, "−2": -2])
notebook.check(
  "ad-difference-error/right", slope: slope(of: central, over: 28..<39), equals: 2,
  refutes: ["of first order": 1, "of third order": 3])
notebook.check(
  "ad-difference-error/one-sided", slope: slope(of: oneSided, over: 20..<33), equals: 1,
  refutes: ["of second order": 2, "constant": 0])

// The best step lies where the branches meet. The textbooks balance the worst case, with
// $\varepsilon = 2^{-53}$:
//
// $$
// h_{\text{central}} = \sqrt[3]{\frac{3 \varepsilon \lvert f \rvert}{\lvert f''' \rvert}}, \qquad
// h_{\text{one-sided}} = 2 \sqrt{\frac{\varepsilon \lvert f \rvert}{\lvert f'' \rvert}} .
// $$
//
// At $x = 2$, the middle of the points, that is $4 \sqrt[3]{\varepsilon}$ and
// $8 \sqrt{\varepsilon}$. The error there is less than twice that of the best step.

let centralStep = 4 * Double.exp(.log(0x1p-53) / 3)
let oneSidedStep = 8 * 0x1p-53.squareRoot()
func excess(at h: Double, centred: Bool) -> Double {
  let smallest = (centred ? central : oneSided).map(\.mean).reduce(.infinity, min)
  return (errors(at: h, centred: centred).mean / smallest).squareRoot()
}
notebook.check(
  "ad-best-step/central", excess(at: centralStep, centred: true), isAtMost: 2,
  refutes: [
    "the step of the one-sided rule": excess(at: oneSidedStep, centred: true),
    "ten times the step": excess(at: 10 * centralStep, centred: true),
  ])
notebook.check(
  "ad-best-step/one-sided", excess(at: oneSidedStep, centred: false), isAtMost: 2,
  refutes: ["the step of the central rule": excess(at: centralStep, centred: false)])

// snippet.hide
let smallest = central.map(\.mean).reduce(.infinity, min).squareRoot()
notebook.define("best step", centralStep, significant: 2)
notebook.define("smallest error", smallest, significant: 2)
notebook.figure(
  "differences",
  Figure(
    description: "The error of differences against the step is a V on logarithmic axes. The "
      + "central one is smallest, \(smallest.formatted(significant: 2)), near the predicted step "
      + "\(centralStep.formatted(significant: 2)).",
    x: Axis("step h", scale: .logarithmic),
    y: Axis("root mean square error", scale: .logarithmic, range: 1e-12...1e-1),
    marks: [
      .guide(x: stepSizes, y: stepSizes.map { law($0).squareRoot() }, label: "predicted"),
      .vertical(at: centralStep, label: "best central"),
      .vertical(at: oneSidedStep, label: "best one-sided"),
      .scatter(
        x: stepSizes, y: oneSided.map { $0.mean.squareRoot() }, color: .vermillion,
        label: "one-sided"),
      .scatter(x: stepSizes, y: central.map { $0.mean.squareRoot() }, label: "central"),
    ]))
// snippet.show

// Even at its best, at a step of {{best step}}, the central difference errs by {{smallest error}},
// where the tape errs in the last digit. A mistake in a gradient that is smaller than that,
// differences do not see.
//
// Nor do they see a kink. At a corner they mix the slopes of both sides in the proportion in which
// they reach into them; a rule names one. For $\max(x, 0)$ at 0 it is 0; for $\lvert x \rvert$ a
// quarter of a step from the corner it is 1, of course.

let step = 0x1p-10
func centralDifference(_ f: (Double) -> Double, at x: Double) -> Double {
  (f(x + step) - f(x - step)) / (2 * step)
}
func byRule(_ f: (Tensor<Double>) -> Tensor<Double>, at x: Double) -> Double {
  gradient(at: Tensor(x), of: f).number
}
notebook.check(
  "ad-kinks",
  [
    centralDifference({ max($0, 0) }, at: 0), byRule({ $0.relu() }, at: 0),
    centralDifference({ $0.magnitude }, at: step / 4), byRule({ $0.magnitude() }, at: step / 4),
    byRule({ $0.magnitude() }, at: -step / 4), byRule({ $0.magnitude() }, at: 0),
  ], equals: [0.5, 0, 0.25, 1, -1, 0], within: 1e-12,
  refutes: [
    "rules average the two sides": [0.5, 0.5, 0.25, 0.25, -0.25, 0],
    "differences pick a side": [1, 0, 1, 1, -1, 0],
  ])

// ## All rules, judged
//
// If the steps are halved again and again and the leading terms of the error removed, the judge
// sees better, and can tell how far it may be wrong. `GradientCheck` does that for every number of
// the parameters. Here it judges the library's operations at a random point, first derivatives and
// second. Where an operation is linear, something curved follows it, or its rule would not be
// differentiated in turn. What counts is the largest disagreement, as a multiple of what
// differences may err.

random = notebook.random("rules")
typealias Function = (Tensor<Double>) -> Tensor<Double>
let place = Tensor((0..<6).map { 0.35 + 0.2 * Double($0) + 0.1 * random.uniform() }, shape: [2, 3])
let (other, mixing) = (normals([2, 3]), normals([3, 3]))
let operations: KeyValuePairs<String, [Function]> = [
  "arithmetic": [
    { $0 + other * $0 }, { other - $0 * $0 }, { $0 * $0 }, { $0 / ($0 * $0 + 1) }, { -$0 * $0 },
    { $0 * 3 - 1 }, { 2 - $0 * $0 }, { 2 / $0 }, { $0.squared() / 3 }, { $0 * $0.sum(0) },
    { $0 - $0.squared().sum(1, keepingAxes: true) }, { $0 / $0.mean(0) }, { $0.mean(0) / $0 },
    { .maximum($0.squared(), 0.7 * $0) }, { .minimum($0.squared(), 0.9 * $0) },
  ],
  "elementary functions": [
    { $0.exp() }, { $0.expMinusOne() }, { $0.log() }, { $0.logOnePlus() }, { $0.squareRoot() },
    { $0.squared() }, { $0.power(3) }, { $0.power(-2) }, { $0.power(1.7) }, { $0.sin() },
    { $0.cos() }, { $0.tanh() }, { $0.sigmoid() }, { $0.softplus() }, { $0.erf() },
  ],
  "activations and likelihoods": [
    { ($0 - 0.9).magnitude() * $0 }, { ($0 - 0.9).relu() * $0 }, { ($0 - 0.9).leakyRelu() * $0 },
    { $0.gelu() }, { $0.silu() }, { $0.clamped(to: 0.5...1.3) * $0 },
    { .binaryCrossEntropy(logits: $0 * other, targets: $0.sigmoid()) },
    { .normalDivergence(mean: $0, logVariance: $0.sin()) },
    { .normalSample(mean: $0, logVariance: $0.squared(), noise: $0.cos()) },
  ],
  "reductions": [
    { $0.squared().sum() }, { $0.squared().sum(0) }, { $0.squared().mean(1) }, { $0.variance(1) },
    { $0.max(1) * $0.sum() }, { $0.logSumExp(1) }, { $0.softmax(0) }, { $0.logSoftmax(1) },
  ],
  "products and shapes": [
    { $0.matmul($0, transposed: .right) }, { $0.matmul($0, transposed: .left) },
    { $0.matmul(mixing).matmul($0.transposed()) },
    { mixing.matmul($0, transposed: .right).squared() },
    { $0.transposed().matmul(mixing, transposed: .left).matmul($0, transposed: .right) },
    { $0.transposed().matmul(mixing, transposed: [.left, .right]).squared() },
    { $0.matmul(mixing.matmul($0.transposed()), adding: $0.sum(1)).squared() },
    { $0.reshaped(3, 2).exp() }, { $0.permuted([1, 0]).exp() },
    { $0.broadcast(to: [2, 2, 3]).exp() * $0 }, { $0.slice(0..<3, axis: 1, step: 2).exp() },
    { .concatenate([$0, $0 * $0], axis: 1).exp() }, { .stack([$0 * $0, $0]).exp() },
    { $0.select([2, 2, 0], axis: 1).exp() }, { $0.pick([1, 2]).exp() },
  ],
]
func severity(_ functions: [Function], _ check: (Function) -> GradientCheck) -> Double {
  functions.flatMap { check($0).entries }.reduce(0) { worst, entry in
    entry.error.isNaN ? .infinity : max(worst, entry.error == 0 ? 0 : entry.error / entry.bound)
  }
}
func first(_ functions: [Function]) -> Double {
  severity(functions) { .firstOrder(at: place, of: $0) }
}
func second(_ functions: [Function]) -> Double {
  severity(functions) { .secondOrder(at: place, of: $0) }
}
notebook.table(
  ["operations", "functions", "first derivatives", "second derivatives"],
  operations.map { group, functions in
    [
      .text(group), .number(functions.count), .number(first(functions), significant: 1),
      .number(second(functions), significant: 1),
    ]
  })
let wrongTanh: Function = {
  $0.primitive("tanh", { $0.tanh() }) { dy, _, y in dy * (1 - y.tanh().squared()) }
}
let wrongSquare: Function = { $0.primitive("squared", { $0.squared() }) { dy, x, _ in dy * x } }
let wrongStretch: Function = { x in
  x * x.sum(0).primitive("broadcast", { $0.broadcast(to: [2, 3]) }) { dy, _, _ in dy.mean(0) }
}
let wrongSecond: Function = {
  $0.primitive("exp", { $0.exp() }) { dy, _, y in dy * y.stopGradient() }
}
let all = operations.flatMap(\.value)
notebook.check(
  "ad-rules/first-order", first(all), isAtMost: 1,
  refutes: [
    "the slope of tanh at its result": first([wrongTanh]),
    "the square loses its factor": first([wrongSquare]),
    "what was stretched gets the mean": first([wrongStretch]),
  ])
notebook.check(
  "ad-rules/second-order", second(all), isAtMost: 1,
  refutes: ["a rule that hides its own derivative": second([wrongSecond])])
notebook.define("operations", all.count)

// All {{operations}} functions pass, in both orders, and a rule that is wrong fails by many powers
// of ten.

// ## One derivative, five routes
//
// Here is a function of one number, written once for every kind of number that can be added,
// multiplied and so on:
//
// $$
// f(x) = \frac{e^x \sin x}{1 + x^2} .
// $$

protocol Arithmetic {
  static func + (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static var one: Self { get }
  func exp() -> Self
  func sin() -> Self
}
func f<Number: Arithmetic>(_ x: Number) -> Number { x.exp() * x.sin() / (.one + x * x) }

extension Tensor<Double>: Arithmetic {
  static var one: Self { Tensor(1) }
}
extension Double: Arithmetic {
  static var one: Double { 1 }
  func exp() -> Double { .exp(self) }
  func sin() -> Double { .sin(self) }
}

// Dual numbers are the shortest forward mode there is: $a + b\thinspace\epsilon$ with
// $\epsilon^2 = 0$. Then $f(x + \epsilon) = f(x) + f'(x)\thinspace\epsilon$, and the derivative
// rides along with the value.

struct Dual: Arithmetic {
  var value: Double
  var slope: Double
  static var one: Dual { Dual(value: 1, slope: 0) }
  static func + (a: Dual, b: Dual) -> Dual {
    Dual(value: a.value + b.value, slope: a.slope + b.slope)
  }
  static func * (a: Dual, b: Dual) -> Dual {
    Dual(value: a.value * b.value, slope: a.slope * b.value + a.value * b.slope)
  }
  static func / (a: Dual, b: Dual) -> Dual {
    let quotient = a.value / b.value
    return Dual(value: quotient, slope: (a.slope - quotient * b.slope) / b.value)
  }
  func exp() -> Dual { Dual(value: .exp(value), slope: slope * .exp(value)) }
  func sin() -> Dual { Dual(value: .sin(value), slope: slope * .cos(value)) }
}

/// Central differences with the steps h, h/2 and h/4, freed of h² and h⁴ (Richardson).
func extrapolated(at x: Double, step h: Double) -> Double {
  let d = [h, h / 2, h / 4].map { (f(x + $0) - f(x - $0)) / (2 * $0) }
  let r = [(4 * d[1] - d[0]) / 3, (4 * d[2] - d[1]) / 3]
  return (16 * r[1] - r[0]) / 15
}

let (growth, denominator) = (Double.exp(x) / (1 + x * x), 1 + x * x)
let routes: KeyValuePairs<String, Double> = [
  "by hand, with the quotient rule": growth * (.sin(x) + .cos(x) - 2 * x * .sin(x) / denominator),
  "backwards along the tape": gradient(at: Tensor(x)) { f($0) }.number,
  "J v, by two walks": jacobianVectorProduct(Tensor(1), at: Tensor(x)) { f($0) }.number,
  "dual numbers": f(Dual(value: x, slope: 1)).slope,
  "differences, extrapolated": extrapolated(at: x, step: 0x1p-5),
]
let derivatives = routes.map(\.value)
func three(_ value: Double) -> [Double] { [value, value, value] }
notebook.table(
  ["route", "f'(x)", "off by"],
  routes.map {
    [
      .text($0.key), .number($0.value, decimals: 12),
      .number($0.value - derivatives[0], significant: 1),
    ]
  })
let constantDenominator = growth * (.sin(x) + .cos(x))
notebook.check(
  "ad-five-routes/exact", Array(derivatives[1...3]), equals: three(derivatives[0]), within: 1e-13,
  refutes: [
    "the denominator is a constant": three(constantDenominator),
    "its derivative is added": three(2 * constantDenominator - derivatives[0]),
  ])
notebook.check(
  "ad-five-routes/differences", derivatives[4], equals: derivatives[0], within: 1e-9,
  refutes: [
    "the denominator is a constant": constantDenominator,
    "central, not extrapolated": (f(x + 0x1p-5) - f(x - 0x1p-5)) * 0x1p4,
  ])

// Four agree to the last digits. The fifth, which needs no rule at all, comes near.

// ## Second derivatives
//
// A gradient is itself computed by tensor operations, so another can be taken around it. The tapes
// nest: the walk along the inner one is recorded on the outer one. For $f(z) = \log \sum_k e^{z_k}$
// both derivatives are known,
//
// $$
// \nabla f = p, \qquad H = \mathrm{diag}(p) - p\, p^\top, \qquad
// p_k = \frac{e^{z_k}}{\sum_l e^{z_l}} .
// $$
//
// A Hessian–vector product $H v$ is one walk around another; with a unit vector it is a column.

random = notebook.random("second")
let z = normals([4])
let powers = z.numbers.map { Double.exp($0) }
let p = powers.map { $0 / powers.reduce(0, +) }
let columns = (0..<4).map { k in
  hessianVectorProduct(.oneHot([k], count: 4).reshaped(4), at: z) { $0.logSumExp() }.numbers
}
notebook.check(
  "ad-hessian/gradient", gradient(at: z) { $0.logSumExp() }.numbers, equals: p, within: 1e-13,
  refutes: ["powers that are not divided by their sum": powers])
notebook.check(
  "ad-hessian/log-sum-exp", columns.flatMap(\.self),
  equals: (Matrix(diagonal: p) - .outerProduct(p, p)).elements, within: 1e-13,
  refutes: [
    "the diagonal of p alone": Matrix(diagonal: p).elements,
    "the outer product is added": (Matrix(diagonal: p) + .outerProduct(p, p)).elements,
    "each p (1 − p), as if alone": Matrix(diagonal: p.map { $0 * (1 - $0) }).elements,
  ])

// For the two layers from above nobody knows the Hessian. But it must be symmetric,
// $\langle u, H v\rangle = \langle v, H u\rangle$, and $H v$ must be what the gradient changes by
// along $v$. The Gauss–Newton matrix $2 J^\top J$, which leaves out the curvature of tanh, is
// symmetric as well, and only the second check tells it from $H$.

let (u, v) = ([normals([3, 4]), normals([4, 1])], [normals([3, 4]), normals([4, 1])])
func layers(_ weights: [Tensor<Double>]) -> Tensor<Double> {
  inputs.matmul(weights[0]).tanh().matmul(weights[1])
}
func lossSlopes(at weights: [Tensor<Double>]) -> [Tensor<Double>] {
  gradient(at: weights) { loss($0, inputs, targets) }
}
func curved(_ v: [Tensor<Double>]) -> [Tensor<Double>] {
  hessianVectorProduct(v, at: weights) { loss($0, inputs, targets) }
}
func halfBlind(_ v: [Tensor<Double>]) -> [Tensor<Double>] {
  gradient(at: weights) { innerProduct(lossSlopes(at: [$0[0], $0[1].stopGradient()]), v) }
}
let gaussNewton = vectorJacobianProduct(
  2 * jacobianVectorProduct(v, at: weights, of: layers), at: weights, of: layers)
func moved(by h: Double) -> [Tensor<Double>] { zip(weights, v).map { $0 + h * $1 } }
let change = zip(lossSlopes(at: moved(by: 1e-5)), lossSlopes(at: moved(by: -1e-5)))
  .map { ($0 - $1) / 2e-5 }
let size = innerProduct(curved(v), curved(v)).number.squareRoot()
func relative(_ product: [Tensor<Double>]) -> [Double] {
  product.flatMap(\.numbers).map { $0 / size }
}
notebook.check(
  "ad-hessian/symmetric", innerProduct(u, curved(v)).number / size,
  equals: innerProduct(v, curved(u)).number / size, within: 1e-11,
  refutes: ["the outer walk misses one layer": innerProduct(u, halfBlind(v)).number / size])
notebook.check(
  "ad-hessian/change-of-gradient", relative(curved(v)), equals: relative(change), within: 1e-6,
  refutes: [
    "Gauss–Newton": relative(gaussNewton),
    "the outer walk misses one layer": relative(halfBlind(v)),
  ])

// What exact second derivatives are good for is Newton's method, which squares its error in every
// step. Logistic regression on labels that are the probabilities under known weights $w^\ast$ has
// its minimum at $w^\ast$, so the error is known too.

let covariates = normals([20, 2]).matmul(Tensor([[1, 0.8], [0, 0.6]]))
let truth = normals([2, 1]) * 0.5
let labels = covariates.matmul(truth).sigmoid()
func misfit(_ w: Tensor<Double>) -> Tensor<Double> {
  Tensor.binaryCrossEntropy(logits: covariates.matmul(w), targets: labels).mean()
}
func newtonStep(from w: Tensor<Double>, diagonalOnly: Bool = false) -> Tensor<Double> {
  let columns = [[1.0, 0], [0, 1]].map {
    hessianVectorProduct(Tensor($0, shape: [2, 1]), at: w, of: misfit).numbers
  }
  let ((a, d), b) = ((columns[0][0], columns[1][1]), diagonalOnly ? 0 : columns[1][0])
  let g = gradient(at: w, of: misfit).numbers
  let away = [d * g[0] - b * g[1], a * g[1] - b * g[0]].map { $0 / (a * d - b * b) }
  return w - Tensor(away, shape: [2, 1])
}
func distance(_ w: Tensor<Double>) -> Double {
  (w - truth).squared().sum().number.squareRoot()
}

/// The mean logarithm of the error after one step, from places at a distance around the minimum.
func afterOneStep(_ radius: Double) -> Estimate {
  Estimate(
    (0..<100).map { _ in
      let angle = 2 * Double.pi * random.uniform()
      let away = Tensor([Double.cos(angle), .sin(angle)], shape: [2, 1]) * radius
      return .log(distance(newtonStep(from: truth + away)))
    })
}
let radii = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2]
let after = radii.map(afterOneStep)
let order = LinearFit(
  x: radii.map { .log($0) }, y: after.map(\.mean), standardErrors: after.map(\.standardError))
notebook.check(
  "ad-newton/order", slope: order, equals: 2,
  refutes: ["linear, as gradient descent": 1, "cubic": 3])

let start = truth + Tensor([0.4, -0.4], shape: [2, 1])
func errors(of step: (Tensor<Double>) -> Tensor<Double>) -> [Double] {
  var path = [start]
  for index in 0..<6 { path.append(step(path[index])) }
  return path.map(distance)
}
let newton = errors { newtonStep(from: $0) }
let diagonal = errors { newtonStep(from: $0, diagonalOnly: true) }
let descent = errors { $0 - gradient(at: $0, of: misfit) }
notebook.table(
  ["steps", "Newton", "diagonal of H alone", "gradient descent"],
  newton.indices.map {
    [
      .number($0), .number(newton[$0], significant: 2), .number(diagonal[$0], significant: 2),
      .number(descent[$0], significant: 2),
    ]
  })
notebook.check(
  "ad-newton/arrives", newton[6], isAtMost: 1e-12,
  refutes: ["the diagonal of H alone": diagonal[6], "gradient descent": descent[6]])

// ## What cannot go wrong here
//
// Whoever comes from another engine brings some fears along. A few mistakes that are easy elsewhere
// have no spelling here.
//
// **Backward, called twice.** Where tensors carry a gradient, a second call adds to it, unless it
// is zeroed in between. Here a gradient is what a function returns. Asking twice gives the same
// numbers.

let (once, again) = (lossSlopes(at: weights), lossSlopes(at: weights))
notebook.check(
  "ad-no-state/twice", again.flatMap(\.numbers), equals: once.flatMap(\.numbers), within: 1e-300,
  refutes: ["the second call adds to the first": once.flatMap { $0.numbers.map { 2 * $0 } }])

// **A tensor changed in place.** The rule of tanh needs the result of the forward pass. If that
// were overwritten before the walk back, the slope would be wrong. But a tensor is a value:
// `y = y * 2` makes a new one, and the tape keeps its own.

let kept = slope { x in
  var y = x.tanh()
  let before = y
  y = y * 2
  return before + y
}
notebook.check(
  "ad-no-state/in-place", kept, equals: 3 * (1 - t * t), within: 1e-13,
  refutes: [
    "the tape's value is overwritten": 3 * (1 - 4 * t * t),
    "the first use is forgotten": 2 * (1 - t * t),
  ])

// **Nested derivatives that mix.** In $\frac{d}{dx} \bigl( x\thinspace \frac{d}{dy} (x + y) \bigr)$
// the inner derivative is 1 whatever $x$ is, so the outer one is 1. An engine that cannot tell
// whose perturbation it sees answers 2. Here each gradient has a tape of its own.

let nested = slope { x in x * gradient(at: Tensor(y)) { y in x + y } }
let mixed = slope { x in x * gradient(at: x) { y in x * y } }
notebook.check(
  "ad-nesting", [nested, mixed], equals: [1, 2 * x], within: 1e-13,
  refutes: [
    "perturbations are confused": [2, 4 * x], "the inner derivative is a constant": [1, x],
  ])

// **A value that must count as a constant.** It says so: nothing flows back through
// `stopGradient()`. And what the result does not depend on has the derivative 0, not none.

let partial = gradient(at: [Tensor(x), Tensor(y)]) { $0[0] * $0[0].stopGradient() }
notebook.check(
  "ad-no-state/constant", partial.map(\.number), equals: [x, 0], within: 1e-13,
  refutes: ["both factors are followed": [2 * x, 0]])

// **A tensor that outlives its tape.** Whoever carries a followed tensor out of the closure and
// computes with it gets a message that says what happened, and no wrong number.

// ## What to take along
//
// Reverse mode is the chain rule in the order that the program's own history dictates. Rules are
// local, cotangents add up where values fan out, and a gradient costs a few evaluations however
// many inputs there are. Differences are slow and short-sighted, but they know nothing of the rules
// and so make good judges. In the chapters that follow, `gradient(at:of:)` is taken for granted.
// snippet.hide
notebook.finish()
// snippet.show
