import Foundation
import KernelsTestSupport
import Testing

/// Something to compute in guarded memory.
protocol KernelCase: CustomStringConvertible, Sendable {
  /// How many numbers the largest operand or result has.
  var capacity: Int { get }
  /// What is wrong after the kernels have run at each of the places, in words.
  func complaints(in memory: KernelMemories, at places: [GuardedMemory.Place]) -> [String]
}

extension ProductCase: KernelCase {}
extension ImageConvolutionCase: KernelCase {}

/// Runs each case between zones, then beside forbidden pages: for a process of its own, which such a
/// page may end.
func expectCorrect(_ cases: [some KernelCase], noting name: String) {
  let places = GuardedMemory.Place.allCases
  expectCorrect(
    cases.lazy.map { ($0, places) }, capacity: cases.map(\.capacity).max() ?? 0, noting: name)
}

/// Runs each case at the places that go with it.
///
/// - Parameter capacity: how many numbers the largest operand or result of any case has.
func expectCorrect<Case: KernelCase>(
  _ cases: some Sequence<(Case, places: [GuardedMemory.Place])>, capacity: Int, noting name: String
) {
  let note = LastWords.ofThisProcess(name)
  let memory = KernelMemories(capacity: capacity)
  for (kernelCase, places) in cases {
    note.write("\(kernelCase)")
    for complaint in kernelCase.complaints(in: memory, at: places) {
      Issue.record("\(kernelCase): \(complaint)")
    }
  }
}

/// What a process was about to do when it ended, kept in a file for the process that started it.
struct LastWords {
  private let file: URL

  private init(_ name: String, process: Int32) {
    file = FileManager.default.temporaryDirectory.appending(path: "evidence-\(process)-\(name)")
  }

  /// For the process that may end.
  static func ofThisProcess(_ name: String) -> LastWords { LastWords(name, process: getppid()) }

  func write(_ words: String) { try? Data(words.utf8).write(to: file) }

  /// For the one that has started it: after a failure, an issue with what was written last.
  static func report(_ name: String, unless result: ExitTest.Result?) {
    let words = LastWords(name, process: getpid())
    defer { try? FileManager.default.removeItem(at: words.file) }
    guard result == nil, let text = try? String(contentsOf: words.file, encoding: .utf8) else {
      return
    }
    Issue.record("the process ended at \(text)")
  }
}
