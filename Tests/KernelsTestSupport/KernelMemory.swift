import Elementary

/// Guarded memory for the operands and the result of a kernel, used for one call after the other.
public final class KernelMemory<Number: ElementaryNumber> {
  private let left: GuardedMemory
  private let right: GuardedMemory
  private let bias: GuardedMemory
  private let result: GuardedMemory

  /// Where a kernel finds its operands, and where it writes.
  public struct Pointers {
    /// The first number of the left operand.
    public let left: UnsafePointer<Number>
    /// The first number of the right operand.
    public let right: UnsafePointer<Number>
    /// The first number of the bias.
    public let bias: UnsafePointer<Number>
    /// The first number of the result.
    public let result: UnsafeMutablePointer<Number>
  }

  /// Memory for up to so many numbers in each operand and in the result.
  public init(capacity: Int) {
    let bytes = capacity * MemoryLayout<Number>.stride
    left = GuardedMemory(capacity: bytes)
    right = GuardedMemory(capacity: bytes)
    bias = GuardedMemory(capacity: bytes)
    result = GuardedMemory(capacity: bytes)
  }

  /// Runs a kernel.
  ///
  /// - Parameter initial: what the result holds before the call: NaNs, where all must be written.
  /// - Returns: what the result holds afterwards; and in words, what the kernel did beyond it.
  public func run(
    left leftNumbers: [Number], right rightNumbers: [Number], bias biasNumbers: [Number] = [],
    initial: [Number], at place: GuardedMemory.Place, kernel: (Pointers) -> Void
  ) -> (result: [Number], damage: [String]) {
    let operands = [
      (left, leftNumbers, "left operand"), (right, rightNumbers, "right operand"),
      (bias, biasNumbers, "bias"),
    ]
    for (memory, numbers, _) in operands { numbers.withUnsafeBytes { memory.hold($0, at: place) } }
    initial.withUnsafeBytes { result.hold($0, at: place) }
    func numbers(_ memory: GuardedMemory, _ count: Int) -> UnsafeMutablePointer<Number> {
      memory.base.bindMemory(to: Number.self, capacity: count)
    }
    let target = numbers(result, initial.count)
    kernel(
      Pointers(
        left: UnsafePointer(numbers(left, leftNumbers.count)),
        right: UnsafePointer(numbers(right, rightNumbers.count)),
        bias: UnsafePointer(numbers(bias, biasNumbers.count)), result: target))

    var damage = operands.flatMap { memory, numbers, name in
      let isKept = numbers.withUnsafeBytes { memory.holds($0) }
      return [memory.damage, isKept ? nil : "changed"].compactMap { $0.map { "\(name): \($0)" } }
    }
    if let beyond = result.damage { damage.append("result: \(beyond)") }
    return (Array(UnsafeBufferPointer(start: target, count: initial.count)), damage)
  }

  /// Runs a kernel and compares its result.
  ///
  /// - Parameters:
  ///   - initial: by default NaNs.
  ///   - expected: as `Double`, which has every `Float`.
  /// - Returns: what is wrong, in words.
  public func complaints(
    left: [Number], right: [Number], bias: [Number] = [], initial: [Number]? = nil,
    expected: [Double], at place: GuardedMemory.Place, kernel: (Pointers) -> Void
  ) -> [String] {
    let nothing = [Number](repeating: .nan, count: expected.count)
    let (numbers, damage) = run(
      left: left, right: right, bias: bias, initial: initial ?? nothing, at: place, kernel: kernel)
    let wrong = expected.indices.filter { Double(numbers[$0]) != expected[$0] }
    guard let first = wrong.first else { return damage }
    return damage + [
      "result: \(wrong.count) of \(expected.count) numbers are wrong, the first at \(first): "
        + "\(numbers[first]), not \(expected[first])"
    ]
  }
}
