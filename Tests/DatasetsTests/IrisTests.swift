import Datasets
import Testing

@Suite struct IrisTests {
  let table = Iris.table

  @Test func shape() {
    #expect(table.name == "iris")
    #expect(table.columns == ["sepal length", "sepal width", "petal length", "petal width"])
    #expect(table.rows.count == 150)
    #expect(table.rows.allSatisfy { $0.count == 4 })
    #expect(Iris.species.count == 150)
    #expect((0..<3).allSatisfy { k in Iris.species.count { $0 == k } == 50 })
    #expect(Iris.species[49] == 0 && Iris.species[50] == 1 && Iris.species[100] == 2)
  }

  /// What R prints for `iris`: the first and last flower, the sums and the extremes of the columns.
  @Test func contents() {
    #expect(table.rows.first == [5.1, 3.5, 1.4, 0.2] && table.rows.last == [5.9, 3, 5.1, 1.8])
    for (column, sum) in [876.5, 458.6, 563.7, 179.9].enumerated() {
      #expect((table.values(ofColumn: column).reduce(0, +) - sum).magnitude < 1e-9)
    }
    let extremes = (0..<4).map { column in
      let values = table.values(ofColumn: column)
      return [values.min() ?? .nan, values.max() ?? .nan]
    }
    #expect(extremes == [[4.3, 7.9], [2, 4.4], [1, 6.9], [0.1, 2.5]])
  }

  /// The two rows on which the data's common versions differ, as Fisher printed them.
  @Test func fishersVersion() {
    #expect(table.rows[34] == [4.9, 3.1, 1.5, 0.2])
    #expect(table.rows[37] == [4.9, 3.6, 1.4, 0.1])
  }

  @Test func itCanBeFitted() throws {
    #expect(try table.validated(forComponents: 3) == table)
  }
}
