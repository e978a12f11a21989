// # Autodiff: how this book's gradients are made
//
// Models in this book learn by following a gradient, and nobody derives the gradient of a network
// by hand. How does a program compute that gradient, exactly up to rounding, for a small multiple
// of the price of the function? This chapter derives reverse-mode differentiation from the chain
// rule on a graph of six nodes, counts what a gradient costs, measures how accurate finite
// differences are, and takes second derivatives.
//
// - **You need:** partial derivatives and the chain rule in several variables, matrix products, and
//   enough Swift to read a function that takes another function. No earlier chapter.
// - **You will be able to:** run reverse mode by hand on a small graph; write the rule of a new
//   operation and test it; say what a gradient costs in time and memory; choose the step of a
//   finite difference; and take Hessian–vector products by differentiating a gradient.
// - **Time:** {{reading time}}
//
// A line with a ✓ is a check: a click shows its code, its tolerance, and the wrong variants that it
// rejects. The points are random; `swift run autodiff --seed 1` repeats every check elsewhere.
// snippet.hide
import Autodiff
import Elementary
import Kernels
import Notebook
import Numerics
import Probability
let notebook = Notebook(compiled: compiledSources)
func decimals(_ number: Double) -> String { number.formatted(decimals: 4) }
func digits(_ number: Double, _ count: Int = 3) -> String { number.formatted(significant: count) }
let formulas = ["x", "y", "v0 · v1", "tanh v0", "v2 + v3", "v4 · v1"]
let places = [(0.0, 0.55), (0, 2.1), (1, 1.2), (1, 0), (2, 0.6), (3, 1.2)]
// snippet.show
// ## One expression, step by step
//
// Take two numbers and the function
// $$f(x, y) = (x y + \tanh x)\, y .$$
// By hand, with the product rule and $\tanh' = 1 - \tanh^2$,
// $$
// \frac{\partial f}{\partial x} = (y + 1 - \tanh^2 x)\, y, \qquad
// \frac{\partial f}{\partial y} = 2 x y + \tanh x .
// $$
// A program evaluates one operation at a time. Number the values in the order in which they arise:
// $$
// v_0 = x, \quad v_1 = y, \quad v_2 = v_0 v_1, \quad v_3 = \tanh v_0, \quad v_4 = v_2 + v_3,
// \quad f = v_5 = v_4 v_1 .
// $$
// The first two are inputs; every later step applies one elementary operation to values that exist
// already. We call this list the *tape*. With the library, the user writes only the function: each
// operation notes on the tape its value, operands and rule. A `recording` lists these steps.
func expression(_ x: Tensor<Double>, _ y: Tensor<Double>) -> Tensor<Double> {
  (x * y + x.tanh()) * y
}
var random = notebook.random("point")
let (x, y) = (0.5 + random.uniform(), 1 + random.uniform())
let steps = recording(at: [Tensor(x), Tensor(y)]) { expression($0[0], $0[1]) }.steps

// **The forward pass** fills the tape from the first step to the last:
notebook.table(
  ["step", "computed as", "value"],
  zip(steps, formulas).map {
    [.text("v\($0.index)"), .text($1), .number($0.value.number, decimals: 6)]
  })

// An operation can use only what exists when it runs. So the operands of a step stand before it:
// the order in which a tape is written is a topological order, and no graph algorithm is needed to
// find one. Measured as operand minus step, every distance on the tape is negative:
typealias Step = Recording<Double>.Step
func operandIndices(of step: Step) -> [Int] { step.operands.compactMap(\.index) }
let distances = steps.flatMap { step in operandIndices(of: step).map { $0 - step.index } }
notebook.check(
  "ad-tape-order", Double(distances.max() ?? 0), isAtMost: -1,
  refutes: ["the tape is read from its end": -Double(distances.min() ?? 0)])

// ## The chain rule, applied from the end
//
// Let $g_j(v_0, \dots, v_j)$ be the result as a function of the first $j + 1$ values, with the
// later steps carried out. For our tape $g_5 = v_5$, and $g_1(v_0, v_1) = f(x, y)$. The derivatives
// of $g_5$ are 0, 0, 0, 0, 0, 1; we want those of $g_1$. To get from one to the other, remove the
// last step. As step $j$ computes $v_j = \varphi_j(v_0, \dots, v_{j-1})$,
// $$g_{j-1}(v_0, \dots, v_{j-1}) = g_j\bigl(v_0, \dots, v_{j-1}, \varphi_j(v_0, \dots, v_{j-1})\bigr) .$$
// The chain rule says how the derivatives change, for every $k \lt j$:
// $$
// \frac{\partial g_{j-1}}{\partial v_k} = \frac{\partial g_j}{\partial v_k} +
// \frac{\partial g_j}{\partial v_j}\, \frac{\partial \varphi_j}{\partial v_k} .
// $$
// The last term vanishes unless $v_k$ is an operand of step $j$. This is the whole algorithm. Keep
// one number for each step, 1 for the last and 0 for the others. Take the steps from the last to
// the first. Multiply the number of step $j$ by its *local derivatives*
// $\partial \varphi_j / \partial v_k$, and add each product to the number of the operand it belongs
// to. What remains at the inputs is the gradient.
//
// The number of step $k$ is complete when the walk arrives there, since all steps that use $v_k$
// stand later on the tape. It is then $\partial g_k / \partial v_k$, the derivative of the result
// with respect to $v_k$, and is called the *cotangent* $\bar v_k$. Collected in one formula,
// $$
// \bar v_k = \sum_{j \text{ uses } k} \bar v_j\, \frac{\partial \varphi_j}{\partial v_k},
// \qquad \bar v_{\text{result}} = 1 .
// $$
// The walk goes back to [@linnainmaa1976]; in networks it is *backpropagation* ([@rumelhart1986]):
func localDerivatives(of step: Step) -> [Double] {
  let operands = operandIndices(of: step).map { steps[$0].value.number }
  return switch step.name {
  case "×": [operands[1], operands[0]]
  case "+": [1, 1]
  case "tanh": [1 - step.value.number * step.value.number]
  default: []
  }
}
func walk(_ order: [Step]) -> [Double] {
  var cotangents = steps.map { $0.index == steps.count - 1 ? 1.0 : 0 }
  for step in order {
    for (k, slope) in zip(operandIndices(of: step), localDerivatives(of: step)) {
      cotangents[k] += cotangents[step.index] * slope
    }
  }
  return cotangents
}
let cotangents = walk(steps.reversed())

// **The backward pass**, in the order of the walk; v0 and v1 receive two contributions each:
notebook.table(
  ["step", "its cotangent", "local derivatives", "contributes"],
  steps.reversed().map { step in
    let (slopes, dy) = (localDerivatives(of: step), cotangents[step.index])
    let shares = zip(operandIndices(of: step), slopes).map { "\(decimals(dy * $1)) to v\($0)" }
    return [
      .text("v\(step.index)"), .number(dy, decimals: 6),
      .text(slopes.map(decimals).joined(separator: ", ")),
      .text(shares.isEmpty ? "∂f/∂\(formulas[step.index])" : shares.joined(separator: ", ")),
    ]
  })
notebook.figure(
  "graph",
  Diagram(
    description: "The graph of the expression, with values forward and cotangents backward: f is "
      + "\(decimals(steps[5].value.number)), \(decimals(cotangents[0])) reaches x and "
      + "\(decimals(cotangents[1])) reaches y.",
    boxes: zip(steps, places).map { step, place in
      let value = Diagram.Node.Note("→ \(decimals(step.value.number))", color: .blue)
      let cotangent = Diagram.Node.Note("← \(decimals(cotangents[step.index]))", color: .vermillion)
      let label = "v\(step.index) = \(formulas[step.index])"
      return .init(label, column: place.0, row: place.1, notes: [value, cotangent])
    },
    arrows: steps.flatMap { step in
      zip(operandIndices(of: step), localDerivatives(of: step)).map {
        .init(from: $0, to: step.index, label: decimals($1))
      }
    }))

// In the boxes, → marks values, computed forward, and ← marks cotangents, computed backward. On
// each line stands the local derivative of the box it points to with respect to the box it comes
// from. By hand, the six cotangents are $\partial f/\partial x$, $\partial f/\partial y$ and
// $y, y, y, 1$. Our walk and the library must agree with them.
// snippet.fold By hand, and in the library
let t = Double.tanh(x)
let library = steps.compactMap(\.cotangent?.number)
let byHand = [(y + 1 - t * t) * y, 2 * x * y + t, y, y, y, 1]
// snippet.show
notebook.check(
  "ad-chain-rule", cotangents + library, equals: byHand + byHand, within: 1e-13,
  refutes: [
    "v2 overwrites what v3 and v5 brought": [y * y, x * y] + byHand[2...] + byHand,
    "the tape is walked forwards": walk(steps) + byHand,
  ])

// ## The same in the library
//
// Three pieces make the library's reverse mode, quoted here as they stand in `Sources/Autodiff`.
// The first is a rule, which stands beside its operation. In a product $a b$ the local derivatives
// are $b$ and $a$. If `dy` is the cotangent of the result, the operands receive `dy * b` and
// `dy * a`. A rule is called with `dy`, the two operands and the result:
//
// snippet.quote multiplication-rule
//
// `elementwise` applies an operation to each element of its tensors. With one operand, a rule gets
// `dy`, the operand `x` and the result `y`. The slope of $e^x$ is the result:
//
// snippet.quote exponential-rule
//
// Rules are written in tensor operations. So the walk back is a computation like any other, and can
// be differentiated in turn. The second piece is the walk. It removes the last node, as the
// derivation above removed the last step, until only the `count` inputs are left. The node's rule,
// its `pullback`, says what to add to the cotangent of the operand with a given number. A constant
// operand needs no cotangent. A node that received none is used by nothing that leads to the
// result, and is skipped. (`visit` serves recordings.)
//
// snippet.quote backward-walk
//
// The third piece, inside `add`, is the sum over the uses of a value, where one use contributes `dx`:
//
// snippet.quote fan-out
//
// A user meets neither tape nor walk: `gradient` returns derivatives in the shape of the point:
let slopes = gradient(at: [Tensor(x), Tensor(y)]) { expression($0[0], $0[1]) }

// Reverse mode has a price in memory. Rules use the values of the forward pass, so these stay on
// the tape until the walk has passed them: memory grows with the number of steps. Where memory does
// not suffice, one keeps some of the values and recomputes the others ([@griewank2008, ch. 12]).
//
// ## A sum over all paths
//
// Substitute the formula for the cotangents into itself until only that of the result is left,
// which is 1. Every substitution follows one more edge of the graph, so that
// $$
// \frac{\partial f}{\partial v_k} = \sum_{\text{paths } k \to \text{result}} \quad
// \prod_{\text{edges } i \to j \text{ of the path}} \frac{\partial \varphi_j}{\partial v_i} .
// $$
// The derivative is a sum over all paths from the input to the result. Each path contributes the
// product of its local derivatives ([@bauer1974]). Two paths lead from $x$ to $f$, two from $y$:
// $$
// \frac{\partial f}{\partial x} = y \cdot 1 \cdot y + (1 - \tanh^2 x) \cdot 1 \cdot y , \qquad
// \frac{\partial f}{\partial y} = x \cdot 1 \cdot y + v_4 .
// $$
// A function can enumerate the paths and their products, from the result back to an input:
func products(from input: Int, to index: Int) -> [Double] {
  if index == input { return [1] }
  let step = steps[index]
  return zip(operandIndices(of: step), localDerivatives(of: step)).flatMap { operand, slope in
    products(from: input, to: operand).map { $0 * slope }
  }
}
let paths = [products(from: 0, to: 5), products(from: 1, to: 5)]
notebook.check(
  "ad-paths/sum", paths.map { $0.reduce(0, +) }, equals: slopes.map(\.number), within: 1e-13,
  refutes: [
    "the first path alone": paths.map { $0[0] },
    "the paths are averaged": paths.map { $0.reduce(0, +) / Double($0.count) },
  ])

// But a graph can have far more paths than steps. Apply $v \mapsto v + v$ twenty times: each step
// doubles the number of paths, and every path has the product 1.
let times = 0..<20
let doublings = recording(at: Tensor(x)) { times.reduce($0) { sum, _ in sum + sum } }.steps
let pathCounts = doublings.dropFirst().reduce(into: [1.0]) { counts, step in
  counts.append(operandIndices(of: step).map { counts[$0] }.reduce(0, +))
}
notebook.check(
  "ad-paths/doublings", doublings[0].cotangent?.number ?? 0, equals: pathCounts[times.count],
  within: 1e-9,
  refutes: [
    "a path for each step": Double(doublings.count - 1),
    "one operand is lost": slope { times.reduce($0) { sum, _ in sum + sum.stopGradient() } },
  ])
notebook.define("paths", pathCounts[times.count].formatted(decimals: 0))

// There are {{paths}} paths and twenty steps. The walk pays for the steps, because it adds up what
// meets at a node before it goes on. Expanding the sum of products pays for the paths.
//
// ## Values that are used more than once
//
// The sum in the chain rule appears in three forms, which are easily overlooked. The first is an
// operand that stands twice in an expression. In $x \cdot x$ each of two uses contributes $x$:
func slope(_ f: (Tensor<Double>) -> Tensor<Double>) -> Double {
  gradient(at: Tensor(x), of: f).number
}
let uses = [slope { $0 * $0 }, slope { $0 + $0 + $0 }, slope { $0 * $0 + $0 }]
notebook.check(
  "ad-fan-out/uses", uses, equals: [2 * x, 3, 2 * x + 1], within: 1e-13,
  refutes: ["the last use counts": [x, 1, 1]])

// The second is broadcasting. If a row $b$ is added to every row of a matrix,
// $y_{ij} = a_{ij} + b_j$, then $b_j$ is used once in each row, and
// $$\bar b_j = \sum_i \bar y_{ij}\, \frac{\partial y_{ij}}{\partial b_j} = \sum_i \bar y_{ij} .$$
// The cotangent of a layer's bias is therefore a *sum* over the points of a minibatch. To give $y$
// a known cotangent $C$, differentiate $\sum_{ij} c_{ij}\thinspace y_{ij}$:
func normals(_ s: Shape) -> Tensor<Double> { Tensor(random.normals(s.elementCount), shape: s) }
random = notebook.random("broadcast")
let (a, b, c) = (normals([3, 3]), normals([3, 3]), normals([3, 3]))
let biasCotangent = gradient(at: normals([3])) { (c * (a + $0)).sum() }.numbers
let columnSums = c.sum(0).numbers
notebook.check(
  "ad-fan-out/broadcast", biasCotangent, equals: columnSums, within: 1e-12,
  refutes: [
    "the cotangents of the rows are averaged": columnSums.map { $0 / 3 },
    "the sum runs along the rows": c.sum(1).numbers,
  ])

// The third is the product of two matrices. In $y_{ij} = \sum_k a_{ik} b_{kj}$ the element $a_{ik}$
// is used for every column $j$, with the local derivative $b_{kj}$, and the element $b_{kj}$ for
// every row $i$, with the local derivative $a_{ik}$. Adding up gives
// $$
// \bar a_{ik} = \sum_j \bar y_{ij}\, b_{kj}, \qquad \bar b_{kj} = \sum_i a_{ik}\, \bar y_{ij},
// \qquad \text{that is} \qquad \bar A = \bar Y B^\top, \qquad \bar B = A^\top \bar Y .
// $$
// The shapes help to remember these rules: $\bar A$ has the shape of $A$, and $\bar Y B^\top$ has
// it too ([@giles2008]). With `primitive` anyone can make an operation with its rules:
func product(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Tensor<Double> {
  .primitive(
    "product", a, b, value: { a, b in a.matmul(b) },
    pullbacks: { dy, _, b, _ in dy.matmul(b.transposed()) },
    { dy, a, _, _ in a.transposed().matmul(dy) })
}
let adjoints = gradient(at: [a, b]) { (c * product($0[0], $0[1])).sum() }.flatMap(\.numbers)

// The library's `matmul` has the same two rules. To check both without them, note that
// $\sum_{ij} c_{ij}\thinspace y_{ij}$ is linear in each $a_{ik}$: when $a_{ik}$ grows by 1, the sum
// grows by $\bar a_{ik}$. With square matrices a forgotten transposition shows only in numbers.
// snippet.fold What the sum grows by
let matmul = gradient(at: [a, b]) { (c * $0[0].matmul($0[1])).sum() }.flatMap(\.numbers)
func growth(_ moved: (Tensor<Double>) -> [Tensor<Double>]) -> [Double] {
  func total(_ p: [Tensor<Double>]) -> Double { (c * p[0].matmul(p[1])).sum().number }
  return (0..<9).map { total(moved(.oneHot([$0], count: 9).reshaped(3, 3))) - total([a, b]) }
}
let growths = growth { [a + $0, b] } + growth { [a, b + $0] }
// snippet.show
notebook.check(
  "ad-matmul", adjoints + matmul, equals: growths + growths, within: 1e-12,
  refutes: [
    "B is not transposed": c.matmul(b).numbers + adjoints[9...] + matmul,
    "the factors change places": b.transposed().matmul(c).numbers + adjoints[9...] + matmul,
    "A is not transposed": Array(adjoints[..<9]) + a.matmul(c).numbers + matmul,
  ])

// ## Forward mode: the chain rule from the front
//
// The chain rule can also be applied in the order of the computation. Give each input a rate of
// change $\dot v$, and ask how fast every later value changes:
// $$\dot v_j = \sum_{k \text{ operand of } j} \frac{\partial \varphi_j}{\partial v_k}\, \dot v_k .$$
// No tape is needed, because value and rate travel together ([@wengert1964]). The pair is called a
// *dual number* $v + \dot v\thinspace\epsilon$ with $\epsilon^2 = 0$. Then
// $(a + \dot a\thinspace\epsilon)(b + \dot b\thinspace\epsilon) = ab + (\dot a b + a \dot b)\thinspace\epsilon$
// is the product rule, and this type is a complete forward mode for our expression:
struct Dual {
  var value, slope: Double
  static func + (a: Dual, b: Dual) -> Dual {
    Dual(value: a.value + b.value, slope: a.slope + b.slope)
  }
  static func * (a: Dual, b: Dual) -> Dual {
    Dual(value: a.value * b.value, slope: a.slope * b.value + a.value * b.slope)
  }
  func tanh() -> Dual {
    Dual(value: .tanh(value), slope: slope * (1 - .tanh(value) * .tanh(value)))
  }
}
let (dualX, dualY) = (Dual(value: x, slope: 1), Dual(value: y, slope: 0))
let tangent = ((dualX * dualY + dualX.tanh()) * dualY).slope

// One pass gives the derivative along one direction, so a gradient with respect to $n$ inputs takes
// $n$ passes. Reverse mode takes one walk, whatever $n$ is.
//
// ## What a gradient costs
//
// Count each addition, multiplication, division and $\tanh$ as one operation. The walk back does:
//
// | operation | forward | in the walk back | together |
// | --- | --: | --- | --: |
// | $a + b$ | 1 | its cotangent is added to two others | 3 |
// | $a b$ | 1 | two multiplications, two additions | 5 |
// | $y = a / b$ | 1 | $q = \bar y / b$ is added to $\bar a$, and $q y$ subtracted from $\bar b$ | 5 |
// | $y = \tanh a$ | 1 | $\bar y\thinspace (1 - y^2)$ is added to $\bar a$ | 5 |
//
// Value and gradient of a function made of these operations cost at most five times the function,
// *however many inputs it has*. For rational functions [@baur1983] prove a bound of 3, where
// additions and multiplications by constants are free; [@griewank2008, ch. 4] count memory too.
// Take a network with $h$ hidden units and squared loss, and $m$ points in $d$ dimensions:
typealias Tensors = [Tensor<Double>]
func network(_ w: Tensors, _ inputs: Tensor<Double>) -> Tensor<Double> {
  inputs.matmul(w[0]).tanh().matmul(w[1])
}
func loss(_ w: Tensors, _ data: Tensors) -> Tensor<Double> {
  (network(w, data[0]) - data[1]).squared().sum()
}

// There are $n = h (d + 1)$ weights. With $2mdh$ operations for the product of matrices in the
// first layer, and $2mh$ in the second, a value takes $2mdh + 3mh + 3m - 1$. In the walk back, each
// product needs two others of its size, except that the data need no cotangent; each slope of
// $\tanh$ takes three operations, each square two. The value and all $n$ derivatives together take
// $4mdh + 10mh + 5m - 1$. Forward mode gives the derivative of the loss along one direction `v`:
func lossTangent(_ v: Tensors, at w: Tensors, _ data: Tensors) -> Tensor<Double> {
  let hidden = data[0].matmul(w[0]).tanh()
  let residual = hidden.matmul(w[1]) - data[1]
  let hiddenTangent = data[0].matmul(v[0]) * (1 - hidden.squared())
  let residualTangent = hiddenTangent.matmul(w[1]) + hidden.matmul(v[1])
  return (2 * residual * residualTangent).sum()
}

// Without the value of the loss, this takes $4mdh + 10mh + 5m - 1$ operations as well, but for one
// direction. To check both sums, we count the operations in recordings of the two computations.
// snippet.fold How operations are counted
func arithmetic(_ step: Step) -> Int {
  switch step.name {
  case "input", "reshaped", "broadcast": 0
  case "tanhSlope": 3 * step.shape.elementCount
  case "matmul": 2 * step.shape.elementCount * step.operands[0].shape.elementCount / step.shape[0]
  case "sum": step.operands[0].shape.elementCount - step.shape.elementCount
  default: step.shape.elementCount
  }
}
func count(at p: Tensors, _ f: (Tensors) -> Tensor<Double>) -> Double {
  Double(recording(at: p, of: f).steps.reduce(0) { $0 + arithmetic($1) })
}
random = notebook.random("costs")
let (m, h) = (8, 4)
let costs = [1, 3, 9, 27, 81].map { d in
  let (data, w) = ([normals([m, d]), normals([m, 1])], [normals([d, h]), normals([h, 1])])
  return (
    mdh: m * d * h, n: Double(h * (d + 1)), value: count(at: w) { loss($0, data) },
    // A recording sees only what is tracked. A tracked factor 1 costs one operation either way.
    gradient: count(at: w + [Tensor(1)]) { p in
      gradient(at: [p[0], p[1]]) { p[2] * loss($0, data) }[0]
    } - 2,
    direction: count(at: w + w) { lossTangent([$0[2], $0[3]], at: [$0[0], $0[1]], data) },
    twoWalks: count(at: w + w) { p in
      jacobianVectorProduct([p[2], p[3]], at: [p[0], p[1]]) { loss($0, data) }
    }
  )
}
let paper = costs.map { Double(4 * $0.mdh + 10 * m * h + 5 * m - 1) }
let (gradients, tangents) = (costs.map(\.gradient), costs.map(\.direction))
let multiples = costs.map { $0.gradient / $0.value }
let directions = costs.map { $0.n * $0.direction / $0.value }
notebook.figure(
  "costs",
  Figure(
    description: "The cost of a gradient in values of f: by reverse mode at most "
      + "\(digits(multiples[0])); for \(Int(costs[4].n)) inputs, by forward mode "
      + "\(digits(directions[4])), by differences \(Int(2 * costs[4].n)).",
    x: Axis("inputs n", scale: .logarithmic),
    y: Axis("cost of a gradient, in values of f", scale: .logarithmic),
    marks: [
      .line(x: costs.map(\.n), y: directions, color: .orange, label: "forward mode"),
      .line(x: costs.map(\.n), y: costs.map { 2 * $0.n }, color: .vermillion, label: "differences"),
      .horizontal(at: 5, label: "bound of 5"),
      .line(x: costs.map(\.n), y: multiples, label: "reverse mode"),
    ]))
notebook.define("largest multiple", multiples[0], significant: 3)
notebook.define("smallest multiple", multiples[4], significant: 3)
notebook.define("two walks, least", costs[4].twoWalks / costs[4].value, significant: 2)
notebook.define("two walks, most", costs[0].twoWalks / costs[0].value, significant: 2)
// snippet.show
notebook.check(
  "ad-cheap-gradient/counts", gradients + tangents, equals: paper + paper, within: 0.01,
  refutes: [
    "the data get cotangents too": zip(paper, costs).map { $0 + Double(2 * $1.mdh) } + tangents,
    "one value for each input": costs.map { $0.n * $0.value } + tangents,
  ])
notebook.check(
  "ad-cheap-gradient/bound", multiples.reduce(0, max), isAtMost: 5,
  refutes: ["forward mode": directions[0], "central differences": 2 * costs[0].n])

// On these networks a gradient by reverse mode costs {{smallest multiple}} to {{largest multiple}}
// values of the function, as much as one direction of forward mode. Forward mode is repeated for
// each of the $n$ inputs, and central differences take $2n$ values. For a function with few inputs
// and many results forward mode is the cheaper one: reverse mode needs a walk for each result.
//
// The library has no forward mode. Its `jacobianVectorProduct` takes $Jv$ by two reverse walks:
// $u^\top J$ is linear in $u$, and the gradient of $\langle u^\top J, v \rangle$ with respect to
// $u$ is $Jv$. That needs no second set of rules, but costs {{two walks, least}} to
// {{two walks, most}} values on these networks, about twice what forward mode would.
//
// ## What finite differences can see
//
// Differences know nothing of rules, which makes them the natural test of a gradient. But how
// accurate is the central difference
// $$D(h) = \frac{f(x + h) - f(x - h)}{2h} \, ?$$
// It has two errors ([@dahlquist1974]). The first is truncation. In Taylor's series
// $f(x \pm h) = f \pm h f' + \frac{h^2}{2} f'' \pm \frac{h^3}{6} f''' + \dots$ the even terms
// cancel, and $D(h) - f' \approx \frac{h^2}{6} f'''$. The second is rounding. Each value of $f$ is
// off by up to half a unit $u$ of its last place, and the difference of two values is divided by
// the small number $2h$. With independent, uniform roundings of variance $u^2/12$,
// $$
// \mathbb E\bigl[(D - f')^2\bigr] \approx
// \frac{u^2}{24\, h^2} + \frac{h^4}{36}\, \mathbb E\bigl[f'''^2\bigr] .
// $$
// We test this on the square root. The processor rounds it correctly, and for $x$ between $\frac32$
// and $\frac52$ its results lie between 1 and 2, where $u = 2^{-52}$. At each of 39 steps we draw
// 10,000 points; the derivative to compare with is the library's. As $x \pm h$ is rounded too, we
// divide by the distance of the two arguments that were really used, instead of by $2h$.
func meanSquaredError(at h: Double, centred: Bool) -> Double {
  random = notebook.random(centred ? "central" : "forward").split("\(h)")
  let points = (0..<10_000).map { _ in 1.5 + random.uniform() }
  let exact = gradient(at: Tensor(points)) { $0.squareRoot().sum() }.numbers
  return zip(points, exact).map { x, exact in
    let (above, below) = (x + h, centred ? x - h : x)
    let error = (above.squareRoot() - below.squareRoot()) / (above - below) - exact
    return error * error
  }.reduce(0, +) / 10_000
}
let stepSizes = (-44...(-6)).map { Double.exp(Double($0) * .log(10) / 4) }
let central = stepSizes.map { meanSquaredError(at: $0, centred: true) }
let oneSided = stepSizes.map { meanSquaredError(at: $0, centred: false) }
// snippet.fold The law, and the best steps
/// The mean of f′′′² = (3/8)² / x⁵ over the points, by its integral.
let squaredThird = 9.0 / 256 * (16.0 / 81 - 16.0 / 625)
func law(_ h: Double, rounding: Double = 24, truncation: Double = 36) -> Double {
  0x1p-104 / (rounding * h * h) + h * h * h * h * squaredThird / truncation
}
func ratios(_ law: (Double) -> Double) -> [Double] { zip(central, stepSizes).map { law($1) / $0 } }
let (centralStep, oneSidedStep) = (4 * Double.exp(.log(0x1p-53) / 3), 8 * 0x1p-53.squareRoot())
let smallest = central.reduce(1, min).squareRoot()
func excess(at h: Double, centred: Bool) -> Double {
  let best = (centred ? central : oneSided).reduce(1, min)
  return (meanSquaredError(at: h, centred: centred) / best).squareRoot()
}
notebook.define("best step", centralStep, significant: 2)
notebook.define("smallest error", smallest, significant: 2)
notebook.figure(
  "differences",
  Figure(
    description: "The error of differences against the step is a V. That of central ones is least, "
      + "\(smallest.formatted(significant: 2)), near the predicted step.",
    x: Axis("step h", scale: .logarithmic),
    y: Axis("root mean square error", scale: .logarithmic, range: 1e-12...1e-1),
    marks: [
      .guide(x: stepSizes, y: stepSizes.map { law($0).squareRoot() }, label: "law, central"),
      .vertical(at: centralStep, label: "predicted, central"),
      .vertical(at: oneSidedStep, label: "predicted, one-sided"),
      .scatter(
        x: stepSizes, y: oneSided.map { $0.squareRoot() }, color: .vermillion, label: "one-sided"),
      .scatter(x: stepSizes, y: central.map { $0.squareRoot() }, label: "central"),
    ]))
// snippet.show
// On logarithmic axes the error is a V. Its left branch, where rounding dominates, has slope −1.
// Its right branch has slope 2 for central differences, and 1 for the one-sided difference
// $(f(x + h) - f(x))/h$, whose truncation error is $\frac h2 f''$. The dashed line is the law, with
// nothing fitted. All 39 mean squares must agree within a tenth: about 8 to 14 standard errors.
notebook.check(
  "ad-difference-error", ratios { law($0) }, equals: stepSizes.map { _ in 1 }, within: 0.1,
  refutes: [
    "the rounding error is a whole unit": ratios { law($0, rounding: 6) },
    "h²/2 in place of h²/6": ratios { law($0, truncation: 4) },
  ])

// The best step lies near the point where the branches meet. In the worst case each value is off by
// $\varepsilon \lvert f \rvert$ with $\varepsilon = 2^{-53}$. Then the error is at most about
// $\varepsilon \lvert f \rvert / h + h^2 \lvert f''' \rvert / 6$ for the central difference, and
// $2 \varepsilon \lvert f \rvert / h + h \lvert f'' \rvert / 2$ for the one-sided one. Setting the
// derivatives with respect to $h$ to zero gives (compare [@nocedal2006, §8.1])
// $$
// h_{\text{central}} = \sqrt[3]{\frac{3 \varepsilon \lvert f \rvert}{\lvert f''' \rvert}}, \qquad
// h_{\text{one-sided}} = 2 \sqrt{\frac{\varepsilon \lvert f \rvert}{\lvert f'' \rvert}} .
// $$
// At $x = 2$, the middle of the points, these are $4 \sqrt[3]{\varepsilon}$ and
// $8 \sqrt{\varepsilon}$. There the root mean square error, at 10,000 new points, is less than
// twice the smallest in the figure:
notebook.check(
  "ad-best-step/central", excess(at: centralStep, centred: true), isAtMost: 2,
  refutes: [
    "the step of the one-sided rule": excess(at: oneSidedStep, centred: true),
    "ten times the step": excess(at: 10 * centralStep, centred: true),
  ])
notebook.check(
  "ad-best-step/one-sided", excess(at: oneSidedStep, centred: false), isAtMost: 2,
  refutes: ["the step of the central rule": excess(at: centralStep, centred: false)])

// Near the best step, {{best step}}, the root mean square error of the central difference is
// {{smallest error}}, while the derivative is about 0.35: of sixteen digits, about five are lost.
//
// **Kinks.** Differences also fail near a corner. At $x = \delta$, within $h$ of the corner of
// $\lvert x \rvert$, the central difference is
// $(\lvert \delta + h \rvert - \lvert \delta - h \rvert) / 2h = \delta / h$, a mixture of the
// slopes 1 and −1. A rule returns the slope at the point itself, and at the corner a convention
// ([@griewank2008, ch. 14]): in the library 0 for $\lvert x \rvert$, and 0 for $\max(x, 0)$, whose
// central difference at the corner is $\frac12$.
// snippet.fold Differences and rules at three points
func difference(_ f: (Tensor<Double>) -> Tensor<Double>, at x: Double, step h: Double) -> Double {
  (f(Tensor(x + h)).number - f(Tensor(x - h)).number) / (2 * h)
}
let corners: [(function: (Tensor<Double>) -> Tensor<Double>, x: Double)] = [
  ({ $0.relu() }, 0), ({ $0.magnitude() }, 0), ({ $0.magnitude() }, 0x1p-12),
]
let byDifferences = corners.map { difference($0.function, at: $0.x, step: 0x1p-10) }
let byRules = corners.map { gradient(at: Tensor($0.x), of: $0.function).number }
// snippet.show
notebook.check(
  "ad-kinks", byDifferences + byRules, equals: [0.5, 0, 0.25, 0, 0, 1], within: 1e-12,
  refutes: [
    "a rule returns what differences measure": byDifferences + byDifferences,
    "differences measure what a rule returns": byRules + byRules,
  ])

// ## How a rule is tested
//
// Differences can be sharpened. Their truncation error is a series in $h^2$, so the combination
// $$D_1(h) = \frac{4 D(h) - D(2h)}{3}$$
// is free of $h^2$, and $(16 D_1(h) - D_1(2h))/15$ of $h^4$ too ([@richardson1911]). Larger steps
// then suffice, at which rounding matters less. The library's `GradientCheck` halves the step again
// and again, extrapolates, and takes from the last changes a bound of its own error
// ([@ridders1982]). A rule passes if it agrees with the differences within the bound. Second
// derivatives are tested in the same way, as differences of the gradient. Two slips to find: a
// slope of $\tanh$ with one $\tanh$ too many, and a right rule of $e^x$ that treats its result as a
// constant.
random = notebook.random("rules")
let point = Tensor((0..<9).map { _ in 0.5 + random.uniform() }, shape: [3, 3])
let wrongTanh = { (x: Tensor<Double>) in
  x.primitive("tanh", { $0.tanh() }) { dy, _, y in dy * (1 - y.tanh().squared()) }
}
let cutOff = { (x: Tensor<Double>) in
  x.primitive("exp", { $0.exp() }) { dy, _, y in dy * y.stopGradient() }
}

// The table shows the largest disagreements as multiples of the bound; up to 1 a rule passes.
// snippet.fold Disagreements as multiples of the bound
func severity(_ check: GradientCheck) -> Double {
  check.worst.map { $0.error / $0.bound } ?? 0
}
let rules: KeyValuePairs<String, (Tensor<Double>) -> Tensor<Double>> = [
  "tanh": { $0.tanh() }, "exp": { $0.exp() }, "product of matrices": { product($0, $0) },
  "broadcast": { $0 * $0.sum(0) }, "tanh, wrong slope": wrongTanh, "exp, cut off": cutOff,
]
let first = rules.map { severity(.firstOrder(at: point, of: $0.value)) }
let second = rules.map { severity(.secondOrder(at: point, of: $0.value)) }
notebook.table(
  ["rule", "first order", "second order"],
  rules.enumerated().map {
    [.text($1.key), .number(first[$0], significant: 1), .number(second[$0], significant: 1)]
  })
// snippet.show
notebook.check(
  "ad-rules", (first[0..<4] + second[0..<4]).reduce(0, max), isAtMost: 1,
  refutes: ["tanh with a wrong slope": first[4], "exp without its own derivative": second[5]])
notebook.illustrate("ad-rules", because: "Four right rules and two slips are shown, at one point.")

// The last row shows why second order matters: that rule passes in first order, but its own
// derivative is missing. The library's tests put its operations to both tests.
//
// **Five routes to one derivative.** We now have five ways to $\partial f / \partial x$. Four are
// limited by the rounding of their own operations; extrapolated differences come close:
// snippet.fold The five routes
func alongX(_ x: Tensor<Double>) -> Tensor<Double> { expression(x, Tensor(y)) }
let d = [0x1p-9, 0x1p-10, 0x1p-11].map { difference(alongX, at: x, step: $0) }
let extrapolated = (16 * (4 * d[2] - d[1]) - (4 * d[1] - d[0])) / 45
let routes: KeyValuePairs<String, Double> = [
  "by hand": byHand[0], "reverse mode": slopes[0].number, "forward mode, dual numbers": tangent,
  "J v, by two reverse walks": jacobianVectorProduct(Tensor(1), at: Tensor(x), of: alongX).number,
  "differences, extrapolated": extrapolated,
]
let errors = routes.map { $0.value - byHand[0] }
notebook.table(
  ["route", "∂f/∂x", "off by"],
  zip(routes, errors).map {
    [.text($0.key), .number($0.value, decimals: 12), .number($1, significant: 1)]
  })
// snippet.show
notebook.check(
  "ad-five-routes", errors, equals: [0, 0, 0, 0, 0], within: 1e-10,
  refutes: [
    "tanh is a constant": [0, 0, y * y - byHand[0], 0, 0],
    "differences without extrapolation": [0, 0, 0, 0, d[0] - byHand[0]],
  ])

// ## Second derivatives
//
// Let $f$ be a function of $n$ variables and $v$ a fixed vector. Then $\langle \nabla f, v \rangle$
// has one value, and its gradient is the Hessian $H_{ij} = \partial_i \partial_j f$ times $v$:
// $$\partial_i \langle \nabla f, v \rangle = \sum_j v_j\, \partial_i \partial_j f = (H v)_i .$$
// So $Hv$ takes a walk around a walk. It costs a small multiple of $f$, and the $n^2$ numbers of
// $H$ are never formed ([@pearlmutter1994]). In the library gradients nest: the inner walk is
// recorded on the outer tape. A test is $f(z) = \log \sum_k e^{z_k}$, with known derivatives:
// $$
// \frac{\partial f}{\partial z_k} = \frac{e^{z_k}}{\sum_l e^{z_l}} = p_k, \qquad
// \frac{\partial p_k}{\partial z_l} = p_k (\delta_{kl} - p_l), \qquad
// H = \mathrm{diag}(p) - p\, p^\top .
// $$
random = notebook.random("second")
let z = normals([4])
func logSumExp(_ z: Tensor<Double>) -> Tensor<Double> { z.exp().sum().log() }
let columns = (0..<4).map { k in
  let v = Tensor<Double>.oneHot([k], count: 4).reshaped(4)
  return gradient(at: z) { innerProduct(gradient(at: $0, of: logSumExp), v) }.numbers
}
let p = z.numbers.map { Double.exp($0) / z.exp().sum().number }
notebook.check(
  "ad-hessian/log-sum-exp", columns.flatMap(\.self),
  equals: (Matrix(diagonal: p) - .outerProduct(p, p)).elements, within: 1e-13,
  refutes: [
    "the diagonal of p alone": Matrix(diagonal: p).elements,
    "the outer product is added": (Matrix(diagonal: p) + .outerProduct(p, p)).elements,
  ])

// For a network $Hv$ must be the rate at which the gradient changes along $v$. A well-known
// approximation fails this test. For the residuals $r_i$, with
// $J_{ij} = \partial r_i / \partial w_j$ and $L = \sum_i r_i^2$,
// $$H = 2 J^\top J + 2 \sum_i r_i\, \nabla^2 r_i .$$
// The Gauss–Newton matrix $2 J^\top J$ keeps the first term ([@nocedal2006, §10.3]). It drops *all*
// second derivatives of the network: those of $\tanh$, and those from the product of two layers of
// weights. The latter remain without $\tanh$: $X W_1 W_2$ is linear in each layer, but not in both.
random = notebook.random("network")
let data = [normals([5, 3]), normals([5, 1])]
let (weights, v) = ([normals([3, 4]), normals([4, 1])], [normals([3, 4]), normals([4, 1])])
let exact = hessianVectorProduct(v, at: weights) { loss($0, data) }
// snippet.fold The change of the gradient, and Gauss–Newton
let jacobianTimesV = jacobianVectorProduct(v, at: weights) { network($0, data[0]) }
let gaussNewton = vectorJacobianProduct(2 * jacobianTimesV, at: weights) { network($0, data[0]) }
func lossSlopes(movedBy h: Double) -> Tensors {
  gradient(at: zip(weights, v).map { $0 + h * $1 }) { loss($0, data) }
}
let change = zip(lossSlopes(movedBy: 1e-5), lossSlopes(movedBy: -1e-5)).map { ($0 - $1) / 2e-5 }
// snippet.show
notebook.check(
  "ad-hessian/change-of-gradient", exact.flatMap(\.numbers), equals: change.flatMap(\.numbers),
  within: 1e-5, refutes: ["Gauss–Newton": gaussNewton.flatMap(\.numbers)])

// **Newton's method** uses second derivatives to choose its step: it moves to the minimum of the
// local parabola, $w \leftarrow w - f'(w) / f''(w)$ for one parameter. Expand both derivatives
// around the minimum $w^\ast$, with $e = w - w^\ast$ for the error:
// $$
// e_{\text{new}} = e - \frac{f'' e + \frac12 f''' e^2 + \dots}{f'' + f''' e + \dots}
// = \frac{f'''(w^\ast)}{2 f''(w^\ast)}\, e^2 + O(e^3) .
// $$
// Near a minimum with $f'' \gt 0$ each step about doubles the number of right digits
// ([@nocedal2006, §3.3]). We fit the log rate $w$ of a Poisson distribution to counts with the mean
// $a$. Up to a constant, the mean negative log likelihood is $f(w) = e^w - a w$. At its minimum
// $w^\ast = \log a$ we have $f'' = f''' = a$: the error is squared and halved. We start at an error
// of 1; the errors do not depend on $a$, since $e_{\text{new}} = e - 1 + \exp(-e)$ here.
random = notebook.random("counts")
let mean = 1 + 4 * random.uniform()
func misfit(_ w: Tensor<Double>) -> Tensor<Double> { w.exp() - mean * w }
func newtonStep(from w: Tensor<Double>) -> Tensor<Double> {
  let slope = gradient(at: w, of: misfit)
  let curvature = gradient(at: w) { gradient(at: $0, of: misfit) }
  return w - slope / curvature
}
// snippet.fold Errors from step to step
let newton = (0..<5).reduce(into: [Tensor(.log(mean) + 1)]) { path, step in
  path.append(newtonStep(from: path[step]))
}.map { $0.number - .log(mean) }
let chord = newton[3] - (.exp(newton[3]) - 1) / .exp(1)
let quotients = zip(newton.dropFirst(), newton).map { $0 / ($1 * $1) }
notebook.table(
  ["step", "error", "error / last error squared"],
  (1...4).map {
    [.number($0), .number(newton[$0], significant: 2), .number(quotients[$0 - 1], decimals: 4)]
  })
// snippet.show
notebook.check(
  "ad-newton", quotients[3], equals: 0.5, within: 0.01,
  refutes: ["the first curvature is kept": chord / (newton[3] * newton[3])])

// With a million weights $H$ has $10^{12}$ numbers. This is one reason why networks are trained
// with gradients, and use second derivatives, if at all, through products $Hv$.
//
// ## No state, and nested gradients
//
// Three mistakes are known from other engines. Here tensors are values, and no call is remembered.
//
// - *A gradient computed twice.* Where each tensor stores its gradient, a second call adds to the
//   first until the user resets it. Here asking twice returns the same numbers twice.
// - *A tensor changed in place.* If the result of $\tanh$ were overwritten before its rule uses it,
//   the slope would be wrong. Here `y = y * 2` makes a new tensor, and the tape keeps the old one.
// - *Perturbation confusion.* In $\frac{d}{dx} \bigl( x \cdot \frac{d}{dy} (x + y) \bigr)$ the
//   inner derivative is 1 for any $x$, so the outer one is 1. An engine that mixes up the two
//   perturbations returns 2 ([@siskind2005]). Here each gradient has its own tape.
let nested = slope { x in x * gradient(at: Tensor(y)) { y in x + y } }
let (once, again) = (slope { expression($0, Tensor(y)) }, slope { expression($0, Tensor(y)) })
notebook.check(
  "ad-nesting", nested, equals: 1, within: 1e-13,
  refutes: ["the perturbations are mixed up": slope { x in x * gradient(at: x) { $0 + $0 } }])
notebook.check(
  "ad-no-state", again, equals: once, within: 1e-300,
  refutes: ["the second call adds to the first": once + again])
notebook.illustrate("ad-nesting", because: "One nesting is shown; separate tapes ensure the rest.")
notebook.illustrate("ad-no-state", because: "Two calls agree; value semantics ensures the rest.")

// ## What to take along
//
// - Reverse mode applies the chain rule to the last step first, with one rule for each operation.
// - Where a value is used more than once, its cotangents are added: in repeated operands, in
//   broadcasting, and in matrix products ($\bar A = \bar Y B^\top$, $\bar B = A^\top \bar Y$).
// - Value and gradient cost at most five times the arithmetic of the value, for any number of
//   inputs. The price is memory for the intermediate values.
// - A central difference errs by about $h^2 f'''/6$ from truncation and at most $u/(2h)$ from
//   rounding. At best it loses about a third of the digits. Extrapolation regains some of them.
// - The gradient of $\langle \nabla f, v \rangle$ is $Hv$. Test rules in first and second order.
//
// ## Try it
//
// 1. `swift run autodiff --seed 7` (the page goes to `output/own`). Predict first which numbers in
//    the tables change, and which figure stays as it is to the last digit.
// 2. In `chapters/00-autodiff/main.swift`, replace `0..<20` by `0..<60`, then
//    `swift run autodiff --output output/own`. Predict the number of paths, and the time.
// 3. In `Sources/Autodiff/Rules/Arithmetic.swift`, replace the product's first rule by
//    `{ dy, a, _, _ in dy * a }`, then `swift run autodiff --output output/own`. Predict which
//    checks fail. [ad-fan-out/uses](#ad-fan-out-uses) differentiates $x \cdot x$ and holds: why?
//
// ## Exercises
//
// 1. *Paper.* Write the tape of $f(x, y) = \sin(xy) + x / y$ and both passes at $x = 2$, $y = 1$.
// 2. *Paper.* For $y = \mathrm{softmax}(x)$ show from
//    $\partial y_k / \partial x_l = y_k (\delta_{kl} - y_l)$ that
//    $\bar x_l = y_l\thinspace (\bar y_l - \sum_k \bar y_k y_k)$.
// 3. *Paper.* A tape of $T$ equal steps does not fit into memory. Keep every $s$-th value, and
//    recompute the others segment by segment. Which $s$ needs the least memory? What does it cost?
// 4. *Code.* Extend `Dual` by a quotient and by `exp`, and differentiate $e^x / (1 + x^2)$.
// 5. *Code.* Write $x^3$ with `primitive`, like `cutOff` above, and print
//    `GradientCheck.firstOrder(at: point, of: cube)` and `secondOrder`. Put a `stopGradient()` into
//    the rule: which of the two notices?
//
// ## Further reading
//
// - [@griewank2008]: the book on the subject; both modes, their costs, memory, kinks.
// - [@baydin2018]: a survey for machine learning, with the history of both modes.
// - [@giles2008]: the rules of further matrix operations, such as inverse and determinant.
// - [@schraudolph2002]: products with the Hessian and with the Gauss–Newton matrix.
notebook.result("∂f/∂x, ∂f/∂y", slopes.map { digits($0.number, 6) }.joined(separator: ", "))
notebook.result("cost, reverse mode", "\(digits(multiples[4])) to \(digits(multiples[0])) times f")
notebook.result("cost, forward mode", "\(digits(directions[0])) to \(digits(directions[4], 4))")
notebook.result("best central difference", "error \(digits(smallest, 2))")
notebook.result("Newton's errors", newton.map { digits($0, 2) }.joined(separator: ", "))
notebook.finish()
