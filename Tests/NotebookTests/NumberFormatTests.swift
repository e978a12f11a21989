import Testing

@testable import Notebook

struct NumberFormatTests {
  @Test(arguments: [
    (3.14159, 2, "3.14"), (2.675, 2, "2.68"), (-0.001, 2, "0.00"), (999.996, 2, "1000.00"),
    (0, 3, "0.000"), (1e21, 0, "1000000000000000000000"), (1.5e-7, 3, "0.000"), (-12.5, 0, "-13"),
    (0.5, 0, "1"), (0.05, 1, "0.1"), (0.04, 1, "0.0"),
  ])
  func roundsToDecimals(value: Double, decimals: Int, text: String) {
    #expect(value.formatted(decimals: decimals) == text)
  }

  @Test(arguments: [
    (3.14159, 3, "3.14"), (1234.5, 2, "1200"), (0.0000123456, 3, "1.23e-5"),
    (0.00123, 4, "0.00123"),
    (1.2345e-10, 2, "1.2e-10"), (9.99e9, 2, "1e10"), (999_999.9, 4, "1e6"), (0, 3, "0"),
    (-0.25, 3, "-0.25"), (100_000, 3, "100000"), (.leastNonzeroMagnitude, 3, "5e-324"),
  ])
  func roundsToSignificantDigits(value: Double, count: Int, text: String) {
    #expect(value.formatted(significant: count) == text)
  }

  @Test func namesWhatIsNotFinite() {
    #expect(Double.nan.formatted(significant: 3) == "NaN")
    #expect((-Double.infinity).formatted(decimals: 3) == "−∞")
  }
}
