/// The elementary functions of one `Double`: `Elementary` says how, and how precisely.
extension Double {
  /// eˣ.
  public static func exp(_ x: Double) -> Double { Elementary.exp(x) }

  /// The natural logarithm, ln x.
  public static func log(_ x: Double) -> Double { Elementary.log(x) }
}
