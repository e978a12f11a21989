import Foundation

extension Double {
  public static func expMinusOne(_ x: Double) -> Double { Foundation.expm1(x) }
  public static func log(onePlus x: Double) -> Double { Foundation.log1p(x) }
  public static func sin(_ x: Double) -> Double { Foundation.sin(x) }
  public static func cos(_ x: Double) -> Double { Foundation.cos(x) }
  public static func erf(_ x: Double) -> Double { Foundation.erf(x) }
  public static func erfc(_ x: Double) -> Double { Foundation.erfc(x) }
  public static func logGamma(_ x: Double) -> Double { Foundation.lgamma(x) }
}
