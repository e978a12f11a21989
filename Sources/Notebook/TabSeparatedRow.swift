/// A row of one of the book's tab-separated files, whose first line names the columns.
struct TabSeparatedRow {
  /// The line in the file, from 1.
  let line: Int
  let fields: [String]

  /// The rows of a text; empty lines do not count.
  ///
  /// - Parameters:
  ///   - count: how many fields each row has.
  ///   - key: what the first field is called, if no two rows may share it.
  /// - Throws: `SourceError` where a line has another number of fields, or repeats a key.
  static func rows(
    of text: String, file: String, fields count: Int, key: String? = nil
  ) throws(SourceError) -> [TabSeparatedRow] {
    var rows: [TabSeparatedRow] = []
    var keys: Set<String> = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == count else {
        throw SourceError(
          file: file, line: index + 1, "\(fields.count) fields instead of \(count)")
      }
      if let key, !keys.insert(fields[0]).inserted {
        throw SourceError(
          file: file, line: index + 1, "the \(key) '\(fields[0])' stands here twice")
      }
      rows.append(TabSeparatedRow(line: index + 1, fields: fields))
    }
    return rows
  }
}
