import Numerics
import Testing

@testable import Notebook

@Suite struct ErrorBarTests {
  private func figure(_ scale: Axis.Scale, y: [Double], errors: [Double]) -> FigureLayout {
    FigureLayout(
      of: Figure(
        description: "d", x: Axis("x"), y: Axis("y", scale: scale),
        marks: [.errorBars(x: y.indices.map(Double.init), y: y, errors: errors)]))
  }

  /// The moves and lines of each interval, and its dot.
  private func drawn(_ layout: FigureLayout) -> [(ends: [Point], dot: Point)] {
    let elements = layout.displayList.elements
    let intervals = elements.compactMap { element -> [[Point]]? in
      guard case .clipped(_, let inner) = element else { return nil }
      return inner.map(\.vertices)
    }
    let dots = elements.compactMap {
      if case .dots(let points, _, _) = $0 { points[0] } else { nil }
    }
    return Array(zip(intervals.flatMap(\.self), dots)).map { ($0, $1) }
  }

  @Test func anIntervalReachesFromEndToEnd() {
    let layout = figure(.linear, y: [2, 5], errors: [1, 0.5])
    let y = layout.plans[0].y.verticalScale(
      top: layout.plots[0].top, bottom: layout.plots[0].bottom)
    let bars = drawn(layout)
    #expect(bars.count == 2)
    for (bar, ends) in zip(bars, [(1.0, 3.0), (4.5, 5.5)]) {
      #expect(bar.ends.count == 6)
      #expect(abs(bar.ends[0].y - y.position(ends.0)) < 1e-9)
      #expect(abs(bar.ends[1].y - y.position(ends.1)) < 1e-9)
      #expect(abs(bar.ends[0].x - bar.dot.x) < 1e-9 && bar.ends[0].x == bar.ends[1].x)
      // A cap is level, at its end, and as long to the left as to the right.
      #expect(bar.ends[2].y == bar.ends[0].y && bar.ends[3].y == bar.ends[0].y)
      #expect(abs(bar.ends[2].x + bar.ends[3].x - 2 * bar.dot.x) < 1e-9)
    }
    #expect(layout.plans[0].y.domain.contains(1) && layout.plans[0].y.domain.contains(5.5))
  }

  @Test func onALogarithmicAxisAnIntervalBelowZeroEndsAtTheBorder() {
    let layout = figure(.logarithmic, y: [2, 5, 4], errors: [3, 5, 3.9999999])
    let bars = drawn(layout)
    #expect(bars.count == 3)
    #expect(bars[0].ends[0].y > layout.plots[0].bottom)
    #expect(bars[1].ends[0].y > layout.plots[0].bottom)
    #expect(bars.allSatisfy { $0.ends.allSatisfy(\.isFinite) })
    #expect(layout.plans[0].y.domain.lowerBound > 0.5, "a tiny lower end does not stretch the axis")
  }

  @Test func withoutAFiniteErrorTheDotStandsAlone() {
    let bars = drawn(figure(.linear, y: [2, 5], errors: [.nan, 1]))
    #expect(bars[0].ends.count == 2 && bars[0].ends[0] == bars[0].ends[1])
    #expect(bars[1].ends.count == 6)
  }

  @Test func theNameStandsAtTheLastPoint() {
    let mark = Mark.errorBars(x: [1, 2], y: [3, 4], errors: [1, 1], label: "measured")
    #expect(EndLabel(of: mark)?.end == Point(x: 2, y: 4))
    #expect(KeyEntry.entries(for: mark).map(\.swatch) == [.errorBar])
  }
}

extension Element {
  /// The points of a path that moves and lines go to; none for other elements.
  var vertices: [Point] {
    guard case .path(let path, _) = self else { return [] }
    return path.steps.compactMap { step in
      switch step {
      case .move(let point), .line(let point): point
      default: nil
      }
    }
  }
}
