/// The innermost loop of the convolutions: a tile of 8 rows whose sums never leave the registers.
///
/// Entry (r, k) of the left matrix A lies `sources[r] + steps[k]` numbers after the first: any row may
/// begin anywhere, and all take the same steps. So a row of A can be a patch of an image, or the
/// pixels of an image that one weight of the filter meets, and neither has to be copied together. The
/// rows of the right matrix B follow each other at a fixed distance.
///
/// With 512-bit vectors, 16 multiply-adds follow from 11 loads.
enum ConvolutionTile<Row: VectorRow> {
  typealias Number = Row.Number

  /// The rows of a tile.
  static var rows: Int { 8 }

  /// $C = A B$ or $C \mathrel{+}= A B$.
  ///
  /// Each sum runs over the depth in order, one fused multiply-add at a time.
  ///
  /// - Parameters:
  ///   - sources: where the rows of A begin, from `a` on: `height` offsets.
  ///   - steps: where the entries of a row lie, from its beginning on.
  ///   - bStride: how far apart the rows of B begin; `Row.count` numbers are read of each.
  ///   - targets: where the rows of C begin, from `c` on: `height` offsets.
  ///   - height: how many rows the tile has, 1 … 8.
  ///   - width: how many of the `Row.count` columns are written.
  ///   - adding: whether C is added to; its width must then be whole.
  @inline(__always)
  static func multiply(
    _ a: UnsafePointer<Number>, sources: UnsafePointer<Int>, steps: UnsafeBufferPointer<Int>,
    _ b: UnsafePointer<Number>, bStride: Int, into c: UnsafeMutablePointer<Number>,
    targets: UnsafePointer<Int>, height: Int, width: Int, adding: Bool
  ) {
    let last = height - 1
    let (a0, a1) = (a + sources[0], a + sources[min(1, last)])
    let (a2, a3) = (a + sources[min(2, last)], a + sources[min(3, last)])
    let (a4, a5) = (a + sources[min(4, last)], a + sources[min(5, last)])
    let (a6, a7) = (a + sources[min(6, last)], a + sources[min(7, last)])
    var (r0, r1, r2, r3) = (Row(), Row(), Row(), Row())
    var (r4, r5, r6, r7) = (Row(), Row(), Row(), Row())
    var b = b
    for place in steps {
      let row = Row(at: b)
      r0.addProduct(a0[place], row)
      r1.addProduct(a1[place], row)
      r2.addProduct(a2[place], row)
      r3.addProduct(a3[place], row)
      r4.addProduct(a4[place], row)
      r5.addProduct(a5[place], row)
      r6.addProduct(a6[place], row)
      r7.addProduct(a7[place], row)
      b += bStride
    }
    @inline(__always)
    func write(_ row: Row, _ index: Int) {
      guard index < height else { return }
      let place = c + targets[index]
      if width == Row.count {
        var row = row
        if adding { row.add(Row(at: place)) }
        row.write(to: place)
      } else {
        writePart(of: row, width, to: place)
      }
    }
    write(r0, 0)
    write(r1, 1)
    write(r2, 2)
    write(r3, 3)
    write(r4, 4)
    write(r5, 5)
    write(r6, 6)
    write(r7, 7)
  }

  private static func writePart(
    of row: Row, _ width: Int, to place: UnsafeMutablePointer<Number>
  ) {
    withUnsafeTemporaryAllocation(of: Number.self, capacity: Row.count) { whole in
      guard let numbers = whole.baseAddress else { return }
      row.write(to: numbers)
      place.update(from: numbers, count: width)
    }
  }
}
