/// Draws a panel whose place is known.
struct PanelDrawing {
  let plan: PanelPlan
  let plot: Box
  let page: Box
  let x: AxisScale
  let y: AxisScale

  init(plan: PanelPlan, plot: Box, page: Box) {
    self.plan = plan
    self.plot = plot
    self.page = page
    x = AxisScale(
      scale: plan.x.axis.scale, domain: plan.x.domain, page: (plot.left, plot.right))
    y = plan.y.verticalScale(top: plot.top, bottom: plot.bottom)
  }

  /// The grid, the marks over it one by one, and the words around and over them: as many layers
  /// for any two panels of equally many marks.
  var layers: [[Element]] {
    let marks = MarkDrawing(x: x, y: y, plot: plot)
    return [grid] + plan.panel.marks.map(marks.elements(for:))
      + [axes, tickLabels, axisLabels, heading, endLabels]
      + plan.panel.marks.map(marks.words(on:))
  }

  private var xTicks: [(tick: Tick, x: Double)] {
    plan.x.ticks.major.map { ($0, x.position($0.value)) }
  }

  private var yTicks: [(tick: Tick, y: Double)] {
    plan.y.ticks.major.map { ($0, y.position($0.value)) }
  }

  private var grid: [Element] {
    var lines = Path()
    for (_, x) in xTicks where plan.x.axis.names.isEmpty {
      lines.addSegment(from: Point(x: x, y: plot.top), to: Point(x: x, y: plot.bottom))
    }
    for (_, y) in yTicks where plan.y.axis.names.isEmpty {
      lines.addSegment(from: Point(x: plot.left, y: y), to: Point(x: plot.right, y: y))
    }
    return [.path(lines, .line(Ink.grid, width: 1))]
  }

  /// The left and the lower border, with small ticks outward where no label stands.
  private var axes: [Element] {
    var lines = Path(through: [
      Point(x: plot.left, y: plot.top), Point(x: plot.left, y: plot.bottom),
      Point(x: plot.right, y: plot.bottom),
    ])
    for x in plan.x.ticks.minor.map(x.position) {
      lines.addSegment(from: Point(x: x, y: plot.bottom), to: Point(x: x, y: plot.bottom + 3))
    }
    for y in plan.y.ticks.minor.map(y.position) {
      lines.addSegment(from: Point(x: plot.left - 3, y: y), to: Point(x: plot.left, y: y))
    }
    return [.path(lines, .line(Ink.axis, width: 1))]
  }

  private var tickLabels: [Element] {
    let size = Metrics.tickFont.size
    let below = Style.text(Ink.quietText, Font(size: size, anchor: .middle))
    let beside = Style.text(Ink.quietText, Font(size: size, anchor: .end))
    let baseline = plot.bottom + Metrics.gap + 0.8 * size
    let horizontal = xTicks.map { tick, x in
      Element.text(tick.label, at: Point(x: x, y: baseline), isVertical: false, below)
    }
    let vertical = yTicks.map { tick, y in
      let place = Point(x: plot.left - Metrics.gap, y: y + 0.36 * size)
      return Element.text(tick.label, at: place, isVertical: false, beside)
    }
    return (plan.x.isLabelled ? horizontal : []) + (plan.y.isLabelled ? vertical : [])
  }

  private var axisLabels: [Element] {
    let font = Font(size: Metrics.labelFont.size, anchor: .middle)
    let style = Style.text(Ink.text, font)
    var labels: [Element] = []
    if plan.x.isLabelled, !plan.x.axis.label.isEmpty {
      let text = shortened(plan.x.axis.label, to: plot.width, font)
      let baseline = plot.bottom + Metrics.gap + Metrics.tickFont.size + Metrics.lineHeight - 2
      let place = Point(x: (plot.left + plot.right) / 2, y: baseline)
      labels.append(.text(text, at: place, isVertical: false, style))
    }
    if plan.y.isLabelled, !plan.y.axis.label.isEmpty {
      let text = shortened(plan.y.axis.label, to: plot.height, font)
      let baseline = plot.left - Metrics.gap - plan.y.widestTickLabel - Metrics.gap
      let place = Point(x: baseline, y: (plot.top + plot.bottom) / 2)
      labels.append(.text(text, at: place, isVertical: true, style))
    }
    return labels
  }

  /// The panel's title and key, above the plot.
  private var heading: [Element] {
    var elements: [Element] = []
    var baseline = plot.top - Metrics.gap
    if case .inKey(let entries) = plan.labelling {
      for row in KeyEntry.rows(of: entries, width: plot.width).reversed() {
        elements += keyRow(row, baseline: baseline)
        baseline -= Metrics.lineHeight
      }
    }
    if !plan.panel.title.isEmpty {
      let title = shortened(plan.panel.title, to: plot.width, Metrics.panelTitleFont)
      let style = Style.text(Ink.text, Metrics.panelTitleFont)
      let place = Point(x: plot.left, y: baseline)
      elements.append(.text(title, at: place, isVertical: false, style))
    }
    return elements
  }

  private func keyRow(_ entries: [KeyEntry], baseline: Double) -> [Element] {
    var left = plot.left
    var elements: [Element] = []
    for entry in entries {
      let middle = baseline - 0.36 * Metrics.tickFont.size
      let right = left + KeyEntry.swatchWidth
      elements += MarkDrawing.swatch(of: entry, left: left, right: right, y: middle)
      let room = plot.right - right - 6
      let text = shortened(entry.text, to: room, Metrics.tickFont)
      elements.append(
        .text(
          text, at: Point(x: right + 6, y: baseline), isVertical: false,
          .text(Ink.text, Metrics.tickFont)))
      left += entry.width
    }
    return elements
  }

  private var endLabels: [Element] {
    guard case .atEnds(let labels) = plan.labelling else { return [] }
    let places = spread(
      labels.map { y.position($0.end.y) }, spacing: Metrics.lineHeight,
      within: plot.top...plot.bottom)
    return zip(labels, places).map { label, y in
      .text(
        label.text, at: Point(x: plot.right + Metrics.gap, y: y + 0.36 * Metrics.labelFont.size),
        isVertical: false, .text(label.color.paint, Metrics.labelFont))
    }
  }
}
