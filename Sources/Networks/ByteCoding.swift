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

/// Reads what a `ByteWriter` wrote.
struct ByteReader {
  private var remaining: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { remaining = bytes }

  var isAtEnd: Bool { remaining.isEmpty }

  private mutating func take(_ count: Int) throws(CheckpointFault) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining.count else { throw .cutOff }
    defer { remaining = remaining.dropFirst(count) }
    return remaining.prefix(count)
  }

  mutating func integer<Integer: FixedWidthInteger>(
    _: Integer.Type
  ) throws(CheckpointFault) -> Integer {
    let bytes = try take(Integer.bitWidth / 8)
    return bytes.reversed().reduce(0) { $0 << 8 | Integer(truncatingIfNeeded: $1) }
  }

  mutating func count() throws(CheckpointFault) -> Int {
    guard let count = Int(exactly: try integer(UInt64.self)) else { throw .cutOff }
    return count
  }

  /// One byte that is 0 or 1.
  mutating func flag() throws(CheckpointFault) -> Bool {
    let byte = try integer(UInt8.self)
    try CheckpointFault.impossible(unless: byte <= 1, "\(byte) where 0 says no and 1 says yes")
    return byte == 1
  }

  mutating func double() throws(CheckpointFault) -> Double {
    Double(bitPattern: try integer(UInt64.self))
  }

  mutating func text() throws(CheckpointFault) -> String {
    String(decoding: try take(count()), as: UTF8.self)
  }

  /// A structure with the shapes of another.
  mutating func structure<Structure: TensorStructure>(
    like model: Structure
  ) throws(CheckpointFault) -> Structure {
    let expected = model.tensors
    let found = try integer(UInt64.self)
    guard found == UInt64(expected.count) else {
      throw .otherTraining("it has \(found) tensors instead of \(expected.count)")
    }
    var tensors: [Tensor<Structure.Scalar>] = []
    for (index, tensor) in expected.enumerated() {
      let rank = try count()
      guard rank <= Shape.maximumRank else { throw .cutOff }
      var lengths: [Int] = []
      for _ in 0..<rank { lengths.append(try count()) }
      guard lengths == Array(tensor.shape) else {
        throw .otherTraining(
          "it has a tensor \(index) of shape \(lengths) instead of \(tensor.shape)")
      }
      let bytes = try take(tensor.shape.elementCount * MemoryLayout<Structure.Scalar>.stride)
      tensors.append(Tensor(littleEndianBytes: bytes, shape: tensor.shape))
    }
    return model.replacingTensors(with: tensors)
  }
}

/// Why a training cannot go on from what a checkpoint holds.
struct CheckpointFault: Error {
  let description: String

  static let cutOff = CheckpointFault(description: "the checkpoint ends too early")

  static func otherTraining(_ difference: String) -> CheckpointFault {
    CheckpointFault(description: "the checkpoint is another training's: \(difference)")
  }

  /// Throws, unless a condition holds, what no training can have.
  static func impossible(
    unless condition: Bool, _ what: @autoclosure () -> String
  ) throws(CheckpointFault) {
    if !condition {
      throw CheckpointFault(description: "no training has such a checkpoint: \(what())")
    }
  }
}
