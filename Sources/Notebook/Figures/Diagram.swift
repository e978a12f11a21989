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
    let isDashed: Bool
    let label: String
    let color: Color

    /// An arrow.
    ///
    /// - Parameters:
    ///   - start: The number of the box where it begins, from 0.
    ///   - end: The number of the box that it points to.
    ///   - label: Words at its middle; may be empty.
    public init(
      from start: Int, to end: Int, isDashed: Bool = false, label: String = "",
      color: Color = .gray
    ) {
      (self.start, self.end, self.isDashed) = (start, end, isDashed)
      (self.label, self.color) = (label, color)
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

  /// The SVG document.
  public var contents: Data { displayList.contents }

  /// Everything on the page: arrows below boxes, words above both.
  var displayList: DisplayList {
    let page = Box(left: 0, top: 0, right: 720, bottom: height)
    let places = boxes.map { place(of: $0, on: page) }
    let drawn = arrows.map {
      DiagramArrow(
        from: places[$0.start], to: places[$0.end], paint: $0.color.paint, isDashed: $0.isDashed)
    }
    // A label stands before its arrow's middle: arrows that meet at one box are still apart there.
    let labels = zip(arrows, drawn).filter { !$0.0.label.isEmpty }
      .map { $1.words($0.label, at: $1.point(at: 0.4), anchor: .middle) }
    return DisplayList(
      size: page, title: "", description: description,
      elements: [.path(Path(page), Style(fill: Ink.background))] + drawn.flatMap(\.elements)
        + zip(boxes, places).flatMap(elements) + labels)
  }

  /// The rectangle of a box, as wide as its words and centred in its place of the grid.
  private func place(of box: Node, on page: Box) -> Box {
    let columns = 1 + (boxes.map(\.column).max() ?? 0)
    let rows = 1 + (boxes.map(\.row).max() ?? 0)
    let notes = box.notes.map { Metrics.tickFont.width(of: $0.text) }
    let words = notes.reduce(Diagram.heading.width(of: box.heading), max)
    return Box(
      around: Point(
        page.width * (box.column + 0.5) / columns, page.height * (box.row + 0.5) / rows),
      width: words + 2 * Metrics.edge,
      height: Double(1 + box.notes.count) * Metrics.lineHeight + Metrics.gap)
  }

  private static let heading = Font(
    size: Metrics.labelFont.size, isBold: true, anchor: .middle)

  private func elements(of box: Node, at place: Box) -> [Element] {
    let note = Metrics.tickFont.anchored(at: .middle)
    let frame = Style(fill: Ink.background, stroke: Ink.axis, strokeWidth: 1.5)
    let words =
      [(box.heading, Ink.text, Diagram.heading)]
      + box.notes.map { ($0.text, $0.color.paint, note) }
    return [.path(Path(place), frame)]
      + words.enumerated().map { line, words in
        let baseline = place.top + (Double(line) + 0.75) * Metrics.lineHeight + Metrics.gap / 2
        return .words(words.0, at: Point(place.middle.x, baseline), words.1, words.2)
      }
  }
}
