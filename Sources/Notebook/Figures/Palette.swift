/// A colour as it stands on a light page and on a dark one.
struct Paint: Equatable, Sendable {
  let light: RGB
  let dark: RGB

  /// The mixture of `paints` by `weights`, which are not negative and sum to one.
  static func blend(_ paints: [Paint], weights: [Double]) -> Paint {
    func mixture(_ scheme: KeyPath<Paint, RGB>) -> RGB {
      RGB(
        channels: zip(paints, weights).reduce(.zero) { $0 + $1.1 * $1.0[keyPath: scheme].channels })
    }
    return Paint(light: mixture(\.light), dark: mixture(\.dark))
  }
}

extension Paint {
  init(light: Int, dark: Int) {
    self.init(light: RGB(light), dark: RGB(dark))
  }
}

/// A colour of the sRGB colour space.
struct RGB: Equatable, Sendable {
  /// Red, green and blue, from 0 to 255.
  let channels: SIMD3<Double>

  /// The colour as CSS writes it, `#rrggbb`.
  var css: String {
    let digits = channels.indices.reduce(1) { $0 << 8 | Int(channels[$1].rounded()) }
    return "#" + String(digits, radix: 16).dropFirst()
  }
}

extension RGB {
  /// The colour 0xRRGGBB.
  init(_ hexadecimal: Int) {
    self.init(channels: SIMD3([16, 8, 0].map { Double(hexadecimal >> $0 & 0xff) }))
  }
}

/// The colours that marks are drawn in: few, told apart by the colour-blind, by lightness as well
/// as by hue, and readable on a light and on a dark page. After Okabe and Ito (2008), "Color
/// universal design", with lightness adjusted for lines on either page.
public enum Color: Sendable, Equatable, CaseIterable {
  case blue, orange, green, purple, vermillion, sky, gray

  /// The colour of the category or component with this index; after six they begin again, with
  /// another shape of the dots.
  public static func category(_ index: Int) -> Color {
    let hues: [Color] = [.blue, .orange, .green, .purple, .vermillion, .sky]
    return hues[index % categoryCount]
  }

  /// The number of colours that tell categories apart.
  static let categoryCount = 6

  var paint: Paint {
    switch self {
    case .blue: Paint(light: 0x00508f, dark: 0x3f9be6)
    case .orange: Paint(light: 0xd48100, dark: 0xffc24d)
    case .green: Paint(light: 0x008f66, dark: 0x16bd8f)
    case .purple: Paint(light: 0xc4559f, dark: 0xf792d8)
    case .vermillion: Paint(light: 0xb23a00, dark: 0xf0602a)
    case .sky: Paint(light: 0x3a9bd8, dark: 0xaadeff)
    case .gray: Paint(light: 0x5b626b, dark: 0x98a0aa)
    }
  }
}

/// What is not data: the page, the words on it and the lines around.
enum Ink {
  static let background = Paint(light: 0xffffff, dark: 0x12161c)
  static let text = Paint(light: 0x1f2328, dark: 0xe8ecf1)
  static let quietText = Paint(light: 0x4d545d, dark: 0xb4bcc6)
  static let axis = Paint(light: 0x8a929c, dark: 0x78818c)
  static let shade = Paint(light: 0xd3d9e0, dark: 0x414b57)
  static let grid = Paint(light: 0xe6e9ed, dark: 0x2a3038)
}
