/// Random numbers for the sizes of a test and what it computes with: the same ones for a seed, on
/// every machine.
///
/// Source: G. L. Steele, D. Lea and C. H. Flood (2014), *OOPSLA*, the generator SplitMix64.
public struct ShapeGenerator: Sendable {
  private var state: UInt64

  /// The numbers that belong to a seed; neighbouring seeds have nothing in common.
  public init(seed: Int) {
    state = UInt64(bitPattern: Int64(seed)) &* 0xd1b5_4a32_d192_ed03
  }

  private mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  /// An integer of a range.
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next().multipliedFullWidth(by: UInt64(range.count)).high)
  }

  /// One of several.
  public mutating func element<Element>(of elements: [Element]) -> Element {
    elements[integer(in: 0...elements.count - 1)]
  }

  /// True once in so many times.
  public mutating func once(in times: Int) -> Bool { integer(in: 1...times) == 1 }

  /// A length within `reach` of one of the edges, and at least `least`.
  public mutating func length(near edges: [Int], reach: Int, atLeast least: Int = 1) -> Int {
    max(least, element(of: edges) + integer(in: -reach...reach))
  }

  /// Integers from −4 to 4, whose products every order of adding sums exactly.
  public mutating func integers(_ count: Int) -> [Double] {
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    while numbers.count < count {
      var bits = next()
      for _ in 0..<min(8, count - numbers.count) {
        numbers.append(Double(((bits & 0xff) * 9) >> 8) - 4)
        bits >>= 8
      }
    }
    return numbers
  }
}
