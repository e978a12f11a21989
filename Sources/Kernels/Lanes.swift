/// A number, or a vector of numbers: what the elementary functions are written on.
///
/// Each function is one algorithm without branches, in operations that IEEE 754 rounds correctly
/// (`+`, `−`, `·`, `/`, fused multiply-add) and in integer operations on bit patterns. So a lane
/// of a vector gets the same bits as a number alone, on every processor.
///
/// The conforming types are `Double` and `Float`, one number, and `SIMD8<Double>` and
/// `SIMD16<Float>`, vectors of 64 bytes. The requirements are the standard library's vocabulary
/// for one number, so that `Double` and `Float` meet them nearly as they are.
protocol Lanes {
  /// One number, of either precision.
  associatedtype Element: BinaryFloatingPoint
  /// One truth value a lane.
  associatedtype Mask
  /// One bit pattern a lane.
  associatedtype Bits: BitLanes where Bits.Pattern == Element.RawSignificand

  /// The same number in every lane.
  init(_ value: Element)
  /// The numbers with these bit patterns.
  init(bitPattern: Bits)
  /// The bit patterns of the numbers.
  var bitPattern: Bits { get }

  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  /// `self + a · b`, rounded once.
  func addingProduct(_ a: Self, _ b: Self) -> Self

  /// Where `self < other`; nowhere for a NaN.
  func isLess(than other: Self) -> Mask
  /// Where `self = other`; nowhere for a NaN.
  func isEqual(to other: Self) -> Mask
  /// `other` where the mask holds, `self` elsewhere.
  func replacing(with other: Self, where mask: Mask) -> Self
}

/// An unsigned integer, or a vector of them: the bit patterns of `Lanes`.
protocol BitLanes {
  /// One bit pattern.
  associatedtype Pattern: FixedWidthInteger & UnsignedInteger

  /// The same pattern in every lane.
  init(_ value: Pattern)
  static func &+ (a: Self, b: Self) -> Self
  static func &- (a: Self, b: Self) -> Self
  static func & (a: Self, b: Self) -> Self
  static func | (a: Self, b: Self) -> Self
  static func &<< (a: Self, b: Self) -> Self
  static func &>> (a: Self, b: Self) -> Self
}

// MARK: - One number

extension UInt64: BitLanes { typealias Pattern = UInt64 }
extension UInt32: BitLanes { typealias Pattern = UInt32 }

extension Double: Lanes {
  typealias Element = Double

  /// `other` if the condition holds, `self` if not.
  @inline(__always)
  func replacing(with other: Double, where condition: Bool) -> Double {
    condition ? other : self
  }
}

extension Float: Lanes {
  typealias Element = Float

  /// `other` if the condition holds, `self` if not.
  @inline(__always)
  func replacing(with other: Float, where condition: Bool) -> Float {
    condition ? other : self
  }
}

// MARK: - Vectors of 64 bytes

extension SIMD8: BitLanes where Scalar == UInt64 {
  typealias Pattern = UInt64

  /// The same pattern in every lane.
  @inline(__always)
  init(_ value: UInt64) { self.init(repeating: value) }
}

extension SIMD16: BitLanes where Scalar == UInt32 {
  typealias Pattern = UInt32

  /// The same pattern in every lane.
  @inline(__always)
  init(_ value: UInt32) { self.init(repeating: value) }
}

extension SIMD8: Lanes where Scalar == Double {
  typealias Element = Double

  /// The same number in every lane.
  @inline(__always)
  init(_ value: Double) { self.init(repeating: value) }

  /// The numbers with these bit patterns.
  @inline(__always)
  init(bitPattern: SIMD8<UInt64>) {
    self = unsafeBitCast(bitPattern, to: Self.self)
  }

  /// The bit patterns of the numbers.
  @inline(__always)
  var bitPattern: SIMD8<UInt64> { unsafeBitCast(self, to: SIMD8<UInt64>.self) }

  /// Where `self < other`; nowhere for a NaN.
  @inline(__always)
  func isLess(than other: Self) -> SIMDMask<MaskStorage> { self .< other }

  /// Where `self = other`; nowhere for a NaN.
  @inline(__always)
  func isEqual(to other: Self) -> SIMDMask<MaskStorage> { self .== other }
}

extension SIMD16: Lanes where Scalar == Float {
  typealias Element = Float

  /// The same number in every lane.
  @inline(__always)
  init(_ value: Float) { self.init(repeating: value) }

  /// The numbers with these bit patterns.
  @inline(__always)
  init(bitPattern: SIMD16<UInt32>) {
    self = unsafeBitCast(bitPattern, to: Self.self)
  }

  /// The bit patterns of the numbers.
  @inline(__always)
  var bitPattern: SIMD16<UInt32> { unsafeBitCast(self, to: SIMD16<UInt32>.self) }

  /// Where `self < other`; nowhere for a NaN.
  @inline(__always)
  func isLess(than other: Self) -> SIMDMask<MaskStorage> { self .< other }

  /// Where `self = other`; nowhere for a NaN.
  @inline(__always)
  func isEqual(to other: Self) -> SIMDMask<MaskStorage> { self .== other }
}
