/// The elementary functions of eight `Double`s at once, with the bits that each alone would get.
extension SIMD8 where Scalar == Double {
  /// eˣ.
  public static func exp(_ x: Self) -> Self { Elementary.exp(x) }

  /// The natural logarithm, ln x.
  public static func log(_ x: Self) -> Self { Elementary.log(x) }
}
