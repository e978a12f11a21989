import Elementary

/// The map from the values of an axis to pixels of the page.
struct AxisScale: Sendable {
  let scale: Axis.Scale
  let domain: ClosedRange<Double>
  /// The pixels of the domain's lower and upper end; for a vertical axis the lower is the larger.
  let page: (lower: Double, upper: Double)

  /// The pixel at which `value` stands; not finite for a value that has no place on the axis.
  ///
  /// Values far outside the domain are moved to the brink of 10,000 pixels, beyond which some
  /// viewers lose their precision.
  func position(_ value: Double) -> Double {
    let fraction =
      (transformed(value) - transformed(domain.lowerBound))
      / (transformed(domain.upperBound) - transformed(domain.lowerBound))
    let pixel = page.lower + fraction * (page.upper - page.lower)
    return pixel.isFinite ? min(max(pixel, -10_000), 10_000) : pixel
  }

  private func transformed(_ value: Double) -> Double {
    scale == .linear ? value : Double.log(value)
  }
}
