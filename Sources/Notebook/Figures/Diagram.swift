import Elementary
import Foundation

/// A figure of boxes with words in them, and arrows between the boxes: the graph of a computation.
///
/// ```swift
/// Diagram(
///   description: "x and y enter a product, whose value is 12.",
///   boxes: [
///     .init("x", column: 0, row: 0, notes: [.init("3")]),
///     .init("y", column: 0, row: 1, notes: [.init("4")]),
///     .init("x · y", column: 1, row: 0.5, notes: [.init("12")]),
///   ],
///   arrows: [.init(from: 0, to: 2, label: "4"), .init(from: 1, to: 2, label: "3")])
/// ```
public struct Diagram: Picture, Sendable {
  /// A box at a place in a grid, with a heading and lines of words below.
  public struct Node: Sendable {
    /// A line of words.
    public struct Note: Sendable {
      let text: String
      let color: Color

      /// A line of words in a colour.
      public init(_ text: String, color: Color = .gray) {
        (self.text, self.color) = (text, color)
      }
    }

    let heading: String
    let column: Double
    let row: Double
    let notes: [Note]

    /// A box.
    ///
    /// - Parameters:
    ///   - column: The place from left to right, from 0; boxes of one column are centred.
    ///   - row: The place from top to bottom, from 0; need not be whole.
    public init(_ heading: String, column: Double, row: Double, notes: [Note] = []) {
      (self.heading, self.column, self.row, self.notes) = (heading, column, row, notes)
    }
  }

  /// An arrow from the right side of one box to the left side of another.
  public struct Arrow: Sendable {
    let start: Int
    let end: Int
    let label: String
    let color: Color

    /// An arrow.
    ///
    /// - Parameters:
    ///   - start: The number of the box where it begins, from 0.
    ///   - end: The number of the box that it points to.
    ///   - label: Words at its middle; may be empty.
    public init(from start: Int, to end: Int, label: String = "", color: Color = .gray) {
      (self.start, self.end, self.label, self.color) = (start, end, label, color)
    }
  }

  /// The text that stands for the figure where it cannot be seen. It states the numbers that the
  /// figure shows.
  public let description: String
  let boxes: [Node]
  let arrows: [Arrow]
  let height: Double

  /// A diagram.
  ///
  /// - Parameter height: In pixels, beside a width of 720; without it, as much as the rows need.
  /// - Precondition: there is a box, and each arrow has both of its boxes.
  public init(description: String, boxes: [Node], arrows: [Arrow], height: Double? = nil) {
    require(!description.isEmpty, "Diagram: a description is needed")
    require(!boxes.isEmpty, "Diagram: there is no box")
    require(
      arrows.allSatisfy { boxes.indices.contains($0.start) && boxes.indices.contains($0.end) },
      "Diagram: an arrow begins or ends at no box")
    self.description = description
    self.boxes = boxes
    self.arrows = arrows
    let rows = 1 + (boxes.map(\.row).max() ?? 0)
    let lines = 1 + (boxes.map(\.notes.count).max() ?? 0)
    self.height =
      height ?? (rows * (Double(lines) * Metrics.lineHeight + 3 * Metrics.edge)).rounded()
  }

  /// Lines and words are sharp at any size.
  public let fileExtension = "svg"

  /// The SVG document.
  public var contents: Data { Data(svg().utf8) }

  /// The diagram as an SVG document, whose bytes depend on the diagram alone.
  public func svg() -> String { SVGRenderer.document(for: displayList) }

  /// Everything on the page: arrows below boxes, words above both.
  var displayList: DisplayList {
    let page = Box(left: 0, top: 0, right: 720, bottom: height)
    let places = boxes.map { place(of: $0, on: page) }
    return DisplayList(
      size: page, title: "", description: description,
      elements: [.path(Path(page), Style(fill: Ink.background))]
        + arrows.flatMap { arrow in
          DiagramArrow(
            from: places[arrow.start], to: places[arrow.end], paint: arrow.color.paint
          ).elements
        }
        + zip(boxes, places).flatMap(elements)
        + arrows.compactMap { arrow in
          arrow.label.isEmpty
            ? nil
            : label(arrow, from: places[arrow.start], to: places[arrow.end])
        })
  }

  /// The rectangle of a box, as wide as its words and centred in its place of the grid.
  private func place(of box: Node, on page: Box) -> Box {
    let columns = 1 + (boxes.map(\.column).max() ?? 0)
    let rows = 1 + (boxes.map(\.row).max() ?? 0)
    let center = Point(
      x: page.width * (box.column + 0.5) / columns, y: page.height * (box.row + 0.5) / rows)
    let widths =
      [estimatedWidth(of: box.heading, size: Metrics.labelFont.size, isBold: true)]
      + box.notes.map { estimatedWidth(of: $0.text, size: Metrics.tickFont.size) }
    let width = (widths.max() ?? 0) + 2 * Metrics.edge
    let height = Double(1 + box.notes.count) * Metrics.lineHeight + Metrics.gap
    return Box(
      left: center.x - width / 2, top: center.y - height / 2, right: center.x + width / 2,
      bottom: center.y + height / 2)
  }

  private func elements(of box: Node, at place: Box) -> [Element] {
    let middle = (place.left + place.right) / 2
    let heading = Font(size: Metrics.labelFont.size, isBold: true, anchor: .middle)
    let note = Font(size: Metrics.tickFont.size, anchor: .middle)
    let frame = Style(fill: Ink.background, stroke: Ink.axis, strokeWidth: 1.5)
    let words =
      [(box.heading, Ink.text, heading)] + box.notes.map { ($0.text, $0.color.paint, note) }
    return [.path(Path(place), frame)]
      + words.enumerated().map { line, words in
        let baseline = place.top + (Double(line) + 0.75) * Metrics.lineHeight + Metrics.gap / 2
        return .text(
          words.0, at: Point(x: middle, y: baseline), isVertical: false, .text(words.1, words.2))
      }
  }

  /// The words of an arrow, a third of its way from where it begins: arrows that meet at one box
  /// are still apart there.
  private func label(_ arrow: Arrow, from start: Box, to end: Box) -> Element {
    let drawn = DiagramArrow(from: start, to: end, paint: arrow.color.paint)
    return drawn.words(arrow.label, at: drawn.point(at: 0.4), anchor: .middle)
  }
}
