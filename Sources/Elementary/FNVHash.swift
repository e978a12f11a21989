/// The 64-bit FNV-1a hash: for each byte, exclusive or, then multiply.
///
/// The same on every machine and in every run, where the standard library's `Hasher` is seeded anew in
/// every process. Each step is invertible, so a change of a single byte is always seen, and others
/// all but once in 2⁶⁴. The hash of a longer text continues from the hash of its beginning.
///
/// Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake and T. Hansen, "The FNV non-cryptographic
/// hash algorithm", IETF draft-eastlake-fnv.
public struct FNVHash: Sendable, Hashable {
  /// The hash of what was added so far.
  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The hash of a text's UTF-8.
  public init(_ text: String = "") { add(text.utf8) }

  /// Adds a byte, or a whole word as if it were one.
  public mutating func add(_ word: UInt64) { value = (value ^ word) &* 0x100_0000_01B3 }

  /// Adds bytes.
  public mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { add(UInt64(byte)) }
  }

  /// The hash of what was added and a text's UTF-8.
  public func appending(_ text: String) -> FNVHash {
    var extended = self
    extended.add(text.utf8)
    return extended
  }
}
