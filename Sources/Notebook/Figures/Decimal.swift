import Kernels

/// `x` with a fixed number of decimals, correctly rounded (ties to even), whatever the locale;
/// a value that rounds to zero has no sign.
///
/// The product x · 10ᵈ is rounded once by the processor, and a fused multiply-add tells by how
/// much, so that a value a hair beside a tie still falls on its own side.
///
/// - Precondition: |x| · 10ᵈ is below 2⁵³, and 0 ≤ d ≤ 15.
func decimal(_ x: Double, digits: Int) -> String {
  let scale = powerOfTen(digits)
  let product = x * scale
  precondition((0...15).contains(digits), "decimal: \(digits) digits are out of range")
  precondition(product.magnitude < 0x1p53, "decimal: \(x) has too many digits")

  let error = (-product).addingProduct(x, scale)
  var rounded = product.rounded(.toNearestOrEven)
  if product - rounded == 0.5, error > 0 { rounded += 1 }
  if product - rounded == -0.5, error < 0 { rounded -= 1 }

  let integer = Int(rounded)
  let figures = String(integer.magnitude)
  let padded = String(repeating: "0", count: max(0, digits + 1 - figures.count)) + figures
  let sign = integer < 0 ? "-" : ""
  guard digits > 0 else { return sign + padded }
  return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
}

/// 10ᵏ, exact for 0 ≤ k ≤ 22 and correctly rounded for −22 ≤ k < 0.
func powerOfTen(_ exponent: Int) -> Double {
  var power = 1.0
  for _ in 0..<abs(exponent) { power *= 10 }
  return exponent < 0 ? 1 / power : power
}

/// The largest k with 10ᵏ ≤ x, for a positive and finite x.
func decade(of x: Double) -> Int {
  var exponent = Int((Double.log(x) / Double.log(10)).rounded(.down))
  while powerOfTen(exponent + 1) <= x { exponent += 1 }
  while powerOfTen(exponent) > x { exponent -= 1 }
  return exponent
}

/// An integer in superscript, as in 10⁻³.
func superscript(_ integer: Int) -> String {
  let figures: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
  let digits = String(integer.magnitude).compactMap(\.wholeNumberValue).map { figures[$0] }
  return (integer < 0 ? "⁻" : "") + String(digits)
}
