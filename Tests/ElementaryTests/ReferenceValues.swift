import Foundation
import KernelsTestSupport

/// The reference values of `KernelsTestSupport/Fixtures`, made by mpmath with hundreds of digits.
struct ReferenceValues {
  /// One argument x and the exact f(x) = rounded + restInUlps · ulp(rounded).
  struct Row {
    let x: Double
    let rounded: Double
    let restInUlps: Double
  }

  let rows: [ElementaryCase: [Row]]

  /// What is wrong with the file.
  struct Malformed: Error {
    let line: String
  }

  init() throws {
    let file = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "KernelsTestSupport/Fixtures/elementary.tsv")
    let text = try String(contentsOf: file, encoding: .utf8)
    var rows: [ElementaryCase: [Row]] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "\t")
      guard fields.count == 4,
        let function = ElementaryCase(rawValue: String(fields[0])),
        let x = UInt64(fields[1], radix: 16), let rounded = UInt64(fields[2], radix: 16),
        let rest = Double(fields[3])
      else { throw Malformed(line: String(line)) }
      rows[function, default: []].append(
        Row(
          x: Double(bitPattern: x), rounded: Double(bitPattern: rounded),
          restInUlps: rest / 10_000))
    }
    self.rows = rows
  }
}
