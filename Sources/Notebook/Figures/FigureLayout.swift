import Elementary

/// Gives each panel of a figure its place: plots of equal size, in columns and rows with room
/// between them for the widest words.
struct FigureLayout: Sendable {
  let figure: Figure
  let plans: [PanelPlan]
  /// The plots' rectangles, within the axes.
  let plots: [Box]
}

extension FigureLayout {
  init(of figure: Figure) {
    self = FigureLayout.layouts(of: [figure])[0]
  }

  /// The layouts of figures that are seen in one place, one after another: equal panels have equal
  /// ranges and plots.
  ///
  /// - Precondition: The figures have the same size, and equally many panels and columns.
  static func layouts(of figures: [Figure]) -> [FigureLayout] {
    guard let first = figures.first else { return [] }
    let columns = first.columns
    let rows = (first.panels.count + columns - 1) / columns
    let isTitled = figures.contains { !$0.title.isEmpty }
    let header = isTitled ? Metrics.lineHeight + Metrics.gap : 0
    let cellWidth = first.width / Double(columns)
    let cellHeight = (first.height - header) / Double(rows)
    let planned = figures.map { figure in
      FigureLayout.plans(
        for: figure, among: figures, width: cellWidth - 50, height: cellHeight - 55)
    }
    let plots = FigureLayout.plots(
      of: first, header: header,
      plans: first.panels.indices.map { index in
        planned.map { $0[index] }
      })
    return zip(figures, planned).map { FigureLayout(figure: $0, plans: $1, plots: plots) }
  }

  /// The plots' rectangles for panels with room for the words of any of their plans.
  private static func plots(of figure: Figure, header: Double, plans: [[PanelPlan]]) -> [Box] {
    let columns = figure.columns
    let rows = (figure.panels.count + columns - 1) / columns

    func widest(_ margin: (PanelPlan) -> Double) -> [Double] {
      (0..<columns).map { column in
        stride(from: column, to: plans.count, by: columns).flatMap { plans[$0].map(margin) }
          .max() ?? 0
      }
    }
    let (left, right) = (widest(\.leftMargin), widest(\.rightMargin))
    let width = (figure.width - (left + right).reduce(0, +)) / Double(columns)

    let members = (0..<rows).map { $0 * columns..<min(plans.count, ($0 + 1) * columns) }
    let top = members.map { plans[$0].joined().map { $0.topMargin(width: width) }.max() ?? 0 }
    let bottom = members.map { plans[$0].joined().map(\.bottomMargin).max() ?? 0 }
    let height = (figure.height - header - (top + bottom).reduce(0, +)) / Double(rows)
    require(width >= 40 && height >= 40, "Figure: no room for the panels; make it higher")

    return plans.indices.map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      let x =
        left[...column].reduce(0, +) + right[..<column].reduce(0, +) + Double(column) * width
      let y =
        header + top[...row].reduce(0, +) + bottom[..<row].reduce(0, +) + Double(row) * height
      return Box(left: x, top: y, right: x + width, bottom: y + height)
    }
  }

  /// Decides ranges, ticks and labelling of each panel, for plots of about the given size. The
  /// ranges hold what the same panel shows in any of `figures`.
  private static func plans(
    for figure: Figure, among figures: [Figure], width: Double, height: Double
  ) -> [PanelPlan] {
    figure.panels.enumerated().map { index, panel in
      let peers = figures.flatMap { figure.sharesAxes ? $0.panels : [$0.panels[index]] }
      let isLeft = index.isMultiple(of: figure.columns)
      let isBottom = index + figure.columns >= figure.panels.count
      let horizontal = AxisPlan.horizontal(
        panel.x, AxisDemand(of: peers, \.x, isVertical: false),
        isLabelled: isBottom || !figure.sharesAxes, length: width)
      let vertical = AxisPlan.vertical(
        panel.y, AxisDemand(of: peers, \.y, isVertical: true),
        isLabelled: isLeft || !figure.sharesAxes, length: height)
      return PanelPlan(
        panel: panel, x: horizontal, y: vertical,
        labelling: Labelling(
          of: panel, x: horizontal, y: vertical, width: width, height: height))
    }
  }

  private var page: Box { Box(left: 0, top: 0, right: figure.width, bottom: figure.height) }

  /// Everything on the page, from the background up: as many layers for any two figures whose
  /// panels have equally many marks.
  var layers: [[Element]] {
    let font = Metrics.titleFont
    let title = Element.words(
      figure.title, at: Point(Metrics.edge, Metrics.edge + font.size * 0.9), Ink.text, font,
      room: page.width - 2 * Metrics.edge)
    return [
      [.path(Path(page), Style(fill: Ink.background))], figure.title.isEmpty ? [] : [title],
    ]
      + zip(plans, plots).flatMap { PanelDrawing(plan: $0, plot: $1, page: page).layers }
  }

  /// The figure by itself.
  var displayList: DisplayList {
    DisplayList(
      size: page, title: figure.title, description: figure.description,
      elements: layers.flatMap(\.self))
  }
}
