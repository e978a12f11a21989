import Foundation

/// Gives a folder new files in place of old ones: all at once, or not at all.
///
/// On disk several files change in one step only when the folder that holds them does. So the
/// folder's successor is made ready elsewhere, with second names (hard links) of all files that
/// stay; then the two exchange their names. Whoever looks sees the old files or the new ones,
/// even if the process is killed at any point. Then the first folder receives the new files too
/// and takes its name back, so that shells and editors that stand in it stay there.
///
/// Where a folder cannot be exchanged, say because a disk is mounted there or because it holds
/// thousands of a user's own files, the files are replaced one by one, and put back on an error.
struct FolderUpdate {
  /// The folder: an absolute path without symbolic links. It need not exist.
  let folder: String
  /// The new files, by their paths below the folder.
  let files: [(path: String, contents: Data)]
  /// The paths below the folder of files that go.
  let stale: [String]
  let system: FileSystem

  /// How many files of others, at most, receive second names.
  private static let mostLinks = 2000

  private var owned: Set<String> { Set(files.map(\.path) + stale) }

  /// Updates the folder.
  ///
  /// - Throws: `SystemError`; then the folder is what it was.
  func run() throws {
    for file in files where system.kind(of: "\(folder)/\(file.path)") == .folder {
      throw SystemError(code: EISDIR)
    }
    try system.locking(lock) {
      let made = try makeParents(of: folder)
      do {
        try Interruptions.ignored { try update() }
      } catch {
        for folder in made.reversed() { try? system.removeFolder(folder) }
        throw error
      }
    }
  }

  private func update() throws {
    let staging = try cleanStaging()
    defer { system.discard(staging) }
    do {
      try exchangeFolder(staging: staging)
    } catch {
      guard system.kind(of: folder) == .folder else { throw error }
      try replaceFiles()
    }
  }

  // MARK: Where files are made ready

  private static let temporary = FileManager.default.temporaryDirectory
    .resolvingSymlinksInPath().path

  private var parent: String { (folder as NSString).deletingLastPathComponent }

  /// What all runs lock, whatever folder they write to, for one folder may hold the other.
  private var lock: String {
    system.kind(of: Self.temporary) == .folder ? Self.temporary : "/"
  }

  /// In the system's temporary folder where that is on the same disk, else beside the folder.
  private var staging: String {
    system.device(of: Self.temporary) == system.device(of: parent)
      ? "\(Self.temporary)/evidence-\(getuid())"
      : "\(parent)/.evidence-\((folder as NSString).lastPathComponent)"
  }

  private var stagingWithin: String { "\(folder)/.evidence" }

  /// Removes what a process that was killed has left: under the lock nobody else uses it.
  private func cleanStaging() throws -> String {
    try system.removeAll(staging)
    try system.removeAll(stagingWithin)
    return staging
  }

  // MARK: The folder at once

  private func exchangeFolder(staging: String) throws {
    try system.makeFolder(staging)
    let other = "\(staging)/folder"
    try system.makeFolder(other)
    if system.kind(of: folder) == .folder {
      var count = 0
      try linkOthers(in: "", below: other, count: &count)
    }
    for file in files {
      _ = try makeParents(of: "\(other)/\(file.path)")
      try system.write(file.contents, to: "\(other)/\(file.path)")
    }
    guard system.kind(of: folder) == .folder else {
      return try system.rename(other, to: folder)
    }
    try system.exchange(other, folder)
    // The new files stand; if this fails, they do so in another folder of the same name.
    try? handBack(other)
  }

  /// Gives all files that are not replaced second names below another folder.
  private func linkOthers(in path: String, below other: String, count: inout Int) throws {
    for name in try system.names(in: folder + path) {
      let item = "\(path)/\(name)"
      if owned.contains(String(item.dropFirst())) { continue }
      count += 1
      guard count <= Self.mostLinks else { throw SystemError(code: EMLINK) }
      if system.kind(of: folder + item) == .folder {
        try system.makeFolder(other + item)
        try linkOthers(in: item, below: other, count: &count)
      } else {
        try system.link(folder + item, as: other + item)
      }
    }
  }

  /// Brings the folder that was there up to date, and gives it its name again.
  private func handBack(_ other: String) throws {
    for path in owned where system.kind(of: "\(other)/\(path)") == .file {
      try system.removeFile("\(other)/\(path)")
    }
    for file in files {
      _ = try makeParents(of: "\(other)/\(file.path)")
      try system.link("\(folder)/\(file.path)", as: "\(other)/\(file.path)")
    }
    try system.exchange(other, folder)
  }

  // MARK: One file after the other

  private func replaceFiles() throws {
    let (new, old) = ("\(stagingWithin)/new", "\(stagingWithin)/old")
    var moves: [(from: String, to: String)] = []
    var made: [String] = []
    func move(_ from: String, to: String) throws {
      made += try makeParents(of: to)
      try system.rename(from, to: to)
      moves.append((from, to))
    }
    defer { system.discard(stagingWithin) }
    for file in files {
      _ = try makeParents(of: "\(new)/\(file.path)")
      try system.write(file.contents, to: "\(new)/\(file.path)")
    }
    do {
      for path in owned.sorted() where system.kind(of: "\(folder)/\(path)") == .file {
        try move("\(folder)/\(path)", to: "\(old)/\(path)")
      }
      for file in files { try move("\(new)/\(file.path)", to: "\(folder)/\(file.path)") }
    } catch {
      for (from, to) in moves.reversed() { try? system.rename(to, to: from) }
      for folder in made.reversed() { try? system.removeFolder(folder) }
      throw error
    }
  }

  /// Makes the folders that a path needs.
  ///
  /// - Returns: the paths of those that were missing, the outermost first.
  private func makeParents(of path: String) throws -> [String] {
    let parent = (path as NSString).deletingLastPathComponent
    guard system.kind(of: parent) == .nothing else { return [] }
    let made = try makeParents(of: parent)
    do {
      try system.makeFolder(parent)
    } catch {
      for folder in made.reversed() { try? system.removeFolder(folder) }
      throw error
    }
    return made + [parent]
  }
}
