import Elementary
import Foundation
import Kernels
import Testing

/// Sizes that do not go together end the program with a message, before anything is read or written.
struct MisuseTests {
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

  @Test func moreElementsThanAnIntCounts() async throws {
    let whole = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Shape([65536, 65536, 65536, 65536]).elementCount
    }
    try expect(whole, says: "Shape: [65536, 65536, 65536, 65536] has more elements than an Int")
    let part = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Shape([2, 1 << 31 - 1, 1 << 31 - 1, 1 << 31 - 1]).elementCount(of: 1..<4)
    }
    try expect(part, says: "has more elements than an Int can count")
    let bytes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Buffer<Double>(repeating: 0, count: 1 << 60)
    }
    try expect(bytes, says: "Buffer: no memory holds 1152921504606846976 numbers of 8 bytes")
  }

  @Test func theLargestCountsAreExact() {
    #expect(Shape([1 << 31 - 1, 1 << 31 - 1]).elementCount == (1 << 31 - 1) * (1 << 31 - 1))
    #expect(Shape([1 << 16, 1 << 16, 1 << 16, 1 << 14]).elementCount == 1 << 62)
    #expect(Shape([1 << 16, 1 << 16, 1 << 16, 1 << 16, 0]).elementCount == 0)
    #expect(Shape([0, 1 << 16, 1 << 16, 1 << 16, 1 << 16]).elementCount == 0)
    #expect(Shape([]).elementCount == 1)
  }

  @Test func lengthsThatDoNotFit() async throws {
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Shape(rows: 1 << 32 + 3, columns: 2)
    }
    try expect(rows, says: "Shape: [4294967299, 2] has a length that is negative or too large")
    let view = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var number = 0.0
      _ = MatrixView(&number, rows: 1 << 31, columns: 1 << 31)
    }
    try expect(view, says: "MatrixView: there is no matrix of 2147483648 × 2147483648")
    let images = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = ConvolutionGeometry(
        batch: 1 << 20, height: 1 << 20, width: 1 << 20, inChannels: 16, outChannels: 1,
        kernelHeight: 1, kernelWidth: 1)
    }
    try expect(images, says: "[1048576, 1048576, 1048576, 16] has more elements than an Int")
    let padding = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = ConvolutionGeometry(
        batch: 1, height: 1, width: 1, inChannels: 1, outChannels: 1, kernelHeight: 1,
        kernelWidth: 1, padding: Int.max)
    }
    try expect(padding, says: "Convolution: a size beyond 2³¹ − 1")
  }

  @Test func operandsOfAProduct() async throws {
    let product = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let a = Buffer<Float>(repeating: 0, count: 6)
      _ = Buffer.multiply(
        a, transposed: false, a, transposed: true, rows: 2, depth: 3, columns: 3, batch: 1)
    }
    try expect(
      product, says: "Buffer.multiply: 6 times 6 numbers, for 1 products of 2 × 3 and 3 × 3")
    let batch = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let a = Buffer<Float>(repeating: 0, count: 12)
      _ = Buffer.multiply(
        a, transposed: false, a, transposed: false, rows: 2, depth: 2, columns: 2, batch: 4)
    }
    try expect(batch, says: "12 times 12 numbers, for 4 products of 2 × 2 and 2 × 2")
    let row = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let a = Buffer<Float>(repeating: 0, count: 4)
      _ = Buffer.multiply(a, a, addingRow: a, rows: 2, depth: 2, columns: 2)
    }
    try expect(row, says: "Buffer.multiply: 4 times 4 plus 4 numbers, for 2 × 2 times 2 × 2")
  }

  @Test func argumentsOfAConvolution() async throws {
    let images = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let geometry = ConvolutionGeometry(
        batch: 2, height: 4, width: 4, inChannels: 1, outChannels: 3, kernelHeight: 2,
        kernelWidth: 2)
      _ = Buffer<Float>.convolve(
        .outputs, Buffer(repeating: 0, count: 31), Buffer(repeating: 0, count: 12), geometry)
    }
    try expect(
      images, says: "Buffer.convolve: 31 and 12 numbers", "the shapes [2, 4, 4, 1] and [2, 2, 1, 3]"
    )
    let bias = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let geometry = ConvolutionGeometry(
        batch: 2, height: 4, width: 4, inChannels: 1, outChannels: 3, kernelHeight: 2,
        kernelWidth: 2)
      _ = Buffer<Float>.convolve(
        .outputs, Buffer(repeating: 0, count: 32), Buffer(repeating: 0, count: 12),
        adding: Buffer(repeating: 0, count: 2), geometry)
    }
    try expect(bias, says: "and 2 of a bias")
  }

  @Test func shapesOfElementwiseOperationsAndReductions() async throws {
    let pair = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let a = Buffer<Double>(repeating: 0, count: 6)
      _ = Buffer.combine(.add, a, [2, 3], a, [2, 3], into: [3, 3])
    }
    try expect(pair, says: "Buffer.combine", "do not give the shape [3, 3]")
    let sum = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Buffer<Double>(repeating: 0, count: 6).reduce(.sum, outer: 2, length: 4, inner: 1)
    }
    try expect(sum, says: "Buffer.reduce: 6 numbers are not 2 × 4 × 1")
    let factor = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Buffer<Double>(repeating: 1, count: 6).luFactors(size: 2)
    }
    try expect(factor, says: "Buffer.luFactors: 6 numbers are no matrices of 2 × 2")
    let solution = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let a = Buffer<Double>(repeating: 1, count: 8)
      _ = a.triangularSolve(a, size: 2, columns: 1, .lower, transposed: false)
    }
    try expect(solution, says: "Buffer.triangularSolve: 8 numbers for 2 matrices of 2 × 1")
  }

  @Test func positionsOfRearrangements() async throws {
    let order = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Buffer<Double>(repeating: 0, count: 6).permuted([2, 3], [0, 0])
    }
    try expect(order, says: "Buffer.permuted: 6 numbers of shape [2, 3] in the order [0, 0]")
    let stretched = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Buffer<Double>(repeating: 0, count: 6).broadcast([2, 3], to: [4, 3])
    }
    try expect(stretched, says: "Buffer.broadcast: 6 numbers of shape [2, 3] to the shape [4, 3]")
    let slice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Buffer<Double>(repeating: 0, count: 6)
        .slice([2, 3], axis: 1, start: 1, length: 2, step: 2)
    }
    try expect(slice, says: "Buffer.slice: 2 positions from 1 by 2 along axis 1 of [2, 3]")
    let placed = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Buffer<Double>(repeating: 0, count: 6)
        .placed([2, 3], in: [2, 5], axis: 1, start: 3, step: 1)
    }
    try expect(placed, says: "Buffer.placed: 6 numbers of shape [2, 3] from 3 by 1 along axis 1")
    let joined = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let part = Buffer<Double>(repeating: 0, count: 6)
      _ = Buffer.joined([part, part], lengths: [3, 2], outer: 2, inner: 1)
    }
    try expect(joined, says: "Buffer.joined: parts of [6, 6] numbers, for 2 × [3, 2] × 1")
    let select = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Buffer<Double>(repeating: 0, count: 6).select([0, 3], outer: 2, length: 3, inner: 1)
    }
    try expect(select, says: "Buffer.select: not all indices are within 3")
    let scattered = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Buffer<Double>(repeating: 0, count: 4).scatterAdd([0, -1], outer: 2, length: 3, inner: 1)
    }
    try expect(scattered, says: "Buffer.scatterAdd: not all indices are within 3")
  }
}
