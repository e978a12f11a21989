import Elementary

// The samplers are the library's own, since the standard library's `random(in:using:)` and
// `shuffle(using:)` may change between versions. How many numbers of the stream each one takes is
// part of what the book's digits depend on.

extension RandomStream {
  /// A uniform number in [0, 1): one of the 2⁵³ multiples of 2⁻⁵³, all equally probable.
  public mutating func uniform() -> Double {
    Self.uniform(next())
  }

  /// The uniform number that 64 random bits stand for.
  @inline(__always)
  static func uniform(_ bits: UInt64) -> Double { Double(bits >> 11) * 0x1p-53 }

  /// A standard normal number, by the method of Box and Muller.
  ///
  /// The squared radius of a pair of independent standard normals is exponential with mean 2 and
  /// its angle is uniform, so $r = \sqrt{-2 \log(1 - u_1)}$ and $\varphi = 2 \pi u_2$ give two:
  /// $r \cos \varphi$ now, $r \sin \varphi$ at the next call. As $1 - u_1$ is at least 2⁻⁵³, no
  /// number lies beyond ±8.58, where a true normal would lie once in 10¹⁷ draws.
  ///
  /// Source: G. E. P. Box and M. E. Muller (1958), *Annals of Mathematical Statistics* 29, 610–611.
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    let radius = (-2 * Double.log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spareNormal = radius * .sin(angle)
    return radius * .cos(angle)
  }

  /// True with the given probability.
  ///
  /// - Precondition: the probability is in [0, 1].
  public mutating func bernoulli(_ probability: Double) -> Bool {
    require(
      probability >= 0 && probability <= 1,
      "RandomStream.bernoulli: \(probability) is not a probability")
    return uniform() < probability
  }

  /// An index drawn with the given probabilities, by inversion of their running sum.
  ///
  /// They are taken relative to their sum, so that it need not be one to the last digit. An index
  /// of probability zero is never drawn.
  ///
  /// - Precondition: none is negative or infinite, and one is positive.
  public mutating func categorical(_ probabilities: [Double]) -> Int {
    require(
      probabilities.allSatisfy { $0 >= 0 && $0 < .infinity },
      "RandomStream.categorical: a probability is negative or not finite")
    guard var choice = probabilities.firstIndex(where: { $0 > 0 }) else {
      fatalError("RandomStream.categorical: no probability is positive")
    }
    let target = uniform() * probabilities.reduce(0, +)
    var sum = 0.0
    for (index, probability) in probabilities.enumerated() where probability > 0 {
      choice = index
      sum += probability
      if target < sum { break }
    }
    return choice
  }

  /// A whole number in 0 ..< n, all equally probable, to the last bit.
  ///
  /// The product of 64 random bits with n, divided by 2⁶⁴, is almost uniform; the few products
  /// that would favour some results are drawn again.
  ///
  /// - Precondition: n is positive.
  ///
  /// Source: D. Lemire (2019), *ACM Transactions on Modeling and Computer Simulation* 29, 3:1–3:12.
  public mutating func integer(below n: Int) -> Int {
    require(n > 0, "RandomStream.integer(below: \(n)): there is no such number")
    let bound = UInt64(n)
    let surplus = (0 &- bound) % bound
    var product = next().multipliedFullWidth(by: bound)
    while product.low < surplus { product = next().multipliedFullWidth(by: bound) }
    return Int(product.high)
  }

  /// Puts the elements into an order drawn from all orders with equal probability.
  ///
  /// Source: R. Durstenfeld (1964), *Communications of the ACM* 7, 420 (after Fisher and Yates).
  public mutating func shuffle<Element>(_ array: inout [Element]) {
    for last in array.indices.reversed() {
      array.swapAt(last, integer(below: last + 1))
    }
  }

  /// The numbers 0 ..< n in random order.
  public mutating func permutation(_ n: Int) -> [Int] {
    var order = Array(0..<n)
    shuffle(&order)
    return order
  }
}
