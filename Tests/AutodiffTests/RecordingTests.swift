import Autodiff
import Testing

@Test func aRecordingListsStepsOperandsAndCotangents() {
  let recorded = recording(at: [Tensor<Double>(3), Tensor(4)]) { p in
    let constant = Tensor<Double>(2)
    return (p[0] * p[1] + constant) * p[0]
  }
  #expect(recorded.steps.map(\.name) == ["input", "input", "×", "+", "×"])
  #expect(
    recorded.steps.map { $0.operands.map(\.index) } == [[], [], [0, 1], [2, nil], [3, 0]])
  #expect(recorded.steps.map(\.value.number) == [3, 4, 12, 14, 42])
  #expect(recorded.steps.map { $0.cotangent?.number } == [26, 9, 3, 3, 1])
  #expect(recorded.steps.map(\.index) == [0, 1, 2, 3, 4])
  #expect(recorded.result == 4)
}

@Test func aRecordingOfShapesSeesConstantsAndMissingCotangents() {
  let recorded = recording(at: [Tensor<Double>([[1, 2, 3]]), Tensor([5.0])]) { p in
    _ = p[1].tanh()
    return Tensor<Double>.concatenate(
      [Tensor([[1.0, 2, 3]]).matmul(p[0].transposed()), p[0]], axis: 1)
  }
  #expect(
    recorded.steps.map(\.name) == ["input", "input", "tanh", "permuted", "matmul", "concatenate"])
  #expect(recorded.steps[4].operands.map(\.index) == [nil, 3])
  #expect(recorded.steps[4].operands.map(\.shape) == [[1, 3], [3, 1]])
  #expect(recorded.steps[5].operands.map(\.index) == [4, 0])
  #expect(recorded.steps[0].cotangent?.numbers == [2, 3, 4])
  #expect(recorded.steps[1].cotangent == nil && recorded.steps[2].cotangent == nil)
}

@Test func aRecordingAroundAGradientSeesBothPasses() {
  let recorded = recording(at: Tensor<Double>(3)) { x in gradient(at: x) { $0 * $0 * $0 } }
  #expect(recorded.steps.filter { $0.name == "×" }.count == 2 + 4)
  #expect(recorded.steps.filter { $0.name == "+" }.count == 2)
  #expect(recorded.steps[0].cotangent?.number == 18)
  #expect(recorded.result == recorded.steps.count - 1)
}

@Test func aRecordingOfAConstantHasNoResult() {
  let recorded = recording(at: Tensor<Double>(3)) { _ in Tensor(1) }
  #expect(recorded.result == nil && recorded.steps.count == 1)
  #expect(recorded.steps[0].cotangent == nil)
}

/// An operand stands before the step that uses it, on the tape of a gradient of a network too; read
/// from its end, the same tape does not have this property.
@Test func operandsStandBeforeTheirUses() {
  let (inputs, targets) = (scattered([5, 3], seed: 61), scattered([5, 1], seed: 62))
  let weights = [scattered([3, 4], seed: 63), scattered([4, 1], seed: 64)]
  let tape = recording(at: weights) { weights in
    gradient(at: weights) { weights in
      (inputs.matmul(weights[0]).tanh().matmul(weights[1]) - targets).squared().sum()
    }[0]
  }.steps
  let distances = tape.flatMap { step in
    step.operands.compactMap(\.index).map { $0 - step.index }
  }
  #expect(tape.count > 10 && distances.count > 10)
  #expect(distances.allSatisfy { $0 <= -1 })
  #expect(!distances.allSatisfy { -$0 <= -1 })
}
