/// The options by which a reader gives a chapter a file of their own.
///
/// ```swift
/// let data = DataOptions("to fit instead of the irises")
/// let notebook = Notebook(options: data.all)
/// let table = data.read(by: notebook) { try Table(csv: $0, columns: $1) } ?? Iris.table
/// ```
public struct DataOptions: Sendable {
  private let file: Option<String?>
  private let columns = Option.list(
    "columns", placeholder: "A,B", help: "the columns of the file to use (default all)")
  private let standardize = Option.flag(
    "standardize", help: "scale every column to mean 0 and variance 1")

  /// - Parameter purpose: what the chapter does with the file, in the usage text: "to fit instead
  ///   of the irises".
  public init(_ purpose: String) {
    file = Option.path("data", placeholder: "FILE", help: "a CSV file \(purpose)")
  }

  /// The options in the order of the usage text.
  public var all: [any AnyOption] { [file, columns, standardize] }

  /// Whether the reader has given a file.
  public func isGiven(to notebook: Notebook) -> Bool { notebook[file] != nil }

  /// Whether the reader wants the columns scaled.
  public func standardizes(_ notebook: Notebook) -> Bool { notebook[standardize] }

  /// What the reader's file holds, or `nil` if none was given; a mistake in it ends the process.
  ///
  /// - Parameter read: reads a file, all of its columns or those with the given names.
  public func read<Value>(
    by notebook: Notebook, _ read: (_ path: String, _ columns: [String]?) throws -> Value
  ) -> Value? {
    guard let path = notebook[file] else {
      if notebook[columns] != nil { notebook.refuse("--columns goes with --data") }
      return nil
    }
    return notebook.reading { try read(path, notebook[columns]) }
  }
}
