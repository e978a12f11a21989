import Foundation

/// How a command ends.
enum ExitStatus: Int32 {
  /// All checks hold.
  case success = 0
  /// A check failed, or `--check` found a difference.
  case failure = 1
  /// A mistake in the command line: `EX_USAGE` of `sysexits.h`.
  case usage = 64
  /// A user's data cannot be used: `EX_DATAERR`.
  case data = 65
  /// Something cannot be written: `EX_IOERR`.
  case ioError = 74

  /// Whether the command did nothing, for a reason that concerns every command alike.
  var isRefusal: Bool { self != .success && self != .failure }
}

/// What a command says to its user.
enum Terminal {
  static func print(error: String) {
    write("error: \(error)\n")
  }

  /// Writes on standard error. There may be none: a closed one is no reason to stop.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  static func stop(_ status: ExitStatus) -> Never {
    exit(status.rawValue)
  }

  /// Ends with one line, even if the user's own words in it have several.
  static func stop(_ status: ExitStatus, error: String) -> Never {
    print(error: String(error.map { $0.isNewline ? " " : $0 }))
    stop(status)
  }
}
