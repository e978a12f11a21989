import Elementary
import Kernels
import Numerics

// Reductions along axes. Axes are counted from 0, or from the end with −1 as the last; none given
// means all. A reduced axis disappears, or is kept with length 1.

extension Tensor {
  /// Σ x: every summand gets the cotangent of the sum.
  public func sum(_ axes: Int..., keepingAxes: Bool = false) -> Tensor {
    sum(axes, keepingAxes: keepingAxes)
  }

  /// Σ x: every summand gets the cotangent of the sum.
  public func sum(_ axes: [Int], keepingAxes: Bool = false) -> Tensor {
    sum(ReducedAxes(shape, axes), keepingAxes: keepingAxes)
  }

  private func sum(_ plan: ReducedAxes, keepingAxes: Bool) -> Tensor {
    primitive("sum", { Tensor(plan.result(keepingAxes), $0.reduced(.sum, plan).buffer) }) {
      dy, x, _ in
      dy.reshaped(plan.kept).broadcast(to: x.shape)
    }
  }

  /// The mean, the sum divided by the number of summands.
  public func mean(_ axes: Int..., keepingAxes: Bool = false) -> Tensor {
    mean(axes, keepingAxes: keepingAxes)
  }

  /// The mean, the sum divided by the number of summands.
  public func mean(_ axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let plan = ReducedAxes(shape, axes)
    return sum(axes, keepingAxes: keepingAxes) / Scalar(plan.reducedCount)
  }

  /// The mean of (x − mean)²: divided by the number of elements, not by one less.
  public func variance(_ axes: Int..., keepingAxes: Bool = false) -> Tensor {
    (self - mean(axes, keepingAxes: true)).squared().mean(axes, keepingAxes: keepingAxes)
  }

  /// The largest element; where several are equal, they share the derivative.
  public func max(_ axes: Int..., keepingAxes: Bool = false) -> Tensor {
    let plan = ReducedAxes(shape, axes)
    return primitive("max", { $0.reduced(.maximum, plan).reshaped(plan.result(keepingAxes)) }) {
      dy, x, y in
      let largest = Self.combine(.equals, x, y.reshaped(plan.kept))
      return largest / largest.reduced(.sum, plan) * dy.reshaped(plan.kept)
    }
  }

  /// ln Σ eˣ, without overflow; the derivative is softmax.
  public func logSumExp(_ axes: Int..., keepingAxes: Bool = false) -> Tensor {
    let plan = ReducedAxes(shape, axes)
    return primitive(
      "logSumExp",
      { x in
        let bound = Scalar.greatestFiniteMagnitude
        let largest = x.reduced(.maximum, plan).clamped(to: -bound...bound)
        return ((x - largest).exp().reduced(.sum, plan).log() + largest)
          .reshaped(plan.result(keepingAxes))
      }
    ) { dy, x, y in
      dy.reshaped(plan.kept) * (x - y.reshaped(plan.kept)).exp()
    }
  }

  /// eˣ / Σ eˣ along the axes; y' = y (x' − Σ y x').
  public func softmax(_ axes: Int...) -> Tensor {
    let plan = ReducedAxes(shape, axes)
    return primitive(
      "softmax",
      { x in
        let powers = (x - x.reduced(.maximum, plan)).exp()
        return powers / powers.reduced(.sum, plan)
      }
    ) { dy, _, y in
      y * (dy - (dy * y).sum(plan, keepingAxes: true))
    }
  }

  /// x − ln Σ eˣ along the axes; y' = x' − Σ eʸ x'.
  public func logSoftmax(_ axes: Int...) -> Tensor {
    let plan = ReducedAxes(shape, axes)
    return primitive(
      "logSoftmax",
      { x in
        let shifted = x - x.reduced(.maximum, plan)
        return shifted - shifted.exp().reduced(.sum, plan).log()
      }
    ) { dy, _, y in
      dy - y.exp() * dy.sum(plan, keepingAxes: true)
    }
  }

  /// This cotangent of an operand that was stretched, for the operand itself: the sum over all the
  /// places that a number was stretched to.
  func sum(to smaller: Shape) -> Tensor {
    if shape == smaller { return self }
    require(
      smaller.broadcast(with: shape) == shape,
      "Tensor: a rule returned a cotangent of shape \(shape) for an operand of shape \(smaller)")
    let missing = shape.rank - smaller.rank
    let plan = ReducedAxes(shape) { $0 < missing || (smaller[$0 - missing] == 1 && shape[$0] != 1) }
    return primitive("sum", { Tensor(smaller, $0.reduced(.sum, plan).buffer) }) { dy, x, _ in
      dy.broadcast(to: x.shape)
    }
  }

  /// A reduction of the numbers, with the reduced axes kept as 1; groups of neighbouring axes one
  /// after the other, from the last.
  private func reduced(_ reduction: Reduction, _ plan: ReducedAxes) -> Tensor {
    var result = stopGradient()
    var end = shape.rank
    while end > 0 {
      if !plan.removes(end - 1) {
        end -= 1
        continue
      }
      var first = end - 1
      while first > 0, plan.removes(first - 1) { first -= 1 }
      let old = result.shape
      let smaller = (first..<end).reduce(into: old) { $0[$1] = 1 }
      result = Tensor(
        smaller,
        result.buffer.reduce(
          reduction, outer: old.elementCount(of: 0..<first),
          length: old.elementCount(of: first..<end),
          inner: old.elementCount(of: end..<old.rank)))
      end = first
    }
    return result
  }
}

/// Which axes a reduction removes.
private struct ReducedAxes {
  /// Bit k is set if axis k is removed.
  private var bits: UInt = 0
  /// The result's shape with the axes kept as 1.
  private(set) var kept: Shape
  /// How many elements become one.
  private(set) var reducedCount = 1

  /// The axes for which a condition holds.
  init(_ shape: Shape, where isRemoved: (Int) -> Bool) {
    kept = shape
    for axis in shape.indices where isRemoved(axis) {
      bits |= 1 << UInt(axis)
      kept[axis] = 1
      reducedCount *= shape[axis]
    }
  }

  /// The axes with these numbers, or all if there is none.
  ///
  /// - Precondition: the shape has the axes, each named once.
  init(_ shape: Shape, _ numbers: [Int]) {
    let axes = numbers.map(shape.axis)
    self.init(shape) { axes.isEmpty || axes.contains($0) }
    require(
      axes.isEmpty || axes.count == bits.nonzeroBitCount,
      "Tensor: the axes \(numbers) of \(shape) name one twice")
  }

  func removes(_ axis: Int) -> Bool { bits >> UInt(axis) & 1 == 1 }

  func result(_ keepingAxes: Bool) -> Shape {
    keepingAxes ? kept : kept.removingAxes(where: removes)
  }
}
