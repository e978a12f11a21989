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
    let ticks = Ticks.covering(domain, scale: axis.scale, limit: Int(length / 32), isWhole: isWhole)
    return AxisPlan(axis: axis, domain: domain, ticks: ticks, isLabelled: isLabelled)
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
      values: panels.flatMap(\.marks).flatMap { $0.extent.map(\.x) }, isGrounded: false)
  }

  static func y(of panels: [Panel]) -> AxisDemand {
    let marks = panels.flatMap(\.marks)
    return AxisDemand(
      values: marks.flatMap { $0.extent.map(\.y) }, isGrounded: marks.contains(where: \.isGrounded))
  }

  func domain(on axis: Axis) -> ClosedRange<Double> {
    axis.domain(of: values, isGrounded: isGrounded)
  }
}
