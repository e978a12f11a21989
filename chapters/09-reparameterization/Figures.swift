import Elementary
import Notebook
import Probability

/// The drawing of the chapter's figures, apart from what they show.
enum Figures {
  /// The derivatives of a normal density with respect to its mean and its standard deviation.
  static func derivative(of q: Normal) -> Figure {
    let range = q.mean - 4 * q.standardDeviation...q.mean + 4 * q.standardDeviation
    let places = (0...200).map { range.lowerBound + 0.04 * q.standardDeviation * Double($0) }
    func panel(_ parameter: Int, _ name: String, _ signs: [(String, Double)]) -> Panel {
      let slopes = places.map { q.score(at: $0)[parameter] * .exp(q.logDensity($0)) }
      let zero = places.map { _ in 0.0 }
      return Panel(
        name, x: Axis("z"), y: Axis("density and its derivative", range: -1.2...0.9),
        marks: [
          .band(x: places, lower: zero, upper: slopes.map { max($0, 0) }, color: .blue),
          .band(x: places, lower: slopes.map { min($0, 0) }, upper: zero, color: .vermillion),
          .curve(over: range, color: .gray) { .exp(q.logDensity($0)) },
          .line(x: places, y: slopes),
          .note("q", x: q.mean - 0.1, y: 0.78),
        ] + signs.map { sign, place in .note(sign, x: place, y: sign == "+" ? 0.25 : -0.35) })
    }
    return Figure(
      description: "A normal density and its derivatives with respect to mean and standard "
        + "deviation. Each derivative has a positive and a negative part of equal area.",
      columns: 2, height: 300,
      panels: [
        panel(0, "∂q/∂μ", [("−", 0.1), ("+", 1.32)]),
        panel(1, "∂q/∂σ", [("+", -0.4), ("−", 0.73), ("+", 1.8)]),
      ])
  }

  /// The noise on the horizontal axis, z on the vertical one, and $g_\phi$ for two φ.
  static var map: Figure {
    Figure(
      description: "Left: z = μ + σε for μ = 0, σ = 1 and for μ = 1, σ = 0.4, with the density of "
        + "the noise below and those of z at the left. Right: the same for exponential noise and "
        + "z = ε/λ with the rates 1 and 2.",
      columns: 2, height: 360,
      panels: [
        mapPanel(
          "normal", noise: .standard, "ε, N(0, 1)", from: -4, to: 3, in: -4...3.5, at: [-1, 0.8],
          [
            (Normal(mean: 0, standardDeviation: 1), "μ = 0, σ = 1", .blue),
            (Normal(mean: 1, standardDeviation: 0.4), "μ = 1, σ = 0.4", .vermillion),
          ]),
        mapPanel(
          "exponential", noise: Exponential(rate: 1), "ε, rate 1", from: 0, to: 4, in: -0.8...4,
          at: [0.7, 2],
          [(Exponential(rate: 1), "λ = 1", .blue), (Exponential(rate: 2), "λ = 2", .vermillion)]),
      ])
  }

  /// The density of the noise stands on the lower border, those of z on the left one, in the same
  /// units as the axes, halved or so.
  private static func mapPanel<Q: ReparameterizableDistribution<Double>>(
    _ title: String, noise: Q, _ noiseName: String, from lowest: Double, to highest: Double,
    in values: ClosedRange<Double>, at quantiles: [Double], _ laws: [(Q, String, Color)]
  ) -> Panel where Q.Noise == Double {
    let (left, bottom) = (values.lowerBound, values.lowerBound)
    let scale = 0.2 * (values.upperBound - bottom)
    func height(_ z: Double, _ q: Q) -> Double { scale * .exp(q.logDensity(z)) }
    var marks = [
      Mark.curve(over: lowest...highest, color: .gray) { bottom + height($0, noise) }
    ]
    for (law, label, color) in laws {
      let heights = (0...300).map { lowest + (values.upperBound - lowest) * Double($0) / 300 }
      marks.append(.line(x: heights.map { left + height($0, law) }, y: heights, color: color))
      marks.append(
        .curve(over: lowest...highest, color: color, label: label) { law.value(at: $0) })
      marks += quantiles.map { quantile in
        let z = law.value(at: quantile)
        return .guide(
          x: [quantile, quantile, left], y: [bottom + height(quantile, noise), z, z], color: color)
      }
    }
    return Panel(
      title, x: Axis("noise \(noiseName)", range: left...highest), y: Axis("z", range: values),
      marks: marks)
  }

  /// The graph of a draw, with the sampler closed and open.
  static var paths: PlateDiagram {
    func half(_ column: Double, isOpen: Bool) -> [PlateDiagram.Node] {
      [
        .parameter("φ", column: column, row: 1), .latent("μ", column: column + 0.9, row: 0.5),
        .latent("σ", column: column + 0.9, row: 1.5), .latent("z", column: column + 1.9, row: 1),
        .latent("f", column: column + 2.9, row: 1),
      ]
        + (isOpen
          ? [.observed("ε", column: column + 1.9, row: 2.1)]
          : [.parameter("sampler", column: column + 1.9, row: 2.1)])
    }
    let closed = [(0, 1), (0, 2)].map { PlateDiagram.Arrow(from: $0.0, to: $0.1) }
    return PlateDiagram(
      description:
        "Left: a sampler returns z, and no path leads from f back to μ and σ. Right: with "
        + "z = μ + σε two paths lead back from f, through μ and through σ, and the noise ε enters "
        + "from the side.",
      nodes: half(0, isOpen: false) + half(4.2, isOpen: true),
      arrows: closed + [
        .init(from: 1, to: 3, isDashed: true, label: "blocked", color: .vermillion),
        .init(from: 2, to: 3, isDashed: true, color: .vermillion), .init(from: 3, to: 4),
        .init(from: 5, to: 3),
        .init(from: 6, to: 7, color: .blue), .init(from: 6, to: 8, color: .blue),
        .init(from: 7, to: 9, label: "1", color: .blue),
        .init(from: 8, to: 9, label: "ε", color: .blue), .init(from: 9, to: 10, color: .blue),
        .init(from: 11, to: 9),
      ])
  }

  /// Three climbs over the bound, in the mean and the standard deviation.
  static func ascents(_ climbs: Climbs) -> Figure {
    let names = ["both paths open", "both blocked", "σ blocked"]
    let colors: [Color] = [.blue, .vermillion, .orange]
    let (target, start) = (climbs.target, climbs.paths[0][0])
    let below = [0.1, 0.5, 1, 2, 4, 8]
    let (x, y) = (-1.4...1.8, 0.2...1.2)
    let lines = zip(zip(climbs.paths, names), colors).map { climb, color in
      Mark.line(
        x: climb.0.map(\.mean), y: climb.0.map(\.standardDeviation), color: color, label: climb.1)
    }
    let ends = zip(climbs.paths, colors).map { path, color in
      Mark.scatter(
        x: [path[600].mean], y: [path[600].standardDeviation], color: color)
    }
    return Figure(
      description:
        "Contours of the bound over mean and standard deviation, 0.1 to 8 nats below its "
        + "maximum. With both paths open the climb ends at the posterior, N("
        + "\(target.mean.formatted(decimals: 2)), \(target.standardDeviation.formatted(decimals: 2))²); "
        + "with both blocked at the prior; with σ blocked at the posterior's mean and the prior's "
        + "standard deviation.",
      height: 430, x: Axis("mean μ", range: x), y: Axis("standard deviation σ", range: y),
      marks: [
        .contours(
          x: x, y: y, levels: below.map { climbs.height(target) - $0 }, color: .gray
        ) { climbs.height(Normal(mean: $0, standardDeviation: $1)) }
      ] + lines + ends + [
        .note("posterior", x: target.mean + 0.02, y: target.standardDeviation),
        .note("prior", x: 0.02, y: 1.03), .note("start", x: start.mean - 0.2, y: 0.26),
        .note("−0.1", x: 0.9, y: 0.55), .note("−1", x: 0.36, y: 0.7),
        .note("−4", x: -0.33, y: 0.62),
      ])
  }

  /// An averaged objective with kept and with renewed noise.
  static func common(
    _ common: (Double) -> Double, _ renewed: (Double) -> Double, deviation: Double
  ) -> Figure {
    let places = (0...120).map { -2 + 4 * Double($0) / 120 }
    return Figure(
      description:
        "The average of cos 2z over 20 draws, against the mean of q: with the same noise "
        + "at every place a smooth curve beside the exact one, with new noise a rough one.",
      height: 320, x: Axis("mean μ"), y: Axis("average of cos 2z"),
      marks: [
        .line(x: places, y: places.map(renewed), color: .orange, label: "new noise"),
        .curve(over: -2...2, color: .gray, label: "exact") {
          .cos(2 * $0) * .exp(-2 * deviation * deviation)
        },
        .line(x: places, y: places.map(common), label: "the same noise"),
      ])
  }

  /// Draws with fixed noise, as σ grows, by two samplers of one distribution.
  static func samplers(_ stream: RandomStream) -> Figure {
    var random = stream
    let noises = (0..<14).map { _ in random.normals(2) }
    let scales = (0...150).map { 1.5 * Double($0) / 150 }
    func panel(_ k: Double) -> Panel {
      Panel(
        "k = \(k.formatted())", x: Axis("standard deviation σ"), y: Axis("z", range: -4...4),
        marks: [
          .paths(
            x: scales,
            y: noises.map { noise in
              scales.map { $0 * (noise[0] * .cos(k * $0) + noise[1] * .sin(k * $0)) }
            }),
          .guide(x: scales, y: scales.map { 2 * $0 }),
          .guide(x: scales, y: scales.map { -2 * $0 }, label: "±2σ"),
        ])
    }
    return Figure(
      description: "Fourteen draws with fixed noise, as σ grows from 0 to 1.5: straight rays for "
        + "k = 0, waves for k = 8. At each σ both have the distribution N(0, σ²).",
      columns: 2, sharesAxes: true, height: 300, panels: [panel(0), panel(8)])
  }

  /// The exact bound in the course of trainings with and without an open path.
  static func training(_ curves: [[[Double]]], best: Double) -> Figure {
    let (open, blocked) = (curves[0], curves[1])
    let steps = open[0].indices.map { 10 * Double($0) }
    func last(_ curves: [[Double]]) -> String {
      (curves.compactMap(\.last).reduce(0, +) / Double(curves.count)).formatted(decimals: 2)
    }
    return Figure(
      description: "The exact bound in the course of \(open.count) trainings of each kind. With an "
        + "open path they end at \(last(open)) nats on average, at the maximum of "
        + "\(best.formatted(decimals: 2)); with a blocked one at \(last(blocked)).",
      height: 340, x: Axis("steps"), y: Axis("bound (nats a point)"),
      marks: [
        .horizontal(at: best, label: "maximum"),
        .paths(x: steps, y: blocked, color: .vermillion, label: "z cut off from the tape"),
        .paths(x: steps, y: open, label: "z = μ + σε"),
      ])
  }
}
