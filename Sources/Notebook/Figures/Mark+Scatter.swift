import Elementary
import Numerics
import Probability

/// Points of a scatter that look the same.
struct DotGroup: Sendable, Equatable {
  let paint: Paint
  var shape = DotShape.disc
  var points: [Point]
}

extension Mark {
  /// A dot at each point.
  public static func scatter(
    x: [Double], y: [Double], color: Color = .blue, label: String? = nil
  ) -> Mark {
    let group = DotGroup(paint: color.paint, points: points(x, y))
    return Mark(.dots([group]), color: color, label: label)
  }

  /// A dot at each point, in the colour and shape of its category, which tell eighteen apart.
  ///
  /// - Parameters:
  ///   - categories: The category of each point, counted from zero.
  ///   - labels: The names of the categories, for the key; empty for none.
  public static func scatter(
    x: [Double], y: [Double], categories: [Int], labels: [String] = []
  ) -> Mark {
    let points = points(x, y)
    require(points.count == categories.count, "scatter: each point needs a category")
    require(categories.allSatisfy { $0 >= 0 }, "scatter: categories count from zero")
    let groups = (0..<1 + (categories.max() ?? -1)).map { category in
      DotGroup(
        paint: Color.category(category).paint, shape: .category(category),
        points: zip(points, categories).filter { $1 == category }.map(\.0))
    }
    return Mark(.dots(groups), color: .blue, labels: categoryLabels(labels))
  }

  /// A dot at each point, in a mixture of the categories' colours and the shape of the likeliest.
  ///
  /// - Parameters:
  ///   - responsibilities: A row for each point: how much of it belongs to each category, in
  ///     numbers that are not negative and sum to one. The colours show them in steps of a tenth.
  ///   - labels: The names of the categories, for the key; empty for none.
  public static func scatter(
    x: [Double], y: [Double], responsibilities: Matrix, labels: [String] = []
  ) -> Mark {
    let points = points(x, y)
    require(points.count == responsibilities.rows, "scatter: each point needs a row")
    var mixtures: [[Int]] = []
    var groups: [DotGroup] = []
    for (index, point) in points.enumerated() {
      let shares = (0..<responsibilities.columns).map { responsibilities[index, $0] }
      require(
        shares.allSatisfy { $0 >= 0 } && abs(shares.reduce(-1, +)) < 1e-6,
        "scatter: responsibilities must be non-negative and sum to one")
      let tenths = shares.map { Int((10 * $0).rounded()) }
      if let index = mixtures.firstIndex(of: tenths) {
        groups[index].points.append(point)
      } else {
        mixtures.append(tenths)
        let likeliest = tenths.firstIndex(of: tenths.max() ?? 0) ?? 0
        groups.append(
          DotGroup(
            paint: paint(mixing: tenths), shape: .category(likeliest), points: [point]))
      }
    }
    return Mark(.dots(groups), color: .blue, labels: categoryLabels(labels))
  }

  private static func paint(mixing parts: [Int]) -> Paint {
    let whole = Double(parts.reduce(0, +))
    return Paint.blend(
      parts.indices.map { Color.category($0).paint }, weights: parts.map { Double($0) / whole })
  }

  private static func categoryLabels(_ names: [String]) -> [Label] {
    names.enumerated().map { Label(text: $1, color: .category($0), shape: .category($0)) }
  }
}
