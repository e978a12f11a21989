/// The lengths that the layout is built from, in pixels.
enum Metrics {
  static let titleFont = Font(size: 15, isBold: true)
  static let panelTitleFont = Font(size: 13, isBold: true)
  static let labelFont = Font(size: 13)
  static let tickFont = Font(size: 12)
  /// From one line of words to the next.
  static let lineHeight = 18.0
  /// Between the edge of the page and whatever is next to it.
  static let edge = 10.0
  /// Between a plot and the words beside it.
  static let gap = 7.0
}

/// An axis with its range and ticks decided, but not yet its place on the page.
struct AxisPlan: Sendable {
  let axis: Axis
  let domain: ClosedRange<Double>
  let ticks: Ticks
  /// Whether the ticks and the axis bear their labels; inner panels with shared axes do not.
  let isLabelled: Bool

  var widestTickLabel: Double {
    ticks.major.map { Metrics.tickFont.width(of: $0.label) }.max() ?? 0
  }

  /// Plans a horizontal axis of about `length` pixels, with as many ticks as leave room for their
  /// labels.
  static func horizontal(
    _ axis: Axis, _ demand: AxisDemand, isLabelled: Bool, length: Double
  ) -> AxisPlan {
    let room = length / Double(max(1, axis.names.count)) - Metrics.gap
    var limit = Int(length / 45)
    while true {
      let plan = AxisPlan(axis, demand, isLabelled: isLabelled, limit: limit, nameWidth: room)
      let isRoomy = Double(plan.ticks.major.count) * (plan.widestTickLabel + 16) <= length
      if isRoomy || limit <= 2 || !axis.names.isEmpty { return plan }
      limit -= 1
    }
  }

  /// Plans a vertical axis of about `length` pixels.
  static func vertical(
    _ axis: Axis, _ demand: AxisDemand, isLabelled: Bool, length: Double
  ) -> AxisPlan {
    AxisPlan(
      axis, demand, isLabelled: isLabelled, limit: Int(length / 32), nameWidth: 0.6 * length)
  }

  /// Plans an axis of about `limit` ticks, or of names, none of them wider than `nameWidth`.
  private init(
    _ axis: Axis, _ demand: AxisDemand, isLabelled: Bool, limit: Int, nameWidth: Double
  ) {
    (self.axis, self.isLabelled) = (axis, isLabelled)
    domain = axis.domain(of: demand.values, isGrounded: demand.isGrounded)
    let names = axis.names.enumerated().map { index, name in
      Tick(value: Double(index), label: Metrics.tickFont.shortened(name, to: nameWidth))
    }
    ticks =
      names.isEmpty
      ? .covering(domain, scale: axis.scale, limit: limit, isWhole: demand.isWhole)
      : Ticks(major: names)
  }

  /// The map to the page of a vertical axis between two heights.
  func verticalScale(top: Double, bottom: Double) -> AxisScale {
    let page = axis.names.isEmpty ? (bottom, top) : (top, bottom)
    return AxisScale(scale: axis.scale, domain: domain, page: page)
  }
}

/// A panel with all that can be decided before its place on the page is known.
struct PanelPlan: Sendable {
  let panel: Panel
  let x: AxisPlan
  let y: AxisPlan
  let labelling: Labelling
}

/// What the marks of some panels ask of an axis.
struct AxisDemand {
  let values: [Double]
  let isGrounded: Bool

  /// Whether all values are integers, whose axis is not to speak of halves.
  var isWhole: Bool { values.allSatisfy { !$0.isFinite || $0 == $0.rounded() } }

  /// - Parameters:
  ///   - coordinate: the axis: x or y.
  ///   - isVertical: whether marks that stand on zero do so on this axis.
  init(of panels: [Panel], _ coordinate: KeyPath<Point, Double>, isVertical: Bool) {
    values = panels.flatMap { panel in
      panel.marks.flatMap { $0.extent(on: panel.y.scale).map { $0[keyPath: coordinate] } }
    }
    isGrounded = isVertical && panels.contains { $0.marks.contains(where: \.isGrounded) }
  }
}
