/// One thing on the page, in page coordinates, with all that is needed to draw it.
enum Element: Equatable, Sendable {
  case path(Path, Style)
  /// Equal dots, drawn one over the other.
  case dots([Point], Dot, Style)
  /// Words on one line, whose baseline starts, is centred or ends at a point (as the font's
  /// anchor says), and which read upward if `isVertical`.
  case text(String, at: Point, isVertical: Bool, Style)
  /// Elements of which only what lies in the box is seen.
  case clipped(to: Box, [Element])
  /// Elements that are seen in some frames of an animation.
  case shown(in: FrameSet, [Element])

  /// Words that read from left to right, shortened to a room in pixels.
  static func words(
    _ text: String, at place: Point, _ paint: Paint, _ font: Font, room: Double = .infinity,
    hasRim: Bool = false
  ) -> Element {
    .text(
      font.shortened(text, to: room), at: place, isVertical: false,
      .text(paint, font, hasRim: hasRim))
  }

  /// The estimated bounds of words on the page; nothing for other elements.
  var textBox: Box? {
    guard case .text(let text, let point, let isVertical, let style) = self,
      let font = style.font
    else { return nil }
    let width = font.width(of: text)
    let start: Double =
      switch font.anchor {
      case .start: 0
      case .middle: -width / 2
      case .end: -width
      }
    let (ascent, descent) = (0.8 * font.size, 0.25 * font.size)
    return isVertical
      ? Box(
        left: point.x - ascent, top: point.y - start - width, right: point.x + descent,
        bottom: point.y - start)
      : Box(
        left: point.x + start, top: point.y - ascent, right: point.x + start + width,
        bottom: point.y + descent)
  }
}

/// A page of elements, the first at the bottom.
struct DisplayList: Equatable, Sendable {
  let size: Box
  /// A short name for people who cannot see the page, and all that it shows, in words.
  let title: String
  let description: String
  var elements: [Element]
  /// When each frame of an animation begins and ends; nothing for a page at rest.
  var timeline: Timeline?
}
