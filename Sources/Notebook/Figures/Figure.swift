import Elementary
import Foundation

/// A plot with two axes.
public struct Panel: Sendable {
  let title: String
  let x: Axis
  let y: Axis
  let marks: [Mark]

  /// A plot of `marks`, drawn in order, with a title if several panels must be told apart.
  public init(_ title: String = "", x: Axis, y: Axis, marks: [Mark]) {
    self.title = title
    self.x = x
    self.y = y
    self.marks = marks
  }
}

/// A figure of a report: one panel, or several in a grid.
///
/// ```swift
/// Figure(
///   description: "The variance of the estimate falls from 2.0 to 0.002 with slope −1.00.",
///   x: Axis("samples L", scale: .logarithmic), y: Axis("variance", scale: .logarithmic),
///   marks: [
///     .line(x: counts, y: variances, label: "measured"),
///     .guide(x: counts, y: predicted, label: "2 / L"),
///   ])
/// ```
public struct Figure: Picture, Sendable {
  /// A short name, above the figure; may be empty.
  public let title: String
  /// The text that stands for the figure where it cannot be seen. It states the number that the
  /// figure shows.
  public let description: String
  let panels: [Panel]
  let columns: Int
  let sharesAxes: Bool
  let width: Double
  let height: Double

  /// A figure of one panel.
  ///
  /// - Parameters:
  ///   - width: In pixels; 720 is as wide as a page.
  ///   - height: In pixels.
  public init(
    _ title: String = "", description: String, width: Double = 680, height: Double = 380,
    x: Axis, y: Axis, marks: [Mark]
  ) {
    self.init(
      title, description: description, columns: 1, width: width, height: height,
      panels: [Panel(x: x, y: y, marks: marks)])
  }

  /// A figure of panels, row by row.
  ///
  /// - Parameters:
  ///   - columns: The number of panels in a row.
  ///   - sharesAxes: All panels show the same ranges, and only the outer ones bear labels.
  ///   - width: In pixels.
  ///   - height: In pixels; by default each panel is about four fifths as high as it is wide.
  public init(
    _ title: String = "", description: String, columns: Int, sharesAxes: Bool = false,
    width: Double = 720, height: Double? = nil, panels: [Panel]
  ) {
    require(!description.isEmpty, "Figure: a description is needed")
    require(!panels.isEmpty && columns >= 1, "Figure: at least one panel is needed")
    self.title = title
    self.description = description
    self.panels = panels
    self.columns = min(columns, panels.count)
    self.sharesAxes = sharesAxes
    self.width = width
    let rows = (panels.count + self.columns - 1) / self.columns
    self.height = height ?? (Double(rows) * 0.8 * width / Double(self.columns)).rounded()
  }

  /// The SVG document.
  public var contents: Data { FigureLayout(of: self).displayList.contents }
}
