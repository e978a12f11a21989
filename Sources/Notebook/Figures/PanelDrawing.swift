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
    let marks = MarkDrawing(x: x, y: y, plot: plot)
    let upright = plan.x.axis.names.isEmpty ? xTicks.map { marks.vertical($0.x) } : []
    let level = plan.y.axis.names.isEmpty ? yTicks.map { marks.horizontal($0.y) } : []
    return [.path(Path(lines: upright + level), .line(Ink.grid, width: 1))]
  }

  /// The left and the lower border, with small ticks outward where no label stands.
  private var axes: [Element] {
    let (left, bottom) = (plot.left, plot.bottom)
    let borders = [[Point(left, plot.top), Point(left, bottom), Point(plot.right, bottom)]]
    let below = plan.x.ticks.minor.map(x.position).map {
      [Point($0, bottom), Point($0, bottom + 3)]
    }
    let beside = plan.y.ticks.minor.map(y.position).map { [Point(left - 3, $0), Point(left, $0)] }
    return [.path(Path(lines: borders + below + beside), .line(Ink.axis, width: 1))]
  }

  private var tickLabels: [Element] {
    let font = Metrics.tickFont
    let baseline = plot.bottom + Metrics.gap + 0.8 * font.size
    let below = xTicks.map { tick, x in
      Element.words(tick.label, at: Point(x, baseline), Ink.quietText, font.anchored(at: .middle))
    }
    let beside = yTicks.map { tick, y in
      let place = Point(plot.left - Metrics.gap, y + font.halfHeight)
      return Element.words(tick.label, at: place, Ink.quietText, font.anchored(at: .end))
    }
    return (plan.x.isLabelled ? below : []) + (plan.y.isLabelled ? beside : [])
  }

  private var axisLabels: [Element] {
    let font = Metrics.labelFont.anchored(at: .middle)
    var labels: [Element] = []
    if plan.x.isLabelled, !plan.x.axis.label.isEmpty {
      let baseline = plot.bottom + Metrics.gap + Metrics.tickFont.size + Metrics.lineHeight - 2
      let place = Point(plot.middle.x, baseline)
      labels.append(.words(plan.x.axis.label, at: place, Ink.text, font, room: plot.width))
    }
    if plan.y.isLabelled, !plan.y.axis.label.isEmpty {
      let baseline = plot.left - Metrics.gap - plan.y.widestTickLabel - Metrics.gap
      labels.append(
        .text(
          font.shortened(plan.y.axis.label, to: plot.height), at: Point(baseline, plot.middle.y),
          isVertical: true, .text(Ink.text, font)))
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
      elements.append(
        .words(
          plan.panel.title, at: Point(plot.left, baseline), Ink.text, Metrics.panelTitleFont,
          room: plot.width))
    }
    return elements
  }

  private func keyRow(_ entries: [KeyEntry], baseline: Double) -> [Element] {
    var left = plot.left
    var elements: [Element] = []
    for entry in entries {
      let font = Metrics.tickFont
      let right = left + KeyEntry.swatchWidth
      elements += MarkDrawing.swatch(
        of: entry, left: left, right: right, y: baseline - font.halfHeight)
      elements.append(
        .words(
          entry.text, at: Point(right + 6, baseline), Ink.text, font, room: plot.right - right - 6))
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
      .words(
        label.text, at: Point(plot.right + Metrics.gap, y + Metrics.labelFont.halfHeight),
        label.color.paint, Metrics.labelFont)
    }
  }
}
