import Kernels

/// A comparison of the derivatives that the rules give with differences of the function itself.
///
/// Differences know nothing of the rules. So a rule with a wrong sign, a lost factor, a transposed
/// operand or a sum over the wrong axis does not pass.
///
/// ```swift
/// let check = GradientCheck.firstOrder(at: Tensor([0.5, 2])) { $0.log() }
/// print(check.passes, check)
/// ```
///
/// A function that returns many numbers is checked by one weighted sum of them, with a different
/// weight for each. Every number of the parameters is moved on its own, so a check calls the
/// function some seventy times for each: it is made for small tensors.
///
/// # How the differences are taken
///
/// The central difference $D(h) = (f(x + h) - f(x - h)) / 2h$ errs by a multiple of h², and by the
/// rounding of f divided by h. No single step suits a number of which nothing is known, so the step
/// is halved from the size of x (or 1) down to 2⁻³⁰ of it. The sums $(4 D(h) - D(2h)) / 3$ are free
/// of h², and $(16 D_1(h) - D_1(2h)) / 15$ of h⁴ (Richardson, 1911). How far the last two sums lie
/// apart is more than the error of what is made of them. This and the rounding are the bound, and
/// of all steps that with the smallest bound counts. An estimate that contradicts one by smaller
/// steps has stepped over a kink or a pole, and is dropped (compare Ridders, 1982).
///
/// The rounding is taken as eight units in the last place of the result. A function in which large
/// numbers cancel errs by more, and near such a point the check may refuse a right rule. A fault that
/// is smaller than the bound passes; `loosestBound` tells how large that may be.
///
/// So the tolerance of a check follows from the function and is not chosen: about 10⁻¹² of the
/// result's size for a smooth function of numbers near 1.
public struct GradientCheck {
  /// One number of the parameters, and the two derivatives with respect to it.
  public struct Derivative {
    /// Which tensor of the parameters, counted from 0.
    public let tensor: Int
    /// Which number of it, one index for each axis.
    public let position: [Int]
    /// The derivative that the rules give.
    public let byRules: Double
    /// The derivative that differences give; NaN if the function is not finite around the point.
    public let byDifferences: Double
    /// How far the differences may err.
    public let bound: Double

    /// How far the two lie apart.
    public var error: Double { (byRules - byDifferences).magnitude }
    /// Whether the error is within the bound.
    public var passes: Bool { error <= bound }
    /// The error in units of the bound.
    fileprivate var severity: Double {
      passes ? (error == 0 ? 0 : error / bound) : (error.isNaN ? .infinity : error / bound)
    }
  }

  /// The derivative with respect to each number, in the order of the parameters.
  public let derivatives: [Derivative]

  /// Whether every derivative passes.
  public var passes: Bool { derivatives.allSatisfy(\.passes) }

  /// The derivative whose error is the largest multiple of its bound; `nil` if there is none.
  public var worst: Derivative? { derivatives.max { $0.severity < $1.severity } }

  /// The largest bound: an error that is smaller may go unnoticed.
  public var loosestBound: Double { derivatives.map(\.bound).max() ?? 0 }
}

extension GradientCheck {
  /// Compares a function's gradient with differences of the function.
  public static func firstOrder<Parameters: TensorStructure>(
    at parameters: Parameters, of function: (Parameters) throws -> Tensor<Double>
  ) rethrows -> GradientCheck where Parameters.Scalar == Double {
    let slopes = try gradient(at: parameters) { (try weighted(function($0))).sum() }
    var tensors = parameters.tensors.map { $0.stopGradient() }
    var derivatives: [Derivative] = []
    for (index, (tensor, slope)) in zip(tensors, slopes.tensors).enumerated() {
      var numbers = tensor.numbers
      for (place, x) in tensor.numbers.enumerated() {
        let difference = try Difference(at: x) { moved in
          numbers[place] = moved
          tensors[index] = Tensor(numbers, shape: tensor.shape)
          return try weighted(function(parameters.replacingTensors(with: tensors))).numbers
        }
        numbers[place] = x
        derivatives.append(
          Derivative(
            tensor: index, position: tensor.shape.position(of: place),
            byRules: slope.numbers[place],
            byDifferences: difference.slope, bound: difference.bound))
      }
      tensors[index] = tensor
    }
    return GradientCheck(derivatives: derivatives)
  }

  /// Compares the gradient of a function's gradient with differences of its gradient.
  ///
  /// What is differentiated is a weighted sum of the first derivatives, so the second ones are the
  /// entries of $H v$, with the Hessian H and a vector v none of whose numbers is 0.
  public static func secondOrder<Parameters: TensorStructure>(
    at parameters: Parameters, of function: (Parameters) throws -> Tensor<Double>
  ) rethrows -> GradientCheck where Parameters.Scalar == Double {
    try firstOrder(at: parameters) { parameters in
      let slopes = try gradient(at: parameters) { (try weighted(function($0))).sum() }
      return .concatenate(slopes.tensors.map { $0.reshaped([$0.shape.elementCount]) })
    }
  }

  /// Every number times a weight of its own between ½ and 3⁄2: the multiples of the golden ratio,
  /// without their whole part, lie apart from each other as far as can be.
  private static func weighted(_ y: Tensor<Double>) -> Tensor<Double> {
    let goldenRatio = (1 + 5.0.squareRoot()) / 2
    let weights = (0..<y.shape.elementCount).map { index in
      0.5 + (Double(index + 1) * goldenRatio).truncatingRemainder(dividingBy: 1)
    }
    return y * Tensor(weights, shape: y.shape)
  }
}

/// The derivative of a sum with respect to one number, by differences, and a bound of its error.
private struct Difference {
  private(set) var slope = Double.nan
  private(set) var bound = Double.infinity

  /// - Parameter terms: the summands, for a value of the number.
  init(at x: Double, of terms: (Double) throws -> [Double]) rethrows {
    guard x.isFinite else { return }
    var (coarser, coarserExtrapolated): (Double?, Double?)
    var estimates: [Estimate] = []
    var step = Double(sign: .plus, exponent: max(x.magnitude, 1).exponent - 1, significand: 1)
    let last = max((x == 0 ? 1 : x.magnitude) * 0x1p-30, .leastNonzeroMagnitude)
    while step >= last {
      defer { step /= 2 }
      let (above, below) = (x + step, x - step)
      let (high, low) = (try terms(above), try terms(below))
      let width = above - below
      let difference = zip(high, low).reduce(0) { $0 + ($1.0 - $1.1) } / width
      let size = zip(high, low).reduce(0) { $0 + $1.0.magnitude + $1.1.magnitude }
      guard difference.isFinite, size.isFinite else {
        (coarser, coarserExtrapolated) = (nil, nil)
        continue
      }
      let extrapolated = coarser.map { difference + (difference - $0) / 3 }
      if let extrapolated, let coarserExtrapolated {
        let change = extrapolated - coarserExtrapolated
        estimates.append(
          Estimate(
            slope: extrapolated + change / 15, change: change.magnitude,
            rounding: 8 * (size * .ulpOfOne + .leastNonzeroMagnitude) / width))
      }
      (coarser, coarserExtrapolated) = (difference, extrapolated)
    }
    self = Difference.best(of: estimates)
  }

  private init(slope: Double, bound: Double) {
    (self.slope, self.bound) = (slope, bound)
  }

  /// What one step gives.
  private struct Estimate {
    let slope: Double
    let change: Double
    let rounding: Double
  }

  /// Of the estimates that no later one contradicts, the one with the smallest bound.
  ///
  /// Where rounding decides, a change is small by chance now and then, but not three times running.
  /// So the largest of three counts. It costs nothing where the error falls with the step.
  private static func best(of estimates: [Estimate]) -> Difference {
    let candidates = estimates.indices.dropLast(2).map { index in
      let change = estimates[index...index + 2].map(\.change).max() ?? .infinity
      return Difference(slope: estimates[index].slope, bound: change + estimates[index].rounding)
    }
    var best = Difference(slope: .nan, bound: .infinity)
    for (index, candidate) in candidates.enumerated() where candidate.bound < best.bound {
      let contradicted = candidates[index...].contains {
        ($0.slope - candidate.slope).magnitude > $0.bound + candidate.bound
      }
      if !contradicted { best = candidate }
    }
    return best
  }
}

extension Shape {
  /// The indices of the element at a place, counted row by row.
  fileprivate func position(of place: Int) -> [Int] {
    var remaining = place
    let indices = reversed().map { length in
      defer { remaining /= length }
      return remaining % length
    }
    return indices.reversed()
  }
}

extension GradientCheck: CustomStringConvertible {
  /// Whether all agree, and the worst derivative.
  public var description: String {
    guard let worst else { return "no number to differentiate by" }
    return
      "\(passes ? "all" : "not all") of \(derivatives.count) derivatives agree; worst: \(worst)"
  }
}

extension GradientCheck.Derivative: CustomStringConvertible {
  /// Both derivatives and where they stand.
  public var description: String {
    """
    tensor \(tensor) at \(position), \(byRules) by the rules, \(byDifferences) ± \(bound) by \
    differences
    """
  }
}
