import Elementary
import Kernels

extension Tensor {
  /// The bit patterns of the numbers, row by row, each with its lowest byte first.
  public var littleEndianBytes: [UInt8] { buffer.littleEndianBytes }

  /// The numbers that have these bit patterns; the inverse of `littleEndianBytes`.
  ///
  /// - Precondition: the bytes fill the shape.
  public init(littleEndianBytes bytes: ArraySlice<UInt8>, shape: Shape) {
    require(
      bytes.count == shape.elementCount * MemoryLayout<Scalar>.stride,
      "Tensor: \(bytes.count) bytes do not fill \(shape)")
    self.init(shape, Buffer(littleEndianBytes: bytes))
  }
}
