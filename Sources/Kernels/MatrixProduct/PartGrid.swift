/// How a product is cut into parts for several threads.
///
/// The bits do not depend on it, so it may well depend on the number of workers.
struct PartGrid {
  /// From how many multiply-adds on a product is cut.
  static let leastWork = 1 << 18

  private let rows: Int
  private let columns: Int
  private let lanes: Int
  private let across: Int
  private let down: Int

  init(rows: Int, columns: Int, depth: Int, lanes: Int, workers: Int) {
    (self.rows, self.columns, self.lanes) = (rows, columns, lanes)
    let work = rows * columns * depth
    // More parts than workers, so that one who is held up keeps the others waiting for less; where
    // the work is much, that is little beside it, and fewer parts read B less often.
    let rounds = work <= 1 << 27 ? 3 : 1
    // Parts of few rows would each read all of B for little: then the columns are cut.
    let cutsRows = rows >= 128 * workers || columns < 4 * lanes * workers
    func parts(_ length: Int, grain: Int) -> Int {
      let most = min(rounds * workers, length / grain)
      return most < workers ? max(1, most) : most / workers * workers
    }
    down = cutsRows ? parts(rows, grain: 32) : 1
    across = cutsRows ? 1 : parts(columns, grain: 4 * lanes)
  }

  /// How many parts there are.
  var count: Int { across * down }

  /// The rows and columns of a part; all but the last end where a tile does.
  func part(_ index: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    (
      Self.share(index / across, of: down, from: rows, unit: 8),
      Self.share(index % across, of: across, from: columns, unit: lanes)
    )
  }

  private static func share(_ index: Int, of parts: Int, from count: Int, unit: Int) -> Range<Int> {
    let units = (count + unit - 1) / unit
    let bound = { (part: Int) in min(count, units * part / parts * unit) }
    return bound(index)..<bound(index + 1)
  }
}
