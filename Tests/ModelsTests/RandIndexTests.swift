import Models
import Testing

@Suite struct RandIndexTests {
  /// Pair by pair.
  private func byPairs(_ a: [Int], _ b: [Int]) -> Double {
    let pairs = a.indices.flatMap { i in (0..<i).map { (i, $0) } }
    return Double(pairs.count { i, j in (a[i] == a[j]) == (b[i] == b[j]) }) / Double(pairs.count)
  }

  @Test func itCountsThePairsThatAreTreatedAlike() {
    let a = [0, 0, 1, 1, 2, 2, 2, 0, 1]
    let b = [1, 1, 0, 1, 0, 0, 0, 1, 3]
    #expect((randIndex(a, b) - byPairs(a, b)).magnitude < 1e-15)
    #expect(randIndex(a, b) == randIndex(b, a))
  }

  @Test func theNamesOfTheClustersDoNotMatter() {
    #expect(randIndex([0, 0, 1, 2], [2, 2, 0, 1]) == 1)
    #expect(randIndex([0, 0, 0], [0, 1, 2]) == 0)
  }
}
