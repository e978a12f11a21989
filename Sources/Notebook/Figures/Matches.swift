/// A byte, or a copy of bytes that came before (Ziv and Lempel 1977).
enum MatchToken: Equatable {
  case literal(UInt8)
  /// As many bytes as `length`, 3 to 258, from `distance` bytes before, 1 to 32,768.
  case match(length: Int, distance: Int)
}

/// Splits bytes into tokens from left to right, with the longest match at each place among the
/// last 64 places where the same three bytes began.
func matched(_ bytes: [UInt8]) -> [MatchToken] {
  let (shortest, longest, window, searchLimit) = (3, 258, 32_768, 64)
  var tokens: [MatchToken] = []
  // The last place of each hash of three bytes, and for each place the one before with its hash.
  var latest = [Int](repeating: -1, count: 1 << 15)
  var previous = [Int](repeating: -1, count: bytes.count)

  func hash(at place: Int) -> Int {
    (Int(bytes[place]) << 10 ^ Int(bytes[place + 1]) << 5 ^ Int(bytes[place + 2])) & 0x7fff
  }

  func matchLength(from candidate: Int, to place: Int) -> Int {
    let limit = min(longest, bytes.count - place)
    var length = 0
    while length < limit, bytes[candidate + length] == bytes[place + length] { length += 1 }
    return length
  }

  var place = 0
  while place < bytes.count {
    var (bestLength, bestDistance) = (0, 0)
    if place + shortest <= bytes.count {
      var candidate = latest[hash(at: place)]
      var searches = 0
      while candidate >= 0, place - candidate <= window, searches < searchLimit {
        let length = matchLength(from: candidate, to: place)
        if length > bestLength { (bestLength, bestDistance) = (length, place - candidate) }
        candidate = previous[candidate]
        searches += 1
      }
    }
    let step = bestLength >= shortest ? bestLength : 1
    tokens.append(
      step > 1 ? .match(length: bestLength, distance: bestDistance) : .literal(bytes[place]))
    for passed in place..<place + step where passed + shortest <= bytes.count {
      previous[passed] = latest[hash(at: passed)]
      latest[hash(at: passed)] = passed
    }
    place += step
  }
  return tokens
}
