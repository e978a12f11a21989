import Numerics

/// Lengths in pixels.
private enum Pitch {
  static let column = 130.0
  static let row = 110.0
  static let radius = 25.0
  static let dot = 5.0
  /// Between a plate and what it surrounds.
  static let padding = 16.0
}

extension PlateDiagram {
  /// Everything on the page: plates, then arrows, nodes and words.
  var displayList: DisplayList {
    let page = Box(left: 0, top: 0, right: 720, bottom: height)
    return DisplayList(
      size: page, title: "", description: description,
      elements: [.path(Path(page), Style(fill: Ink.background))]
        + plates.indices.flatMap(elements(ofPlate:))
        + arrows.flatMap { drawing(of: $0).elements }
        + zip(nodes, circles).flatMap(elements(of:at:))
        + nodes.indices.compactMap(name(ofParameter:))
        + arrows.compactMap(words(on:)))
  }

  private var bottomRow: Double { nodes.map(\.row).max() ?? 0 }

  private var margin: Double {
    let depth = plates.indices.map { Double(1 + self.depth(ofPlate: $0)) }.max() ?? 0
    return Pitch.radius + Metrics.edge + depth * (Pitch.padding / 2 + Metrics.lineHeight)
  }

  private var height: Double { 2 * margin + Pitch.row * bottomRow }

  /// The circles of the nodes; columns move together where the page is too narrow for them.
  var circles: [Circle] {
    let last = nodes.map(\.column).max() ?? 0
    let pitch = min(Pitch.column, (720 - 2 * margin) / max(1, last))
    return nodes.map { node in
      Circle(
        center: Point(360 + (node.column - last / 2) * pitch, margin + node.row * Pitch.row),
        radius: node.kind == .parameter ? Pitch.dot : Pitch.radius)
    }
  }

  func drawing(of arrow: Arrow) -> DiagramArrow {
    let back = arrows.first { $0.start == arrow.end && $0.end == arrow.start }
    let isCurved = back.map { arrow.isDashed || !$0.isDashed } ?? false
    return DiagramArrow(
      from: circles[arrow.start], to: circles[arrow.end], paint: arrow.color.paint,
      isCurved: isCurved, isDashed: arrow.isDashed)
  }

  /// The words of an arrow beside its middle: on its left, which is the outside of its curve.
  private func words(on arrow: Arrow) -> Element? {
    if arrow.label.isEmpty { return nil }
    let drawn = drawing(of: arrow)
    let way = drawn.end - drawn.start
    let left = Point(way.y, -way.x) / way.length
    let anchor: Font.Anchor = left.x > 0.4 ? .start : left.x < -0.4 ? .end : .middle
    return drawn.words(
      arrow.label, at: drawn.point(at: 0.5) + Point(9, 12) * left, anchor: anchor)
  }

  private func elements(of node: Node, at circle: Circle) -> [Element] {
    let path = Path(circleAround: circle.center, radius: circle.radius)
    switch node.kind {
    case .parameter:
      return [.path(path, Style(fill: Ink.text))]
    case .latent, .observed:
      let fill = node.kind == .latent ? Ink.background : Ink.shade
      let font = Font(size: Metrics.titleFont.size, anchor: .middle)
      return [
        .path(path, Style(fill: fill, stroke: Ink.quietText, strokeWidth: 1.5)),
        .words(node.name, at: circle.center + Point(0, 0.34 * font.size), Ink.text, font),
      ]
    }
  }

  /// The name of a parameter, on the side that its arrows leave free.
  private func name(ofParameter index: Int) -> Element? {
    guard nodes[index].kind == .parameter else { return nil }
    let center = circles[index].center
    var way = Point.zero
    for arrow in arrows where arrow.start == index || arrow.end == index {
      way += circles[arrow.start == index ? arrow.end : arrow.start].center - center
    }
    let isSideways = way.x.magnitude >= way.y.magnitude
    let offset = Pitch.dot + Metrics.gap
    let size = Metrics.titleFont.size
    let anchor: Font.Anchor = !isSideways ? .middle : way.x >= 0 ? .end : .start
    let aside =
      isSideways
      ? Point(way.x >= 0 ? -offset : offset, 0.34 * size)
      : Point(0, way.y >= 0 ? -offset : offset + 0.75 * size)
    return .words(
      nodes[index].name, at: center + aside, Ink.text, Font(size: size, anchor: anchor))
  }

  /// The plates that lie within this one.
  private func plates(within index: Int) -> [Int] {
    let members = plates[index].members
    return plates.indices.filter { other in
      plates[other].members.count < members.count
        && plates[other].members.allSatisfy(members.contains)
    }
  }

  /// How many plates lie one in another within this one.
  private func depth(ofPlate index: Int) -> Int {
    plates(within: index).map { 1 + depth(ofPlate: $0) }.max() ?? 0
  }

  /// The rectangle of a plate around its nodes, the words of the arrows between them and the plates
  /// within, with a line of room for its count below them all.
  func frame(ofPlate index: Int) -> Box {
    let members = plates[index].members
    let inside =
      members.map { circles[$0].box } + plates(within: index).map(frame(ofPlate:))
      + arrows.filter { members.contains($0.start) && members.contains($0.end) }
      .compactMap { words(on: $0)?.textBox }
    let (left, right) = (inside.map(\.left).min() ?? 0, inside.map(\.right).max() ?? 0)
    let count = Metrics.tickFont.width(of: plates[index].count)
    let width = max(right - left + 2 * Pitch.padding, count + 2 * Metrics.edge)
    let middle = (left + right) / 2
    return Box(
      left: middle - width / 2, top: (inside.map(\.top).min() ?? 0) - Pitch.padding,
      right: middle + width / 2,
      bottom: (inside.map(\.bottom).max() ?? 0) + Pitch.padding / 2 + Metrics.lineHeight)
  }

  private func elements(ofPlate index: Int) -> [Element] {
    let frame = frame(ofPlate: index)
    let corner = Point(frame.right - Metrics.edge, frame.bottom - 0.6 * Metrics.edge)
    return [
      .path(Path(frame, cornerRadius: 10), .line(Ink.axis, width: 1.5)),
      .words(plates[index].count, at: corner, Ink.quietText, Metrics.tickFont.anchored(at: .end)),
    ]
  }
}
