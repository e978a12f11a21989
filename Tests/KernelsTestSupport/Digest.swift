import Elementary

/// A hash of bits (FNV-1a): equal digests on two processors mean equal bits.
public struct Digest: Sendable {
  private var hash = FNVHash()

  /// The hash so far.
  public var value: UInt64 { hash.value }

  /// Of nothing.
  public init() {}

  /// Adds the bits of numbers; all NaNs count as one, since their bits are the processor's choice.
  public mutating func add<Number: ElementaryNumber>(_ numbers: [Number]) {
    for number in numbers { add(number.isNaN ? 0 : UInt64(number.bitPattern)) }
  }

  /// Adds a word.
  public mutating func add(_ word: UInt64) {
    hash.add(word)
  }
}
