/// A reader for the PNG files that this project writes, independent of the writer: 8 bits of gray,
/// one chunk of data, one deflate block with fixed codes.
struct PNGError: Error {
  let reason: String
}

func decodedPNG(_ file: [UInt8]) throws -> (width: Int, pixels: [UInt8], filters: [UInt8]) {
  func integer(at place: Int) -> Int { file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
  var (width, height) = (0, 0)
  var rows: [UInt8] = []
  var place = 8
  while place < file.count {
    let length = integer(at: place)
    let name = String(decoding: file[place + 4..<place + 8], as: UTF8.self)
    if name == "IHDR" { (width, height) = (integer(at: place + 8), integer(at: place + 12)) }
    if name == "IDAT" { rows = try inflated(Array(file[place + 8..<place + 8 + length])) }
    place += length + 12
  }
  guard rows.count == height * (width + 1) else { throw PNGError(reason: "wrong length") }

  var pixels: [UInt8] = []
  var above = [UInt8](repeating: 0, count: width)
  for row in 0..<height {
    let start = row * (width + 1)
    var current: [UInt8] = []
    for column in 0..<width {
      let left = column > 0 ? Int(current[column - 1]) : 0
      let corner = column > 0 ? Int(above[column - 1]) : 0
      let up = Int(above[column])
      let expected: Int
      switch rows[start] {
      case 0: expected = 0
      case 1: expected = left
      case 2: expected = up
      case 3: expected = (left + up) / 2
      case 4:
        let (a, b, c) = (abs(up - corner), abs(left - corner), abs(left + up - 2 * corner))
        expected = a <= b && a <= c ? left : b <= c ? up : corner
      default: throw PNGError(reason: "unknown filter")
      }
      current.append(rows[start + 1 + column] &+ UInt8(expected))
    }
    pixels += current
    above = current
  }
  return (width, pixels, stride(from: 0, to: rows.count, by: width + 1).map { rows[$0] })
}

/// The content of a zlib stream with one block of fixed codes (RFC 1951).
func inflated(_ stream: [UInt8]) throws -> [UInt8] {
  var position = 16
  func bit() throws -> Int {
    guard position / 8 < stream.count else { throw PNGError(reason: "the stream ends early") }
    defer { position += 1 }
    return Int(stream[position / 8] >> UInt8(position % 8) & 1)
  }
  func bits(_ count: Int) throws -> Int {
    try (0..<count).reduce(0) { try $0 | bit() << $1 }
  }
  func code(_ count: Int) throws -> Int {
    try (0..<count).reduce(0) { sum, _ in try sum << 1 | bit() }
  }
  func symbol() throws -> Int {
    let seven = try code(7)
    if seven < 0b0011000 { return 256 + seven }
    let eight = try seven << 1 | bit()
    if eight < 0b1100_0000 { return eight - 0b0011_0000 }
    if eight < 0b1100_1000 { return 280 + eight - 0b1100_0000 }
    return try 144 + (eight << 1 | bit()) - 0b1_1001_0000
  }

  let lengths = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  let distances = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
    2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]
  guard try bits(1) == 1, try bits(2) == 1 else { throw PNGError(reason: "not one fixed block") }
  var bytes: [UInt8] = []
  while true {
    let next = try symbol()
    if next == 256 { break }
    if next < 256 {
      bytes.append(UInt8(next))
      continue
    }
    let index = next - 257
    let extra = index < 8 || index == 28 ? 0 : index / 4 - 1
    let length = try lengths[index] + bits(extra)
    let distanceIndex = try code(5)
    let distance = try distances[distanceIndex] + bits(max(0, distanceIndex / 2 - 1))
    guard distance <= bytes.count else { throw PNGError(reason: "a match before the start") }
    for _ in 0..<length { bytes.append(bytes[bytes.count - distance]) }
  }

  let (a, b) = bytes.reduce((1, 0)) { sums, byte in
    let a = (sums.0 + Int(byte)) % 65_521
    return (a, (sums.1 + a) % 65_521)
  }
  let checksum = stream.suffix(4).reduce(0) { $0 << 8 | Int($1) }
  guard checksum == b << 16 | a else { throw PNGError(reason: "wrong checksum") }
  return bytes
}
