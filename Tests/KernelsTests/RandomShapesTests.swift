import KernelsTestSupport
import Testing

/// Kernels at random shapes equal plain loops, and touch nothing beyond their operands and their
/// results; see `RandomShapes` for how many, and how one is tried again.
struct RandomShapesTests {
  /// What the random cases are for: without these kinds of shape they would try nothing.
  @Test func theCasesAreOfEveryKind() {
    let products = (0..<600).map { ProductCase(randomFrom: $0) }
    #expect(Set(products.map { [$0.rows, $0.depth, $0.columns] }).count > 550)
    for columns in 1...8 { #expect(products.contains { $0.columns == columns && $0.rows > 16 }) }
    for rest in 1...7 { #expect(products.contains { $0.rows % 8 == rest && $0.columns > 48 }) }
    #expect(
      products.contains {
        $0.transposesLeft && $0.rows > 192 && $0.rows % 8 > 0 && $0.columns >= 192
          && $0.depth > 256 && $0.workers == 1
      })
    #expect(products.contains { $0.transposesRight && $0.depth > 512 })
    #expect(products.contains { $0.rows > 512 && $0.depth > 256 })
    #expect(products.contains { min($0.rows, $0.depth, $0.columns) == 0 })
    let sizes = (0..<300).map { ImageConvolutionCase(randomFrom: $0).geometry }
    #expect(Set(sizes).count > 290)
    #expect(sizes.contains { $0.batch > 8 && $0.stride > 1 })
    #expect(sizes.contains { $0.inChannels > 16 && $0.outChannels > 32 })
    var random = ShapeGenerator(seed: 1)
    #expect(Set(random.integers(200)) == Set((-4...4).map { Double($0) }))
  }

  @Test func products() async {
    let result = await #expect(processExitsWith: .success) {
      expectCorrect(
        seeds: RandomShapes.seeds(1000), capacity: ProductCase.randomCapacity,
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
  seeds: Range<Int>, capacity: Int, noting name: String, _ randomCase: @escaping (Int) -> Case
) {
  let places = GuardedMemory.Place.allCases
  expectCorrect(
    seeds.lazy.map { (randomCase($0), [places[$0 % places.count]]) }, capacity: capacity,
    noting: name)
}
