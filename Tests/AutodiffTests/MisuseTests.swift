import Autodiff
import Elementary
import Foundation
import Testing

/// A mistake ends the program with a message that names the operation and what was wrong.
@Suite struct MisuseTests {
  private func expect(
    _ result: ExitTest.Result?, says parts: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let output = try #require(result, sourceLocation: sourceLocation).standardErrorContent
    let message = String(decoding: output, as: UTF8.self)
    for part in parts {
      #expect(message.contains(part), "\(message)", sourceLocation: sourceLocation)
    }
  }

  @Test func shapesThatCannotBeBroadcast() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>([[1, 2, 3]]) + Tensor([1, 2])
    }
    try expect(result, says: "add cannot broadcast the shapes [1, 3] and [2]", "one of them 1")
  }

  @Test func innerLengths() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>.zeros([2, 3]).matmul(.zeros([4, 3]), transposed: .left)
    }
    try expect(
      result, says: "Tensor.matmul: [2, 3] transposed times [4, 3]", "the inner lengths differ")
  }

  @Test func aBiasForOtherChannels() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>.zeros([1, 4, 4, 1])
        .convolution(.zeros([3, 3, 1, 2]), adding: .zeros([3]))
    }
    try expect(
      result, says: "Tensor.convolution +: a bias of shape [3] for a result of shape [1, 2, 2, 2]")
  }

  @Test func anIndexOutOfRange() async throws {
    let element = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros([2, 3])[1, 3]
    }
    try expect(element, says: "there is no position [1, 3] in the shape [2, 3]")
    let selected = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros([2, 3]).select([0, -1], axis: 1)
    }
    try expect(selected, says: "Tensor.select: index -1 is not within axis 1 of [2, 3]")
    let slice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros([2, 3]).slice(1..<4, axis: 1)
    }
    try expect(slice, says: "Tensor.slice: 1..<4 by 1 is not within axis 1 of [2, 3]")
    let label = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.oneHot([0, 3], count: 3)
    }
    try expect(label, says: "Tensor.oneHot: index 3 in row 1 of 3")
  }

  @Test func axes() async throws {
    let missing = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros([2, 3]).sum(2)
    }
    try expect(missing, says: "[2, 3] has no axis 2")
    let double = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros([2, 3]).sum(1, -1)
    }
    try expect(double, says: "the axes [1, -1] of [2, 3] name one twice")
    let order = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros([2, 3]).permuted([0, 0])
    }
    try expect(order, says: "Tensor.permuted: [0, 0] is not an order of the axes of [2, 3]")
  }

  @Test func numbersThatDoNotFillAShape() async throws {
    let made = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>([1, 2, 3], shape: [2, 2])
    }
    try expect(made, says: "Tensor: 3 numbers do not fill [2, 2]")
    let reshaped = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>([1, 2, 3]).reshaped(2, -1)
    }
    try expect(reshaped, says: "Tensor.reshaped: [3] does not fill [2, 1]")
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>([[1, 2], [3]])
    }
    try expect(rows, says: "the rows differ in length")
  }

  @Test func aGradientOfManyNumbers() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = gradient(at: Tensor<Double>([1, 2])) { $0 * $0 }
    }
    try expect(
      result, says: "valueWithGradient: the function returned a tensor of shape [2]",
      "sum or average it, or ask for a vectorJacobianProduct")
  }

  @Test func aTensorKeptBeyondItsGradient() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var kept: [Tensor<Double>] = []
      _ = gradient(at: Tensor<Double>(2)) { x in
        kept.append(x * x)
        return x
      }
      _ = kept[0] + 1
    }
    try expect(result, says: "kept beyond the end of its closure", "keep its stopGradient()")
  }

  @Test func aCotangentOfAnotherShape() async throws {
    let vector = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = vectorJacobianProduct(Tensor([1]), at: Tensor<Double>([1, 2])) { $0 * $0 }
    }
    try expect(vector, says: "v has the shape [1], the function's result [2]")
    let rule = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = gradient(at: Tensor<Double>([1, 2])) { x in
        x.primitive("total", { $0.sum() }) { dy, _, _ in dy }
      }
    }
    try expect(rule, says: "a rule returned a cotangent of shape [] for an operand of shape [2]")
  }

  @Test func logitsWithoutTargets() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.binaryCrossEntropy(logits: .zeros([2, 3]), targets: .zeros([3]))
    }
    try expect(result, says: "binaryCrossEntropy: logits [2, 3] and targets [3] differ")
  }
}
