import Foundation

/// Shows how far a chapter has come: a bar on a terminal, plain lines elsewhere.
///
/// A chapter runs from its first line to its last, so the line it has reached says how far it is.
struct Progress {
  private let lineCount: Int
  private let isTerminal: Bool
  private var shownHeading: String?
  private var shownTenth: Int?

  init(lineCount: Int) {
    self.lineCount = max(1, lineCount)
    isTerminal = isatty(STDERR_FILENO) != 0
  }

  /// Tells that a line is reached, in the section of a heading.
  mutating func reach(line: Int, heading: String?) {
    if isTerminal {
      show(Self.bar(fraction: Double(line) / Double(lineCount), caption: heading ?? ""))
    } else if let heading, heading != shownHeading {
      Terminal.write("  \(heading)\n")
    }
    shownHeading = heading
  }

  /// Tells how far a long computation has come; elsewhere than on a terminal in steps of a tenth.
  mutating func reach(fraction: Double, caption: String) {
    let tenth = Int(10 * min(1, max(0, fraction)))
    if isTerminal {
      show(Self.bar(fraction: fraction, caption: caption))
    } else if tenth != shownTenth {
      Terminal.write("    \(10 * tenth) % \(caption)\n")
    }
    shownTenth = tenth
  }

  /// Clears the bar.
  func finish() {
    if isTerminal { show("") }
  }

  /// A bar of 24 places with its caption, cut so that it stays on one line.
  static func bar(fraction: Double, caption: String) -> String {
    let filled = Int(24 * min(1, max(0, fraction)))
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
    return "\(bar) \(caption.prefix(50))"
  }

  private func show(_ text: String) {
    Terminal.write("\r\u{1B}[2K\(text)")
  }
}
