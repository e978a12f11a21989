/// Loops over the rows of a table.
public enum RowKernels {
  /// Turns rows of unnormalized log probabilities into probabilities, and returns what each was
  /// divided by: $\log Z_i = \log \sum_k e^{a_{ik}}$ and $a_{ik} \leftarrow e^{a_{ik}} / Z_i$.
  ///
  /// The largest of a row is subtracted before the exponential is taken, so nothing overflows and
  /// the largest probability never vanishes. A row of nothing but −∞ has a sum of zero: its
  /// logarithm is −∞, and its entries share the probability equally.
  ///
  /// A probability below e⁻⁶²⁰, 10⁻²⁶⁹ of the largest of its row, becomes zero. It is lost in any
  /// sum anyway, and its products would be subnormal numbers, which processors are slow at.
  ///
  /// - Parameters:
  ///   - table: n × `columns`, row after row; probabilities on return.
  /// - Returns: the n logarithms, in nats.
  public static func normalizeLogProbabilities(
    _ table: inout [Double], columns: Int, workers: Workers
  ) -> [Double] {
    precondition(
      columns > 0 && table.count.isMultiple(of: columns),
      "normalizeLogProbabilities: \(table.count) numbers are no rows of \(columns)")
    let blocks = PointBlocks(points: table.count / columns)
    return table.withUnsafeMutableBufferPointer { table in
      arrayOfDoubles(count: blocks.points) { logSums in
        guard let rows = table.baseAddress else { return }
        let task = NormalizeTask(blocks: blocks, columns: columns, rows: rows, logSums: logSums)
        workers.forEach(block: blocks.count) { task.run(block: $0) }
      }
    }
  }

  /// The sum of each column of a table.
  ///
  /// - Parameter table: n × `columns`, row after row.
  /// - Returns: `columns` sums.
  public static func columnSums(
    _ table: [Double], columns: Int, workers: Workers
  ) -> [Double] {
    precondition(
      columns > 0 && table.count.isMultiple(of: columns),
      "RowKernels.columnSums: \(table.count) numbers are no rows of \(columns)")
    return sumOverBlocks(
      PointBlocks(points: table.count / columns), length: columns, workers: workers
    ) { range, sums in
      sums.update(repeating: 0, count: columns)
      for row in range {
        for column in 0..<columns { sums[column] += table[row * columns + column] }
      }
    }
  }

  /// The sum of many numbers.
  public static func sum(_ numbers: [Double], workers: Workers) -> Double {
    sumOverBlocks(PointBlocks(points: numbers.count), length: 1, workers: workers) { range, sum in
      var lanes = PointLanes.zero
      var i = range.lowerBound
      while i + PointLanes.scalarCount <= range.upperBound {
        for lane in 0..<PointLanes.scalarCount { lanes[lane] += numbers[i + lane] }
        i += PointLanes.scalarCount
      }
      sum[0] = numbers[i..<range.upperBound].reduce(lanes.sumOfLanes, +)
    }[0]
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
      withScratch(Tile.points) { sums in
        blocks.forEachTile(of: block) { start, count in
          let rows = rows + start * columns
          Tile.load(rows: rows, count: count, columns: columns, into: tile)
          for offset in stride(from: 0, to: count, by: PointLanes.scalarCount) {
            sums.set(normalize(tile + offset), at: offset)
          }
          Tile.store(tile, count: count, columns: columns, intoRows: rows)
          for i in 0..<count { logSums[start + i] = sums[i] }
        }
      }
    }
  }

  /// Normalizes sixteen rows, and returns the logarithms of their sums.
  @inline(__always)
  private func normalize(_ tile: UnsafeMutablePointer<Double>) -> PointLanes {
    var largest = tile.lanes(at: 0)
    for k in 1..<columns {
      let entry = tile.lanes(at: k * Tile.points)
      largest.replace(with: entry, where: entry .> largest)
    }
    let isEmpty = largest .== -.infinity
    let shift = largest.replacing(with: 0, where: isEmpty)
    var sum = PointLanes.zero
    for k in 0..<columns {
      let exponent = tile.lanes(at: k * Tile.points) - shift
      let isNegligible = exponent .< -620
      let term = PointLanes.exp(exponent.replacing(with: 0, where: isNegligible))
        .replacing(with: 0, where: isNegligible)
      tile.set(term, at: k * Tile.points)
      sum += term
    }
    let reciprocal = 1 / sum
    let equalShare = PointLanes(repeating: 1 / Double(columns))
    for k in 0..<columns {
      let share = tile.lanes(at: k * Tile.points) * reciprocal
      tile.set(share.replacing(with: equalShare, where: isEmpty), at: k * Tile.points)
    }
    return shift + PointLanes.log(sum)
  }
}
