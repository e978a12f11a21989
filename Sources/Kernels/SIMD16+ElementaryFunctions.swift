/// The elementary functions of sixteen `Float`s at once, with the bits that each alone would get.
extension SIMD16 where Scalar == Float {
  /// eˣ.
  public static func exp(_ x: Self) -> Self { Elementary.exp(x) }

  /// The natural logarithm, ln x.
  public static func log(_ x: Self) -> Self { Elementary.log(x) }
}
