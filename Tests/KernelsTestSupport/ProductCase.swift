import Kernels
import Threads

/// A matrix product to try: its sizes, and how its operands lie in memory.
public struct ProductCase: Sendable, CustomStringConvertible {
  /// The rows of the left matrix.
  public var rows: Int
  /// The columns of the left matrix, which are the rows of the right one.
  public var depth: Int
  /// The columns of the right matrix.
  public var columns: Int
  /// Whether the left matrix is given as the transpose of its memory.
  public var transposesLeft = false
  /// Whether the right matrix is given as the transpose of its memory.
  public var transposesRight = false
  /// Whether the product is added to what is there.
  public var adds = false
  /// How many threads take part.
  public var workers = 1
  /// What decides the numbers.
  public var seed = 0

  /// A product of these sizes, on one thread.
  public init(_ rows: Int, _ depth: Int, _ columns: Int) {
    (self.rows, self.depth, self.columns) = (rows, depth, columns)
  }

  /// The numbers that the operands and the result of a random case have at most.
  public static let randomCapacity = 1 << 22

  /// A case near the edges of tiles, vectors, panels, blocks, bands and slices. One in sixteen is so
  /// large that blocks of a transposed left matrix are packed, and bands of the right one kept.
  public init(randomFrom seed: Int) {
    var random = ShapeGenerator(seed: seed)
    if random.once(in: 16) {
      repeat {
        rows = random.length(near: [72, 200, 216, 264, 392, 520], reach: 9)
        depth = random.length(near: [264, 264, 512, 1024], reach: 9)
        columns = random.length(near: [48, 200, 216, 432, 592], reach: 17)
      } while rows * depth * columns > 1 << 25
    } else {
      repeat {
        rows = random.length(
          near: [1, 1, 8, 16, 32, 40, 64, 128, 192, 256, 512, 1024, 1536], reach: 9,
          atLeast: random.once(in: 50) ? 0 : 1)
        depth = random.length(
          near: [1, 8, 16, 32, 64, 128, 256, 512, 1024, 1536], reach: 9,
          atLeast: random.once(in: 50) ? 0 : 1)
        columns =
          random.once(in: 3)
          ? random.integer(in: 1...9)
          : random.length(
            near: [8, 16, 24, 32, 48, 64, 72, 96, 144, 192, 216, 432, 648], reach: 17,
            atLeast: random.once(in: 50) ? 0 : 1)
      } while rows * depth * columns > 1 << 19 || capacity > Self.randomCapacity
    }
    transposesLeft = random.once(in: 2)
    transposesRight = random.once(in: 2)
    adds = random.once(in: 3)
    workers = random.integer(in: 1...3)
    self.seed = seed
  }

  /// The sizes and the seed, in one line.
  public var description: String {
    let (left, right) = (
      transposesLeft ? "[\(depth), \(rows)]ᵀ" : "[\(rows), \(depth)]",
      transposesRight ? "[\(columns), \(depth)]ᵀ" : "[\(depth), \(columns)]"
    )
    return "\(left) × \(right)\(adds ? ", added" : ""), \(workers) workers, seed \(seed)"
  }

  /// How many numbers the largest of the three matrices has.
  public var capacity: Int { max(rows * depth, depth * columns, rows * columns) }

  /// Computes the product with both types of number at each of the places, and compares it with
  /// its definition.
  public func complaints(in memory: KernelMemories, at places: [GuardedMemory.Place]) -> [String] {
    var random = ShapeGenerator(seed: ~seed)
    let a = random.integers(rows * depth)
    let b = random.integers(depth * columns)
    let initial = adds ? random.integers(rows * columns) : nil
    let c = definition(a, b, initial)
    return places.flatMap {
      complaints(a, b, initial, c, in: memory.single, at: $0)
        + complaints(a, b, initial, c, in: memory.double, at: $0)
    }
  }

  private func complaints<Number: TensorNumber>(
    _ a: [Double], _ b: [Double], _ initial: [Double]?, _ c: [Double],
    in memory: KernelMemory<Number>, at place: GuardedMemory.Place
  ) -> [String] {
    memory.complaints(
      left: a.map { Number($0) }, right: b.map { Number($0) },
      initial: initial?.map { Number($0) }, expected: c, at: place
    ) { pointers in
      Workers(count: workers).run {
        Number.multiply(
          transposesLeft
            ? MatrixView(pointers.left, rows: depth, columns: rows).transposed
            : MatrixView(pointers.left, rows: rows, columns: depth),
          transposesRight
            ? MatrixView(pointers.right, rows: columns, columns: depth).transposed
            : MatrixView(pointers.right, rows: depth, columns: columns),
          into: pointers.result, adding: adds)
      }
    }
  }

  /// The product by its definition.
  private func definition(_ a: [Double], _ b: [Double], _ initial: [Double]?) -> [Double] {
    var c = initial ?? [Double](repeating: 0, count: rows * columns)
    let (down, across) = transposesLeft ? (1, rows) : (depth, 1)
    let right =
      transposesRight
      ? (0..<depth * columns).map { b[$0 % columns * depth + $0 / columns] } : b
    c.withUnsafeMutableBufferPointer { c in
      right.withUnsafeBufferPointer { b in
        for i in 0..<rows {
          for k in 0..<depth {
            let factor = a[i * down + k * across]
            for j in 0..<columns { c[i * columns + j] += factor * b[k * columns + j] }
          }
        }
      }
    }
    return c
  }
}
