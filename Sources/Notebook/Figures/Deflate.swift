/// Compresses bytes to a zlib stream (RFC 1950) of one deflate block with fixed Huffman codes
/// (RFC 1951, section 3.2.6).
///
/// The fixed codes make a writer of a page. Of what repeats, only runs of one byte are sought: in
/// an image that is flat, or whose pixels are magnified, PNG's filters leave runs of zeros.
func zlibCompressed(_ bytes: [UInt8]) -> [UInt8] {
  var writer = BitWriter()
  // The last block, of the type with fixed codes.
  writer.append(1, count: 1)
  writer.append(1, count: 2)
  var place = 0
  while place < bytes.count {
    writer.appendSymbol(Int(bytes[place]))
    var run = bytes[place...].prefix { $0 == bytes[place] }.count - 1
    place += 1
    // A copy of 3 to 258 bytes from one byte before: the code of that distance is 0.
    while run >= 3 {
      let length = min(run, 258)
      let code = lengthCodes.lastIndex { $0.base <= length } ?? 0
      writer.appendSymbol(257 + code)
      writer.append(length - lengthCodes[code].base, count: lengthCodes[code].extraBits)
      writer.append(0, count: 5)
      (run, place) = (run - length, place + length)
    }
  }
  writer.appendSymbol(256)
  // Deflate with a window of 32 kB; the two bytes are a multiple of 31.
  return [0x78, 0x01] + writer.bytes + bigEndian(adler32(bytes))
}

/// The four bytes of an integer, the most significant first.
func bigEndian(_ integer: UInt32) -> [UInt8] {
  stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: integer >> UInt32($0)) }
}

/// The first length of each code from 257, and how many bits after the code add to it.
private let lengthCodes: [(base: Int, extraBits: Int)] = {
  var codes: [(base: Int, extraBits: Int)] = []
  var base = 3
  for code in 0..<28 {
    let extraBits = max(0, code / 4 - 1)
    codes.append((base, extraBits))
    base += 1 << extraBits
  }
  return codes + [(258, 0)]
}()

/// Collects bits into bytes, the least significant first.
private struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var bitCount = 0

  mutating func append(_ bits: Int, count: Int) {
    for index in 0..<count {
      if bitCount.isMultiple(of: 8) { bytes.append(0) }
      bytes[bytes.count - 1] |= UInt8(bits >> index & 1) << UInt8(bitCount % 8)
      bitCount += 1
    }
  }

  /// Appends a Huffman code, whose most significant bit comes first.
  mutating func appendReversed(_ code: Int, count: Int) {
    for index in (0..<count).reversed() { append(code >> index & 1, count: 1) }
  }

  /// Appends the fixed code of a byte (below 256), of the end (256) or of a length.
  mutating func appendSymbol(_ symbol: Int) {
    switch symbol {
    case ..<144: appendReversed(0x30 + symbol, count: 8)
    case ..<256: appendReversed(0x190 + symbol - 144, count: 9)
    case ..<280: appendReversed(symbol - 256, count: 7)
    default: appendReversed(0xC0 + symbol - 280, count: 8)
    }
  }
}
