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
}

/// What a command says to its user.
enum Terminal {
  static func print(error: String) {
    FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  }

  static func stop(_ status: ExitStatus) -> Never {
    exit(status.rawValue)
  }

  static func stop(_ status: ExitStatus, error: String) -> Never {
    print(error: error)
    stop(status)
  }
}
