/// The elementary functions of one `Float`: `Elementary` says how, and how precisely.
extension Float {
  /// eˣ.
  public static func exp(_ x: Float) -> Float { Elementary.exp(x) }

  /// The natural logarithm, ln x.
  public static func log(_ x: Float) -> Float { Elementary.log(x) }
}
