import Foundation

/// The bytes of a file, or in one line why they cannot be had.
///
/// Anything but an ordinary file is refused. A pipe or a device might never end, and one that waits
/// would hold up the program before a word is said: hence `O_NONBLOCK`.
///
/// - Parameter limit: the largest file that is read, in megabytes. A hundred hold ten million
///   numbers, more than a chapter can work with, and fit into memory.
func fileBytes(atPath path: String, limit: Int = 100) throws(DataError) -> [UInt8] {
  func failure(_ message: String) -> DataError { DataError(file: path, message: message) }
  func reason() -> String {
    switch errno {
    case ENOENT: "there is no such file"
    case EACCES, EPERM: "no permission to read the file"
    default: "the file cannot be read: \(String(cString: strerror(errno)))"
    }
  }

  let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard descriptor >= 0 else { throw failure(reason()) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw failure(reason()) }
  guard status.st_mode & S_IFMT != S_IFDIR else {
    throw failure("this is a directory, not a file")
  }
  guard status.st_mode & S_IFMT == S_IFREG else { throw failure("this is not an ordinary file") }
  let largest = limit * 1_000_000
  let tooLarge = failure("the file has more than \(limit) MB, the most that is read")
  guard status.st_size <= largest else { throw tooLarge }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(Int(status.st_size))
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(descriptor, &buffer, buffer.count)
    if count == 0 { return bytes }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { throw failure(reason()) }
    bytes += buffer[..<count]
    // The system's own files do not tell their size.
    guard bytes.count <= largest else { throw tooLarge }
  }
}
