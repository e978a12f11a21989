import Testing

@testable import Probability

/// Many numbers at once are the numbers one by one, and leave the stream in the same place.
@Suite struct RandomStreamArraysTests {
  /// Two copies of a stream from which some numbers were drawn: after 1 normal number the second of
  /// its pair is kept, after an odd number of words half a block is.
  func streams(after normals: Int, words: Int) -> (RandomStream, RandomStream) {
    var stream = RandomStream(seed: 3, name: "arrays")
    for _ in 0..<normals { _ = stream.normal() }
    for _ in 0..<words { _ = stream.next() }
    return (stream, stream)
  }

  static let counts = [0, 1, 2, 15, 16, 17, 18, 33, 511, 512, 513, 1300]

  @Test(arguments: [0, 1], [0, 1])
  func normals(before: Int, words: Int) {
    for count in Self.counts {
      var (single, many) = streams(after: before, words: words)
      #expect(many.normals(count) == (0..<count).map { _ in single.normal() })
      #expect(many == single)
    }
  }

  @Test(arguments: [0, 1])
  func normalsAsFloats(before: Int) {
    for count in Self.counts {
      var (single, many) = streams(after: before, words: 1)
      var numbers = [Float](repeating: .nan, count: count)
      numbers.withUnsafeMutableBufferPointer { many.normals(into: $0) }
      #expect(numbers == (0..<count).map { _ in Float(single.normal()) })
      #expect(many == single)
    }
  }

  @Test(arguments: [0, 1])
  func uniforms(words: Int) {
    for count in Self.counts {
      var (single, many) = streams(after: 1, words: words)
      #expect(many.uniforms(count) == (0..<count).map { _ in single.uniform() })
      #expect(many == single)
    }
  }

  /// The carry from the lower word of the counter to the upper one is in the middle.
  @Test func eightBlocksAreBlocks() {
    let key = SIMD2<UInt32>(0x89AB_CDEF, 0x0123_4567)
    let (position, upperHalf): (UInt64, UInt64) = (0x7_FFFF_FFFD, 0xFEDC_BA98_7654_3210)
    let (word0, word1, word2, word3) = Philox4x32.eightBlocks(
      from: position, upperHalf: upperHalf, key: key)
    for index in 0..<8 {
      let counter = position + UInt64(index)
      let block = Philox4x32.block(
        counter: SIMD4(
          UInt32(truncatingIfNeeded: counter), UInt32(counter >> 32), 0x7654_3210, 0xFEDC_BA98),
        key: key)
      let words = SIMD4(word0[index], word1[index], word2[index], word3[index])
      #expect(words == SIMD4(truncatingIfNeeded: block))
    }
  }
}
