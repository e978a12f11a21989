/// Cuts the text of a CSV file into records and fields, as RFC 4180 has it.
///
/// Fields are separated by commas and records by line ends, of Unix or Windows. A field that begins
/// with a quotation mark ends at the next one that is not doubled; inside, commas and line ends are
/// text. A byte-order mark at the beginning is skipped.
///
/// Source: Y. Shafranovich (2005), "Common format and MIME type for comma-separated values (CSV)
/// files", RFC 4180.
struct CSVScanner {
  /// A field's place in the file.
  struct Field {
    /// The line, counted from one, where the field begins.
    let line: Int
    /// The bytes of the text, without the quotation marks around it.
    let bytes: Range<Int>
    /// Whether there were quotation marks around it.
    let isQuoted: Bool
  }

  /// The fields of a record. There is always at least one.
  typealias Record = [Field]

  private let file: String
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  /// A scanner at the beginning of a file.
  ///
  /// - Throws: if the bytes are not text in UTF-8.
  init(file: String, bytes: [UInt8]) throws(DataError) {
    self.file = file
    self.bytes = bytes
    try checkEncoding()
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next record; nil at the end of the file.
  ///
  /// - Throws: if a quotation mark is not closed, or text follows one that closes.
  mutating func nextRecord() throws(DataError) -> Record? {
    guard position < bytes.count else { return nil }
    var record = [try nextField(column: 1)]
    while position < bytes.count, bytes[position] == .comma {
      position += 1
      record.append(try nextField(column: record.count + 1))
    }
    skipLineEnd()
    return record
  }

  /// The text of a field, with doubled quotation marks made single and spaces around it removed.
  func text(of field: Field) -> String {
    let start = bytes[field.bytes].firstIndex { !$0.isBlank } ?? field.bytes.upperBound
    let end = bytes[field.bytes].lastIndex { !$0.isBlank }.map { $0 + 1 } ?? start
    guard field.isQuoted else { return String(decoding: bytes[start..<end], as: UTF8.self) }
    var unescaped: [UInt8] = []
    var index = start
    while index < end {
      unescaped.append(bytes[index])
      index += bytes[index] == .quote ? 2 : 1
    }
    return String(decoding: unescaped, as: UTF8.self)
  }

  /// Whether a record is a line with nothing on it.
  func isBlank(_ record: Record) -> Bool {
    record.count == 1 && !record[0].isQuoted && bytes[record[0].bytes].allSatisfy(\.isBlank)
  }

  /// Reads up to the comma or the line end after a field.
  private mutating func nextField(column: Int) throws(DataError) -> Field {
    guard position < bytes.count, bytes[position] == .quote else {
      let start = position
      while position < bytes.count, !bytes[position].endsField { position += 1 }
      return Field(line: line, bytes: start..<position, isQuoted: false)
    }
    return try nextQuotedField(column: column)
  }

  private mutating func nextQuotedField(column: Int) throws(DataError) -> Field {
    let firstLine = line
    position += 1
    let start = position
    while position < bytes.count {
      if bytes[position] == .quote {
        guard position + 1 < bytes.count, bytes[position + 1] == .quote else { break }
        position += 1
      }
      if bytes[position] == .lineFeed { line += 1 }
      position += 1
    }
    let field = Field(line: firstLine, bytes: start..<position, isQuoted: true)
    guard position < bytes.count else {
      throw DataError(
        file: file, line: firstLine, column: column,
        message: "the quotation mark that opens this field is never closed")
    }
    position += 1
    guard position == bytes.count || bytes[position].endsField else {
      throw DataError(
        file: file, line: line, column: column,
        message: "there is text after the quotation mark that closes this field")
    }
    return field
  }

  private mutating func skipLineEnd() {
    guard position < bytes.count else { return }
    if bytes[position] == .carriageReturn { position += 1 }
    if position < bytes.count, bytes[position] == .lineFeed { position += 1 }
    line += 1
  }

  private func checkEncoding() throws(DataError) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw DataError(
        file: file, line: 1, message: "the text is encoded in UTF-16; save it in UTF-8")
    }
    if let zero = bytes.firstIndex(of: 0) {
      throw DataError(
        file: file, line: 1 + bytes[..<zero].count { $0 == .lineFeed },
        message: "there is a zero byte, as no text in UTF-8 has")
    }
    guard String(validating: bytes, as: UTF8.self) == nil else { return }
    let lines = bytes.split(separator: .lineFeed, omittingEmptySubsequences: false)
    let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
    throw DataError(
      file: file, line: bad.map { $0 + 1 }, message: "the text is not encoded in UTF-8")
  }
}

extension UInt8 {
  fileprivate static let quote = UInt8(ascii: "\"")
  fileprivate static let comma = UInt8(ascii: ",")
  fileprivate static let lineFeed = UInt8(ascii: "\n")
  fileprivate static let carriageReturn = UInt8(ascii: "\r")

  fileprivate var endsField: Bool { self == .comma || self == .lineFeed || self == .carriageReturn }

  fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
