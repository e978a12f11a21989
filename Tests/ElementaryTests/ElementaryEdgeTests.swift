import Elementary
import KernelsTestSupport
import Testing

/// What the functions give at the ends of their domains, exactly.
struct ElementaryEdgeTests {
  /// f(argument) = value, bit for bit (a NaN is a NaN), for `Double` and, through it, for `Float`.
  struct Edge: Sendable {
    let function: ElementaryCase
    let argument: Double
    let value: Double

    init(_ function: ElementaryCase, _ argument: Double, _ value: Double) {
      (self.function, self.argument, self.value) = (function, argument, value)
    }
  }

  static let infinity = Double.infinity

  static let edges = [
    Edge(.exp, 0, 1), Edge(.exp, -0.0, 1), Edge(.exp, infinity, infinity), Edge(.exp, -infinity, 0),
    Edge(.exp, 1e300, infinity), Edge(.exp, -1e300, 0),
    Edge(.expMinusOne, 0, 0), Edge(.expMinusOne, -0.0, -0.0),
    Edge(.expMinusOne, infinity, infinity), Edge(.expMinusOne, -infinity, -1),
    Edge(.expMinusOne, -1e300, -1), Edge(.expMinusOne, 1e300, infinity),
    Edge(.log, 1, 0), Edge(.log, 0, -infinity), Edge(.log, -0.0, -infinity),
    Edge(.log, infinity, infinity), Edge(.log, -1, .nan), Edge(.log, -infinity, .nan),
    Edge(.logOnePlus, 0, 0), Edge(.logOnePlus, -0.0, -0.0), Edge(.logOnePlus, -1, -infinity),
    Edge(.logOnePlus, infinity, infinity), Edge(.logOnePlus, -2, .nan),
    Edge(.logOnePlus, -infinity, .nan),
    Edge(.tanh, 0, 0), Edge(.tanh, -0.0, -0.0), Edge(.tanh, infinity, 1),
    Edge(.tanh, -infinity, -1), Edge(.tanh, 1e300, 1), Edge(.tanh, -1e300, -1),
    Edge(.sigmoid, 0, 0.5), Edge(.sigmoid, -0.0, 0.5), Edge(.sigmoid, infinity, 1),
    Edge(.sigmoid, -infinity, 0), Edge(.sigmoid, 1e300, 1), Edge(.sigmoid, -1e300, 0),
    Edge(.softplus, infinity, infinity), Edge(.softplus, -infinity, 0),
    Edge(.softplus, -1e300, 0), Edge(.softplus, 0x1p100, 0x1p100),
    Edge(.sin, 0, 0), Edge(.sin, -0.0, -0.0), Edge(.sin, infinity, .nan),
    Edge(.sin, -infinity, .nan),
    Edge(.cos, 0, 1), Edge(.cos, -0.0, 1), Edge(.cos, infinity, .nan), Edge(.cos, -infinity, .nan),
    Edge(.erf, 0, 0), Edge(.erf, -0.0, -0.0), Edge(.erf, infinity, 1), Edge(.erf, -infinity, -1),
    Edge(.erf, 1e300, 1), Edge(.erf, -1e300, -1),
    Edge(.erfc, 0, 1), Edge(.erfc, infinity, 0), Edge(.erfc, -infinity, 2), Edge(.erfc, 1e300, 0),
    Edge(.erfc, -1e300, 2),
    Edge(.logGamma, 0, infinity), Edge(.logGamma, -0.0, infinity), Edge(.logGamma, 1, 0),
    Edge(.logGamma, 2, 0), Edge(.logGamma, infinity, infinity), Edge(.logGamma, -1, .nan),
    Edge(.logGamma, -0.5, .nan), Edge(.logGamma, -infinity, .nan),
  ]

  @Test("Zeros, infinities and the ends of the domain", arguments: edges)
  func edge(edge: Edge) {
    let wide = edge.function.value(of: edge.argument)
    let single = edge.function.value(of: Float(edge.argument))
    if edge.value.isNaN {
      #expect(wide.isNaN)
      #expect(single.isNaN)
    } else {
      #expect(wide.bitPattern == edge.value.bitPattern)
      #expect(single.bitPattern == Float(edge.value).bitPattern)
    }
  }

  @Test("A NaN stays one", arguments: ElementaryCase.allCases)
  func notANumber(function: ElementaryCase) {
    #expect(function.value(of: Double.nan).isNaN)
    #expect(function.value(of: -Double.nan).isNaN)
    #expect(function.value(of: Float.nan).isNaN)
  }

  /// The last argument before each threshold and the first beyond it.
  @Test("Overflow and underflow happen exactly where they must")
  func thresholds() {
    let greatest = 0x1.62e42fefa39efp9  // ln of the greatest number, rounded down
    #expect(Double.exp(greatest).isFinite)
    #expect(Double.exp(greatest.nextUp) == .infinity)
    #expect(Double.expMinusOne(greatest).isFinite)
    #expect(Double.expMinusOne(greatest.nextUp) == .infinity)
    let least = -0x1.74910d52d3051p9  // ln 2⁻¹⁰⁷⁵, rounded up
    #expect(Double.exp(least) == .leastNonzeroMagnitude)
    #expect(Double.exp(least.nextDown) == 0)
    #expect(Double.sigmoid(least) == .leastNonzeroMagnitude)
    #expect(Double.sigmoid(least.nextDown) == 0)
    #expect(Double.softplus(least) == .leastNonzeroMagnitude)
    #expect(Double.softplus(least.nextDown) == 0)
    let gammaLimit = 0x1.754d9278b51a7p1014
    #expect(Double.logGamma(gammaLimit).isFinite)
    #expect(Double.logGamma(gammaLimit.nextUp) == .infinity)
    #expect(Double.log(.leastNonzeroMagnitude) == -0x1.74385446d71c3p9)
    #expect(Double.log(.greatestFiniteMagnitude) == 0x1.62e42fefa39efp9)
  }

  @Test("Tiny arguments keep every digit, subnormal ones included")
  func tiny() {
    for x in [
      Double.leastNonzeroMagnitude, 3 * .leastNonzeroMagnitude, 0x1p-1030, 0x1p-1000, -0x1p-60,
    ] {
      #expect(Double.expMinusOne(x) == x)
      #expect(Double.logOnePlus(x) == x)
      #expect(Double.tanh(x) == x)
      #expect(Double.sin(x) == x)
      #expect(Double.exp(x) == 1)
      #expect(Double.cos(x) == 1)
      #expect(Double.erfc(x) == 1)
    }
  }

  @Test("Odd and even functions are so to the bit", arguments: ElementaryCase.allCases)
  func parity(function: ElementaryCase) {
    for x in stride(from: 0.013, to: 40, by: 0.37) {
      switch function {
      case .tanh, .sin, .erf: #expect(function.value(of: -x) == -function.value(of: x))
      case .cos: #expect(function.value(of: -x) == function.value(of: x))
      default: return
      }
    }
  }

  /// The numbers to either side of 1, where the formula changes sides, and of 9.0109, from where on
  /// the result is 1; and one bit pattern in 997.
  @Test("Float: tanh never falls, is odd to the bit and keeps tiny numbers")
  func tanhOfFloats() {
    let windows = [Float(1), 9.0109].map { Int($0.bitPattern) }
      .flatMap { Array(($0 - 20_000)...($0 + 20_000)) }
    let patterns = (Array(stride(from: 0, through: 0x7f80_0000, by: 997)) + windows).sorted()
    let arguments = patterns.map { Float(bitPattern: UInt32($0)) }
    let values = ElementaryCase.tanh.values(of: arguments)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(ElementaryCase.tanh.values(of: arguments.map { -$0 }).map { -$0 } == values)
    #expect(values.last == 1)
    for (x, y) in zip(arguments, values) where x < 0x1p-13 { #expect(y == x) }
  }

  @Test("Float: exp overflows and underflows exactly where it must")
  func thresholdsOfFloats() {
    let greatest: Float = 0x1.62e42ep6  // ln of the greatest number, rounded down
    #expect(Float.exp(greatest).isFinite)
    #expect(Float.exp(greatest.nextUp) == .infinity)
    let least: Float = -0x1.9fe368p6  // ln 2⁻¹⁵⁰, rounded up
    #expect(Float.exp(least) == .leastNonzeroMagnitude)
    #expect(Float.exp(least.nextDown) == 0)
    for x in [Float(89), 89.1, 90, 100, 176, 180, 1e3, 1e6, 1e20, 1e38] {
      #expect(Float.exp(x) == .infinity)
      #expect(Float.exp(-2 * x) == 0)
    }
  }
}
