import Elementary
import KernelsTestSupport
import Testing

/// One number, a buffer of any length: the same bits.
struct ElementaryFunctionTests {
  /// Numbers of all magnitudes with edges among them, the same on every run.
  static func samples<Number: ElementaryNumber>(_ count: Int, of type: Number.Type) -> [Number] {
    var state: UInt64 = 42
    return (0..<count).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let bits = Number.RawSignificand(truncatingIfNeeded: state >> 13 ^ state << 27)
      switch index % 8 {
      case 0: return Number(bitPattern: bits)
      case 1: return Number(index)
      case 2: return -1 / Number(index)
      case 3: return [0, -0.0, .infinity, -.infinity, .nan, 1e30, -1e30, 1][index / 8 % 8]
      default: return Number(Int64(bitPattern: state) >> 24) * 0x1p-34
      }
    }
  }

  @Test(
    "Double: a single number has the bits of buffers", arguments: ElementaryCase.allCases)
  func doubleBits(function: ElementaryCase) {
    let x = Self.samples(1031, of: Double.self)
    let whole = function.values(of: x)
    for i in x.indices { #expect(Self.agree(function.value(of: x[i]), whole[i]), "at \(x[i])") }
  }

  @Test(
    "Float: a single number has the bits of buffers", arguments: ElementaryCase.allCases)
  func floatBits(function: ElementaryCase) {
    let x = Self.samples(1031, of: Float.self)
    let whole = function.values(of: x)
    for i in x.indices { #expect(Self.agree(function.value(of: x[i]), whole[i]), "at \(x[i])") }
  }

  @Test("A buffer of any length, and in its own place", arguments: ElementaryCase.allCases)
  func lengths(function: ElementaryCase) {
    let x = Self.samples(1300, of: Double.self)
    let whole = function.values(of: x)
    for count in [0, 1, 7, 8, 9, 511, 512, 513, 1025] {
      var numbers = Array(x[..<count])
      numbers.withUnsafeMutableBufferPointer { buffer in
        function.forms.buffers(UnsafeBufferPointer(buffer), into: buffer)
      }
      #expect(zip(numbers, whole).allSatisfy(Self.agree))
      #expect(function.values(of: Array(x[..<count])).count == count)
    }
  }

  @Test("The bits do not depend on where the buffers begin")
  func beginnings() {
    let x = Self.samples(70_001, of: Float.self)
    let whole = ElementaryCase.exp.values(of: x)
    for offset in [0, 1, 7] {
      var results = [Float](repeating: 0, count: x.count)
      x.withUnsafeBufferPointer { source in
        results.withUnsafeMutableBufferPointer { destination in
          ElementaryFunction.exp(
            UnsafeBufferPointer(rebasing: source[offset...]),
            into: UnsafeMutableBufferPointer(rebasing: destination[offset...]))
        }
      }
      #expect(zip(results[offset...], whole[offset...]).allSatisfy(Self.agree))
    }
  }

  /// A digest that changes means that the last digits of results change.
  @Test("The same bits on every processor", arguments: ElementaryCase.allCases)
  func digest(function: ElementaryCase) {
    var digest = Digest()
    digest.add(function.values(of: Self.samples(40_000, of: Double.self)))
    digest.add(function.values(of: Self.samples(40_000, of: Float.self)))
    #expect(digest.value == Self.digests[function])
  }

  static let digests: [ElementaryCase: UInt64] = [
    .exp: 0xd0269e02c4780c80,
    .expMinusOne: 0x98cd62058e07b75c,
    .log: 0xf6712765139fd6fb,
    .logOnePlus: 0xf565928f548eca15,
    .tanh: 0x32455b8a0f29cc63,
    .sigmoid: 0x55421babb2417e2a,
    .softplus: 0x6bf84f6d56a67006,
    .sin: 0x1698669a27f17244,
    .cos: 0x15caa0868bc3de95,
    .erf: 0x38ddb4713123a41f,
    .erfc: 0xb9b83137dcd5304d,
    .logGamma: 0x8303becca47ccda5,
  ]

  private static func agree<Number: ElementaryNumber>(_ a: Number, _ b: Number) -> Bool {
    a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
  }
}
