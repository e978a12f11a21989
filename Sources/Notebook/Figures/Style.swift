import Numerics

/// How an element of a display list looks.
struct Style: Equatable, Sendable {
  var fill: Paint?
  var stroke: Paint?
  var strokeWidth = 1.0
  /// Lengths of dashes and gaps in turn; empty for a solid line.
  var dashes: [Double] = []
  var opacity = 1.0
  var font: Font?

  /// A stroke without a fill.
  static func line(_ paint: Paint, width: Double, dashes: [Double] = []) -> Style {
    Style(stroke: paint, strokeWidth: width, dashes: dashes)
  }

  /// A dashed line.
  static func guide(_ paint: Paint) -> Style { line(paint, width: 1.5, dashes: [6, 4]) }

  /// The area of a band, through which the grid is seen.
  static func area(_ paint: Paint) -> Style { Style(fill: paint, opacity: 0.22) }

  /// An inside that is told from the outside, and no more.
  static func tint(_ paint: Paint) -> Style { Style(fill: paint, opacity: 0.1) }

  /// One of many thin lines, which darken where they meet.
  static func thread(_ paint: Paint, opacity: Double) -> Style {
    Style(stroke: paint, strokeWidth: 1, opacity: opacity)
  }

  /// A bar, set off from its neighbours.
  static func bar(_ paint: Paint) -> Style {
    Style(fill: paint, stroke: Ink.background, strokeWidth: 0.75, opacity: 0.6)
  }

  /// A dot, through which others are seen.
  static func dot(_ paint: Paint) -> Style { Style(fill: paint, opacity: 0.75) }

  /// Words, with a rim in the colour of the page that sets them off from what they cover.
  static func text(_ paint: Paint, _ font: Font, hasRim: Bool = false) -> Style {
    Style(fill: paint, stroke: hasRim ? Ink.background : nil, strokeWidth: 3, font: font)
  }
}

/// The size of words in pixels, their weight, and where on them their place is.
struct Font: Equatable, Sendable {
  enum Anchor: String, Sendable { case start, middle, end }

  var size: Double
  var isBold = false
  var anchor = Anchor.start

  /// From the middle of the small letters down to the line that they stand on.
  var halfHeight: Double { 0.36 * size }

  func anchored(at anchor: Anchor) -> Font {
    Font(size: size, isBold: isBold, anchor: anchor)
  }
}
