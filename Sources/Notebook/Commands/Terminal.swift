import Foundation

/// What a command says to its user.
///
/// A message may repeat the user's own words. Control characters in them are written as escapes,
/// for a terminal would obey them, and a line that is too long to read loses its middle.
enum Terminal {
  /// Prepares the process; every program passes here before anything else.
  static func prepare() {
    // A reader who leaves, as in `| head`, and a limit on the size of files would end the process
    // in the middle of its work. With their signals ignored the writing fails, and says why.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // The number of a stream that is closed would go to the next file that is opened, and messages
    // into that file.
    var descriptor = open("/dev/null", O_RDWR)
    while (0...2).contains(descriptor) { descriptor = open("/dev/null", O_RDWR) }
    if descriptor > 2 { close(descriptor) }
  }

  /// Writes lines on standard output.
  ///
  /// A reader who has left is no reason to stop: the report is for others. An output that cannot
  /// hold the lines ends the process with status 74.
  static func print(_ text: String) {
    let bytes = Array(legible(text).utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        written += count
      } else if errno == EPIPE {
        return
      } else if errno == EAGAIN {
        var stream = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        poll(&stream, 1, -1)
      } else if errno != EINTR {
        stop(.ioError, error: "standard output: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Writes lines on standard error.
  static func tell(_ text: String) {
    write(legible(text))
  }

  static func print(error: String) {
    tell("error: \(error)")
  }

  /// Writes on standard error as it is. There may be none: a closed one is no reason to stop.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  static func stop(_ status: ExitStatus) -> Never {
    exit(status.rawValue)
  }

  /// Ends with one line, even if the user's own words in it have several.
  static func stop(_ status: ExitStatus, error: String) -> Never {
    print(error: error.visible)
    stop(status)
  }

  /// Ends with what went wrong, in one line, and its status.
  static func stop(because error: any Error) -> Never {
    stop((error as? any CommandError)?.status ?? .failure, error: "\(error)")
  }

  /// Lines as they can be shown to a person, each with its end.
  private static func legible(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let isLong = !line.dropFirst(1_000).isEmpty
      return (isLong ? "\(line.prefix(700))…\(line.suffix(299))" : String(line)).visible + "\n"
    }.joined()
  }
}
