import Foundation

/// The bytes of a file, or in one line why they cannot be had.
func fileBytes(atPath path: String) throws(DataError) -> [UInt8] {
  func failure(_ message: String) -> DataError { DataError(file: path, message: message) }

  var isDirectory: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
    throw failure("there is no such file")
  }
  guard !isDirectory.boolValue else { throw failure("this is a directory, not a file") }
  guard FileManager.default.isReadableFile(atPath: path) else {
    throw failure("no permission to read the file")
  }
  let attributes = try? FileManager.default.attributesOfItem(
    atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
  guard attributes?[.type] as? FileAttributeType == .typeRegular else {
    throw failure("this is not an ordinary file")
  }
  do {
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  } catch {
    throw failure("the file cannot be read")
  }
}
