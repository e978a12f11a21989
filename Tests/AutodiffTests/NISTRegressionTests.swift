import Autodiff
import Testing

/// A problem's name, its model, and the digits that double precision reaches.
private struct Regression: CustomTestStringConvertible, Sendable {
  let name: String
  /// From which of the two starting points the method arrives.
  var starts = [0, 1]
  let model: @Sendable (_ b: [Tensor<Double>], _ x: Tensor<Double>) -> Tensor<Double>

  var testDescription: String { name }

  static let all = [
    // Lower difficulty.
    Regression(name: "Misra1a") { b, x in b[0] * (1 - (-(b[1] * x)).exp()) },
    Regression(name: "Misra1b") { b, x in b[0] * (1 - (1 + b[1] * x / 2).power(-2)) },
    Regression(name: "DanWood") { b, x in b[0] * (b[1] * x.log()).exp() },
    Regression(name: "Chwirut2") { b, x in (-(b[0] * x)).exp() / (b[1] + b[2] * x) },
    Regression(name: "Lanczos3") { b, x in
      b[0] * (-(b[1] * x)).exp() + b[2] * (-(b[3] * x)).exp() + b[4] * (-(b[5] * x)).exp()
    },
    // Average difficulty.
    Regression(name: "Hahn1", model: cubicRatio),
    Regression(name: "MGH17", starts: [1]) { b, x in
      b[0] + b[1] * (-(x * b[3])).exp() + b[2] * (-(x * b[4])).exp()
    },
    Regression(name: "ENSO") { b, x in
      let turn = x * (2 * Double.pi)
      let (year, first, second) = (turn / 12, turn / b[3], turn / b[6])
      return b[0] + b[1] * year.cos() + b[2] * year.sin() + b[4] * first.cos()
        + b[5] * first.sin() + b[7] * second.cos() + b[8] * second.sin()
    },
    // Higher difficulty.
    Regression(name: "MGH09") { b, x in
      b[0] * (x.squared() + x * b[1]) / (x.squared() + x * b[2] + b[3])
    },
    Regression(name: "Thurber", model: cubicRatio),
    Regression(name: "BoxBOD", starts: [1]) { b, x in b[0] * (1 - (-(b[1] * x)).exp()) },
    Regression(name: "Rat43") { b, x in
      b[0] / (((b[1] - b[2] * x).softplus()) / b[3]).exp()
    },
    Regression(name: "MGH10", starts: [1]) { b, x in b[0] * (b[1] / (x + b[2])).exp() },
    Regression(name: "Eckerle4", starts: [1]) { b, x in
      b[0] / b[1] * (((x - b[2]) / b[1]).squared() * -0.5).exp()
    },
    Regression(name: "Bennett5") { b, x in b[0] * (-((b[1] + x).log() / b[2])).exp() },
  ]

  private static func cubicRatio(_ b: [Tensor<Double>], _ x: Tensor<Double>) -> Tensor<Double> {
    (b[0] + b[1] * x + b[2] * x.power(2) + b[3] * x.power(3))
      / (1 + b[4] * x + b[5] * x.power(2) + b[6] * x.power(3))
  }
}

@Suite struct NISTRegressionTests {
  /// Eight digits of every parameter and of the sum of squares. Where a derivative is wrong, the
  /// method stops elsewhere or nowhere.
  @Test(arguments: Regression.all)
  private func certifiedParameters(_ regression: Regression) throws {
    let problem = try NISTProblem(named: regression.name)
    for start in regression.starts {
      var fit = LevenbergMarquardt(at: problem.starts[start]) { b in
        regression.model(b, problem.x) - problem.y
      }
      fit.run(steps: 2000)
      fit.refine(steps: 20)
      for (parameter, certified) in zip(fit.parameters, problem.certified) {
        #expect(
          (parameter - certified).magnitude <= 1e-8 * certified.magnitude,
          "start \(start + 1): \(fit.parameters), certified \(problem.certified)")
      }
      #expect(
        (fit.sumOfSquares - problem.residualSumOfSquares).magnitude
          <= 1e-8 * problem.residualSumOfSquares)
    }
  }

  /// The Jacobian by columns, J v, and by rows, uᵀ J, at the certified parameters.
  @Test(arguments: Regression.all)
  private func bothJacobiansAgree(_ regression: Regression) throws {
    let problem = try NISTProblem(named: regression.name)
    let b = problem.certified.map { Tensor($0) }
    let fit = LevenbergMarquardt(at: problem.certified) { regression.model($0, problem.x) }
    let columns = fit.jacobian()
    let largest = columns.map { $0.reduce(0) { max($0, $1.magnitude) } }
    for row in [0, problem.x.shape[0] / 2, problem.x.shape[0] - 1] {
      let unit = Tensor<Double>.oneHot([row], count: problem.x.shape[0]).reshaped(-1)
      let slopes = vectorJacobianProduct(unit, at: b) { regression.model($0, problem.x) }
      for (index, slope) in slopes.enumerated() {
        #expect((slope.number - columns[index][row]).magnitude <= 1e-13 * largest[index])
      }
    }
  }
}
