import Autodiff
import Kernels
import Testing
import Threads

/// A convolution's sizes.
struct ConvolutionCase: CustomTestStringConvertible {
  var height = 5
  var width = 4
  var inChannels = 2
  var outChannels = 3
  var kernelHeight = 3
  var kernelWidth = 3
  var stride = 1
  var padding = 0

  var imageShape: Shape { [2, height, width, inChannels] }
  var filterShape: Shape { [kernelHeight, kernelWidth, inChannels, outChannels] }
  var outputShape: Shape {
    [
      2, (height + 2 * padding - kernelHeight) / stride + 1,
      (width + 2 * padding - kernelWidth) / stride + 1, outChannels,
    ]
  }
  /// By how much each axis exceeds the shortest one that leads to the same output.
  var outputPaddings: [Int] {
    [(height + 2 * padding - kernelHeight) % stride, (width + 2 * padding - kernelWidth) % stride]
  }

  var testDescription: String {
    "\(imageShape) with \(filterShape), stride \(stride), padding \(padding)"
  }

  static let all = [
    ConvolutionCase(),
    ConvolutionCase(padding: 1),
    ConvolutionCase(stride: 2, padding: 1),
    ConvolutionCase(height: 6, width: 6, kernelHeight: 4, kernelWidth: 4, stride: 2, padding: 1),
    ConvolutionCase(height: 6, width: 6, stride: 2, padding: 1),
    ConvolutionCase(height: 7, width: 7, kernelHeight: 2, kernelWidth: 2, stride: 3),
    ConvolutionCase(height: 3, width: 3, inChannels: 1, outChannels: 1, padding: 2),
    ConvolutionCase(kernelHeight: 1, kernelWidth: 1),
    ConvolutionCase(height: 4, width: 6, kernelHeight: 2, kernelWidth: 4, stride: 2, padding: 1),
    ConvolutionCase(height: 1, width: 1, kernelHeight: 1, kernelWidth: 1, stride: 2),
  ]
}

/// Whole numbers from −4 to 4, so that sums are exact in any order.
private func wholeNumbers(_ shape: Shape, seed: Int) -> Tensor<Double> {
  Tensor(
    (0..<shape.elementCount).map { index in
      let position = index + 1 + 31 * seed
      return Double(position * position * 37 % 101 % 9 - 4)
    }, shape: shape)
}

/// Numbers between −1 and 1.
private func fractions(_ shape: Shape, seed: Int) -> Tensor<Double> {
  wholeNumbers(shape, seed: seed) * 0.21 + 0.05
}

/// T(x, w, y) = Σ x w y by the definition, with a body that gets the three places of each term.
private func forEachTerm(_ sizes: ConvolutionCase, _ body: ([Int], [Int], [Int]) -> Void) {
  let (images, outputs) = (sizes.imageShape, sizes.outputShape)
  for n in 0..<2 {
    for i in 0..<outputs[1] {
      for j in 0..<outputs[2] {
        for a in 0..<sizes.kernelHeight {
          for b in 0..<sizes.kernelWidth {
            let row = i * sizes.stride + a - sizes.padding
            let column = j * sizes.stride + b - sizes.padding
            guard (0..<images[1]).contains(row), (0..<images[2]).contains(column) else { continue }
            for c in 0..<sizes.inChannels {
              for o in 0..<sizes.outChannels {
                body([n, row, column, c], [a, b, c, o], [n, i, j, o])
              }
            }
          }
        }
      }
    }
  }
}

private func offset(_ position: [Int], _ shape: Shape) -> Int {
  zip(position, shape).reduce(0) { $0 * $1.1 + $1.0 }
}

@Test(arguments: ConvolutionCase.all)
func convolutionByTheDefinition(sizes: ConvolutionCase) {
  let x = wholeNumbers(sizes.imageShape, seed: 1)
  let w = wholeNumbers(sizes.filterShape, seed: 2)
  let y = wholeNumbers(sizes.outputShape, seed: 3)
  let (xs, ws, ys) = (x.numbers, w.numbers, y.numbers)
  var outputs = [Double](repeating: 0, count: ys.count)
  var (images, filters) = (xs.map { _ in 0.0 }, ws.map { _ in 0.0 })
  forEachTerm(sizes) { place, weight, output in
    let (p, q) = (offset(place, x.shape), offset(weight, w.shape))
    let r = offset(output, y.shape)
    outputs[r] += xs[p] * ws[q]
    images[p] += ws[q] * ys[r]
    filters[q] += xs[p] * ys[r]
  }
  let (stride, padding) = (sizes.stride, sizes.padding)
  let convolved = x.convolution(w, stride: stride, padding: padding)
  #expect(convolved.shape == sizes.outputShape)
  #expect(convolved.numbers == outputs)
  let slopes = vectorJacobianProduct(y, at: [x, w]) {
    $0[0].convolution($0[1], stride: stride, padding: padding)
  }
  #expect(slopes[0].numbers == images)
  #expect(slopes[1].numbers == filters)
  if sizes.outputPaddings[0] == sizes.outputPaddings[1] {
    let transposed = y.transposedConvolution(
      w, stride: stride, padding: padding, outputPadding: sizes.outputPaddings[0])
    #expect(transposed.shape == x.shape)
    #expect(transposed.numbers == images)
  }
  let single = Tensor<Float>(xs.map(Float.init), shape: x.shape)
    .convolution(Tensor(ws.map(Float.init), shape: w.shape), stride: stride, padding: padding)
  #expect(single.numbers.map(Double.init) == outputs)
}

@Test(arguments: ConvolutionCase.all)
func convolutionHasItsDerivatives(sizes: ConvolutionCase) {
  let point = [fractions(sizes.imageShape, seed: 1), fractions(sizes.filterShape, seed: 2)]
  // Squares, so that the second derivatives do not vanish on the diagonal either.
  func convolved(_ tensors: [Tensor<Double>]) -> Tensor<Double> {
    tensors[0].convolution(tensors[1], stride: sizes.stride, padding: sizes.padding).squared()
  }
  let first = GradientCheck.firstOrder(at: point, of: convolved)
  #expect(first.passes && first.loosestBound < 1e-9, "\(first)")
  let second = GradientCheck.secondOrder(at: point, of: convolved)
  #expect(second.passes && second.loosestBound < 1e-9, "\(second)")
}

@Test(arguments: ConvolutionCase.all)
func transposedConvolutionHasItsDerivatives(sizes: ConvolutionCase) {
  let point = [fractions(sizes.outputShape, seed: 1), fractions(sizes.filterShape, seed: 2)]
  func convolved(_ tensors: [Tensor<Double>]) -> Tensor<Double> {
    tensors[0].transposedConvolution(
      tensors[1], stride: sizes.stride, padding: sizes.padding,
      outputPadding: sizes.outputPaddings[0]
    ).squared()
  }
  let first = GradientCheck.firstOrder(at: point, of: convolved)
  #expect(first.passes && first.loosestBound < 1e-9, "\(first)")
  let second = GradientCheck.secondOrder(at: point, of: convolved)
  #expect(second.passes && second.loosestBound < 1e-9, "\(second)")
}

/// A bias in the same pass gives the bits of a bias added afterwards, and the same derivatives.
@Test(arguments: ConvolutionCase.all)
func convolutionsAddTheirBias(sizes: ConvolutionCase) {
  let (x, w) = (fractions(sizes.imageShape, seed: 1), fractions(sizes.filterShape, seed: 2))
  let y = fractions(sizes.outputShape, seed: 3)
  let outputBias = fractions([sizes.outputShape[3]], seed: 4)
  let imageBias = fractions([sizes.imageShape[3]], seed: 5)
  let (stride, padding) = (sizes.stride, sizes.padding)
  func compare(
    _ point: [Tensor<Double>], _ fused: ([Tensor<Double>]) -> Tensor<Double>,
    _ separate: ([Tensor<Double>]) -> Tensor<Double>
  ) {
    #expect(fused(point).numbers == separate(point).numbers)
    let (a, b) = (
      gradient(at: point) { fused($0).squared().sum() },
      gradient(at: point) { separate($0).squared().sum() }
    )
    #expect(zip(a, b).allSatisfy { $0.shape == $1.shape && $0.numbers == $1.numbers })
    let second = GradientCheck.secondOrder(at: point) { fused($0).squared() }
    #expect(second.passes && second.loosestBound < 1e-9, "\(second)")
  }
  compare([x, w, outputBias]) {
    $0[0].convolution($0[1], adding: $0[2], stride: stride, padding: padding)
  } _: {
    $0[0].convolution($0[1], stride: stride, padding: padding) + $0[2]
  }
  guard sizes.outputPaddings[0] == sizes.outputPaddings[1] else { return }
  let extra = sizes.outputPaddings[0]
  compare([y, w, imageBias]) {
    $0[0].transposedConvolution(
      $0[1], adding: $0[2], stride: stride, padding: padding, outputPadding: extra)
  } _: {
    $0[0].transposedConvolution($0[1], stride: stride, padding: padding, outputPadding: extra)
      + $0[2]
  }
}

/// The rules of the rules: each of the three kernels is differentiated twice.
@Test func convolutionHasThirdDerivatives() {
  let point = [fractions([1, 4, 3, 1], seed: 1), fractions([2, 2, 1, 2], seed: 2)]
  let third = GradientCheck.secondOrder(at: point) { point in
    let slopes = gradient(at: point) {
      $0[0].convolution($0[1], stride: 2, padding: 1).power(3).sum()
    }
    return .concatenate(slopes.map { $0.reshaped(-1) })
  }
  #expect(third.passes && third.loosestBound < 1e-9, "\(third)")
}

/// The sizes that PyTorch's documentation of `Conv2d` and `ConvTranspose2d` gives.
@Test func outputSizesAreThoseOfPyTorch() {
  func convolved(_ length: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> Int {
    Tensor<Float>.ones([1, length, length, 1])
      .convolution(.ones([kernel, kernel, 1, 2]), stride: stride, padding: padding).shape[1]
  }
  func transposed(_ length: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ extra: Int) -> Int
  {
    Tensor<Float>.ones([1, length, length, 2])
      .transposedConvolution(
        .ones([kernel, kernel, 1, 2]), stride: stride, padding: padding, outputPadding: extra
      ).shape[1]
  }
  #expect(convolved(28, 4, 2, 1) == 14 && convolved(14, 4, 2, 1) == 7)
  #expect(convolved(28, 3, 2, 1) == 14 && convolved(7, 3, 2, 1) == 4)
  #expect(convolved(28, 5, 1, 0) == 24 && convolved(8, 3, 3, 0) == 2)
  #expect(transposed(7, 4, 2, 1, 0) == 14 && transposed(14, 4, 2, 1, 0) == 28)
  #expect(transposed(7, 3, 2, 1, 1) == 14 && transposed(7, 3, 2, 1, 0) == 13)
  #expect(transposed(4, 3, 2, 1, 0) == 7 && transposed(1, 7, 1, 0, 0) == 7)
}

@Test func convolutionOfNoImages() {
  let x = Tensor<Double>.zeros([0, 5, 5, 2])
  let w = Tensor<Double>.ones([3, 3, 2, 4])
  #expect(x.convolution(w).shape == [0, 3, 3, 4])
  let slopes = gradient(at: [x, w]) { $0[0].convolution($0[1]).sum() }
  #expect(slopes[1].numbers.allSatisfy { $0 == 0 })
}

@Test func convolutionIsTheSameForAnyNumberOfThreads() {
  let x = fractions([11, 9, 8, 3], seed: 1)
  let w = fractions([3, 3, 3, 5], seed: 2)
  func slopes(_ count: Int) -> [[Double]] {
    Workers(count: count).run {
      gradient(at: [x, w]) { $0[0].convolution($0[1], stride: 2, padding: 1).squared().sum() }
        .map(\.numbers)
    }
  }
  #expect(slopes(1) == slopes(3))
}
