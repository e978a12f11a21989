import Foundation

/// What the sources of a program were when it was compiled: a digest of each file.
///
/// A page shows its program's source beside the program's numbers, so the two must belong
/// together. The build writes the fingerprint into each chapter; a run takes it again from the
/// files on disk and stops where they differ.
public struct SourceFingerprint: Equatable, Sendable {
  /// The folder of the project.
  let root: String
  /// The digests of its files, whose paths are below that folder, in the order of the paths.
  let files: [File]

  struct File: Equatable, Sendable {
    let path: String
    let digest: String
  }

  /// The fingerprint of some files below a folder.
  ///
  /// - Throws: Foundation's error for a file that cannot be read.
  public init(of paths: [String], below root: String) throws {
    self.root = root
    files = try paths.sorted().map { path in
      let contents = try Data(contentsOf: URL(filePath: root).appending(path: path))
      return File(path: path, digest: Self.digest(of: contents))
    }
  }

  /// Reads what `text` wrote.
  public init(_ text: String) {
    let lines = text.split(separator: "\n").map(String.init)
    root = lines.first ?? ""
    files = lines.dropFirst().map { line in
      let digest = line.prefix { $0 != " " }
      return File(path: String(line.dropFirst(digest.count + 1)), digest: String(digest))
    }
  }

  /// The folder, and a line a file: its digest and its path.
  public var text: String {
    "\(root)\n" + files.map { "\($0.digest) \($0.path)\n" }.joined()
  }

  /// The first file that is no longer what it was, if any: its path below the folder.
  public var firstChange: String? {
    let root = URL(filePath: root)
    return files.first { file in
      let contents = try? Data(contentsOf: root.appending(path: file.path))
      return contents.map(Self.digest) != file.digest
    }?.path
  }

  /// The 64-bit FNV-1a hash of a file's bytes, in hexadecimal: that of `FNVHash`, written once more,
  /// since the build would wait for `Elementary` before it can begin with a chapter.
  private static func digest(of contents: Data) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in contents { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
