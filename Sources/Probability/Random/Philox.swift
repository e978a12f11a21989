/// Philox 4×32-10, a counter-based generator of random bits.
///
/// A conventional generator walks from state to state, so that the millionth number costs a million
/// steps and two threads must agree who draws next. Philox is a function instead: ten rounds of a
/// keyed permutation turn any 128-bit counter into 128 random bits, independently of every other
/// counter. Each round multiplies two of the four words, exchanges halves of the products, and
/// mixes in the key, which itself moves on by a constant.
///
/// It passes TestU01's BigCrush. It is no cipher: do not use it to keep secrets.
///
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw (2011), "Parallel random numbers:
/// as easy as 1, 2, 3", *Proceedings of SC11*, §3.3; known answers from the authors' Random123.
public enum Philox4x32 {
  private static let rounds = 10

  /// The multipliers of the paper's table 2, for words 0 and 2.
  private static let multipliers: (UInt32, UInt32) = (0xD251_1F53, 0xCD9E_8D57)

  /// By how much the key moves on: the golden ratio, and √3 − 1, as fractions of 2³².
  private static let keyIncrement = SIMD2<UInt32>(0x9E37_79B9, 0xBB67_AE85)

  /// The 128 random bits that belong to a counter under a key. Word 0 is the lowest.
  public static func block(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> SIMD4<UInt32> {
    var (words, roundKey) = (counter, key)
    for _ in 0..<rounds {
      words = round(words, roundKey)
      roundKey &+= keyIncrement
    }
    return words
  }

  /// The blocks of eight counters that follow each other in their lower half: word 0 of each, word 1
  /// of each, and so on.
  static func eightBlocks(
    from position: UInt64, upperHalf: UInt64, key: SIMD2<UInt32>
  ) -> (SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>) {
    let word = SIMD8<UInt64>(repeating: 0xFFFF_FFFF)
    let positions = SIMD8(repeating: position) &+ SIMD8(0, 1, 2, 3, 4, 5, 6, 7)
    var words = (
      positions, positions &>> 32, SIMD8(repeating: upperHalf), SIMD8(repeating: upperHalf >> 32)
    )
    var roundKey = key
    for _ in 0..<rounds {
      // A word is the lower half of its place; the upper half holds what the products left there.
      let first = (words.0 & word) &* SIMD8(repeating: UInt64(multipliers.0))
      let second = (words.2 & word) &* SIMD8(repeating: UInt64(multipliers.1))
      words = (
        (second &>> 32) ^ words.1 ^ SIMD8(repeating: UInt64(roundKey[0])), second,
        (first &>> 32) ^ words.3 ^ SIMD8(repeating: UInt64(roundKey[1])), first
      )
      roundKey &+= keyIncrement
    }
    return (words.0 & word, words.1 & word, words.2 & word, words.3 & word)
  }

  private static func round(
    _ words: SIMD4<UInt32>, _ key: SIMD2<UInt32>
  ) -> SIMD4<UInt32> {
    let first = multipliers.0.multipliedFullWidth(by: words[0])
    let second = multipliers.1.multipliedFullWidth(by: words[2])
    return SIMD4(
      second.high ^ words[1] ^ key[0], second.low,
      first.high ^ words[3] ^ key[1], first.low)
  }
}
