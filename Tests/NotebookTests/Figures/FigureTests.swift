import Elementary
import Foundation
import Numerics
import Probability
import Testing

@testable import Notebook

@Suite struct FigureTests {
  /// Figures of every kind of mark, with ranges and words of many sizes.
  private static let samples: [Figure] = {
    var random = RandomStream(seed: 7, name: "figures")
    let x = random.normals(272)
    let y = random.normals(272).map { 1e4 * $0 }
    let wide = (1...300).map { Double($0) }
    let ellipse = Matrix(rows: [[1, 0.5], [0.5, 2]])
    let shares = Matrix(rows: x.map { [1 / (1 + .exp($0)), 1 - 1 / (1 + .exp($0))] })
    let marks: [[Mark]] = [
      [
        .band(x: wide, lower: wide.map { 0.5 / $0 }, upper: wide.map { 2 / $0 }),
        .line(x: wide, y: wide.map { 1 / $0 }, label: "measured"),
        .guide(x: wide, y: wide.map { 1 / $0 }, label: "predicted, slope −1"),
      ],
      [.scatter(x: x, y: y, color: .purple, label: "points"), .vertical(at: 1, label: "one")],
      [.scatter(x: x, y: y, categories: x.map { $0 > 0 ? 1 : 0 }, labels: ["left", "right"])],
      [
        .scatter(x: x, y: x, responsibilities: shares, labels: ["A", "B"]),
        .ellipse(mean: [0, 0], covariance: ellipse, color: .orange),
        .note("a note at the right border, which turns to the left", x: 2, y: 0),
      ],
      [
        .histogram(x, isDensity: true, label: "draws"),
        .curve(over: -3...3, label: "density") { .exp(-$0 * $0 / 2) / 2.5066 },
      ],
      [.bars(x: [1, 2, 3], heights: [1e-7, 3e-7, 2e-7]), .horizontal(at: 2e-7, label: "mean")],
      [.contours(x: -1...1, y: -1...1, levels: [0.2, 0.5]) { $0 * $0 + $1 * $1 }],
      [
        .errorBars(x: [1, 2, 3], y: [1, 2, 3], errors: [0.5, 2, .nan], label: "measured ± 1"),
        .guide(x: [1, 3], y: [1, 3], label: "exact"),
      ],
      [
        .paths(x: wide, y: (1...9).map { row in wide.map { Double(row) / $0 } }, label: "runs"),
        .steps(x: [1, 2, 3, 9], y: [3, 2, 1], color: .green, label: "steps"),
      ],
      [
        .spans(
          [
            Span(from: 1, to: 5, at: 1, label: "fits"), Span(from: 5, to: 5.1, at: 1, label: "not"),
            Span(from: 2, to: 3, at: 2, width: 0.1, label: "a long name beside"),
          ], label: "spans")
      ],
      [.line(x: [1, 2, 3], y: [.nan, .infinity, 1]), .scatter(x: [-1], y: [.nan])],
      [],
    ]
    let long = String(repeating: "a long name & <more> ", count: 8)
    let single = marks.map {
      Figure("A title", description: "d", x: Axis("samples L"), y: Axis("σ² (nats)"), marks: $0)
    }
    let logarithmic = [0, 1, 2, 4, 5, 7, 8, 9, 10, 11].map { (index: Int) in
      Figure(
        description: "d", x: Axis(long, scale: .logarithmic), y: Axis(long, scale: .logarithmic),
        marks: marks[index])
    }
    let grids = [false, true].flatMap { sharesAxes in
      [1, 2, 3].map { columns in
        Figure(
          long, description: "d", columns: columns, sharesAxes: sharesAxes,
          panels: marks.map { Panel(long, x: Axis("x"), y: Axis("y"), marks: $0) })
      }
    }
    let narrow = Figure(
      description: "d", x: Axis("", range: 1.004e-7...1.014e-7), y: Axis("", range: 0...9),
      marks: [])
    return single + logarithmic + grids + [narrow]
  }()

  private func texts(_ elements: [Element]) -> [Element] { elements.filter { $0.textBox != nil } }

  @Test func allWordsAreOnThePage() {
    for figure in Self.samples {
      let list = FigureLayout(of: figure).displayList
      #expect(!texts(list.elements).isEmpty)
      for element in texts(list.elements) {
        #expect(element.textBox.map(list.size.contains) == true, "\(element) of \(figure.title)")
      }
    }
  }

  /// Notes may cover what they like; the other words may not cover each other.
  @Test func wordsDoNotOverlap() {
    for figure in Self.samples {
      let boxes = texts(FigureLayout(of: figure).displayList.elements).filter {
        if case .text(_, _, _, let style) = $0 { style.stroke == nil } else { false }
      }
      for (index, element) in boxes.enumerated() {
        for other in boxes[..<index] {
          guard let a = element.textBox, let b = other.textBox else { continue }
          // The estimates hold the room above small letters, and so may touch a little.
          let overlap =
            min(a.right, b.right) - max(a.left, b.left) > 1
            && min(a.bottom, b.bottom) - max(a.top, b.top) > 2
          #expect(!overlap, "\(element) and \(other)")
        }
      }
    }
  }

  @Test func theSameFigureHasTheSameBytes() {
    for figure in Self.samples {
      #expect(figure.svg() == figure.svg())
    }
  }

  @Test func everyDocumentIsWellFormed() {
    for figure in Self.samples {
      var depth = 0
      var isWellFormed = true
      let svg = figure.svg()
      for tag in svg.split(separator: "<") {
        let inner = tag.prefix { $0 != ">" }
        if tag.hasPrefix("/") { depth -= 1 } else if !inner.hasSuffix("/") { depth += 1 }
        isWellFormed = isWellFormed && tag.count { $0 == ">" } == 1
      }
      #expect(isWellFormed && depth == 0)
      #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
  }

  @Test func aScatterIsSmall() {
    #expect(Self.samples[1].svg().utf8.count < 8_000)
  }

  @Test func wordsAreEscaped() {
    let figure = Figure(
      "a < b & \"c\"", description: "p > 0\u{1}", x: Axis("x"), y: Axis("y"), marks: [])
    let svg = figure.svg()
    #expect(svg.contains("<title id=\"title\">a &lt; b &amp; &quot;c&quot;</title>"))
    #expect(svg.contains("<desc id=\"description\">p &gt; 0 </desc>"))
  }

  @Test func pointsOutsideTheRangeAreNotDrawn() {
    let figure = Figure(
      description: "d", x: Axis("x", range: 0...1), y: Axis("y", range: 0...1),
      marks: [.scatter(x: [0, 0.5, 1, 2], y: [0, 0.5, 1, 0.5])])
    let dots = FigureLayout(of: figure).displayList.elements.compactMap { element in
      if case .dots(let points, _, _) = element { points } else { nil }
    }
    #expect(dots.map(\.count) == [3])
  }

  @Test func sharedAxesHaveOneRange() {
    let panels = [[0.0, 1], [5, 9]].map {
      Panel(x: Axis("x"), y: Axis("y"), marks: [.line(x: [0, 1], y: $0)])
    }
    let shared = FigureLayout(
      of: Figure(description: "d", columns: 2, sharesAxes: true, panels: panels))
    #expect(shared.plans[0].y.domain == shared.plans[1].y.domain)
    #expect(shared.plans.map(\.y.isLabelled) == [true, false])
    let free = FigureLayout(of: Figure(description: "d", columns: 2, panels: panels))
    #expect(free.plans[0].y.domain != free.plans[1].y.domain)
    #expect(free.plots[0].width == free.plots[1].width)
  }

  @Test func pictureTellsItsKind() {
    let figure = Self.samples[0]
    #expect(figure.fileExtension == "svg")
    #expect(figure.contents == Self.samples[0].contents)
  }
}
