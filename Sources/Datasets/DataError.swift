/// What is wrong with a person's data, where, in one line.
public struct DataError: Error, Hashable, CustomStringConvertible {
  /// The file, as the person named it, or the name of a data set.
  public let file: String

  /// The line, counted from one, where the trouble begins.
  public let line: Int?

  /// The field within its line, counted from one: the column of the table, not of the text.
  public let column: Int?

  /// The trouble, in words.
  public let message: String

  /// An error in a file, as precisely located as is known.
  public init(file: String, line: Int? = nil, column: Int? = nil, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  /// `file:line:column: message`, without what is not known.
  public var description: String {
    let place = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
    return "\(file)\(place): \(message)"
  }
}
