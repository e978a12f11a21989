import Foundation

/// The calls to the system by which a report is written. Each throws what the system says.
struct FileSystem {
  /// Runs before each call, by its name, and stops it by throwing.
  ///
  /// Whoever looks at the disk from here sees what a process killed at this point leaves behind.
  var willCall: (String) throws -> Void = { _ in }

  /// Makes a folder whose parent exists.
  func makeFolder(_ path: String) throws {
    try call("mkdir") { mkdir(path, 0o777) }
  }

  /// Gives a file a second name; a symbolic link is taken as it stands.
  func link(_ path: String, as other: String) throws {
    try call("link") { linkat(AT_FDCWD, path, AT_FDCWD, other, 0) }
  }

  /// Gives a file or a folder another name, which a file may have had.
  func rename(_ path: String, to other: String) throws {
    try call("rename") { Foundation.rename(path, other) }
  }

  /// Two folders take each other's names, in one step.
  func exchange(_ path: String, _ other: String) throws {
    try call("exchange") {
      #if canImport(Darwin)
        renamex_np(path, other, UInt32(RENAME_SWAP))
      #else
        renameat2(AT_FDCWD, path, AT_FDCWD, other, UInt32(RENAME_EXCHANGE))
      #endif
    }
  }

  /// Writes a file that does not exist yet, down to the disk.
  func write(_ contents: Data, to path: String) throws {
    let file = try call("open") { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
    defer { close(file) }
    var rest = contents[...]
    while !rest.isEmpty {
      let count = try call("write") {
        rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      }
      rest = rest.dropFirst(count)
    }
    try call("fsync") { fsync(file) }
  }

  /// Removes a file.
  func removeFile(_ path: String) throws {
    try call("unlink") { unlink(path) }
  }

  /// Removes an empty folder.
  func removeFolder(_ path: String) throws {
    try call("rmdir") { rmdir(path) }
  }

  /// Removes a file or a folder with all that is in it. Nothing may be there.
  func removeAll(_ path: String) throws {
    switch kind(of: path) {
    case .nothing: return
    case .folder:
      for name in try names(in: path) { try removeAll("\(path)/\(name)") }
      try removeFolder(path)
    case .file: try removeFile(path)
    }
  }

  /// Removes what nobody needs any more, as far as the system lets it. A fault that passes does not
  /// keep it.
  func discard(_ path: String) {
    for _ in 0..<2 where kind(of: path) != .nothing { try? removeAll(path) }
  }

  enum Kind {
    case nothing, folder, file
  }

  /// What has a name. A symbolic link counts as a file, whatever it points to.
  func kind(of path: String) -> Kind {
    var status = stat()
    guard lstat(path, &status) == 0 else { return .nothing }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  /// What is in a folder, in the order of the names.
  func names(in folder: String) throws -> [String] {
    let stream = try object("opendir") { opendir(folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// A number that tells file systems apart: names can be exchanged within one only.
  func device(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_dev) : nil
  }

  /// Runs a piece of work that no other process runs at the same time under the same lock.
  ///
  /// - Parameter folder: an existing folder, which serves as the lock, so that no file is left.
  func locking<Result>(_ folder: String, _ work: () throws -> Result) throws -> Result {
    let file = try call("open") { open(folder, O_RDONLY | O_CLOEXEC) }
    defer { close(file) }
    try call("flock") { flock(file, LOCK_EX) }
    return try work()
  }

  /// Repeats what a signal interrupts.
  @discardableResult
  private func call<Status: SignedInteger>(
    _ name: String, _ function: () -> Status
  ) throws -> Status {
    try willCall(name)
    while true {
      let status = function()
      if status >= 0 { return status }
      if errno != EINTR { throw SystemError(code: errno) }
    }
  }

  private func object<Object>(_ name: String, _ function: () -> Object?) throws -> Object {
    try willCall(name)
    guard let object = function() else { throw SystemError(code: errno) }
    return object
  }
}

/// What the system says of a call that failed.
struct SystemError: Error, Equatable, CustomStringConvertible {
  let code: Int32

  /// In the system's words, such as "No space left on device".
  var description: String { String(cString: strerror(code)) }
}
