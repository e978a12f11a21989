import Elementary
import Testing

@testable import Probability

/// Bits and streams. What the samplers do with them is tested in `SamplerTests`.
@Suite struct RandomStreamTests {
  func firstWords(_ stream: RandomStream, _ count: Int = 8) -> [UInt64] {
    var stream = stream
    return (0..<count).map { _ in stream.next() }
  }

  /// The published hashes of FNV-1a, 64 bits.
  @Test func nameHashIsFNV1a() {
    #expect(FNVHash("").value == 0xCBF2_9CE4_8422_2325)
    #expect(FNVHash("a").value == 0xAF63_DC4C_8601_EC8C)
    #expect(FNVHash("foobar").value == 0x8594_4171_F739_67E8)
    #expect(FNVHash("foo").appending("bar").value == FNVHash("foobar").value)
  }

  /// Bits are Philox's: key from the seed, counter from the name's hash and the position.
  @Test func wordsAreBlocksOfPhilox() {
    let seed: UInt64 = 0x0123_4567_89AB_CDEF
    let hash = FNVHash("monte-carlo").value
    let words = firstWords(RandomStream(seed: seed, name: "monte-carlo"), 6)
    for position in 0..<3 {
      let block = Philox4x32.block(
        counter: SIMD4(
          UInt32(position), 0, UInt32(truncatingIfNeeded: hash), UInt32(hash >> 32)),
        key: SIMD2(0x89AB_CDEF, 0x0123_4567))
      #expect(words[2 * position] == UInt64(block[1]) << 32 | UInt64(block[0]))
      #expect(words[2 * position + 1] == UInt64(block[3]) << 32 | UInt64(block[2]))
    }
  }

  @Test func splitIsTheStreamOfTheLongerName() {
    let parent = RandomStream(seed: 5, name: "elbo")
    #expect(parent.split("gap") == RandomStream(seed: 5, name: "elbo/gap"))
    #expect(parent.split(12) == RandomStream(seed: 5, name: "elbo[12]"))
    #expect(parent.split(12) != parent.split("12"))
  }

  @Test func splitDoesNotDependOnWhatWasDrawn() {
    var parent = RandomStream(seed: 5, name: "elbo")
    let before = parent.split("gap")
    _ = parent.normal()
    for _ in 0..<5 { _ = parent.next() }
    #expect(parent.split("gap") == before)
    #expect(parent.split(3) == RandomStream(seed: 5, name: "elbo").split(3))
  }

  @Test func anotherStreamShiftsNothing() {
    var alone = RandomStream(seed: 1, name: "a")
    let expected = firstWords(alone)
    var other = RandomStream(seed: 1, name: "b")
    let interleaved = (0..<8).map { _ in
      _ = other.next()
      return alone.next()
    }
    #expect(interleaved == expected)
  }

  @Test func seedsAndNamesMatter() {
    var seen: Set<UInt64> = []
    for seed: UInt64 in [0, 1, 2, 1 << 32] {
      for name in ["", "a", "b", "a/b", "ab"] {
        seen.formUnion(firstWords(RandomStream(seed: seed, name: name)))
      }
    }
    #expect(seen.count == 4 * 5 * 8)
    let parent = RandomStream(seed: 0, name: "p")
    #expect(Set((0..<10_000).map { firstWords(parent.split($0), 1)[0] }).count == 10_000)
  }

  @Test func aCopyYieldsTheSameNumbers() {
    var stream = RandomStream(seed: 1, name: "copy")
    _ = stream.normal()
    var copy = stream
    #expect(copy.normal() == stream.normal())
    #expect(copy.next() == stream.next())
  }
}
