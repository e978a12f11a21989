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
    ticks.major.map { estimatedWidth(of: $0.label, size: Metrics.tickFont.size) }.max() ?? 0
  }

  /// Plans a horizontal axis of about `length` pixels, with as many ticks as leave room for their
  /// labels.
  static func horizontal(
    _ axis: Axis, domain: ClosedRange<Double>, isWhole: Bool, isLabelled: Bool, length: Double
  ) -> AxisPlan {
    if !axis.names.isEmpty {
      let room = length / Double(axis.names.count) - Metrics.gap
      return named(axis, domain: domain, isLabelled: isLabelled, widest: room)
    }
    var limit = Int(length / 45)
    while true {
      let ticks = Ticks.covering(domain, scale: axis.scale, limit: limit, isWhole: isWhole)
      let plan = AxisPlan(axis: axis, domain: domain, ticks: ticks, isLabelled: isLabelled)
      let isRoomy = Double(ticks.major.count) * (plan.widestTickLabel + 16) <= length
      if isRoomy || limit <= 2 { return plan }
      limit -= 1
    }
  }

  /// Plans a vertical axis of about `length` pixels.
  static func vertical(
    _ axis: Axis, domain: ClosedRange<Double>, isWhole: Bool, isLabelled: Bool, length: Double
  ) -> AxisPlan {
    if !axis.names.isEmpty {
      return named(axis, domain: domain, isLabelled: isLabelled, widest: 0.6 * length)
    }
    let ticks = Ticks.covering(domain, scale: axis.scale, limit: Int(length / 32), isWhole: isWhole)
    return AxisPlan(axis: axis, domain: domain, ticks: ticks, isLabelled: isLabelled)
  }

  /// Plans an axis of names, none of them wider than `widest`.
  private static func named(
    _ axis: Axis, domain: ClosedRange<Double>, isLabelled: Bool, widest: Double
  ) -> AxisPlan {
    let ticks = axis.names.enumerated().map { index, name in
      Tick(value: Double(index), label: shortened(name, to: widest, Metrics.tickFont))
    }
    return AxisPlan(axis: axis, domain: domain, ticks: Ticks(major: ticks), isLabelled: isLabelled)
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

  static func x(of panels: [Panel]) -> AxisDemand {
    AxisDemand(
      values: panels.flatMap { panel in
        panel.marks.flatMap { $0.extent(on: panel.y.scale).map(\.x) }
      },
      isGrounded: false)
  }

  static func y(of panels: [Panel]) -> AxisDemand {
    AxisDemand(
      values: panels.flatMap { panel in
        panel.marks.flatMap { $0.extent(on: panel.y.scale).map(\.y) }
      },
      isGrounded: panels.contains { $0.marks.contains(where: \.isGrounded) })
  }

  func domain(on axis: Axis) -> ClosedRange<Double> {
    axis.domain(of: values, isGrounded: isGrounded)
  }
}
