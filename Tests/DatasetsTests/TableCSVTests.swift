import Testing

@testable import Datasets

@Suite struct TableCSVTests {
  func table(_ text: String, columns: [String]? = nil) throws -> Table {
    try Table(csv: Array(text.utf8), from: "data.csv", columns: columns)
  }

  @Test func headerAndRows() throws {
    let read = try table("length,width\n1,2\n-3.5,4e2\n")
    #expect(
      read == Table(name: "data.csv", columns: ["length", "width"], rows: [[1, 2], [-3.5, 400]]))
  }

  @Test func columnsAreChosenByNameAndInOrder() throws {
    let text = "species,a,b,c\nsetosa,1,2,3\nvirginica,4,5,6\n"
    let read = try table(text, columns: ["c", "a"])
    #expect(read.columns == ["c", "a"])
    #expect(read.rows == [[3, 1], [6, 4]])
  }

  @Test func aFirstRowOfNumbersIsAnObservation() throws {
    let read = try table("1,2\n3,4\n", columns: ["2"])
    #expect(read.columns == ["2"])
    #expect(read.rows == [[2], [4]])
  }

  @Test func anEmptyNameIsThePlace() throws {
    #expect(try table("\"\",a\n1,2\n").columns == ["1", "a"])
  }

  @Test(arguments: [
    "a,b\r\n1,2\r\n3,4\r\n", "\u{FEFF}a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\n1,2\n3,4\n\n\n",
    "a,b\r\n1,2\r\n3,4\r\n\r\n", "a,b\r1,2\r3,4\r", " a , b\t\n 1, 2 \n3 ,4\n",
    "\"a\",\"b\"\n\"1\",2\n3,\"4\"\n", "\u{FEFF}\"a\",b\r\n\" 1\",2\r\n3,4", "a,b\n1,2\n3,4\n  \n",
  ])
  func allThatMeansTheSame(text: String) throws {
    let read = try table(text)
    #expect(read.columns == ["a", "b"])
    #expect(read.rows == [[1, 2], [3, 4]])
  }

  @Test func quotationMarks() throws {
    let text = "\"say \"\"a, b\"\"\",\"two\nlines\",c\n1,\"2\",\"x\n\"\"y\"\"\"\n3,4,5\n"
    let read = try table(text, columns: ["say \"a, b\"", "two\nlines"])
    #expect(read.rows == [[1, 2], [3, 4]])
  }

  /// What a person reads, to the letter.
  @Test(arguments: [
    ("", "data.csv: the file is empty"),
    ("\u{FEFF}", "data.csv: the file is empty"),
    ("\n\n", "data.csv:1: the first line is empty"),
    ("a,b\n1,\0\n", "data.csv:2: there is a zero byte, as no text in UTF-8 has"),
    ("a,b\n", "data.csv: there is a header, and no row of numbers"),
    ("a,b\n\n\n", "data.csv: there is a header, and no row of numbers"),
    ("a,b\n1,2\n1\n", "data.csv:3:2: the row has 1 field, the first row has 2"),
    ("a,b\n1,2,3\n", "data.csv:2:3: the row has 3 fields, the first row has 2"),
    ("a,b\n1,2\n\n3,4\n", "data.csv:3: the line is empty"),
    ("a,b\n1,2\n3,abc\n", "data.csv:3:2: 'abc' is not a number"),
    ("1,2\n3,abc\n", "data.csv:2:2: 'abc' is not a number"),
    ("a,b\n1,2\n,4\n", "data.csv:3:1: a number is missing"),
    ("a,b\n1,nan\n", "data.csv:2:2: 'nan' is not a finite number"),
    ("1,NaN\n1,2\n", "data.csv:1:2: 'NaN' is not a finite number"),
    ("a,b\n-inf,2\n", "data.csv:2:1: '-inf' is not a finite number"),
    ("a,b\n1,1e999\n", "data.csv:2:2: '1e999' is not a finite number"),
    ("a,b\n1,0x1F\n", "data.csv:2:2: '0x1F' is not a number"),
    ("a,b\n1,\"3,5\"\n", "data.csv:2:2: '3,5' is not a number"),
    ("a,b\n1;2,3\n", "data.csv:2:1: '1;2' is not a number"),
    ("a,b\n1,1 2\n", "data.csv:2:2: '1 2' is not a number"),
    ("a,a\n1,2\n", "data.csv:1:2: two columns are called 'a'"),
    ("a,b\n1,\"2\n3,4\n", "data.csv:2:2: the quotation mark that opens this field is never closed"),
    (
      "a,b\n\"1\"2,3\n",
      "data.csv:2:1: there is text after the quotation mark that closes this field"
    ),
    ("a,b\n\"x\ny\",2\n", "data.csv:2:1: 'x y' is not a number"),
    (
      "a\n0123456789012345678901234567890123456789x\n",
      "data.csv:2:1: '012345678901234567890123456789012345678…' is not a number"
    ),
  ])
  func oneClearLine(text: String, message: String) {
    let error = #expect(throws: DataError.self) { try table(text) }
    #expect(error?.description == message)
  }

  @Test(arguments: [
    (["c"], "data.csv:1: there is no column 'c'; there are 'a', 'b'"),
    (["a", "b", "a"], "data.csv: column 'a' is asked for twice"),
    ([], "data.csv: no column is asked for"),
  ])
  func columnsThatCannotBeHad(columns: [String], message: String) {
    let error = #expect(throws: DataError.self) { try table("a,b\n1,2\n", columns: columns) }
    #expect(error?.description == message)
  }

  @Test func manyColumnsAreNotAllListed() {
    let header = (1...50_000).map { "c\($0)" }.joined(separator: ",") + "\n"
    let error = #expect(throws: DataError.self) { try table(header, columns: ["x"]) }
    #expect(
      error?.description == "data.csv:1: there is no column 'x'; there are 'c1', 'c2', 'c3', 'c4', "
        + "'c5', 'c6', 'c7', 'c8', 'c9', 'c10', … and 49990 more")
  }

  /// A line break inside quotation marks is counted where later errors are.
  @Test func linesAreThoseOfTheFile() {
    let error = #expect(throws: DataError.self) {
      try table("a,b\n1,\"2\n\"\nx,3\n", columns: ["a"])
    }
    #expect(error?.description == "data.csv:4:1: 'x' is not a number")
  }

  @Test func bytesThatAreNotUTF8() {
    let bytes = Array("a,b\n1,2\n".utf8) + [0xFF, 0x2C, 0x33, 0x0A]
    let error = #expect(throws: DataError.self) { try Table(csv: bytes, from: "data.csv") }
    #expect(error?.description == "data.csv:3: the text is not encoded in UTF-8")
  }

  /// Numbers come out as the compiler reads the same literals.
  @Test func numbersAreRoundedCorrectly() throws {
    let read = try table("a\n0.1\n4e-310\n123456789012345678901\n4.35\n.5\n+7.\n1E3\n")
    #expect(
      read.values(ofColumn: 0)
        == [0.1, 0x0.049a22dc398acp-1022, 123_456_789_012_345_683_968, 4.35, 0.5, 7, 1000])
  }

  /// A comparison of all names with each other takes minutes.
  @Test(.timeLimit(.minutes(1))) func wideFilesAreReadFast() throws {
    let header = (1...200_000).map { "c\($0)" }.joined(separator: ",")
    let row = String(repeating: "1,", count: 199_999) + "1"
    #expect(try table("\(header)\n\(row)\n").columns.count == 200_000)
    let error = #expect(throws: DataError.self) { try table("\(header),c7\n\(row),1\n") }
    #expect(error?.description == "data.csv:1:200001: two columns are called 'c7'")
  }

  /// 20,000 rows of 16 columns are read in a fraction of a second.
  @Test func longFilesAreReadFast() throws {
    let row = (1...16).map { "\($0).25" }.joined(separator: ",") + "\n"
    let text = String(repeating: row, count: 20_000)
    let start = ContinuousClock.now
    #expect(try table(text).rows.count == 20_000)
    #expect(ContinuousClock.now - start < .seconds(3))
  }
}
