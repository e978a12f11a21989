/// An angle as x = quadrant · π/2 + remainder, with |remainder| ≤ π/4 or hardly more.
struct ReducedAngle<Number: ElementaryNumber> {
  /// An integer, right modulo 4.
  var quadrant: Number
  /// The remainder as a pair, right to nearly all digits of its high part even where x is close to
  /// a multiple of π/2.
  var remainder: Pair<Number>

  @inline(__always)
  init(quadrant: Number, remainder: Pair<Number>) {
    self.quadrant = quadrant
    self.remainder = remainder
  }

  /// The reduction of Cody and Waite (1980), for an angle that is not distant: π/2 is cut into three
  /// parts,
  ///
  ///     remainder = ((x − q p₁) − q p₂) − q p₃,
  ///
  /// where q is the integer nearest to x · 2/π. A fused multiply-add makes the first difference
  /// exact, since x and q p₁ nearly cancel, and pairs carry the second.
  @inline(__always)
  init(near x: Number) {
    let (first, second, third) = Number.halfPi
    quadrant = x.nearestInteger(times: 0.6366197723675814)
    let difference = x.addingProduct(-quadrant, first)
    let product = Pair(product: -quadrant, second)
    let sum = Pair(sum: difference, product.high)
    let low = (sum.low + product.low).addingProduct(-quadrant, third)
    remainder = Pair(large: sum.high, small: low)
  }
}

extension ElementaryNumber {
  /// π/2 in three parts of 24 (`Float`) or 53 (`Double`) digits.
  @inline(__always)
  fileprivate static var halfPi: (Self, Self, Self) {
    isSingle
      ? (0x1.921fb6p+0, -0x1.777a5cp-25, -0x1.ee59dap-50)
      : (0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110)
  }
}

/// The reduction of one angle of any size, by the method of Payne and Hanek (1983).
///
/// With x = m · 2ᵉ, m an integer of 53 bits, the product x · 2/π is wanted modulo 4. The bits of
/// 2/π before the (e − 1)-th contribute multiples of 4, so the product takes the 192 bits from
/// there on. Its two leading bits are the quadrant, the others the fraction, with an error below
/// 2⁻¹³⁶; and no `Double` comes closer than about 2⁻⁶² to a multiple of π/2.
struct DistantAngle {
  private let quadrant: Double
  private let remainder: Pair<Double>

  /// The reduction in the precision of the angle; its remainder is a NaN for an infinite angle.
  func reduced<Number: ElementaryNumber>() -> ReducedAngle<Number> {
    let high = Number(remainder.high)
    let low = Number((remainder.high - Double(high)) + remainder.low)
    return ReducedAngle(
      quadrant: Number(quadrant), remainder: Pair(high: high, low: low))
  }

  /// - Parameter angle: an angle beyond ±2⁸, or an infinity.
  init(_ angle: some ElementaryNumber) {
    let x = Double(angle)
    guard x.isFinite else {
      quadrant = 0
      remainder = Pair(high: .nan, low: .nan)
      return
    }
    let sign = x < 0 ? -1.0 : 1.0
    let significand = x.significandBitPattern | (1 << 52)
    let firstBit = Int(x.exponent) - 52 + 62
    let (high, middle, low) = Self.product(significand, bitsOfTwoOverPiFrom: firstBit)

    let nearest = (high &+ (1 << 61)) >> 62
    quadrant = sign * Double(nearest)
    let fraction = Self.fraction(high &- (nearest << 62), middle, low)
    let halfPi = Pair(high: Double.halfPi.0, low: Double.halfPi.1)
    remainder = fraction * halfPi * Pair(high: sign, low: 0)
  }

  /// The low 192 bits of `factor` times the 192 bits of 2/π from the given place on.
  private static func product(
    _ factor: UInt64, bitsOfTwoOverPiFrom firstBit: Int
  ) -> (high: UInt64, middle: UInt64, low: UInt64) {
    func word(_ index: Int) -> UInt64 {
      let (place, shift) = (firstBit + 64 * index).quotientAndRemainder(dividingBy: 64)
      return twoOverPi[place] << UInt64(shift) | twoOverPi[place + 1] >> UInt64(64 - shift)
    }
    let lowest = factor.multipliedFullWidth(by: word(2))
    let next = factor.multipliedFullWidth(by: word(1))
    let (middle, carries) = next.low.addingReportingOverflow(lowest.high)
    let high = factor &* word(0) &+ next.high &+ (carries ? 1 : 0)
    return (high, middle, lowest.low)
  }

  /// The signed number of 192 bits that counts in units of 2⁻¹⁹⁰.
  private static func fraction(_ high: UInt64, _ middle: UInt64, _ low: UInt64) -> Pair<Double> {
    let isNegative = Int64(bitPattern: high) < 0
    let words = isNegative ? [~high, ~middle, ~low] : [high, middle, low]
    var sum = Pair(high: isNegative ? 0x1p-190 : 0.0, low: 0)
    var unit = 0x1p-190
    for word in words.reversed() {
      for half in [word & 0xffff_ffff, word >> 32] {
        sum = sum + Pair(high: Double(half) * unit, low: 0)
        unit *= 0x1p32
      }
    }
    return isNegative ? sum * Pair(high: -1, low: 0) : sum
  }

  /// The binary digits of 2/π, after one word of zeros.
  private static let twoOverPi: [UInt64] = [
    0x0,
    0xa2f9836e_4e441529, 0xfc2757d1_f534ddc0, 0xdb629599_3c439041, 0xfe5163ab_debbc561,
    0xb7246e3a_424dd2e0, 0x06492eea_09d1921c, 0xfe1deb1c_b129a73e, 0xe88235f5_2ebb4484,
    0xe99c7026_b45f7e41, 0x3991d639_835339f4, 0x9c845f8b_bdf9283b, 0x1ff897ff_de05980f,
    0xef2f118b_5a0a6d1f, 0x6d367ecf_27cb09b7, 0x4f463f66_9e5fea2d, 0x7527bac7_ebe5f17b,
    0x3d0739f7_8a5292ea, 0x6bfb5fb1_1f8d5d08, 0x56033046_fc7b6bab, 0xf0cfbc20_9af4361d,
  ]
}
