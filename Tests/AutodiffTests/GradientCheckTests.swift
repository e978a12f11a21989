import Autodiff
import Elementary
import Testing

/// The tool agrees with derivatives that are known, and refuses rules with a fault.
@Suite struct GradientCheckTests {
  @Test func agreesWithKnownDerivatives() throws {
    let check = GradientCheck.firstOrder(at: [Tensor<Double>([[2, 3]]), Tensor([4])]) {
      $0[0].squared().sum() * $0[1].sum()
    }
    #expect(check.passes, "\(check)")
    #expect(check.derivatives.map(\.tensor) == [0, 0, 1])
    #expect(check.derivatives.map(\.position) == [[0, 0], [0, 1], [0]])
    let unit = check.derivatives[2].byRules / 13
    expectEqual(check.derivatives.map { $0.byRules / unit }, [16, 24, 13], within: 1e-14)
    expectEqual(check.derivatives.map { $0.byDifferences / unit }, [16, 24, 13], within: 1e-10)
  }

  /// The bound holds where the step must be tiny, and where it must be large.
  @Test(arguments: [1e-300, 1e-8, 0.3, 1, 40, 1e6, 1e300])
  func findsTheStepByItself(x: Double) throws {
    let check = GradientCheck.firstOrder(at: Tensor(x)) { $0.log() }
    #expect(check.passes, "\(check)")
    #expect(check.loosestBound < 1e-8 / x)
  }

  /// A step over the pole at 0, or over the kink, gives differences that agree with each other.
  @Test(arguments: [1e-12, -1e-5, 0.01])
  func isNotDeceivedByAPoleOrAKinkNearby(x: Double) {
    let pole = GradientCheck.firstOrder(at: Tensor(x)) { 1 / $0 }
    #expect(pole.passes, "\(pole)")
    let kink = GradientCheck.firstOrder(at: Tensor(x)) { $0.relu() }
    #expect(kink.passes, "\(kink)")
  }

  /// The smallest steps beside the smallest numbers would be zero.
  @Test func endsBesideTheSmallestNumbers() {
    for x in [Double.leastNonzeroMagnitude, -.leastNormalMagnitude / 16] {
      #expect(GradientCheck.firstOrder(at: Tensor(x)) { 3 * $0 }.passes)
    }
  }

  @Test func doesNotPassWhereThereIsNoDerivative() {
    for (x, name) in [(0, "a pole"), (-1, "outside of the domain"), (Double.nan, "NaN")] {
      #expect(!GradientCheck.firstOrder(at: Tensor(x)) { $0.log() }.passes, "\(name)")
    }
  }

  @Test func reportsTheWorstDerivative() throws {
    let x = Tensor<Double>([[1, 2], [3, 4]])
    let check = GradientCheck.firstOrder(at: x) { x in
      x.primitive("squared", { $0 * $0 }) { dy, x, _ in
        dy * x * Tensor([[2, 2], [2, 2.5]])
      }
    }
    let worst = try #require(check.worst)
    #expect(worst.position == [1, 1])
    #expect(abs(worst.byRules / worst.byDifferences - 1.25) < 1e-9)
    #expect(!check.passes)
    #expect(check.derivatives.filter { !$0.passes }.count == 1)
    #expect("\(check)".hasPrefix("not all of 4 derivatives agree; worst: tensor 0 at [1, 1]"))
  }
}

/// Each fault is the right rule with one slip in it.
@Suite struct PlantedFaultTests {
  let x = scattered([2, 3], seed: 3)
  let square = scattered([3, 3], seed: 4)

  private func expectCaught(_ check: GradientCheck, _ fault: String) {
    #expect(!check.passes, "\(fault) goes unnoticed: \(check)")
  }

  @Test func aSign() {
    expectCaught(
      .firstOrder(at: x) { x in x.primitive("cos", { $0.cos() }) { dy, x, _ in dy * x.sin() } },
      "a sign")
    expectCaught(
      .firstOrder(at: [x, x + 1]) {
        Tensor.primitive(
          "−", $0[0], $0[1], value: { $0 - $1 }, pullbacks: { dy, _, _, _ in dy },
          { dy, _, _, _ in dy })
      }, "a sign in the second rule")
  }

  @Test func aLostFactor() {
    expectCaught(
      .firstOrder(at: x) { x in x.primitive("x²", { $0 * $0 }) { dy, x, _ in dy * x } },
      "a lost factor")
    expectCaught(
      .firstOrder(at: x) { x in
        x.primitive("mean", { $0.mean() }) { dy, x, _ in dy.broadcast(to: x.shape) }
      }, "a sum for a mean")
  }

  @Test func aTransposedOperand() {
    expectCaught(
      .firstOrder(at: [square, square.transposed() + 1]) {
        Tensor.primitive(
          "matmul", $0[0], $0[1], value: { $0.matmul($1) },
          pullbacks: { dy, _, b, _ in dy.matmul(b) },
          { dy, a, _, _ in a.matmul(dy, transposed: .left) })
      }, "a transposed operand")
    expectCaught(
      .firstOrder(at: square) { x in
        x.primitive("transposed", { $0.transposed() }) { dy, _, _ in dy }
      }, "a cotangent that is not transposed back")
  }

  @Test func aSumOverTheWrongAxis() {
    expectCaught(
      .firstOrder(at: [square, Tensor([0.5, 1, 2])]) {
        Tensor.primitive(
          "+", $0[0], $0[1], value: { $0 + $1 }, pullbacks: { dy, _, _, _ in dy },
          { dy, _, _, _ in dy.sum(1) })
      }, "a broadcast summed over the wrong axis")
    expectCaught(
      .firstOrder(at: square) { x in
        x.primitive("sum", { $0.sum(0) }) { dy, x, _ in
          dy.reshaped(3, 1).broadcast(to: x.shape)
        }
      }, "a cotangent stretched along the wrong axis")
  }

  @Test func aForgottenTerm() {
    expectCaught(
      .firstOrder(at: x) { x in
        x.primitive("softmax", { $0.softmax(-1) }) { dy, _, y in y * dy }
      }, "the derivative of a normaliser")
  }

  @Test func aSecondDerivativeThatIsCutOff() {
    func cut(_ x: Tensor<Double>) -> Tensor<Double> {
      x.primitive("x³", { $0 * $0 * $0 }) { dy, x, _ in dy * (x * x * 3).stopGradient() }
    }
    let first = GradientCheck.firstOrder(at: x, of: cut)
    #expect(first.passes, "\(first)")
    expectCaught(.secondOrder(at: x, of: cut), "a constant in place of a derivative")
  }

  /// A derivative that is off by a millionth.
  @Test func aSlightlyWrongConstant() {
    expectCaught(
      .firstOrder(at: x) { x in
        x.primitive("x³", { $0 * $0 * $0 }) { dy, x, _ in dy * x * x * 3.000003 }
      }, "a factor that is off by a millionth")
  }
}
