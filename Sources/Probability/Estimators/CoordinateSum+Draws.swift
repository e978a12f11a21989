import Elementary

/// Draws of z, of which the estimates for the first coordinate are made. A draw of many coordinates
/// takes no more memory than one of a single coordinate.
extension CoordinateSum {
  /// What the estimates for the first coordinate need of a draw.
  public struct Draw: Sendable, Hashable {
    /// ε₁, the noise of the first coordinate.
    public let noise: Double

    /// f(z).
    public let value: Double
  }

  /// So many independent draws.
  ///
  /// - Complexity: d normal numbers and d calls of h for each.
  public func draws(_ count: Int, using random: inout RandomStream) -> [Draw] {
    (0..<count).map { _ in
      let noises = random.normals(dimension)
      return Draw(
        noise: noises[0],
        value: noises.reduce(0) { $0 + term.value(at: coordinate.value(at: $1)) })
    }
  }

  /// The pathwise estimate of the derivative: $h'(z_1)$, or $\epsilon_1 h'(z_1)$.
  public func pathwise(_ parameter: Parameter, at draw: Draw) -> Double {
    let slope = term.slope(at: coordinate.value(at: draw.noise))
    return parameter == .mean ? slope : draw.noise * slope
  }

  /// The score-function estimate with a constant baseline, $(f(z) - C)\, s(z)$, with the score
  /// $\epsilon_1 / \sigma$, or $(\epsilon_1^2 - 1) / \sigma$.
  public func scoreFunction(
    _ parameter: Parameter, at draw: Draw, baseline: Double = 0
  ) -> Double {
    let score = parameter == .mean ? draw.noise : draw.noise * draw.noise - 1
    return (draw.value - baseline) * score / coordinate.standardDeviation
  }

  /// The averages of the score-function estimates over groups of successive draws, with leave-one-out
  /// baselines.
  ///
  /// - Precondition: the group is two draws at least, and the draws fill groups.
  public func leaveOneOut(_ parameter: Parameter, over draws: [Draw], group size: Int) -> [Double] {
    require(
      size > 1 && draws.count.isMultiple(of: size),
      "CoordinateSum.leaveOneOut: groups of \(size) from \(draws.count) draws")
    return stride(from: 0, to: draws.count, by: size).map { start in
      let group = draws[start..<start + size]
      let mean = group.reduce(0) { $0 + $1.value } / Double(size)
      // f less the mean of the others is S/(S − 1) times f less the mean of all.
      return group.reduce(0) { $0 + scoreFunction(parameter, at: $1, baseline: mean) }
        / Double(size - 1)
    }
  }
}
