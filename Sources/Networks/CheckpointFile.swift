import Elementary
import Foundation

/// The outer form of a checkpoint: the word `EVIDENCE`, the version of the format in 4 bytes, the
/// length of the content in 8, the content, and the checksum of all that in 8 bytes.
///
/// Numbers have their lowest byte first. The checksum is an `FNVHash`.
enum CheckpointFile {
  private static let magic = Array("EVIDENCE".utf8)
  private static let version: UInt32 = 1
  private static let headerLength = 8 + 4 + 8
  private static let checksumLength = 8

  /// Writes a file beside its place, and moves it there when it is complete.
  ///
  /// - Throws: if that fails; a file that was there before is then as it was.
  static func write(_ content: [UInt8], to file: URL) throws(CheckpointError) {
    var bytes = ByteWriter()
    bytes.append(magic)
    bytes.append(version)
    bytes.append(UInt64(content.count))
    bytes.append(content)
    bytes.append(checksum(bytes.bytes[...]))
    let temporary = file.deletingLastPathComponent().appending(
      path: ".\(file.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try Data(bytes.bytes).write(to: temporary)
      let handle = try FileHandle(forWritingTo: temporary)
      try handle.synchronize()
      try handle.close()
      guard rename(temporary.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      unlink(temporary.path)
      throw CheckpointError(file, "the checkpoint cannot be written")
    }
  }

  /// The content of a file.
  ///
  /// - Throws: unless the file is complete and unchanged.
  static func content(of file: URL) throws(CheckpointError) -> ArraySlice<UInt8> {
    guard let data = try? Data(contentsOf: file) else {
      throw CheckpointError(file, "the checkpoint cannot be read")
    }
    let bytes = Array(data)
    guard !bytes.isEmpty, bytes.starts(with: magic.prefix(bytes.count)) else {
      throw CheckpointError(file, "this is not a checkpoint")
    }
    var reader = ByteReader(bytes[...].dropFirst(magic.count))
    guard let foundVersion = try? reader.integer(UInt32.self),
      let length = try? reader.integer(UInt64.self)
    else {
      throw CheckpointError(file, "the checkpoint is cut off")
    }
    guard foundVersion == version else {
      throw CheckpointError(
        file, "the checkpoint has format \(foundVersion), and this program reads \(version)")
    }
    let expected = UInt64(headerLength + checksumLength).addingReportingOverflow(length)
    guard !expected.overflow, UInt64(bytes.count) >= expected.partialValue else {
      throw CheckpointError(file, "the checkpoint is cut off")
    }
    let end = bytes.count - checksumLength
    var trailer = ByteReader(bytes[end...])
    guard UInt64(bytes.count) == expected.partialValue,
      (try? trailer.integer(UInt64.self)) == checksum(bytes[..<end])
    else {
      throw CheckpointError(file, "the checkpoint is damaged")
    }
    return bytes[headerLength..<end]
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash = FNVHash()
    hash.add(bytes)
    return hash.value
  }
}
