import Kernels

/// Gives each panel of a figure its place: plots of equal size, in columns and rows with room
/// between them for the widest words.
struct FigureLayout: Sendable {
  let figure: Figure
  let plans: [PanelPlan]
  /// The plots' rectangles, within the axes.
  let plots: [Box]

  init(of figure: Figure) {
    let columns = figure.columns
    let rows = (figure.panels.count + columns - 1) / columns
    let header = figure.title.isEmpty ? 0 : Metrics.lineHeight + Metrics.gap
    let cellWidth = figure.width / Double(columns)
    let cellHeight = (figure.height - header) / Double(rows)
    let plans = FigureLayout.plans(for: figure, width: cellWidth - 50, height: cellHeight - 55)

    let left = (0..<columns).map { column in
      stride(from: column, to: plans.count, by: columns).map { plans[$0].leftMargin }.max() ?? 0
    }
    let right = (0..<columns).map { column in
      stride(from: column, to: plans.count, by: columns).map { plans[$0].rightMargin }.max() ?? 0
    }
    let width = (figure.width - (left + right).reduce(0, +)) / Double(columns)

    let members = (0..<rows).map { $0 * columns..<min(plans.count, ($0 + 1) * columns) }
    let top = members.map { plans[$0].map { $0.topMargin(width: width) }.max() ?? 0 }
    let bottom = members.map { plans[$0].map(\.bottomMargin).max() ?? 0 }
    let height = (figure.height - header - (top + bottom).reduce(0, +)) / Double(rows)
    require(width >= 40 && height >= 40, "Figure: no room for the panels; make it higher")

    self.figure = figure
    self.plans = plans
    plots = plans.indices.map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      let x =
        left[...column].reduce(0, +) + right[..<column].reduce(0, +) + Double(column) * width
      let y =
        header + top[...row].reduce(0, +) + bottom[..<row].reduce(0, +) + Double(row) * height
      return Box(left: x, top: y, right: x + width, bottom: y + height)
    }
  }

  /// Decides ranges, ticks and labelling of each panel, for plots of about the given size.
  private static func plans(for figure: Figure, width: Double, height: Double) -> [PanelPlan] {
    figure.panels.enumerated().map { index, panel in
      let peers = figure.sharesAxes ? figure.panels : [panel]
      let (x, y) = (AxisDemand.x(of: peers), AxisDemand.y(of: peers))
      let isLeft = index.isMultiple(of: figure.columns)
      let isBottom = index + figure.columns >= figure.panels.count
      let horizontal = AxisPlan.horizontal(
        panel.x, domain: x.domain(on: panel.x), isWhole: x.isWhole,
        isLabelled: isBottom || !figure.sharesAxes, length: width)
      let vertical = AxisPlan.vertical(
        panel.y, domain: y.domain(on: panel.y), isWhole: y.isWhole,
        isLabelled: isLeft || !figure.sharesAxes, length: height)
      return PanelPlan(
        panel: panel, x: horizontal, y: vertical,
        labelling: Labelling(
          of: panel, x: horizontal, y: vertical, width: width, height: height))
    }
  }

  /// Everything on the page, from the background up.
  var displayList: DisplayList {
    let page = Box(left: 0, top: 0, right: figure.width, bottom: figure.height)
    var elements = [Element.path(Path(page), Style(fill: Ink.background))]
    if !figure.title.isEmpty {
      let title = shortened(figure.title, to: page.width - 2 * Metrics.edge, Metrics.titleFont)
      let place = Point(x: Metrics.edge, y: Metrics.edge + Metrics.titleFont.size * 0.9)
      elements.append(
        .text(title, at: place, isVertical: false, .text(Ink.text, Metrics.titleFont)))
    }
    for (plan, plot) in zip(plans, plots) {
      elements += PanelDrawing(plan: plan, plot: plot, page: page).elements
    }
    return DisplayList(
      size: page, title: figure.title, description: figure.description, elements: elements)
  }
}
