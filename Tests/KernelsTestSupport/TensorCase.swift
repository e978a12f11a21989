import Kernels

/// An operation on tensors of random shapes, and what it is by its definition.
public struct TensorCase: Sendable, CustomStringConvertible {
  /// The operations that are linear in each operand.
  public enum Operation: Sendable {
    /// A matrix product, of matrices that lie transposed in memory or not.
    case product(transposesLeft: Bool, transposesRight: Bool)
    /// A convolution of images with filters.
    case convolution(stride: Int, padding: Int)
    /// A transposed convolution.
    case transposedConvolution(stride: Int, padding: Int, outputPadding: Int)
    /// Products of numbers, with broadcasting.
    case multiplication
    /// A sum along some of the axes.
    case sum([Int])
    /// The axes in another order.
    case permutation([Int])
    /// Every `step`-th position of an axis in a range.
    case slice(Range<Int>, axis: Int, step: Int)
    /// The positions of an axis that indices name.
    case selection([Int], axis: Int)
    /// The tensor after itself along an axis.
    case repetition(axis: Int)
    /// The tensor stretched to a shape.
    case broadcast(Shape)
  }

  /// An operation on operands of certain shapes.
  private struct Definition {
    let operation: Operation
    let a: Shape
    let b: Shape
    let result: Shape
    let form: BilinearForm
  }

  private let definition: Definition
  private let seed: Int

  /// What is computed.
  public var operation: Operation { definition.operation }
  /// The shape of the first operand.
  public var a: Shape { definition.a }
  /// The shape of the second operand; of an operation without one, `[]` for the number 1.
  public var b: Shape { definition.b }
  /// The shape of the result.
  public var result: Shape { definition.result }
  /// The operation by its definition.
  public var form: BilinearForm { definition.form }

  /// The kinds of operation, to be drawn from.
  public enum Kind: Sendable {
    /// Matrix products.
    case products
    /// Convolutions and transposed convolutions.
    case convolutions
    /// Broadcasting, reductions and rearrangements.
    case others
  }

  /// The most terms of a case.
  private static let mostTerms = 20_000

  /// The case of a seed.
  public init(_ kind: Kind, randomFrom seed: Int) {
    var random = ShapeGenerator(seed: seed)
    while true {
      let drawn =
        switch kind {
        case .products: Self.product(&random)
        case .convolutions: Self.convolution(&random)
        case .others: Self.other(&random)
        }
      if let drawn {
        definition = drawn
        break
      }
    }
    self.seed = seed
  }

  /// The sizes and the seed, in one line.
  public var description: String { "\(operation) of \(a) and \(b), seed \(seed)" }

  /// Whole numbers for both operands, and a direction for each.
  public func numbers() -> (a: [Double], b: [Double], da: [Double], db: [Double]) {
    var random = ShapeGenerator(seed: ~seed)
    let (a, da) = (random.integers(a.elementCount), random.integers(a.elementCount))
    guard b.rank > 0 else { return (a, [1], da, [0]) }
    return (a, random.integers(b.elementCount), da, random.integers(b.elementCount))
  }

  // Each draws sizes, which may turn out too large.

  private static func product(_ random: inout ShapeGenerator) -> Definition? {
    func length(_ random: inout ShapeGenerator) -> Int {
      random.length(near: [1, 1, 4, 8, 16, 24, 32], reach: 2)
    }
    let (rows, depth, columns) = (length(&random), length(&random), length(&random))
    let (left, right) = (random.once(in: 2), random.once(in: 2))
    // Batches that are equal, stretched, or missing.
    let batch = (0..<random.element(of: [0, 0, 1, 2])).map { _ in random.integer(in: 1...3) }
    let batches = (0..<2).map { _ in
      Array(
        batch.map { random.once(in: 3) ? 1 : $0 }.dropFirst(
          random.once(in: 3) ? random.integer(in: 0...batch.count) : 0))
    }
    let a = Shape(batches[0] + (left ? [depth, rows] : [rows, depth]))
    let b = Shape(batches[1] + (right ? [columns, depth] : [depth, columns]))
    let (aBatch, bBatch) = (Shape(batches[0]), Shape(batches[1]))
    let common = aBatch.broadcast(with: bBatch) ?? []
    let result = Shape(common + [rows, columns])
    guard result.elementCount * depth <= mostTerms else { return nil }
    var form = BilinearForm(count: result.elementCount)
    for matrix in 0..<common.elementCount {
      let aStart = aBatch.place(of: matrix, in: common) * rows * depth
      let bStart = bBatch.place(of: matrix, in: common) * depth * columns
      for i in 0..<rows {
        for j in 0..<columns {
          for k in 0..<depth {
            form.add(
              aStart + (left ? k * rows + i : i * depth + k),
              bStart + (right ? j * depth + k : k * columns + j),
              (matrix * rows + i) * columns + j)
          }
        }
      }
    }
    let operation = Operation.product(transposesLeft: left, transposesRight: right)
    return Definition(operation: operation, a: a, b: b, result: result, form: form)
  }

  private static func convolution(_ random: inout ShapeGenerator) -> Definition? {
    let (stride, padding) = (random.integer(in: 1...3), random.integer(in: 0...2))
    let kernel = (random.integer(in: 1...4), random.integer(in: 1...4))
    let geometry = ConvolutionGeometry(
      batch: random.integer(in: 1...3),
      height: random.length(near: [3, 7], reach: 3, atLeast: max(1, kernel.0 - 2 * padding)),
      width: random.length(near: [3, 7], reach: 3, atLeast: max(1, kernel.1 - 2 * padding)),
      inChannels: random.length(near: [1, 4, 8, 16], reach: 1),
      outChannels: random.length(near: [1, 4, 8, 16], reach: 1),
      kernelHeight: kernel.0, kernelWidth: kernel.1, stride: stride, padding: padding)
    let (images, filters, outputs) = (
      Shape(geometry.imageShape), Shape(geometry.filterShape), Shape(geometry.outputShape)
    )
    guard geometry.outputCount * geometry.filterCount <= mostTerms * geometry.outChannels else {
      return nil
    }
    let rest = (geometry.height + 2 * padding - kernel.0) % stride
    guard random.once(in: 2), rest == (geometry.width + 2 * padding - kernel.1) % stride else {
      var form = BilinearForm(count: geometry.outputCount)
      geometry.forEachTerm { image, weight, output in form.add(image, weight, output) }
      return Definition(
        operation: .convolution(stride: stride, padding: padding), a: images, b: filters,
        result: outputs, form: form)
    }
    var form = BilinearForm(count: geometry.imageCount)
    geometry.forEachTerm { image, weight, output in form.add(output, weight, image) }
    return Definition(
      operation: .transposedConvolution(stride: stride, padding: padding, outputPadding: rest),
      a: outputs, b: filters, result: images, form: form)
  }

  private static func lengths(_ random: inout ShapeGenerator, least: Int) -> [Int] {
    (0..<random.integer(in: least...4)).map { _ in
      random.length(near: [1, 2, 4, 8, 16, 32], reach: 2)
    }
  }

  private static func other(_ random: inout ShapeGenerator) -> Definition? {
    let shape = Shape(lengths(&random, least: 1))
    guard shape.elementCount <= mostTerms / 2 else { return nil }
    let axis = random.integer(in: 0...shape.rank - 1)
    switch random.integer(in: 0...6) {
    case 0: return multiplication(shape, &random)
    case 1: return sum(shape, &random)
    case 2: return permutation(shape, &random)
    case 3:
      let start = random.integer(in: 0...shape[axis] - 1)
      let end = random.integer(in: start + 1...shape[axis])
      let step = random.integer(in: 1...3)
      let positions = Array(stride(from: start, to: end, by: step))
      return selection(
        .slice(start..<end, axis: axis, step: step), shape, axis: axis, positions)
    case 4:
      let most = shape[axis] - 1
      let indices = (0..<random.integer(in: 1...8)).map { _ in random.integer(in: 0...most) }
      return selection(.selection(indices, axis: axis), shape, axis: axis, indices)
    case 5:
      let twice = Array(0..<shape[axis]) + Array(0..<shape[axis])
      return selection(.repetition(axis: axis), shape, axis: axis, twice)
    default:
      let smaller = Shape(
        shape.map { random.once(in: 2) ? 1 : $0 }.dropFirst(random.integer(in: 0...1)))
      return rearranged(.broadcast(shape), smaller, shape) { smaller.place(of: $0, in: shape) }
    }
  }

  private static func multiplication(_ shape: Shape, _ random: inout ShapeGenerator) -> Definition?
  {
    let operands = (0..<2).map { _ in
      Shape(
        shape.map { random.once(in: 3) ? 1 : $0 }.dropFirst(
          random.once(in: 4) ? random.integer(in: 0...shape.rank - 1) : 0))
    }
    let common = operands[0].broadcast(with: operands[1]) ?? []
    var form = BilinearForm(count: common.elementCount)
    for index in 0..<common.elementCount {
      form.add(
        operands[0].place(of: index, in: common), operands[1].place(of: index, in: common), index)
    }
    return Definition(
      operation: .multiplication, a: operands[0], b: operands[1], result: common, form: form)
  }

  private static func sum(_ shape: Shape, _ random: inout ShapeGenerator) -> Definition? {
    let axes = shape.indices.filter { _ in random.once(in: 2) }
    guard !axes.isEmpty else { return nil }
    var kept = shape
    for axis in axes { kept[axis] = 1 }
    var form = BilinearForm(count: kept.elementCount)
    for index in 0..<shape.elementCount { form.add(index, 0, kept.place(of: index, in: shape)) }
    return Definition(
      operation: .sum(axes), a: shape, b: [], result: shape.removingAxes { axes.contains($0) },
      form: form)
  }

  private static func permutation(_ shape: Shape, _ random: inout ShapeGenerator) -> Definition? {
    var order = Array(shape.indices)
    for last in order.indices.reversed() { order.swapAt(last, random.integer(in: 0...last)) }
    let result = Shape(order.map { shape[$0] })
    return rearranged(.permutation(order), shape, result) { index in
      order.indices.reduce(0) { place, axis in
        let position = index / result[(axis + 1)...].reduce(1, *) % result[axis]
        return place + position * shape[(order[axis] + 1)...].reduce(1, *)
      }
    }
  }

  /// Some of the positions along an axis, in an order.
  private static func selection(
    _ operation: Operation, _ shape: Shape, axis: Int, _ positions: [Int]
  ) -> Definition? {
    var result = shape
    result[axis] = positions.count
    let inner = shape[(axis + 1)...].reduce(1, *)
    return rearranged(operation, shape, result) { index in
      let (outer, position) = (index / inner / positions.count, index / inner % positions.count)
      return (outer * shape[axis] + positions[position]) * inner + index % inner
    }
  }

  /// A copy in which each number is read somewhere.
  private static func rearranged(
    _ operation: Operation, _ shape: Shape, _ result: Shape, _ place: (Int) -> Int
  ) -> Definition? {
    guard result.elementCount <= mostTerms else { return nil }
    var form = BilinearForm(count: result.elementCount)
    for index in 0..<result.elementCount { form.add(place(index), 0, index) }
    return Definition(operation: operation, a: shape, b: [], result: result, form: form)
  }
}

extension Shape {
  /// Where an element of a larger shape is read, to which this one is stretched.
  public func place(of index: Int, in larger: Shape) -> Int {
    var (rest, place, stride) = (index, 0, 1)
    for axis in (0..<larger.rank).reversed() {
      let own = axis - (larger.rank - rank)
      let position = rest % larger[axis]
      rest /= larger[axis]
      guard own >= 0 else { continue }
      if self[own] > 1 { place += position * stride }
      stride *= self[own]
    }
    return place
  }
}
