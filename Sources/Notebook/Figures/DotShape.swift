/// The outline of a dot. Categories that share a colour differ in it, so that eighteen of them are
/// told apart: by people who see few colours, too.
enum DotShape: Sendable, Equatable, CaseIterable {
  case disc, square, triangle

  /// The shape of the category or component with this index: the first six are discs, the next six
  /// squares, then triangles; after eighteen they begin again.
  static func category(_ index: Int) -> DotShape {
    allCases[index / Color.categoryCount % allCases.count]
  }

  /// The corners of a shape with the area of a disc of the given radius, around the origin; none
  /// for the disc itself.
  func corners(radius: Double) -> [Point] {
    switch self {
    case .disc:
      return []
    case .square:
      let half = radius * DotShape.halfSide
      return [Point(-half, -half), Point(half, -half), Point(half, half), Point(-half, half)]
    case .triangle:
      let (outer, half) = (radius * DotShape.outerRadius, radius * DotShape.halfBase)
      return [Point(0, -outer), Point(half, outer / 2), Point(-half, outer / 2)]
    }
  }

  /// How far the shape reaches from its place in any direction.
  func reach(radius: Double) -> Double {
    corners(radius: radius).map { max($0.x.magnitude, $0.y.magnitude) }.max() ?? radius
  }

  /// √π / 2: half the side of a square of area π.
  private static let halfSide = 0.886226925452758
  /// (4π / √27)^½: from the middle of an equilateral triangle of area π to a corner.
  private static let outerRadius = 1.555120301556214
  /// Half a side of that triangle, √3 / 2 of the above.
  private static let halfBase = 1.346773687088598
}

/// How the dots of a group are drawn.
struct Dot: Sendable, Equatable {
  var shape = DotShape.disc
  let radius: Double
}
