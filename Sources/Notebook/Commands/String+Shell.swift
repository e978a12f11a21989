extension String {
  /// The text as one word of a shell's command line.
  ///
  /// Control characters and marks that turn the direction of writing are spelt in octal, within
  /// `$'…'` of POSIX 2024, which Bash, Zsh and Ksh understand: so a command stays on its line, and
  /// shows what it holds.
  var quotedForShell: String {
    if !isEmpty && allSatisfy({ $0.isLetter || $0.isNumber || "-_./,".contains($0) }) {
      return self
    }
    guard !unicodeScalars.allSatisfy(\.isPlain) else {
      return "'" + replacing("'", with: "'\\''") + "'"
    }
    let escaped = unicodeScalars.map { scalar in
      if scalar == "'" || scalar == "\\" { return "\\\(scalar)" }
      if scalar.isPlain { return String(scalar) }
      return String(scalar).utf8.map { byte in
        let digits = String(byte, radix: 8)
        return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }.joined()
    }
    return "$'" + escaped.joined() + "'"
  }
}
