import Elementary
import Probability
import Testing

@testable import Notebook

@Suite struct TicksTests {
  /// Whether x is 1, 2 or 5 times a power of ten, up to rounding.
  private func isNice(_ x: Double) -> Bool {
    let leading = x / powerOfTen(decade(of: x * (1 + 1e-6)))
    return [1, 2, 5].contains { abs(leading - $0) < 1e-6 }
  }

  @Test func linearTicksAreNiceAndCoverTheRange() {
    var random = RandomStream(seed: 1, name: "ticks/linear")
    for _ in 0..<500 {
      let center = random.normal() * powerOfTen(random.integer(below: 8) - 4)
      let radius = (0.01 + random.uniform()) * powerOfTen(random.integer(below: 8) - 4)
      let range = center - radius...center + radius
      let limit = 2 + random.integer(below: 10)
      let ticks = Ticks.covering(range, scale: .linear, limit: limit).major
      let values = ticks.map(\.value)
      guard values.count >= 2 else {
        #expect(limit < 6, "\(range) has \(values) of \(limit)")
        continue
      }
      let step = values[1] - values[0]
      #expect(values.count <= limit)
      #expect(values.allSatisfy { range.contains($0) || step * 1e-6 > radius * 1e-12 })
      #expect(values[0] - range.lowerBound < step * 1.000001)
      #expect(range.upperBound - values[values.count - 1] < step * 1.000001)
      #expect(isNice(step), "step \(step)")
    }
  }

  @Test func logarithmicTicksAreNiceAndCoverTheRange() {
    var random = RandomStream(seed: 1, name: "ticks/logarithmic")
    for _ in 0..<500 {
      let lower = Double.exp(random.normal() * 6)
      let range = lower...lower * Double.exp(0.05 + random.uniform() * 20)
      let limit = 3 + random.integer(below: 8)
      let ticks = Ticks.covering(range, scale: .logarithmic, limit: limit)
      let values = ticks.major.map(\.value)
      #expect(values.allSatisfy { $0 >= range.lowerBound * 0.999999 })
      #expect(values.allSatisfy { $0 <= range.upperBound * 1.000001 })
      #expect(!values.isEmpty && values.count <= limit, "\(range): \(values) of \(limit)")
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
      #expect(Set(values).isDisjoint(with: ticks.minor))
    }
  }

  @Test func labelsSayTheValue() {
    func labels(_ range: ClosedRange<Double>, _ scale: Axis.Scale, limit: Int) -> [String] {
      Ticks.covering(range, scale: scale, limit: limit).major.map(\.label)
    }
    #expect(labels(-0.3...0.3, .linear, limit: 4) == ["−0.2", "0", "0.2"])
    #expect(labels(0...1, .linear, limit: 6) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(0...3e6, .linear, limit: 5) == ["0", "1×10⁶", "2×10⁶", "3×10⁶"])
    #expect(labels(0...3e-6, .linear, limit: 7).dropFirst(3).first == "1.5×10⁻⁶")
    #expect(labels(0.001...1000, .logarithmic, limit: 8).first == "10⁻³")
    #expect(labels(0.001...1000, .logarithmic, limit: 4) == ["10⁻²", "10⁰", "10²"])
    #expect(labels(3...30, .logarithmic, limit: 5) == ["5", "10", "20"])
    #expect(labels(1.1...1.9, .logarithmic, limit: 5) == ["1.2", "1.4", "1.6", "1.8"])
  }

  @Test func labelsReadBackAsTheValues() {
    for exponent in -4...4 {
      for significand in 1...20 {
        let tick = Tick(significand, exponent: exponent)
        #expect(Double(tick.label) == tick.value)
      }
    }
  }

  @Test func wholeNumbersHaveWholeTicks() {
    let ticks = Ticks.covering(0.9...3.1, scale: .linear, limit: 10, isWhole: true)
    #expect(ticks.major.map(\.label) == ["1", "2", "3"])
  }

  @Test func decadesAreExact() {
    for exponent in -20...20 {
      let power = powerOfTen(exponent)
      #expect(power == Double("1e\(exponent)"))
      #expect(decade(of: power) == exponent)
      #expect(decade(of: power.nextDown) == exponent - 1)
    }
  }
}
