import Testing

@testable import Notebook

@Suite struct AxisTests {
  @Test func theDomainHoldsTheValuesWithRoom() {
    let linear = Axis("x").domain(of: [0, 32, .nan, -.infinity])
    #expect(linear == -1...33)

    // 2³² has a 32nd of its length in 2¹.
    let logarithmic = Axis("x", scale: .logarithmic).domain(of: [1, 0x1p32, 0, -4])
    #expect(logarithmic == 0.5...0x1p33)
  }

  @Test func anExplicitRangeIsKept() {
    #expect(Axis("x", range: 2...3).domain(of: [0, 100], isGrounded: true) == 2...3)
  }

  @Test func barsStandOnTheBorder() {
    #expect(Axis("y").domain(of: [16, 32], isGrounded: true) == 0...33)
    #expect(Axis("y").domain(of: [-32], isGrounded: true) == -33...0)
    #expect(Axis("y").domain(of: [-32, 32], isGrounded: true) == -34...34)
  }

  @Test(arguments: [Axis.Scale.linear, .logarithmic])
  func oneValueStandsWithinARangeOfSomeLength(scale: Axis.Scale) {
    for value in [1e-12, 0.3, 1, 1130.2641, 1e15] {
      let domain = Axis("x", scale: scale).domain(of: [value, value * (1 + 1e-14)])
      #expect(domain.lowerBound < value && value < domain.upperBound)
      #expect(domain.upperBound - domain.lowerBound > 0.01 * value)
    }
  }

  @Test func noValueIsNoTrap() {
    #expect(Axis("x").domain(of: [.nan]) == 0...1)
    #expect(Axis("x").domain(of: [1.7e308, -1.7e308, 0, 32]) == -1...33)
    #expect(
      Axis("x", scale: .logarithmic).domain(of: [.leastNonzeroMagnitude, 1, 0x1p32]) == 0.5...0x1p33
    )
    #expect(Axis("x", scale: .logarithmic).domain(of: [-1, 0]) == 1...10)
  }

  @Test func positionsFollowTheScale() {
    let linear = AxisScale(scale: .linear, domain: 10...20, page: (100, 0))
    #expect(linear.position(10) == 100)
    #expect(linear.position(12.5) == 75)
    #expect(linear.position(1e300) == -10_000)
    #expect(linear.position(.nan).isNaN)

    let logarithmic = AxisScale(scale: .logarithmic, domain: 1...16, page: (0, 400))
    #expect(abs(logarithmic.position(2) - 100) < 1e-9)
    #expect(abs(logarithmic.position(8) - 300) < 1e-9)
    #expect(!logarithmic.position(0).isFinite)
    #expect(!logarithmic.position(-1).isFinite)
  }
}
