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
}

/// A mistake that ends a command with a status of its own.
protocol CommandError: Error, CustomStringConvertible {
  var status: ExitStatus { get }
}
