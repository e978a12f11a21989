import KernelsTestSupport
import Testing

/// Products touch nothing beyond their operands and their result, at every kind of shape.
struct GuardedProductTests {
  /// Every way in which the operands may lie in memory, and one product that is added.
  private static func variants(_ rows: Int, _ depth: Int, _ columns: Int) -> [ProductCase] {
    [(false, false), (true, false), (false, true), (true, true)].map { left, right in
      var product = ProductCase(rows, depth, columns)
      (product.transposesLeft, product.transposesRight) = (left, right)
      product.adds = left && !right
      return product
    }
  }

  /// Tiles of 8, 4, 2 and 1 rows, and panels of one to four vectors.
  static let tilesAndPanels = [1, 2, 3, 5, 8, 9, 15, 17, 39, 41].flatMap { rows in
    [1, 9, 15, 16, 17, 24, 31, 33, 48, 49, 63, 65].flatMap { variants(rows, 19, $0) }
  }

  /// Few columns, which are computed upright.
  static let narrow = (1...9).flatMap { columns in
    [1, 7, 8, 9, 15, 16, 17, 35].flatMap { rows in
      [1, 7, 16, 17, 40].flatMap { variants(rows, $0, columns) }
    }
  }

  /// Several slices.
  static let deep = [511, 512, 513, 1025, 1537].flatMap { depth in
    [1, 3, 20, 41].flatMap { rows in [1, 4, 8, 49].flatMap { variants(rows, depth, $0) } }
  }

  /// Blocks of A that are packed, strips of 8 rows, and what remains of both.
  static let blocks =
    (64...71).flatMap { variants($0, 257, 192) + variants($0 + 192, 256, 50) }
    + [512, 513, 519, 520, 1031].flatMap { variants($0, 257, 193).filter(\.transposesLeft) }

  /// The columns of A 1,024 bytes apart, which are packed although they are short.
  static let apart = [128, 256, 384, 512].flatMap { variants($0, 33, 195) }

  static let shared = [2, 8].flatMap { workers in
    (variants(270, 260, 130) + variants(3, 900, 800) + variants(1030, 50, 8)).map {
      var product = $0
      product.workers = workers
      return product
    }
  }

  @Test func everyKindOfShape() async {
    let result = await #expect(processExitsWith: .success) {
      expectCorrect(
        Self.tilesAndPanels + Self.narrow + Self.deep + Self.blocks + Self.apart + Self.shared,
        noting: "products")
    }
    LastWords.report("products", unless: result)
  }

  /// From 32,257 rows on, the last of the blocks in which a transposed A is packed may have fewer
  /// rows than a tile.
  @Test func theLastBlockIsLowerThanATile() {
    var product = ProductCase(32_257, 257, 192)
    product.transposesLeft = true
    for complaint in product.complaints(
      in: KernelMemories(capacity: product.capacity), at: [.middle])
    {
      Issue.record("\(product): \(complaint)")
    }
  }
}
