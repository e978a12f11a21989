import Elementary

/// An endless, reproducible sequence of random numbers with a name.
///
/// A chapter gives every experiment a stream of its own, called after what it is for, such as
/// "monte-carlo/variance". A stream depends on the seed and its own name and on nothing else: no
/// new experiment, no change of order and no number of threads shifts the numbers of another.
///
/// Bits come from `Philox4x32`. The seed is its key. The 128-bit counter holds the position in the
/// stream in its lower half and the 64-bit FNV-1a hash of the name in its upper half. So two names
/// share numbers only if their hashes are equal, which among a million names happens with
/// probability 3·10⁻⁸; and each stream has 2⁶⁴ blocks of 128 bits before it repeats.
///
/// A stream is a value: a copy continues where the original stands, and yields the same numbers.
/// Pass it `inout`, or `split` it.
public struct RandomStream: RandomNumberGenerator, Sendable, Hashable {
  private let key: SIMD2<UInt32>
  private let name: FNVHash
  private var position: UInt64 = 0
  private var block = SIMD4<UInt32>()
  private var unusedPairs = 0

  /// The second normal number of the last pair, while nobody has asked for it.
  var spareNormal: Double?

  /// The beginning of the stream with this seed and this name.
  public init(seed: UInt64, name: String) {
    self.init(
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)), name: FNVHash(name))
  }

  private init(key: SIMD2<UInt32>, name: FNVHash) {
    self.key = key
    self.name = name
  }

  /// The beginning of the stream "parent/child", however much was drawn from the parent.
  public func split(_ child: String) -> RandomStream {
    RandomStream(key: key, name: name.appending("/").appending(child))
  }

  /// The beginning of the stream "parent[index]": one for each repetition, block or data point.
  public func split(_ index: Int) -> RandomStream {
    RandomStream(key: key, name: name.appending("[\(index)]"))
  }

  /// The next 64 random bits: words 0 and 1 of a block, then words 2 and 3, the lower word first.
  public mutating func next() -> UInt64 {
    if unusedPairs == 0 { refill() }
    let first = 4 - 2 * unusedPairs
    unusedPairs -= 1
    return UInt64(block[first + 1]) << 32 | UInt64(block[first])
  }

  /// Fills a buffer with what as many calls of `next()` would return.
  mutating func next(into words: UnsafeMutableBufferPointer<UInt64>) {
    var filled = 0
    while filled < words.count && unusedPairs > 0 {
      words[filled] = next()
      filled += 1
    }
    while filled + 16 <= words.count {
      let (word0, word1, word2, word3) = Philox4x32.eightBlocks(
        from: position, upperHalf: name.value, key: key)
      var pairs = SIMD16<UInt64>()
      pairs.evenHalf = word1 &<< 32 | word0
      pairs.oddHalf = word3 &<< 32 | word2
      UnsafeMutableRawPointer(words.baseAddress.unsafelyUnwrapped + filled)
        .storeBytes(of: pairs, as: SIMD16<UInt64>.self)
      block = SIMD4(truncatingIfNeeded: SIMD4(word0[7], word1[7], word2[7], word3[7]))
      position &+= 8
      filled += 16
    }
    while filled < words.count {
      words[filled] = next()
      filled += 1
    }
  }

  private mutating func refill() {
    block = Philox4x32.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: position), UInt32(position >> 32),
        UInt32(truncatingIfNeeded: name.value), UInt32(name.value >> 32)),
      key: key)
    position &+= 1
    unusedPairs = 2
  }
}
