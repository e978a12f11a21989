import Foundation

/// The signals by which a user or the system asks a program to stop.
enum Interruptions {
  /// Runs a piece of work to its end, whatever signals come in meanwhile.
  static func ignored<Result>(_ work: () throws -> Result) rethrows -> Result {
    let signals = [SIGINT, SIGTERM, SIGHUP]
    let actions = signals.map { signal($0, SIG_IGN) }
    defer { for (number, action) in zip(signals, actions) { signal(number, action) } }
    return try work()
  }
}
