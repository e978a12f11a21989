import Foundation

extension Double {
  public static func erf(_ x: Double) -> Double { Foundation.erf(x) }
  public static func erfc(_ x: Double) -> Double { Foundation.erfc(x) }
  public static func logGamma(_ x: Double) -> Double { Foundation.lgamma(x) }
}
