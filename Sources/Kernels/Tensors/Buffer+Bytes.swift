import Elementary

extension Buffer {
  /// The bit patterns of the numbers, each with its lowest byte first: as they lie in the memory of
  /// every processor that this package is built for.
  public var littleEndianBytes: [UInt8] {
    Array(UnsafeRawBufferPointer(start: base, count: count * MemoryLayout<Number>.stride))
  }

  /// The numbers that have these bit patterns.
  ///
  /// - Precondition: the bytes are those of whole numbers.
  public convenience init(littleEndianBytes bytes: ArraySlice<UInt8>) {
    let size = MemoryLayout<Number>.stride
    require(bytes.count.isMultiple(of: size), "Buffer: \(bytes.count) bytes of \(size) each")
    self.init(uninitialized: bytes.count / size)
    bytes.withUnsafeBytes {
      if let source = $0.baseAddress {
        UnsafeMutableRawPointer(base).copyMemory(from: source, byteCount: bytes.count)
      }
    }
  }
}
