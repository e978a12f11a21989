import Kernels
import KernelsTestSupport
import Testing

/// Kernels at random shapes equal plain loops, and touch nothing beyond their operands and their
/// results; see `RandomShapes` for how many, and how one is tried again.
struct RandomShapesTests {
  @Test func products() async {
    let result = await #expect(processExitsWith: .success) {
      expectCorrect(
        seeds: RandomShapes.seeds(600), capacity: ProductCase.randomCapacity,
        noting: "random-products", ProductCase.init(randomFrom:))
    }
    LastWords.report("random-products", unless: result)
  }

  @Test func convolutions() async {
    let result = await #expect(processExitsWith: .success) {
      expectCorrect(
        seeds: RandomShapes.seeds(300), capacity: ImageConvolutionCase.randomCapacity,
        noting: "random-convolutions", ImageConvolutionCase.init(randomFrom:))
    }
    LastWords.report("random-convolutions", unless: result)
  }
}

/// One case for each seed, at each place in turn.
private func expectCorrect<Case: KernelCase>(
  seeds: Range<Int>, capacity: Int, noting name: String, _ randomCase: (Int) -> Case
) {
  let note = LastWords.ofThisProcess(name)
  let memory = KernelMemories(capacity: capacity)
  let places = GuardedMemory.Place.allCases
  for seed in seeds {
    let kernelCase = randomCase(seed)
    note.write("\(kernelCase)")
    for complaint in kernelCase.complaints(in: memory, at: [places[seed % places.count]]) {
      Issue.record("\(kernelCase): \(complaint)")
    }
  }
}
