import Autodiff
import Kernels

/// Bytes, one value after the other, the lowest byte of a number first.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }

  mutating func append(_ integer: some FixedWidthInteger) {
    for shift in stride(from: 0, to: integer.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: integer >> shift))
    }
  }

  mutating func append(_ number: Double) { append(number.bitPattern) }

  mutating func append(_ text: String) {
    append(UInt64(text.utf8.count))
    append(Array(text.utf8))
  }

  /// The number of tensors, then of each its rank, its lengths and its numbers.
  mutating func append<Structure: TensorStructure>(_ structure: Structure) {
    let tensors = structure.tensors
    append(UInt64(tensors.count))
    for tensor in tensors {
      append(UInt64(tensor.shape.rank))
      for length in tensor.shape { append(UInt64(length)) }
      append(tensor.littleEndianBytes)
    }
  }
}

/// Reads what a `ByteWriter` wrote; `nil` is what the bytes do not hold.
struct ByteReader {
  private var remaining: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { remaining = bytes }

  var isAtEnd: Bool { remaining.isEmpty }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= remaining.count else { return nil }
    defer { remaining = remaining.dropFirst(count) }
    return remaining.prefix(count)
  }

  mutating func integer<Integer: FixedWidthInteger>(_: Integer.Type) -> Integer? {
    take(Integer.bitWidth / 8)?.reversed().reduce(0) { $0 << 8 | Integer(truncatingIfNeeded: $1) }
  }

  mutating func count() -> Int? { integer(UInt64.self).flatMap { Int(exactly: $0) } }

  mutating func double() -> Double? { integer(UInt64.self).map { Double(bitPattern: $0) } }

  mutating func text() -> String? {
    count().flatMap { take($0) }.map { String(decoding: $0, as: UTF8.self) }
  }

  /// A structure with the shapes of another, or what differs.
  mutating func structure<Structure: TensorStructure>(
    like model: Structure
  ) -> Result<Structure, Mismatch> {
    var tensors: [Tensor<Structure.Scalar>] = []
    let expected = model.tensors
    let found = count()
    guard found == expected.count else {
      return .failure(Mismatch("has \(found ?? 0) tensors instead of \(expected.count)"))
    }
    for (index, tensor) in expected.enumerated() {
      guard let rank = count(), rank <= Shape.maximumRank else { return .failure(.cutOff) }
      var lengths: [Int] = []
      for _ in 0..<rank {
        guard let length = count() else { return .failure(.cutOff) }
        lengths.append(length)
      }
      guard lengths == Array(tensor.shape) else {
        return .failure(
          Mismatch("has a tensor \(index) of shape \(lengths) instead of \(tensor.shape)"))
      }
      let size = tensor.shape.elementCount * MemoryLayout<Structure.Scalar>.stride
      guard let bytes = take(size) else { return .failure(.cutOff) }
      tensors.append(Tensor(littleEndianBytes: bytes, shape: tensor.shape))
    }
    return .success(model.replacingTensors(with: tensors))
  }
}

/// Why bytes do not fit a structure.
struct Mismatch: Error {
  static let cutOff = Mismatch("ends too early")
  let description: String

  init(_ description: String) { self.description = description }
}
