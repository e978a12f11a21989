import Autodiff
import Elementary
import Kernels
import Networks
import Probability

/// The parameters θ of a discrete latent factor model: the logits of its prior, and the network g from a
/// code to the probabilities of the categories at each place.
///
/// The network sees a bit as −1 or 1. Its outputs are softmax logits, category by category, the places
/// of a category one after the other; so are the columns of an observation in one-hot coding. Since it
/// is a network, it answers for numbers between 0 and 1 too; what it says there, no likelihood depends
/// on.
public struct DiscreteDecoder: TensorStructure {
  /// The logits of the prior, of shape `[k]`.
  public var priorLogits: Tensor<Double>

  /// The layers of g, with tanh between them.
  public var layers: [Dense<Double>]

  /// The number C of categories.
  public let categoryCount: Int

  /// A decoder with these parameters.
  ///
  /// - Precondition: there is a layer, and a category.
  public init(priorLogits: Tensor<Double>, layers: [Dense<Double>], categoryCount: Int) {
    require(
      !layers.isEmpty && categoryCount > 0,
      "DiscreteDecoder: \(layers.count) layers, \(categoryCount) categories")
    self.priorLogits = priorLogits
    self.layers = layers
    self.categoryCount = categoryCount
  }

  /// A decoder that has not learned anything: fair factors, and random weights.
  ///
  /// - Parameter hiddenUnits: the hidden units of g; with none, g is one layer.
  public init(
    factors: Int, hiddenUnits: Int = 0, places: Int, categories: Int, from stream: RandomStream
  ) {
    let sizes = [factors] + (hiddenUnits > 0 ? [hiddenUnits] : []) + [places * categories]
    self.init(
      priorLogits: .zeros([factors]),
      layers: zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
        Dense(size.0, size.1, from: stream.split("decoder[\(index)]"))
      }, categoryCount: categories)
  }

  /// Calls `body` for the prior's logits, then for the layers' tensors.
  public mutating func forEachTensor(_ body: (inout Tensor<Double>) throws -> Void) rethrows {
    try body(&priorLogits)
    try layers.forEachTensor(body)
  }

  /// The number k of factors.
  public var factorCount: Int { priorLogits.shape[0] }

  /// What the network returns for the rows of `[n, k]`, of shape `[n, C, places]`.
  private func scores(at z: Tensor<Double>) -> Tensor<Double> {
    var y = 2 * z - 1
    for (index, layer) in layers.enumerated() {
      y = layer(index == 0 ? y : y.tanh())
    }
    return y.reshaped(y.shape[0], categoryCount, y.shape[1] / categoryCount)
  }

  /// $\log p(x_i = c \mid z)$ for the rows of `[n, k]`, of shape `[n, C · places]`, in nats.
  public func logProbabilities(at z: Tensor<Double>) -> Tensor<Double> {
    let scores = scores(at: z)
    return (scores - logNormalizers(of: scores)).reshaped(z.shape[0], -1)
  }

  /// $\log \sum_c e^{s_c}$ at each place, of shape `[n, 1, places]`.
  ///
  /// The categories are few, so the largest score is found by comparing them in pairs.
  private func logNormalizers(of scores: Tensor<Double>) -> Tensor<Double> {
    let constants = scores.stopGradient()
    let largest = (1..<categoryCount).reduce(constants.slice(0..<1, axis: 1)) {
      .maximum($0, constants.slice($1..<$1 + 1, axis: 1))
    }
    return (scores - largest).exp().sum(1, keepingAxes: true).log() + largest
  }

  /// $\log p(x \mid z)$ in nats, of shape `[n]`, or `[S, n]` for S codes of each observation.
  ///
  /// - Parameters:
  ///   - x: the observations in one-hot coding, `[n, C · places]`.
  ///   - z: `[n, k]`, or `[S, n, k]`.
  public func logLikelihood(of x: Tensor<Double>, given z: Tensor<Double>) -> Tensor<Double> {
    let scores = scores(at: z.reshaped(-1, factorCount))
    let draws = Shape(z.shape.dropLast())
    let chosen = scores.reshaped(Shape(z.shape.dropLast() + [x.shape[1]])) * x
    return chosen.sum(-1) - logNormalizers(of: scores).sum(1, 2).reshaped(draws)
  }

  /// $\log p(z)$ in nats, of shape `[n]`, or `[S, n]`.
  public func logPrior(of z: Tensor<Double>) -> Tensor<Double> {
    (z * priorLogits).sum(-1) - priorLogits.softplus().sum()
  }

  /// Observations in one-hot coding, as rows of the shape `[n, C · places]`.
  ///
  /// - Precondition: there is one at least, all have as many places, and the categories are less than
  ///   C.
  public static func oneHot(_ observations: [[Int]], categories: Int) -> Tensor<Double> {
    let places = observations[0].count
    require(
      observations.allSatisfy { $0.count == places },
      "DiscreteDecoder.oneHot: the observations differ in their number of places")
    return Tensor<Double>.oneHot(observations.flatMap(\.self), count: categories)
      .reshaped(observations.count, places, categories).permuted([0, 2, 1])
      .reshaped(observations.count, -1)
  }

  /// All $2^k$ codes as rows of zeros and ones, of shape `[2ᵏ, k]`, in the order of
  /// `BernoulliProduct.outcomes(count:)`.
  ///
  /// - Precondition: k is 1 to 20.
  public static func codes(factors: Int) -> Tensor<Double> {
    require(
      factors > 0 && factors <= 20, "DiscreteDecoder.codes: all codes of \(factors) factors")
    return Tensor(shape: [1 << factors, factors]) { numbers in
      for place in numbers.indices {
        let (code, factor) = place.quotientAndRemainder(dividingBy: factors)
        numbers[place] = Double(code >> factor & 1)
      }
    }
  }

  /// The model in plain numbers: the network's answers for all codes, as one batch.
  public var model: DiscreteLatentFactorModel {
    let table = logProbabilities(at: Self.codes(factors: factorCount))
    let (numbers, width) = (table.numbers, table.shape[1])
    return DiscreteLatentFactorModel(
      prior: BernoulliProduct(logits: priorLogits.numbers),
      likelihoods: (0..<table.shape[0]).map { code in
        CategoricalProduct(
          logProbabilities: Array(numbers[code * width..<(code + 1) * width]),
          categoryCount: categoryCount)
      })
  }
}
