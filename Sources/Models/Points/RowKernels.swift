import Elementary

/// Loops over the rows of a table.
public enum RowKernels {
  /// Turns rows of unnormalized log probabilities into probabilities, and returns what each was
  /// divided by: $\log Z_i = \log \sum_k e^{a_{ik}}$ and $a_{ik} \leftarrow e^{a_{ik}} / Z_i$.
  ///
  /// The largest of a row is subtracted before the exponential is taken, so nothing overflows and
  /// the largest probability never vanishes. A row of nothing but −∞ has a sum of zero: its
  /// logarithm is −∞, and its entries share the probability equally.
  ///
  /// What is less than 2⁻⁹⁰⁰ of the largest of its row, about 10⁻²⁷¹, becomes zero. It would be lost
  /// in any sum, and its products would be subnormal numbers, which processors are slow at.
  ///
  /// - Parameters:
  ///   - table: n × `columns`, row after row; probabilities on return.
  /// - Returns: the n logarithms, in nats.
  public static func normalizeLogProbabilities(
    _ table: inout [Double], columns: Int
  ) -> [Double] {
    require(
      columns > 0 && table.count.isMultiple(of: columns),
      "normalizeLogProbabilities: \(table.count) numbers are no rows of \(columns)")
    return table.withUnsafeMutableBufferPointer { table in
      array(count: table.count / columns) { logSums in
        guard let base = table.baseAddress else { return }
        nonisolated(unsafe) let (rows, logSums) = (base, logSums)
        forEachTile(of: base, points: table.count / columns, columns: columns, scratch: 2) {
          tile, scratch, range in
          let (largest, sums) = (scratch, Tile(base: scratch.base + Tile.points))
          subtractLargest(from: tile, columns, into: largest)
          apply(.exp, to: tile, columns: columns)
          divideBySums(tile, columns, into: sums)
          apply(.log, to: sums, columns: 1)
          tile.store(into: rows, range, columns: columns)
          for i in 0..<range.count {
            logSums[range.lowerBound + i] = largest.base[i] + sums.base[i]
          }
        }
      }
    }
  }

  /// Leaves no entry above 0, nor below -640, whose exponential is still a normal number.
  private static func subtractLargest(from tile: Tile, _ columns: Int, into largest: Tile) {
    Tile.forEachVector { i in
      var peak = tile[0, i]
      for k in 1..<columns {
        let entry = tile[k, i]
        peak.replace(with: entry, where: entry .> peak)
      }
      largest[0, i] = peak
      peak.replace(with: 0, where: peak .== -.infinity)
      for k in 0..<columns {
        let exponent = tile[k, i] - peak
        tile[k, i] = exponent.replacing(with: -640, where: exponent .< -640)
      }
    }
  }

  /// Divides the terms of each row by their sum, but for those that are negligible.
  private static func divideBySums(_ tile: Tile, _ columns: Int, into sums: Tile) {
    Tile.forEachVector { i in
      let sum = (0..<columns).reduce(PointLanes.zero) { $0 + tile[$1, i] }
      sums[0, i] = sum
      let reciprocal = 1 / sum
      for k in 0..<columns {
        let share = tile[k, i] * reciprocal
        tile[k, i] = share.replacing(with: 0, where: share .< 0x1p-900)
      }
    }
  }

  private static func apply(_ function: ElementaryFunction, to tile: Tile, columns: Int) {
    let numbers = UnsafeMutableBufferPointer(start: tile.base, count: columns * Tile.points)
    function(UnsafeBufferPointer(numbers), into: numbers)
  }

  /// The sum of each column of a table.
  ///
  /// - Parameter table: n × `columns`, row after row.
  /// - Returns: `columns` sums.
  public static func columnSums(_ table: [Double], columns: Int) -> [Double] {
    require(
      columns > 0 && table.count.isMultiple(of: columns),
      "RowKernels.columnSums: \(table.count) numbers are no rows of \(columns)")
    return sumOverBlocks(of: table.count / columns, length: columns) { range, sums in
      addRows(range, of: table, to: sums, columns: columns)
    }
  }

  private static func addRows(
    _ range: Range<Int>, of table: UnsafePointer<Double>, to sums: UnsafeMutablePointer<Double>,
    columns: Int
  ) {
    for row in range { add(table + row &* columns, to: sums, count: columns) }
  }

  /// The sum of many numbers.
  public static func sum(_ numbers: [Double]) -> Double {
    sumOverBlocks(of: numbers.count, length: 1) { range, sum in
      sum[0] = Self.sum(numbers, range)
    }[0]
  }

  /// The sum over one block: sixteen lanes, then the lanes, then what is left over.
  private static func sum(_ numbers: UnsafePointer<Double>, _ range: Range<Int>) -> Double {
    var lanes = PointLanes.zero
    let whole = range.count / PointLanes.scalarCount * PointLanes.scalarCount
    for i in stride(from: 0, to: whole, by: PointLanes.scalarCount) {
      lanes += UnsafeRawPointer(numbers + range.lowerBound + i).loadUnaligned(as: PointLanes.self)
    }
    return range.dropFirst(whole).reduce(lanes.sumOfLanes) { $0 + numbers[$1] }
  }
}
