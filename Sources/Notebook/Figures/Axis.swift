import Elementary

/// An axis of a figure: what it measures, and on which scale.
public struct Axis: Sendable, Equatable {
  /// How values are spread along an axis.
  public enum Scale: Sendable, Equatable {
    /// Equal differences take equal lengths.
    case linear
    /// Equal ratios take equal lengths: a power law is a straight line. Values that are not
    /// positive have no place on it, and are left out.
    case logarithmic
  }

  let label: String
  let scale: Scale
  let range: ClosedRange<Double>?
  /// The names of the places 0, 1, …; empty on an axis of numbers.
  let names: [String]

  /// An axis.
  ///
  /// - Parameters:
  ///   - label: What is measured, with its unit: `"waiting time (min)"`.
  ///   - range: What the axis shows; without it, all that is drawn and a little room around.
  public init(_ label: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil) {
    if let range {
      let (lower, upper) = (range.lowerBound, range.upperBound)
      require(lower.isFinite && upper.isFinite, "Axis \(label): the range is not finite")
      require(!isDegenerate(range), "Axis \(label): the range is empty")
      require(
        scale == .linear || lower > 0, "Axis \(label): a logarithmic range must be positive")
    }
    self.label = label
    self.scale = scale
    self.range = range
    names = []
  }

  /// An axis of things that have names, not sizes: the first stands at 0, the next at 1, …
  ///
  /// A vertical axis of names runs from the top down, as a list is read.
  public init(_ label: String = "", names: [String]) {
    require(!names.isEmpty, "Axis \(label): there is no name")
    self.label = label
    self.names = names
    scale = .linear
    range = -0.5...Double(names.count) - 0.5
  }

  /// What the axis shows when `values` are drawn: the explicit range, or the range of the values
  /// that have a place on this scale, with a 32nd of its length as room at either end.
  ///
  /// Without any value that is 0…1 (1…10 on a logarithmic scale); one value alone stands in the
  /// middle. With `isGrounded`, zero is shown, and there is no room beyond it. Numbers beyond 10³⁰⁰,
  /// whose distances may not be finite, count for nothing, as do those below 10⁻³⁰⁰ on a logarithmic
  /// scale.
  func domain(of values: [Double], isGrounded: Bool = false) -> ClosedRange<Double> {
    if let range { return range }
    switch scale {
    case .linear:
      let shown = values.filter { $0.magnitude < 1e300 } + (isGrounded ? [0] : [])
      guard let lower = shown.min(), let upper = shown.max() else { return 0...1 }
      let room =
        isDegenerate(lower...upper) ? max(0.1 * lower.magnitude, 0.5) : (upper - lower) / 32
      let isOnFloor = isGrounded && lower == 0
      let isUnderCeiling = isGrounded && upper == 0
      return (isOnFloor ? lower : lower - room)...(isUnderCeiling ? upper : upper + room)
    case .logarithmic:
      let shown = values.filter { 1e-300 < $0 && $0 < 1e300 }
      guard let lower = shown.min(), let upper = shown.max() else { return 1...10 }
      if isDegenerate(lower...upper) { return lower / 3...upper * 3 }
      var room = upper / lower
      for _ in 0..<5 { room = room.squareRoot() }
      return lower / room...upper * room
    }
  }
}

/// Whether a range is too short, beside the size of its values, to tell places in it apart.
private func isDegenerate(_ range: ClosedRange<Double>) -> Bool {
  let size = max(range.lowerBound.magnitude, range.upperBound.magnitude)
  return range.upperBound - range.lowerBound <= 1e-9 * size
}
