import Elementary
import Notebook
import Probability
import Variational

/// The drawing of the chapter's figures, apart from what they show.
enum Figures {
  /// Pictures from the model.
  static func pictures(_ pictures: [[Int]], side: Int) -> ImageGrid {
    ImageGrid(
      description:
        "\(pictures.count) pictures of \(side) by \(side) pixels with three gray levels. "
        + "Bars across the whole picture are on or off; where two cross, a pixel is mostly white.",
      images: pictures.map { $0.map { gray(Double($0)) } }, width: side, height: side, columns: 12,
      gap: 6, scale: 10)
  }

  /// The bit of a few uniform numbers over p, and the average over many.
  static func step(_ uniforms: [Double], average: [Double]) -> Figure {
    let jumps = average.sorted()
    let heights = jumps.indices.flatMap { index in
      [Double(index), Double(index + 1)].map { $0 / Double(jumps.count) }
    }
    let lines = zip(uniforms, [Color.blue, .orange, .green]).enumerated().map { index, pair in
      Mark.line(
        x: [0, pair.0, pair.0, 1], y: [0, 0, 1, 1].map { $0 + 0.012 * Double(index) },
        color: pair.1, label: "u = \(pair.0.formatted(decimals: 2))")
    }
    return Figure(
      description:
        "Left: the bit over p for three uniform numbers (drawn a little apart), each a step "
        + "without a slope. "
        + "Right: the average of \(average.count) such bits is a staircase around the line p; its "
        + "slope is 0 between the steps, that of the line 1.",
      columns: 2, height: 250,
      panels: [
        Panel("one bit", x: Axis("probability p"), y: Axis("z = [u < p]"), marks: lines),
        Panel(
          "average of \(average.count) bits", x: Axis("probability p"), y: Axis("mean of z"),
          marks: [
            .line(x: [0, 1], y: [0, 1], color: .gray, label: "expectation"),
            .line(
              x: [0] + jumps.flatMap { [$0, $0] } + [1], y: [0] + heights + [1],
              color: .vermillion, label: "average"),
          ]),
      ])
  }

  /// Exact derivatives for each factor, the printed update's, and estimates with their errors.
  static func gradients(
    exact: [Double], printed: [Double], estimates: [(String, [Estimate])]
  ) -> Figure {
    let names = (1...4).map { "row \($0)" } + (1...4).map { "column \($0)" }
    let places = names.indices.map(Double.init)
    let bars = zip(estimates, [Color.orange, .green]).enumerated().map { index, pair in
      Mark.errorBars(
        x: places.map { $0 + 0.16 * Double(index + 1) }, y: pair.0.1.map(\.mean),
        errors: pair.0.1.map { 1.96 * $0.standardError }, color: pair.1, label: pair.0.0)
    }
    let errors = estimates.map { pair in
      pair.0 + " ±" + (1.96 * pair.1[0].standardError).formatted(significant: 2)
    }
    return Figure(
      description: "The derivative of the bound for each of \(names.count) factors: exact, as the "
        + "printed update expects it, and two estimates with 95 % intervals (for the first factor: "
        + errors.joined(separator: ", ") + ").",
      width: 720, height: 330, x: Axis(names: names), y: Axis("derivative, nats"),
      marks: bars + [
        .scatter(
          x: places.map { $0 - 0.16 }, y: printed, color: .vermillion, label: "printed update"),
        .scatter(x: places, y: exact, color: .blue, label: "exact"),
      ])
  }

  /// The bound over the steps: the mean of the runs, and the range of all.
  static func training(
    _ panels: [(title: String, runs: [TrainedRuns])], pictures: Pictures
  ) -> Figure {
    let ends = panels.flatMap(\.runs).map { "\($0.name) \($0.bound.mean.formatted(decimals: 1))" }
    let colors: [Color] = [.vermillion, .orange, .purple, .green]
    return Figure(
      description:
        "The bound on test pictures over the steps (the axis begins at −14.5); lines are means over "
        + "the runs, bands their range. It ends at (nats): " + ends.joined(separator: ", ")
        + ". The exact log likelihood of the model that drew the pictures is "
        + "\(pictures.logEvidence.formatted(decimals: 2)), that of independent pixels "
        + "\(pictures.independentPixels.formatted(decimals: 2)).",
      columns: 2, height: 330,
      panels: panels.map { panel in
        Panel(
          panel.title, x: Axis("step"), y: Axis("bound, nats per picture", range: -14.5 ... -7.5),
          marks: panel.runs.enumerated().flatMap { index, runs in
            band(runs, runs.name == "leave-one-out" ? .blue : colors[index])
          } + [
            .horizontal(at: pictures.logEvidence, label: "log p, true model"),
            .horizontal(at: pictures.independentPixels, label: "independent pixels"),
          ])
      })
  }

  private static func band(_ runs: TrainedRuns, _ color: Color) -> [Mark] {
    let looks = runs.runs.map(\.looks)
    let steps = looks[0].map { Double($0.step) }
    let columns = steps.indices.map { index in looks.map { $0[index].bound } }
    return [
      .band(
        x: steps, lower: columns.map { $0.reduce(.infinity, min) },
        upper: columns.map { $0.reduce(-.infinity, max) }, color: color),
      .line(x: steps, y: columns.map { Estimate($0).mean }, color: color, label: runs.name),
    ]
  }

  /// What single factors draw: the true ones, those of a run, and those of a run with another decoder.
  static func factors(
    of truth: DiscreteLatentFactorModel, _ run: TrainedRun, _ flexible: TrainedRun
  ) -> ImageGrid {
    let rows = [
      singleFactors(of: truth, matching: (0..<truth.factorCount).map { ($0, 1) }),
      singleFactors(of: run.autoencoder.decoder.model, matching: run.matched),
      singleFactors(of: flexible.autoencoder.decoder.model, matching: flexible.matched),
    ]
    return ImageGrid(
      description: "What single factors draw. First row: no bar, then the eight bars. Second row: "
        + "the factors of the best leave-one-out run in the places of their bars, "
        + "\(run.recovered) found. Third row: those of a decoder with 24 hidden units, "
        + "\(flexible.recovered) found.",
      images: rows.flatMap(\.self).map { $0.map(gray) }, width: 4, height: 4,
      columns: rows[0].count, gap: 6, scale: 15)
  }

  /// The brightness of a gray level from 0 to 2, such that none is that of the gaps.
  private static func gray(_ level: Double) -> Double {
    level < 1 ? 0.75 * level : 0.75 + 0.25 * (level - 1)
  }

  /// Bias and standard deviation over the temperature: one bit by quadrature, many bits by draws.
  static func temperature(
    bit: BitRelaxation, temperatures: [Double], measured: [RelaxedGradient],
    lines: [(name: String, value: Double, color: Color)]
  ) -> Figure {
    let fine = (0...80).map { Double.exp(.log(0.03) + Double($0) / 80 * .log(100)) }
    let small = fine.filter { $0 <= 0.3 }
    let significant = zip(temperatures, measured).filter { $0.1.isBiasSignificant }
    let largest = significant.reduce(significant[0]) { $1.1.bias > $0.1.bias ? $1 : $0 }
    let left =
      "Left, one bit: below a temperature of about 0.2 the bias is proportional to it and the "
      + "standard deviation to its inverse root (dashed: the predicted laws); the bias is largest "
      + "near 0.8."
    let right =
      "Right, all bits of the picture: the bias of Gumbel-softmax is largest, "
      + "\(largest.1.bias.formatted(significant: 2)), at temperature \(largest.0.formatted()), and "
      + "falls to \(significant[0].1.bias.formatted(significant: 2)) at "
      + "\(significant[0].0.formatted()), below which the draws do not resolve it; its standard "
      + "deviation rises to \(measured[0].deviation.formatted(significant: 2)) at "
      + temperatures[0].formatted()
    let others = lines.map { "\($0.name): \($0.value.formatted(significant: 2))" }
    return Figure(
      description: "\(left) \(right); \(others.joined(separator: ", ")).",
      columns: 2, height: 340,
      panels: [
        Panel(
          "one bit", x: Axis("temperature τ", scale: .logarithmic),
          y: Axis("derivative", scale: .logarithmic),
          marks: [
            .guide(x: small, y: small.map { (bit.biasPerTemperature * $0).magnitude }),
            .guide(x: small, y: small.map { (bit.varianceTimesTemperature / $0).squareRoot() }),
            .line(
              x: fine, y: fine.map { (bit.relaxedMean(temperature: $0) - bit.gradient).magnitude },
              color: .vermillion, label: "bias"),
            .line(
              x: fine, y: fine.map { bit.relaxedVariance(temperature: $0).squareRoot() },
              label: "standard deviation"),
          ]),
        Panel(
          "\(measured[0].mean.count) bits", x: Axis("temperature τ", scale: .logarithmic),
          y: Axis("gradient, nats", scale: .logarithmic),
          marks: lines.map { .horizontal(at: $0.value, color: $0.color, label: $0.name) } + [
            .line(
              x: significant.map(\.0), y: significant.map(\.1.bias), color: .vermillion,
              label: "bias"),
            .errorBars(
              x: significant.map(\.0), y: significant.map(\.1.bias),
              errors: significant.map { 1.96 * $0.1.biasError }, color: .vermillion),
            .line(x: temperatures, y: measured.map(\.deviation), label: "standard deviation"),
            .scatter(x: temperatures, y: measured.map(\.deviation)),
          ]),
      ])
  }
}
