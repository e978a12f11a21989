/// Stops the program with a message unless a condition holds, as `precondition` does.
///
/// An optimised build keeps the check of a `precondition` but drops its message, and the libraries
/// are optimised in every configuration: a wrong shape would end a program without a word. The
/// message of `fatalError` is printed always. It is made only when the condition fails.
///
/// - Parameters:
///   - condition: what must hold; never left out.
///   - message: what was asked for, with its shapes or numbers, and what would be right.
@inlinable @inline(__always)
public func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() { fatalError(message(), file: file, line: line) }
}
