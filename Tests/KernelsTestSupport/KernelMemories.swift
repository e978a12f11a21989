/// Guarded memory for either type of number.
///
/// The tests are not optimised and this target is: what a test does a thousand times has its loops
/// here, compiled for the two types.
public struct KernelMemories {
  let single: KernelMemory<Float>
  let double: KernelMemory<Double>

  /// Memory for up to so many numbers in each operand and in the result.
  public init(capacity: Int) {
    (single, double) = (KernelMemory(capacity: capacity), KernelMemory(capacity: capacity))
  }
}
