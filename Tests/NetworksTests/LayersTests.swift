import Autodiff
import Kernels
import Networks
import Probability
import Testing

struct LayersTests {
  @Test("A dense layer is x W + b")
  func dense() {
    var layer = Dense<Double>(3, 2, from: RandomStream(seed: 0, name: "layer"))
    #expect(layer.weights.shape == [3, 2])
    #expect(layer.bias.numbers == [0, 0])
    layer.weights = Tensor([[1, 2], [3, 4], [5, 6]])
    layer.bias = Tensor([10, 20])
    let y = layer(Tensor([[1, 0, 0], [0, 1, 0], [1, 1, 1]]))
    #expect(y.shape == [3, 2])
    #expect(y.numbers == [11, 22, 13, 24, 19, 32])
    let gradient = gradient(at: layer) { $0(Tensor([[1, 2, 3], [4, 5, 6]])).sum() }
    #expect(gradient.weights.numbers == [5, 5, 7, 7, 9, 9])
    #expect(gradient.bias.numbers == [2, 2])
  }

  @Test("Weights and bias depend on the stream's name alone, and not on each other")
  func streams() {
    let stream = RandomStream(seed: 3, name: "layer")
    var used = stream
    _ = used.normal()
    let one = Dense<Double>(5, 5, weights: .fanInUniform, bias: .fanInUniform, from: stream)
    let same = Dense<Double>(5, 5, weights: .fanInUniform, bias: .fanInUniform, from: used)
    #expect(one.weights.numbers == same.weights.numbers)
    #expect(Array(one.weights.numbers.prefix(5)) != one.bias.numbers)
    let other = Dense<Double>(5, 5, weights: .fanInUniform, from: stream.split(1))
    #expect(one.weights.numbers != other.weights.numbers)
    // A `Float` layer gets the same numbers, rounded.
    let single = Dense<Float>(5, 5, weights: .heNormal, from: stream)
    let double = Dense<Double>(5, 5, weights: .heNormal, from: stream)
    for (a, b) in zip(single.weights.numbers, double.weights.numbers) {
      #expect(abs(Double(a) - b) < 1e-6)
    }
  }

  static let variances: [(Initializer, Double, Bool)] = [
    (.glorotUniform, 1 / 350.0, true), (.glorotNormal, 1 / 350.0, false),
    (.heUniform, 1 / 150.0, true), (.heNormal, 1 / 150.0, false),
    (.fanInUniform, 1 / 900.0, true), (.normal(standardDeviation: 0.3), 0.09, false),
  ]

  /// For n = 120,000 draws of variance s², the mean has the standard error s / √n, and the mean square
  /// s² √((κ − 1) / n) with the kurtosis κ, 1.8 if uniform and 3 if normal. Five standard errors err
  /// once in 1.7 million; a variance that is wrong by 2.1 % (normal: 4.1 %) is always seen within ten.
  @Test("Initialisers have the variance of their papers", arguments: variances)
  func moments(initializer: Initializer, variance: Double, isUniform: Bool) {
    let weights: Tensor<Double> = initializer.tensor(
      [300, 400], fanIn: 300, fanOut: 400,
      from: RandomStream(seed: 0, name: "moments/\(initializer)"))
    let numbers = weights.numbers
    let n = Double(numbers.count)
    let mean = numbers.reduce(0, +) / n
    let meanSquare = numbers.reduce(0) { $0 + $1 * $1 } / n
    #expect(abs(mean) < 5 * (variance / n).squareRoot())
    let kurtosis = isUniform ? 1.8 : 3
    #expect(abs(meanSquare / variance - 1) < 5 * ((kurtosis - 1) / n).squareRoot())
    if isUniform {
      let bound = (3 * variance).squareRoot()
      #expect(numbers.allSatisfy { abs($0) <= bound * (1 + 1e-15) })
      #expect((numbers.max() ?? 0) > 0.999 * bound)
      #expect((numbers.min() ?? 0) < -0.999 * bound)
    }
  }

  /// How many numbers of the input one of the output is a sum of, and how many of the output one of
  /// the input takes part in, by counting: where all weights are 1, every connection contributes 1
  /// to a derivative. The numbers in the middle have them all.
  private func fans(
    of layer: (Tensor<Double>) -> Tensor<Double>, on shape: Shape
  ) -> (in: Int, out: Int) {
    let x = Tensor<Double>.zeros(shape)
    let reached = gradient(at: x) { layer($0).sum() }
    let incoming = gradient(at: x) { x in
      let y = layer(x)
      // The number at the middle of every axis.
      return y.shape.reduce(y) { y, length in
        y.select([length / 2]).reshaped(Shape(y.shape.dropFirst()))
      }
    }
    return (Int(incoming.sum().number), Int(reached.max().number))
  }

  private static let kinds: [Initializer] = [
    .glorotUniform, .glorotNormal, .heUniform, .heNormal, .fanInUniform,
    .normal(standardDeviation: 0.3),
  ]

  /// The numbers are those of the initialiser for the counted connections: a wrong fan-in or fan-out
  /// changes every one of them.
  @Test("Every layer's weights and biases are scaled by its connections", arguments: kinds)
  func scales(initializer: Initializer) {
    let stream = RandomStream(seed: 1, name: "scales")
    func expect(
      _ numbers: Tensor<Double>, _ shape: Shape, _ fans: (in: Int, out: Int), _ name: String,
      by kind: Initializer
    ) {
      let expected: Tensor<Double> = kind.tensor(
        shape, fanIn: fans.in, fanOut: fans.out, from: stream.split(name))
      #expect(numbers.shape == shape)
      #expect(numbers.numbers == expected.numbers, "\(name), fans \(fans)")
    }

    let dense = Dense<Double>(7, 5, weights: initializer, bias: initializer, from: stream)
    var denseOfOnes = dense
    denseOfOnes.weights = .ones([7, 5])
    let denseFans = fans(of: { denseOfOnes($0) }, on: [1, 7])
    #expect(denseFans == (7, 5))
    expect(dense.weights, [7, 5], denseFans, "weights", by: initializer)
    expect(dense.bias, [5], denseFans, "bias", by: initializer)
    expect(
      Dense<Double>(7, 5, from: stream).weights, [7, 5], denseFans, "weights", by: .glorotUniform)

    // With a stride, an output meets as many inputs; an input meets fewer outputs, which the
    // initialisers do not count.
    func expect(
      _ filters: Tensor<Double>, _ bias: Tensor<Double>, byDefault: Tensor<Double>, _ shape: Shape,
      _ fans: (in: Int, out: Int)
    ) {
      #expect(fans == (18, 45))
      expect(filters, shape, fans, "filters", by: initializer)
      expect(bias, [5], fans, "bias", by: initializer)
      expect(byDefault, shape, fans, "filters", by: .glorotUniform)
    }
    for stride in [1, 2] {
      let convolution = Convolution<Double>(
        2, 5, kernel: 3, stride: stride, filters: initializer, bias: initializer, from: stream)
      var ofOnes = Convolution<Double>(2, 5, kernel: 3, from: stream)
      let byDefault = ofOnes.filters
      ofOnes.filters = .ones([3, 3, 2, 5])
      expect(
        convolution.filters, convolution.bias, byDefault: byDefault, [3, 3, 2, 5],
        fans(of: { ofOnes($0) }, on: [1, 9, 9, 2]))

      let transposed = TransposedConvolution<Double>(
        2, 5, kernel: 3, stride: stride, filters: initializer, bias: initializer, from: stream)
      var transposedOfOnes = TransposedConvolution<Double>(2, 5, kernel: 3, from: stream)
      let transposedByDefault = transposedOfOnes.filters
      transposedOfOnes.filters = .ones([3, 3, 5, 2])
      expect(
        transposed.filters, transposed.bias, byDefault: transposedByDefault, [3, 3, 5, 2],
        fans(of: { transposedOfOnes($0) }, on: [1, 9, 9, 2]))
    }
  }

  /// 10,000 normal weights have a mean square with a standard error of √(2 / 10,000), 1.4 %. The
  /// fan-in and the fan-out differ by a factor of four, and a forgotten kernel is a factor of 25.
  @Test("The weights of convolutions have the variance of He's paper, 2 / fanIn")
  func variancesOfConvolutions() {
    let stream = RandomStream(seed: 2, name: "variances")
    for filters in [
      Convolution<Double>(10, 40, kernel: 5, filters: .heNormal, from: stream).filters,
      TransposedConvolution<Double>(10, 40, kernel: 5, filters: .heNormal, from: stream).filters,
    ] {
      #expect(filters.numbers.count == 10_000)
      let meanSquare = filters.squared().mean().number
      #expect(abs(meanSquare * 25 * 10 / 2 - 1) < 5 * (2 / 10_000.0).squareRoot())
    }
  }

  @Test("A constant is a constant")
  func constant() {
    let weights: Tensor<Float> = Initializer.constant(0.5).tensor(
      [2, 2], fanIn: 2, fanOut: 2, from: RandomStream(seed: 0, name: "constant"))
    #expect(weights.numbers == [0.5, 0.5, 0.5, 0.5])
  }

  @Test("A convolutional layer is the weighted sum of each patch, and a bias")
  func convolution() {
    var layer = Convolution<Double>(
      2, 3, kernel: 3, stride: 2, padding: 1, filters: .heNormal,
      from: RandomStream(seed: 0, name: "convolution"))
    #expect(layer.filters.shape == [3, 3, 2, 3])
    layer.bias = Tensor([10, 20, 30])
    var random = RandomStream(seed: 0, name: "images")
    let images = Tensor<Double>.normal([2, 5, 4, 2], using: &random)
    let result = layer(images)
    #expect(result.shape == [2, 3, 2, 3])
    for (image, row, column, channel) in [(0, 0, 0, 0), (1, 2, 1, 2), (1, 1, 0, 1)] {
      var sum = layer.bias[channel]
      for i in 0..<3 {
        for j in 0..<3 {
          let (y, x) = (2 * row + i - 1, 2 * column + j - 1)
          guard (0..<5).contains(y), (0..<4).contains(x) else { continue }
          for c in 0..<2 { sum += images[image, y, x, c] * layer.filters[i, j, c, channel] }
        }
      }
      #expect(abs(result[image, row, column, channel] - sum) < 1e-13)
    }
  }

  @Test("A transposed convolution is the adjoint of the convolution with its filters, and a bias")
  func transposedConvolution() {
    let stream = RandomStream(seed: 0, name: "transposed")
    var up = TransposedConvolution<Double>(
      3, 2, kernel: 3, stride: 2, padding: 1, outputPadding: 1, filters: .heNormal, from: stream)
    #expect(up.filters.shape == [3, 3, 2, 3])
    var random = stream.split("images")
    let small = Tensor<Double>.normal([2, 3, 4, 3], using: &random)
    let large = Tensor<Double>.normal([2, 6, 8, 2], using: &random)
    #expect(up(small).shape == large.shape)
    let down = large.convolution(up.filters, stride: 2, padding: 1)
    #expect(down.shape == small.shape)
    let difference = innerProduct(up(small), large).number - innerProduct(small, down).number
    #expect(abs(difference) < 1e-12)
    let plain = up(small)
    up.bias = Tensor([1, 2])
    let moved = (up(small) - plain).numbers
    #expect(zip(moved, [1, 2, 1, 2]).allSatisfy { abs($0 - $1) < 1e-14 })
  }
}
