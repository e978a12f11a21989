extension Table {
  /// Reads numbers from a CSV file.
  ///
  /// The first row names the columns. If it is all numbers it is an observation instead, and the
  /// columns are called 1, 2, …, as is any column whose name is empty. Blank lines at the end do not
  /// count. Columns that are not asked for may hold anything.
  ///
  /// - Parameters:
  ///   - path: the file, in UTF-8, as RFC 4180 describes it.
  ///   - columns: the names of the columns to read, in this order; nil for all of them.
  /// - Throws: a `DataError` that names the file, the line and the field within the line.
  public init(csv path: String, columns: [String]? = nil) throws(DataError) {
    try self.init(csv: fileBytes(atPath: path), from: path, columns: columns)
  }

  /// Reads numbers from the bytes of a CSV file, as `init(csv:columns:)` does. Errors call the file
  /// by the given name.
  init(csv bytes: [UInt8], from file: String, columns: [String]? = nil) throws(DataError) {
    var scanner = try CSVScanner(file: file, bytes: bytes)
    guard let first = try scanner.nextRecord() else {
      throw DataError(file: file, message: "the file is empty")
    }
    guard !scanner.isBlank(first) else {
      throw DataError(file: file, line: 1, message: "the first line is empty")
    }
    let titles = first.map(scanner.text(of:))
    let hasHeader = titles.contains { Double($0) == nil }
    let names = titles.enumerated().map { place, title in
      hasHeader && !title.isEmpty ? title : "\(place + 1)"
    }
    let selection = try ColumnSelection(columns, of: names, file: file)
    var rows = hasHeader ? [] : [try selection.numbers(in: first, of: scanner)]
    var blankLine: Int?
    while let record = try scanner.nextRecord() {
      if scanner.isBlank(record) {
        blankLine = blankLine ?? record[0].line
        continue
      }
      if let blankLine {
        throw DataError(file: file, line: blankLine, message: "the line is empty")
      }
      rows.append(try selection.numbers(in: record, of: scanner))
    }
    guard !rows.isEmpty else {
      throw DataError(file: file, message: "there is a header, and no row of numbers")
    }
    self.init(name: file, columns: selection.names, rows: rows)
  }
}

/// Which fields of a record become the numbers of a row.
private struct ColumnSelection {
  let file: String

  /// The names of the chosen columns.
  let names: [String]

  /// Where each of them is in a record, counted from zero.
  let places: [Int]

  /// How many fields a record has.
  let width: Int

  init(_ wanted: [String]?, of available: [String], file: String) throws(DataError) {
    self.file = file
    names = wanted ?? available
    width = available.count
    func error(_ message: String, line: Int? = nil, column: Int? = nil) -> DataError {
      DataError(file: file, line: line, column: column, message: message)
    }
    guard !names.isEmpty else { throw error("no column is asked for") }
    let places = Dictionary(grouping: available.indices) { available[$0] }
    var chosen: [Int] = []
    var asked: Set<String> = []
    for name in names {
      guard wanted == nil || asked.insert(name).inserted else {
        throw error("column \(quoted(name)) is asked for twice")
      }
      guard let found = places[name], let first = found.first else {
        throw error("there is no column \(quoted(name)); there are \(listed(available))", line: 1)
      }
      guard found.count == 1 else {
        throw error("two columns are called \(quoted(name))", line: 1, column: found[1] + 1)
      }
      chosen.append(first)
    }
    self.places = chosen
  }

  /// The numbers of a record in the chosen columns.
  func numbers(
    in record: CSVScanner.Record, of scanner: CSVScanner
  ) throws(DataError) -> [Double] {
    guard record.count == width else {
      throw DataError(
        file: file, line: record[0].line, column: min(record.count, width) + 1,
        message: "the row has \(counted(record.count, "field")), the first row has \(width)")
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(places.count)
    for place in places {
      let text = scanner.text(of: record[place])
      guard let number = Double(text), number.isFinite, !isHexadecimal(text) else {
        throw DataError(
          file: file, line: record[place].line, column: place + 1, message: complaint(about: text))
      }
      numbers.append(number)
    }
    return numbers
  }

  private func complaint(about text: String) -> String {
    if text.isEmpty { return "a number is missing" }
    return Double(text)?.isFinite == false
      ? "\(quoted(text)) is not a finite number" : "\(quoted(text)) is not a number"
  }
}

/// Whether a number is written to the base sixteen, as in "0x1F", which `Double` would accept.
private func isHexadecimal(_ number: String) -> Bool {
  number.utf8.contains { $0 | 0x20 == UInt8(ascii: "x") }
}

/// The first ten names, and how many more there are.
private func listed(_ names: [String]) -> String {
  let more = names.count > 10 ? ", … and \(names.count - 10) more" : ""
  return names.prefix(10).map(quoted).joined(separator: ", ") + more
}

/// A text from the file in quotation marks, on one line and no longer than a line should be.
func quoted(_ text: String) -> String {
  let line = String(text.map { $0.isNewline || $0.asciiValue.map { $0 < 32 } == true ? " " : $0 })
  return line.count > 40 ? "'\(line.prefix(39))…'" : "'\(line)'"
}

/// "1 field", "2 fields".
func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}
