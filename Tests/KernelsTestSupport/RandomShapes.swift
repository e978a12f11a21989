import Foundation

/// How many random shapes a test tries, and with which seeds.
///
/// `EVIDENCE_RANDOM_SHAPES=1000000 swift test --filter RandomShapes` tries a million of each kind.
/// A failure names its seed: `EVIDENCE_RANDOM_SEED=4711 EVIDENCE_RANDOM_SHAPES=1` tries that one
/// again.
public enum RandomShapes {
  /// The seeds to try, of which each stands for a shape and its numbers.
  ///
  /// - Parameter count: how many, unless the environment says otherwise.
  public static func seeds(_ count: Int) -> Range<Int> {
    let first = environment("EVIDENCE_RANDOM_SEED") ?? 0
    return first..<first + (environment("EVIDENCE_RANDOM_SHAPES") ?? count)
  }

  private static func environment(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }
}
