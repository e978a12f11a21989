/// The cyclic redundancy check of ISO 3309 with 32 bits, as PNG files (RFC 2083) use it.
func crc32(_ bytes: [UInt8]) -> UInt32 {
  let table = (0...255).map { (byte: UInt32) -> UInt32 in
    var remainder = byte
    for _ in 0..<8 {
      let quotient: UInt32 = remainder & 1 == 1 ? 0xEDB8_8320 : 0
      remainder = quotient ^ (remainder >> 1)
    }
    return remainder
  }
  var remainder = UInt32.max
  for byte in bytes {
    let index = UInt8(truncatingIfNeeded: remainder) ^ byte
    remainder = table[Int(index)] ^ (remainder >> 8)
  }
  return ~remainder
}

/// The checksum of zlib streams (RFC 1950): the sum of the bytes, and the sum of those sums, both
/// modulo 65,521.
func adler32(_ bytes: [UInt8]) -> UInt32 {
  var (sum, sumOfSums): (UInt32, UInt32) = (1, 0)
  for byte in bytes {
    sum = (sum + UInt32(byte)) % 65_521
    sumOfSums = (sumOfSums + sum) % 65_521
  }
  return sumOfSums << 16 | sum
}
