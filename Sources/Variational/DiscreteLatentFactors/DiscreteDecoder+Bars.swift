import Autodiff
import Elementary
import Kernels
import Networks
import Probability

extension DiscreteDecoder {
  /// The bars test: each row and each column of a square picture is a bar, which is on or off on its
  /// own, and a pixel is the brighter the more bars cover it.
  ///
  /// A pixel has three gray levels c. With n bars through it, 0, 1 or 2, the logit of level c is
  /// $\beta (2 n c - c^2) = \beta n^2 - \beta (n - c)^2$: most probable is c = n, and β tells how
  /// clearly. Since the logits are linear in n, g is one layer. Factor j is row j, then come the columns.
  ///
  /// - Parameters:
  ///   - side: the pixels of a row, at most 10.
  ///   - probability: that a bar is on.
  ///   - sharpness: β.
  ///
  /// Source: P. Földiák (1990), "Forming sparse representations by local anti-Hebbian learning",
  /// *Biological Cybernetics* 64, 165–170; there with two levels and without noise.
  public static func bars(
    side: Int, probability: Double, sharpness: Double = 3
  ) -> DiscreteDecoder {
    require(side >= 1 && side <= 10, "DiscreteDecoder.bars: a side of \(side) pixels")
    let (factors, levels) = (2 * side, 3)
    var weights = [Double](repeating: 0, count: factors * levels * side * side)
    var bias: [Double] = []
    for level in 0..<levels {
      let c = Double(level)
      for pixel in 0..<side * side {
        // A bit is −1 or 1, so half of its weight stands in the bias.
        for factor in [pixel / side, side + pixel % side] {
          weights[(factor * levels + level) * side * side + pixel] = sharpness * c
        }
        bias.append(sharpness * (2 * c - c * c))
      }
    }
    var layer = Dense<Double>(
      factors, side * side * levels, from: RandomStream(seed: 0, name: "bars"))
    layer.weights = Tensor(weights, shape: [factors, side * side * levels])
    layer.bias = Tensor(bias)
    let logit = Double.log(probability) - .log(1 - probability)
    return DiscreteDecoder(
      priorLogits: Tensor(repeating: logit, shape: [factors]), layers: [layer],
      categoryCount: levels)
  }
}
