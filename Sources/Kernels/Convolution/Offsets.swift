/// The offsets of the entries of an array, in row-major order: each axis has a count and a stride.
///
/// - Parameter start: the offset of the first entry.
func offsets(from start: Int = 0, _ axes: (count: Int, stride: Int)...) -> [Int] {
  var offsets = [start]
  for axis in axes {
    var finer: [Int] = []
    finer.reserveCapacity(offsets.count * axis.count)
    for offset in offsets {
      for index in 0..<axis.count { finer.append(offset + index * axis.stride) }
    }
    offsets = finer
  }
  return offsets
}
