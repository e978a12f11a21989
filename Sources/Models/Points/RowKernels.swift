import Elementary
import Threads

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
    let blocks = PointBlocks(points: table.count / columns)
    return table.withUnsafeMutableBufferPointer { table in
      arrayOfDoubles(count: blocks.points) { logSums in
        guard let rows = table.baseAddress else { return }
        let task = NormalizeTask(blocks: blocks, columns: columns, rows: rows, logSums: logSums)
        Workers.current.forEach(block: blocks.count) { task.run(block: $0) }
      }
    }
  }

  /// The sum of each column of a table.
  ///
  /// - Parameter table: n × `columns`, row after row.
  /// - Returns: `columns` sums.
  public static func columnSums(
    _ table: [Double], columns: Int
  ) -> [Double] {
    require(
      columns > 0 && table.count.isMultiple(of: columns),
      "RowKernels.columnSums: \(table.count) numbers are no rows of \(columns)")
    return sumOverBlocks(
      PointBlocks(points: table.count / columns), length: columns
    ) { range, sums in
      sums.update(repeating: 0, count: columns)
      for row in range {
        for column in 0..<columns { sums[column] += table[row * columns + column] }
      }
    }
  }

  /// The sum of many numbers.
  public static func sum(_ numbers: [Double]) -> Double {
    sumOverBlocks(PointBlocks(points: numbers.count), length: 1) { range, sum in
      sum[0] = Self.sum(numbers, range)
    }[0]
  }

  /// The sum over one block: sixteen lanes, then the lanes, then what is left over.
  private static func sum(_ numbers: UnsafePointer<Double>, _ range: Range<Int>) -> Double {
    var lanes = PointLanes.zero
    var i = range.lowerBound
    while i + PointLanes.scalarCount <= range.upperBound {
      lanes += numbers.lanes(at: i)
      i += PointLanes.scalarCount
    }
    return (i..<range.upperBound).reduce(lanes.sumOfLanes) { $0 + numbers[$1] }
  }
}

/// One call of `normalizeLogProbabilities`: a block reads and writes its own rows.
private struct NormalizeTask: @unchecked Sendable {
  let blocks: PointBlocks
  let columns: Int
  let rows: UnsafeMutablePointer<Double>
  let logSums: UnsafeMutablePointer<Double>

  func run(block: Int) {
    withScratch(columns * Tile.points) { tile in
      withScratch(Tile.points) { largest in
        withScratch(Tile.points) { sums in
          blocks.forEachTile(of: block) { start, count in
            let rows = rows + start * columns
            Tile.load(rows: rows, count: count, columns: columns, into: tile)
            subtractLargest(from: tile, into: largest)
            apply({ ElementaryFunction.exp($0, into: $1) }, to: tile, count: columns * Tile.points)
            divideBySums(tile, into: sums)
            apply({ ElementaryFunction.log($0, into: $1) }, to: sums, count: Tile.points)
            Tile.store(tile, count: count, columns: columns, intoRows: rows)
            for i in 0..<count { logSums[start + i] = largest[i] + sums[i] }
          }
        }
      }
    }
  }

  /// Leaves no entry above 0, nor below -640, whose exponential is still a normal number.
  private func subtractLargest(
    from tile: UnsafeMutablePointer<Double>, into largest: UnsafeMutablePointer<Double>
  ) {
    for offset in stride(from: 0, to: Tile.points, by: PointLanes.scalarCount) {
      var peak = tile.lanes(at: offset)
      for k in 1..<columns {
        let entry = tile.lanes(at: k * Tile.points + offset)
        peak.replace(with: entry, where: entry .> peak)
      }
      largest.set(peak, at: offset)
      peak.replace(with: 0, where: peak .== -.infinity)
      for k in 0..<columns {
        let exponent = tile.lanes(at: k * Tile.points + offset) - peak
        tile.set(
          exponent.replacing(with: -640, where: exponent .< -640), at: k * Tile.points + offset)
      }
    }
  }

  /// Divides the terms of each row by their sum, but for those that are negligible.
  private func divideBySums(
    _ tile: UnsafeMutablePointer<Double>, into sums: UnsafeMutablePointer<Double>
  ) {
    for offset in stride(from: 0, to: Tile.points, by: PointLanes.scalarCount) {
      var sum = PointLanes.zero
      for k in 0..<columns { sum += tile.lanes(at: k * Tile.points + offset) }
      sums.set(sum, at: offset)
      let reciprocal = 1 / sum
      for k in 0..<columns {
        let share = tile.lanes(at: k * Tile.points + offset) * reciprocal
        tile.set(share.replacing(with: 0, where: share .< 0x1p-900), at: k * Tile.points + offset)
      }
    }
  }

  private func apply(
    _ function: (UnsafeBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) -> Void,
    to numbers: UnsafeMutablePointer<Double>, count: Int
  ) {
    let buffer = UnsafeMutableBufferPointer(start: numbers, count: count)
    function(UnsafeBufferPointer(buffer), buffer)
  }
}
