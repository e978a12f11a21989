import Probability
import Testing

@testable import Notebook

@Suite struct HistogramTests {
  private func normals(_ count: Int) -> [Double] {
    var random = RandomStream(seed: 2, name: "histogram")
    return random.normals(count)
  }

  @Test func everyValueIsInItsInterval() {
    let values = normals(300)
    let histogram = Histogram(of: values, binWidth: 0.25)
    #expect(histogram.counts.reduce(0, +) == values.count)
    for (index, count) in histogram.counts.enumerated() {
      let lower = Double(histogram.firstBin + index) * 0.25
      #expect(count == values.count { lower <= $0 && $0 < lower + 0.25 })
    }
  }

  @Test func theAreasOfADensitySumToOne() {
    for count in [1, 2, 10, 1000] {
      guard case .bars(let bars) = Mark.histogram(normals(count), isDensity: true).shape else {
        Issue.record("a histogram is made of bars")
        return
      }
      let area = bars.map { ($0.right - $0.left) * $0.height }.reduce(0, +)
      #expect(abs(area - 1) < 1e-9)
    }
  }

  @Test func theWidthIsNearTheAdviceOfFreedmanAndDiaconis() {
    // The interquartile range of a standard normal is 1.349; 1000 has the cube root 10.
    let width = Histogram.binWidth(for: normals(1000))
    #expect((0.135...0.34).contains(width))
    #expect(width == 0.2)
  }

  @Test func thereAreNeverTooManyBins() {
    // Heavy tails: one value is far from all others.
    let width = Histogram.binWidth(for: normals(5000) + [1e6])
    #expect(1e6 / width <= 100)
  }

  @Test func equalValuesAndNoneAreNoTrap() {
    #expect(Histogram.binWidth(for: []) == 1)
    #expect((4e306...6e306).contains(Histogram.binWidth(for: [-1.7e308, 0, 0, 0, 0, 1.7e308])))
    #expect(Histogram.binWidth(for: [3, 3, 3]) == 1)
    #expect(Histogram(of: [], binWidth: 1).counts.isEmpty)
    #expect(Histogram(of: [3, 3, 3], binWidth: 1) == Histogram(of: [3.5, 3.1, 3.2], binWidth: 1))
  }
}
