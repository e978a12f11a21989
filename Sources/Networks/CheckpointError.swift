import Foundation

/// Why a checkpoint cannot be written or used, in one line.
public struct CheckpointError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, as the caller named it.
  public let file: String
  /// The trouble, in words.
  public let message: String

  init(_ file: URL, _ message: String) {
    self.file = file.relativePath
    self.message = message
  }

  /// `file: message`.
  public var description: String { "\(file): \(message)" }
}
