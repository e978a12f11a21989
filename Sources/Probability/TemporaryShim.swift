import Foundation

extension Double {
  static func exp(_ x: Double) -> Double { Foundation.exp(x) }
  static func expMinusOne(_ x: Double) -> Double { Foundation.expm1(x) }
  static func log(_ x: Double) -> Double { Foundation.log(x) }
  static func log(onePlus x: Double) -> Double { Foundation.log1p(x) }
  static func sin(_ x: Double) -> Double { Foundation.sin(x) }
  static func cos(_ x: Double) -> Double { Foundation.cos(x) }
  static func erf(_ x: Double) -> Double { Foundation.erf(x) }
  static func erfc(_ x: Double) -> Double { Foundation.erfc(x) }
  static func logGamma(_ x: Double) -> Double { Foundation.lgamma(x) }
}
