import Fingerprint
import Foundation

// Writes the fingerprint of a program's sources as Swift code: `fingerprint ROOT OUTPUT FILE…`,
// the files as paths below the project's folder ROOT.
let arguments = CommandLine.arguments.dropFirst()
guard let root = arguments.first, let output = arguments.dropFirst().first else {
  FileHandle.standardError.write(Data("usage: fingerprint ROOT OUTPUT FILE…\n".utf8))
  exit(64)
}
let fingerprint = try SourceFingerprint(
  of: Array(arguments.dropFirst(2)), below: root)
let code = """
  /// The sources that this program was compiled from: their folder, and a digest and a path a line.
  let compiledSources = #\"""
  \(fingerprint.text)\"""#

  """
try Data(code.utf8).write(to: URL(filePath: output), options: .atomic)
