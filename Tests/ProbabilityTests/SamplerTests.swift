import Probability
import Testing

/// The samplers against what they claim to draw from. Each uses 20,000 draws or so: a distribution
/// function that is off by 0.03 anywhere, or a cell's probability that is off by a tenth of itself,
/// is found in all but one of a million runs.
@Suite struct SamplerTests {
  let count = 20_000

  /// The digits of every report depend on these. They were computed once; a change here is a change
  /// of the whole book.
  @Test func theSequenceNeverChanges() {
    var stream = RandomStream(seed: 0, name: "pinned")
    #expect(stream.next() == 14_684_877_871_987_977_972)
    #expect(stream.uniform() == 0.4024796089994195)
    #expect(
      [stream.normal(), stream.normal(), stream.normal()] == [
        -0.8611071591642989, -1.7142939508478507, 0.9019255464726305,
      ])
    #expect((0..<8).map { _ in stream.integer(below: 100) } == [69, 65, 32, 91, 3, 66, 5, 91])
    #expect(
      (0..<8).map { _ in stream.categorical([0.2, 0, 0.5, 0.3]) } == [3, 0, 2, 3, 2, 2, 2, 0])
    #expect(
      (0..<8).map { _ in stream.bernoulli(0.5) }
        == [false, false, false, true, false, true, true, false])
    #expect(stream.permutation(8) == [5, 4, 7, 1, 3, 6, 2, 0])
  }

  @Test func uniformIsUniform() {
    var random = RandomStream(seed: 1, name: "sampler/uniform")
    let draws = (0..<count).map { _ in random.uniform() }
    #expect(draws.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(KolmogorovSmirnovTest(draws) { $0 }.pValue > fiveSigma)
    let cells = histogram(draws.map { Int($0 * 100) }, cells: 100)
    let test = ChiSquareTest(counts: cells, probabilities: Array(repeating: 0.01, count: 100))
    #expect(test.pValue > fiveSigma)
    #expect(draws.allSatisfy { $0 == ($0 * 0x1p53).rounded() * 0x1p-53 })
  }

  /// Pairs of neighbours fill the unit square evenly, also pairs at a distance of two and three.
  @Test(arguments: 1...3)
  func uniformIsSeriallyIndependent(lag: Int) {
    var random = RandomStream(seed: 1, name: "sampler/serial")
    let cells = (0..<count).map { _ in Int(random.uniform() * 8) }
    let pairs = zip(cells, cells.dropFirst(lag)).enumerated()
      .filter { $0.offset % (2 * lag) < lag }
      .map { 8 * $0.element.0 + $0.element.1 }
    let test = ChiSquareTest(
      counts: histogram(pairs, cells: 64), probabilities: Array(repeating: 1.0 / 64, count: 64))
    #expect(test.pValue > fiveSigma)
  }

  /// First draws of streams with neighbouring names are as independent as draws of one stream.
  @Test func splitStreamsAreIndependent() {
    let parent = RandomStream(seed: 1, name: "sampler/split")
    let cells = (0..<count).map { index in
      var stream = parent.split(index)
      return Int(stream.uniform() * 8)
    }
    let pairs = stride(from: 0, to: count, by: 2).map { 8 * cells[$0] + cells[$0 + 1] }
    let test = ChiSquareTest(
      counts: histogram(pairs, cells: 64), probabilities: Array(repeating: 1.0 / 64, count: 64))
    #expect(test.pValue > fiveSigma)
  }

  @Test func normalIsNormal() {
    var random = RandomStream(seed: 1, name: "sampler/normal")
    let draws = random.normals(count)
    #expect(KolmogorovSmirnovTest(draws, cumulative: Normal.standard.cumulative).pValue > fiveSigma)
    #expect(Estimate(draws).zScore(against: 0).magnitude < 5)
    #expect(Estimate(draws.map { $0 * $0 }).zScore(against: 1).magnitude < 5)
    #expect(Estimate(draws.map { $0 * $0 * $0 * $0 }).zScore(against: 3).magnitude < 5)
  }

  /// The two numbers of a pair are uncorrelated, in themselves and in their squares, although they
  /// share a radius: a correlation of 0.1 would be found.
  @Test func normalsOfAPairAreIndependent() {
    var random = RandomStream(seed: 1, name: "sampler/pairs")
    let pairs = (0..<count).map { _ in (random.normal(), random.normal()) }
    #expect(Estimate(pairs.map { $0 * $1 }).zScore(against: 0).magnitude < 5)
    #expect(
      Estimate(pairs.map { ($0 * $0 - 1) * ($1 * $1 - 1) }).zScore(against: 0).magnitude < 5)
  }

  @Test(arguments: [0.01, 0.3, 0.5, 0.9])
  func bernoulliHasItsProbability(probability: Double) {
    var random = RandomStream(seed: 1, name: "sampler/bernoulli/\(probability)")
    let successes = (0..<count).filter { _ in random.bernoulli(probability) }.count
    let interval = proportionInterval(successes: successes, trials: count, errorRate: fiveSigma)
    #expect(interval.contains(probability))
  }

  @Test func bernoulliAtItsEnds() {
    var random = RandomStream(seed: 1, name: "sampler/ends")
    #expect((0..<1000).allSatisfy { _ in random.bernoulli(1) && !random.bernoulli(0) })
  }

  @Test func categoricalHasItsProbabilities() {
    var random = RandomStream(seed: 1, name: "sampler/categorical")
    let draws = (0..<count).map { _ in random.categorical([0.1, 0, 0.6, 0.3, 0]) }
    let counts = histogram(draws, cells: 5)
    #expect(counts[1] == 0 && counts[4] == 0)
    let test = ChiSquareTest(
      counts: [counts[0], counts[2], counts[3]], probabilities: [0.1, 0.6, 0.3])
    #expect(test.pValue > fiveSigma)
  }

  @Test func categoricalNeedsNoUnitSum() {
    var (one, other) = (RandomStream(seed: 1, name: "w"), RandomStream(seed: 1, name: "w"))
    for _ in 0..<1000 {
      #expect(one.categorical([0.25, 0.75]) == other.categorical([2, 6]))
    }
    #expect(one.categorical([0, 1e-300, 0]) == 1)
  }

  @Test(arguments: [1, 2, 3, 7, 100])
  func integersAreUniform(bound: Int) {
    var random = RandomStream(seed: 1, name: "sampler/integer").split(bound)
    let draws = (0..<count).map { _ in random.integer(below: bound) }
    #expect(draws.allSatisfy { $0 >= 0 && $0 < bound })
    guard bound > 1 else { return }
    let test = ChiSquareTest(
      counts: histogram(draws, cells: bound),
      probabilities: Array(repeating: 1 / Double(bound), count: bound))
    #expect(test.pValue > fiveSigma)
  }

  /// For n = 3·2⁶¹ the product of n and 64 bits, without drawing again, would yield a multiple of
  /// three half of the time.
  @Test func hugeIntegersAreUnbiased() {
    var random = RandomStream(seed: 1, name: "sampler/huge")
    let draws = (0..<count).map { _ in random.integer(below: 3 << 61) % 3 }
    let test = ChiSquareTest(
      counts: histogram(draws, cells: 3), probabilities: Array(repeating: 1.0 / 3, count: 3))
    #expect(test.pValue > fiveSigma)
  }

  /// All 24 orders of four elements, equally often.
  @Test func shuffleDrawsEveryOrderEquallyOften() {
    var random = RandomStream(seed: 1, name: "sampler/shuffle")
    let codes = (0..<count).map { _ in
      let order = random.permutation(4)
      return order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3]
    }
    let counts = histogram(codes, cells: 256).filter { $0 > 0 }
    #expect(counts.count == 24)
    let test = ChiSquareTest(counts: counts, probabilities: Array(repeating: 1.0 / 24, count: 24))
    #expect(test.pValue > fiveSigma)
  }

  @Test func shuffleKeepsTheElements() {
    var random = RandomStream(seed: 1, name: "sampler/keep")
    #expect(random.permutation(100).sorted() == Array(0..<100))
    #expect(random.permutation(0) == [] && random.permutation(1) == [0])
  }
}
