import KernelsTestSupport
import Testing

@testable import Kernels

/// The loops of the tensors at random shapes equal plain loops, and touch nothing beyond their
/// operands and their results; see `RandomShapes` for how many, and how one is tried again.
struct TensorLoopRandomShapesTests {
  @Test func reductions() async {
    let result = await #expect(processExitsWith: .success) { expectCorrect(.reductions) }
    LastWords.report(LoopKind.reductions.rawValue, unless: result)
  }

  @Test func broadcasts() async {
    let result = await #expect(processExitsWith: .success) { expectCorrect(.broadcasts) }
    LastWords.report(LoopKind.broadcasts.rawValue, unless: result)
  }

  @Test func rearrangements() async {
    let result = await #expect(processExitsWith: .success) { expectCorrect(.copies) }
    LastWords.report(LoopKind.copies.rawValue, unless: result)
  }
}

/// The loops, by what a process notes of them.
private enum LoopKind: String {
  case reductions = "random-reductions"
  case broadcasts = "random-broadcasts"
  case copies = "random-copies"
}

/// One call for each seed, in turn with each type of number and at each place.
private func expectCorrect(_ kind: LoopKind) {
  let note = LastWords.ofThisProcess(kind.rawValue)
  let singles = KernelMemory<Float>(capacity: RandomLoops.mostNumbers)
  let doubles = KernelMemory<Double>(capacity: RandomLoops.mostNumbers)
  for seed in RandomShapes.seeds(300) {
    note.write("seed \(seed)")
    var loops = RandomLoops(seed: seed)
    let complaints =
      seed.isMultiple(of: 2)
      ? loops.complaints(of: kind, in: singles) : loops.complaints(of: kind, in: doubles)
    for complaint in complaints { Issue.record("\(loops.shape), seed \(seed): \(complaint)") }
  }
}

/// What a seed stands for.
private struct RandomLoops {
  static let mostNumbers = 1 << 13

  /// The sizes, in words.
  private(set) var shape = ""
  private let place: GuardedMemory.Place
  private var random: ShapeGenerator

  init(seed: Int) {
    random = ShapeGenerator(seed: seed)
    place = GuardedMemory.Place.allCases[seed / 2 % 3]
  }

  /// Numbers that every order of adding sums exactly.
  private mutating func integers<Number: TensorNumber>(_ count: Int) -> [Number] {
    random.integers(count).map { Number($0) }
  }

  /// Up to four lengths near the widths of vectors.
  private mutating func lengths() -> [Int] {
    let rank = random.integer(in: 0...4)
    var lengths: [Int] = []
    repeat {
      lengths = (0..<rank).map { _ in
        random.length(near: [1, 2, 4, 8, 16, 32], reach: 2, atLeast: random.once(in: 40) ? 0 : 1)
      }
    } while lengths.reduce(1, *) > Self.mostNumbers
    return lengths
  }

  mutating func complaints<Number: TensorNumber>(
    of kind: LoopKind, in memory: KernelMemory<Number>
  ) -> [String] {
    switch kind {
    case .reductions: reduction(in: memory)
    case .broadcasts: broadcast(in: memory)
    case .copies: copy(in: memory)
    }
  }

  private mutating func reduction<Number: TensorNumber>(in memory: KernelMemory<Number>) -> [String]
  {
    var (outer, length, inner) = (0, 0, 0)
    repeat {
      outer = random.integer(in: 0...5)
      length = random.length(near: [0, 8, 16, 32, 256, 1024], reach: 17, atLeast: 0)
      inner = random.once(in: 2) ? 1 : random.length(near: [2, 4, 8, 16, 32, 48], reach: 3)
    } while outer * length * inner > Self.mostNumbers
    let reduction = random.once(in: 2) ? Reduction.sum : .maximum
    shape = "\(reduction) of [\(outer), \(length), \(inner)]"
    let numbers: [Number] = integers(outer * length * inner)
    let expected = (0..<outer * inner).map { index in
      let column = (0..<length).map {
        Double(numbers[(index / inner * length + $0) * inner + index % inner])
      }
      return reduction == .sum ? column.reduce(0, +) : column.max() ?? -.infinity
    }
    return memory.complaints(left: numbers, right: [], expected: expected, at: place) {
      Number.reduce(
        reduction, $0.left, into: $0.result, outer: outer, length: length, inner: inner)
    }
  }

  private mutating func broadcast<Number: TensorNumber>(in memory: KernelMemory<Number>) -> [String]
  {
    let whole = lengths()
    let operands = (0..<2).map { _ in
      whole.map { random.once(in: 3) ? min(1, $0) : $0 }.dropFirst(
        random.once(in: 4) ? random.integer(in: 0...whole.count) : 0)
    }
    let (a, b) = (Shape(operands[0]), Shape(operands[1]))
    guard let common = a.broadcast(with: b), common.elementCount > 0 else { return [] }
    shape = "\(a) with \(b)"
    let (left, right): ([Number], [Number]) = (
      integers(a.elementCount), integers(b.elementCount)
    )
    let expected = (0..<common.elementCount).map { index in
      Double(left[a.place(of: index, in: common)]) - Double(right[b.place(of: index, in: common)])
    }
    return memory.complaints(left: left, right: right, expected: expected, at: place) {
      Number.combine(
        .subtract, $0.left, $0.right, into: $0.result, runs: BroadcastRuns(common, a, b))
    }
  }

  private mutating func copy<Number: TensorNumber>(in memory: KernelMemory<Number>) -> [String] {
    let source = Shape(lengths())
    // Axes in another order, of which some are stretched, and of some every other position is taken.
    var order = Array(source.indices)
    for last in order.indices.reversed() { order.swapAt(last, random.integer(in: 0...last)) }
    var (target, strides) = (source, SIMD8<Int>())
    for (axis, from) in order.enumerated() {
      let (length, stride) = (source[from], source.strides[source.place(ofAxis: from)])
      let kind = random.integer(in: 0...3)
      target[axis] = kind == 0 ? length * 2 : kind == 1 ? (length + 1) / 2 : length
      strides[source.place(ofAxis: axis)] = kind == 0 ? 0 : kind == 1 ? 2 * stride : stride
    }
    shape = "\(source) to \(target) by \(strides)"
    guard (1...Self.mostNumbers).contains(target.elementCount) else { return [] }
    let numbers: [Number] = integers(source.elementCount)
    let expected = (0..<target.elementCount).map { index in
      Double(
        numbers[
          target.indices.reduce(0) { place, axis in
            let position = index / target[(axis + 1)...].reduce(1, *) % target[axis]
            return place + position * strides[target.place(ofAxis: axis)]
          }])
    }
    return memory.complaints(left: numbers, right: [], expected: expected, at: place) {
      Number.copy($0.left, into: $0.result, shape: target, strides: strides)
    }
  }
}
