import Elementary

/// An image in shades of gray, as a PNG file (RFC 2083) with 8 bits a pixel.
///
/// - Parameters:
///   - pixels: Row by row from the top, from black at 0 to white at 255.
///   - width: The pixels of a row.
/// - Returns: The bytes of the file, which depend on the pixels alone.
func pngFile(pixels: [UInt8], width: Int) -> [UInt8] {
  require(
    width > 0 && !pixels.isEmpty && pixels.count.isMultiple(of: width),
    "pngFile: \(pixels.count) pixels are not rows of \(width)")
  let height = pixels.count / width
  let header =
    bigEndian(UInt32(width)) + bigEndian(UInt32(height))
    // 8 bits of gray; then the only compression, filters and order of rows that there are.
    + [8, 0, 0, 0, 0]
  return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    + chunk("IHDR", header)
    + chunk("IDAT", zlibCompressed(filteredRows(pixels, width: width)))
    + chunk("IEND", [])
}

/// A chunk of a PNG file: its length, its name, its content, and a checksum of the last two.
private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
  let body = Array(name.utf8) + content
  return bigEndian(UInt32(content.count)) + body + bigEndian(crc32(body))
}

/// What a filter expects of a pixel from its neighbours, in the order of the filters' numbers: only
/// the difference is stored.
private let predictions: [@Sendable (_ left: Int, _ above: Int, _ aboveLeft: Int) -> Int] = [
  { _, _, _ in 0 },
  { left, _, _ in left },
  { _, above, _ in above },
  { left, above, _ in (left + above) / 2 },
  { left, above, aboveLeft in
    // Paeth (1991): the neighbour that is nearest to left + above − aboveLeft.
    let estimate = left + above - aboveLeft
    let nearest = min(abs(estimate - left), abs(estimate - above), abs(estimate - aboveLeft))
    if abs(estimate - left) == nearest { return left }
    return abs(estimate - above) == nearest ? above : aboveLeft
  },
]

/// Each row after the number of its filter: the one that leaves the least sum of differences, as
/// the specification advises (section 9.6).
private func filteredRows(_ pixels: [UInt8], width: Int) -> [UInt8] {
  var previous = [UInt8](repeating: 0, count: width)
  var result: [UInt8] = []
  for start in stride(from: 0, to: pixels.count, by: width) {
    let row = Array(pixels[start..<start + width])
    var best = (cost: Int.max, bytes: [UInt8]())
    for (number, prediction) in predictions.enumerated() {
      let differences = row.indices.map { column in
        let (left, aboveLeft) =
          column > 0 ? (Int(row[column - 1]), Int(previous[column - 1])) : (0, 0)
        return row[column]
          &- UInt8(truncatingIfNeeded: prediction(left, Int(previous[column]), aboveLeft))
      }
      let cost = differences.reduce(0) { $0 + Int(Int8(bitPattern: $1).magnitude) }
      if cost < best.cost { best = (cost, [UInt8(number)] + differences) }
    }
    result += best.bytes
    previous = row
  }
  return result
}
