import Datasets
import Testing

@Suite struct FaithfulTests {
  let table = Faithful.table

  @Test func shape() {
    #expect(table.name == "faithful")
    #expect(table.columns == ["eruptions", "waiting"])
    #expect(table.rows.count == 272)
    #expect(table.rows.allSatisfy { $0.count == 2 })
  }

  /// What R prints for `summary(faithful)` and for sums of its columns.
  @Test func contents() {
    let eruptions = table.values(ofColumn: 0)
    let waiting = table.values(ofColumn: 1)
    #expect(table.rows.first == [3.6, 79] && table.rows.last == [4.467, 74])
    #expect(eruptions.min() == 1.6 && eruptions.max() == 5.1)
    #expect(waiting.min() == 43 && waiting.max() == 96)
    #expect((eruptions.reduce(0, +) - 948.677).magnitude < 1e-9)
    #expect(waiting.reduce(0, +) == 19_284)
  }

  @Test func itCanBeFitted() throws {
    #expect(try table.validated(forComponents: 6) == table)
  }
}
