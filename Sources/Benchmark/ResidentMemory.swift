import Foundation

/// How much memory is resident after the first repetitions of a workload, and after many.
struct ResidentMemory {
  let name: String
  let threads: Int
  /// In bytes; `nil` where the system does not tell.
  let afterTen: Int?
  let afterThousand: Int?

  var json: String {
    func text(_ bytes: Int?) -> String { bytes.map(String.init) ?? "null" }
    return """
      {"name": "\(name)", "threads": \(threads), "resident after 10": \(text(afterTen)), \
      "resident after 1000": \(text(afterThousand))}
      """
  }

  /// The resident memory of this process in bytes, from Linux's `/proc`.
  static var current: Int? {
    let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pages = text?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return pages.map { $0 * Int(getpagesize()) }
  }
}

extension Workload {
  /// Repeats the workload 1,000 times.
  func residentMemory(threads: Int) throws -> ResidentMemory {
    let work = try prepare()
    for _ in 0..<10 { try work() }
    let afterTen = ResidentMemory.current
    for _ in 10..<1_000 { try work() }
    return ResidentMemory(
      name: name, threads: threads, afterTen: afterTen, afterThousand: ResidentMemory.current)
  }
}
