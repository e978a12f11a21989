import Foundation

/// Writes a display list as an SVG document.
///
/// The renderer knows no theme: it numbers the styles as it meets them, and writes each once, as a
/// class, with a second colour for viewers that prefer dark pages. Viewers that know no such
/// preference show the light one. An animation is made of styles too, for viewers that allow
/// motion; all others show its last frame. Coordinates have two decimals. The text depends on the
/// display list alone.
struct SVGRenderer {
  private let timeline: Timeline?
  private var styles: [Style] = []
  private var markers: [Marker] = []
  private var frames: [FrameSet] = []
  private var clips: [Box] = []

  /// How a group of dots looks.
  private struct Marker: Equatable {
    let style: Int
    let dot: Dot
  }

  /// The document for `list`.
  static func document(for list: DisplayList) -> String {
    var renderer = SVGRenderer(timeline: list.timeline)
    let body = list.elements.map { renderer.tag(for: $0) }.joined(separator: "\n")
    let (width, height) = (number(list.size.width), number(list.size.height))
    let title = list.title.isEmpty ? list.description : list.title
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" \
      width="\(width)" height="\(height)" role="img" aria-labelledby="title description">
      <title id="title">\(escaped(title))</title>
      <desc id="description">\(escaped(list.description))</desc>
      <style>
      \(renderer.stylesheet)
      </style>
      \(renderer.definitions)\(body)
      </svg>

      """
  }

  private init(timeline: Timeline?) { self.timeline = timeline }

  private mutating func tag(for element: Element) -> String {
    switch element {
    case .path(let path, let style):
      return #"<path class="\#(name(of: style))" d="\#(pathData(path))"/>"#
    case .dots(let points, let dot, let style):
      // A marker at each inner vertex of an invisible line: a dot costs its coordinates alone.
      let marker = markers.number(of: Marker(style: styles.number(of: style), dot: dot))
      let vertices = points.map(pair).joined(separator: " ")
      return #"<path fill="none" marker-mid="url(#m\#(marker))" d="M0 0L\#(vertices) 0 0"/>"#
    case .text(let text, let point, let isVertical, let style):
      let (x, y) = (number(point.x), number(point.y))
      let turn = isVertical ? #" transform="rotate(-90 \#(x) \#(y))""# : ""
      return
        #"<text class="\#(name(of: style))" x="\#(x)" y="\#(y)"\#(turn)>\#(escaped(text))</text>"#
    case .clipped(let box, let elements):
      return group("clip-path=\"url(#p\(clips.number(of: box)))\"", elements)
    case .shown(let shown, let elements):
      return group("class=\"f\(frames.number(of: shown))\"", elements)
    }
  }

  private mutating func group(_ attribute: String, _ elements: [Element]) -> String {
    "<g \(attribute)>\n" + elements.map { tag(for: $0) }.joined(separator: "\n") + "\n</g>"
  }

  private mutating func name(of style: Style) -> String { "s\(styles.number(of: style))" }

  private var definitions: String {
    let dots = markers.enumerated().map { index, marker in
      let reach = marker.dot.shape.reach(radius: marker.dot.radius)
      let (middle, side) = (number(reach), number(2 * reach))
      return """
        <marker id="m\(index)" markerUnits="userSpaceOnUse" markerWidth="\(side)" \
        markerHeight="\(side)" refX="\(middle)" refY="\(middle)">\
        \(tag(for: marker.dot, at: reach, style: marker.style))</marker>

        """
    }
    let boxes = clips.enumerated().map { index, box in
      "<clipPath id=\"p\(index)\"><path d=\"\(pathData(Path(box)))\"/></clipPath>\n"
    }
    return dots.joined() + boxes.joined()
  }

  /// A dot in the middle of its marker.
  private func tag(for dot: Dot, at middle: Double, style: Int) -> String {
    let corners = dot.shape.corners(radius: dot.radius)
    guard !corners.isEmpty else {
      let (center, radius) = (number(middle), number(dot.radius))
      return #"<circle class="s\#(style)" cx="\#(center)" cy="\#(center)" r="\#(radius)"/>"#
    }
    let outline = Path(around: corners.map { middle + $0 })
    return #"<path class="s\#(style)" d="\#(pathData(outline))"/>"#
  }

  private var stylesheet: String {
    let light = styles.enumerated().map { ".s\($0){\(declarations(of: $1))}" }
    let dark = styles.enumerated().map {
      ".s\($0){\(colors(of: $1, \.dark).joined(separator: ";"))}"
    }
    return """
      text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
      \(light.joined(separator: "\n"))
      @media (prefers-color-scheme:dark){
      \(dark.joined(separator: "\n"))
      }\(animation)
      """
  }

  /// The styles that show each group in its frames: in the last frame at rest, and one after
  /// another only where motion is welcome.
  private var animation: String {
    guard let timeline, !frames.isEmpty else { return "" }
    let hidden = frames.indices.filter { !timeline.isLast(frames[$0]) }.map { ".f\($0)" }
    let rest = hidden.isEmpty ? "" : "\n" + hidden.joined(separator: ",") + "{visibility:hidden}"
    let rules = frames.indices.map { index in
      let changes = timeline.changes(of: frames[index]).map { frame, isShown in
        "\(number(timeline.beginning(ofFrame: frame)))%"
          + "{visibility:\(isShown ? "visible" : "hidden")}"
      }
      return ".f\(index){animation-name:k\(index)}@keyframes k\(index){\(changes.joined())}"
    }
    return """
      \(rest)
      @media (prefers-reduced-motion:no-preference){
      [class^=f]{animation:\(number(timeline.duration))s step-end infinite}
      \(rules.joined(separator: "\n"))
      }
      """
  }
}

extension DisplayList {
  /// The SVG document, as a file holds it.
  var contents: Data { Data(SVGRenderer.document(for: self).utf8) }
}

extension Array where Element: Equatable {
  /// The place of an element, which is appended if it is not there yet.
  fileprivate mutating func number(of element: Element) -> Int {
    if let index = firstIndex(of: element) { return index }
    append(element)
    return count - 1
  }
}

private func colors(of style: Style, _ scheme: KeyPath<Paint, RGB>) -> [String] {
  [("fill:", style.fill), ("stroke:", style.stroke)].compactMap { name, paint in
    paint.map { name + $0[keyPath: scheme].css }
  }
}

private func declarations(of style: Style) -> String {
  var declarations = style.fill == nil ? ["fill:none"] : []
  declarations += colors(of: style, \.light)
  if style.stroke != nil {
    declarations.append("stroke-width:" + number(style.strokeWidth))
    declarations.append("stroke-linejoin:round")
  }
  if !style.dashes.isEmpty {
    declarations.append("stroke-dasharray:" + style.dashes.map(number).joined(separator: " "))
  }
  if style.opacity < 1 { declarations.append("opacity:" + number(style.opacity)) }
  if let font = style.font {
    declarations.append("font-size:\(number(font.size))px")
    if font.isBold { declarations.append("font-weight:600") }
    if font.anchor != .start { declarations.append("text-anchor:" + font.anchor.rawValue) }
    if style.stroke != nil { declarations.append("paint-order:stroke") }
  }
  return declarations.joined(separator: ";")
}

private func pathData(_ path: Path) -> String {
  var data = ""
  var isInLine = false
  for step in path.steps {
    switch step {
    case .move(let point): data += "M" + pair(point)
    case .line(let point): data += (isInLine ? " " : "L") + pair(point)
    case .curve(let first, let second, let end):
      data += "C" + [first, second, end].map(pair).joined(separator: " ")
    case .close: data += "Z"
    }
    if case .line = step { isInLine = true } else { isInLine = false }
  }
  return data
}

private func pair(_ point: Point) -> String { number(point.x) + " " + number(point.y) }

/// A length in pixels with at most two decimals.
private func number(_ x: Double) -> String {
  var text = x.formatted(decimals: 2)[...]
  while text.last == "0" { text.removeLast() }
  if text.last == "." { text.removeLast() }
  return String(text)
}

/// Text as XML writes it, without the control characters that it cannot.
private func escaped(_ text: String) -> String {
  text.plain.escapedForHTML.replacing("\"", with: "&quot;")
}
