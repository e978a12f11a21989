import Autodiff
import Elementary
import Kernels
import Networks
import Probability

/// One training step of each network that the peers' scripts train: the loss, its gradient and an
/// update by Adam, with fresh noise in every step and the data in memory.
func networkWorkloads() -> [Workload] {
  [
    Workload(name: "vae-tiny") {
      let stream = RandomStream(seed: 0, name: "benchmark/vae-tiny")
      var normals = stream.split("data")
      let points = Tensor<Float>.normal([64, 2], using: &normals)
      return training(DenseVAE.tiny(from: stream), latents: 2, on: points)
    },
    Workload(name: "vae-mlp", operations: denseOperations, prepare: denseTraining),
    Workload(name: "memory", measurement: .memory, prepare: denseTraining),
    Workload(name: "vae-conv") {
      let stream = RandomStream(seed: 0, name: "benchmark/vae-conv")
      return training(
        ConvolutionalVAE(from: stream), latents: 20, on: images([128, 28, 28, 1]))
    },
    Workload(name: "scalar-mlp") {
      let stream = RandomStream(seed: 0, name: "benchmark/scalar-mlp")
      let (points, labels) = moons(from: stream)
      let model = MoonsNetwork(from: stream)
      let workspace = Workspace()
      return {
        workspace.run {
          _ = valueWithGradient(at: model) { $0.loss(of: points, labels) }
        }
      }
    },
  ]
}

/// The multiply-adds of `denseTraining`, counted twice as usual: each weight is in three products, but
/// nobody asks for the gradient of the images.
private var denseOperations: Double {
  let (pixels, hidden, latents, batch) = (784, 400, 20, 128)
  let weights = pixels * hidden + 2 * hidden * latents + latents * hidden + hidden * pixels
  return Double(2 * batch * (3 * weights - pixels * hidden))
}

private func denseTraining() -> () -> Void {
  let stream = RandomStream(seed: 0, name: "benchmark/vae-mlp")
  return training(DenseVAE.ofImages(from: stream), latents: 20, on: images([128, 784]))
}

/// A variational autoencoder, as far as a training step is concerned.
nonisolated private protocol Autoencoder: TensorStructure where Scalar == Float {
  /// −ELBO of a batch.
  func loss(of batch: Tensor<Float>, noise: Tensor<Float>) -> Tensor<Float>
}

/// A training step, to be repeated.
nonisolated private func training(
  _ initial: some Autoencoder, latents: Int, on batch: Tensor<Float>
) -> () -> Void {
  var model = initial
  var optimizer = Adam(for: model)
  var random = RandomStream(seed: 0, name: "benchmark/noise")
  let workspace = Workspace()
  return {
    workspace.run {
      let noise = Tensor<Float>.normal([batch.shape[0], latents], using: &random)
      let gradient = gradient(at: model) { $0.loss(of: batch, noise: noise) }
      optimizer.update(&model, along: gradient)
    }
  }
}

nonisolated private func layer(_ inputs: Int, _ outputs: Int, _ stream: RandomStream) -> Dense<
  Float
> {
  Dense(inputs, outputs, from: stream.split("\(inputs)-\(outputs)"))
}

/// An encoder and a decoder with one hidden layer each.
nonisolated private struct DenseVAE: Autoencoder {
  var hidden, mean, logVariance, decoderHidden, output: Dense<Float>
  let activation: (Tensor<Float>) -> Tensor<Float>
  /// −ELBO from the decoder's output, the batch and the divergence from the prior.
  let loss: (_ y: Tensor<Float>, _ x: Tensor<Float>, _ divergence: Tensor<Float>) -> Tensor<Float>

  private init(
    inputs: Int, hidden size: Int, latents: Int, from stream: RandomStream,
    activation: @escaping (Tensor<Float>) -> Tensor<Float>,
    loss: @escaping (Tensor<Float>, Tensor<Float>, Tensor<Float>) -> Tensor<Float>
  ) {
    hidden = layer(inputs, size, stream.split("encoder"))
    mean = layer(size, latents, stream.split("mean"))
    logVariance = layer(size, latents, stream.split("variance"))
    decoderHidden = layer(latents, size, stream.split("decoder"))
    output = layer(size, inputs, stream.split("output"))
    (self.activation, self.loss) = (activation, loss)
  }

  /// 2-32-(2, 2)-32-2 with tanh and a normal decoder of variance 1.
  static func tiny(from stream: RandomStream) -> DenseVAE {
    DenseVAE(inputs: 2, hidden: 32, latents: 2, from: stream) {
      $0.tanh()
    } loss: { y, x, divergence in
      ((y - x).squared().sum() * 0.5 + divergence) * (1 / Float(x.shape[0]))
    }
  }

  /// 784-400-(20, 20)-400-784 with ReLU and a Bernoulli decoder.
  static func ofImages(from stream: RandomStream) -> DenseVAE {
    DenseVAE(inputs: 784, hidden: 400, latents: 20, from: stream) {
      $0.relu()
    } loss: { logits, x, divergence in
      Tensor.binaryCrossEntropy(logits: logits, targets: x).sum() + divergence
    }
  }

  mutating func forEachTensor(_ body: (inout Tensor<Float>) throws -> Void) rethrows {
    try hidden.forEachTensor(body)
    try mean.forEachTensor(body)
    try logVariance.forEachTensor(body)
    try decoderHidden.forEachTensor(body)
    try output.forEachTensor(body)
  }

  func loss(of x: Tensor<Float>, noise: Tensor<Float>) -> Tensor<Float> {
    let h = activation(hidden(x))
    let (m, v) = (mean(h), logVariance(h))
    let z = Tensor.reparameterized(mean: m, logVariance: v, noise: noise)
    let y = output(activation(decoderHidden(z)))
    return loss(y, x, Tensor.normalDivergence(mean: m, logVariance: v).sum())
  }
}

/// Two convolutions down to 7×7, 3136-256-(20, 20)-256-3136, and two transposed ones back.
nonisolated private struct ConvolutionalVAE: Autoencoder {
  var narrow, wide: Convolution<Float>
  var wideBack, narrowBack: TransposedConvolution<Float>
  var hidden, mean, logVariance, decoderHidden, decoderImage: Dense<Float>

  init(from stream: RandomStream) {
    narrow = Convolution(1, 32, kernel: 3, stride: 2, padding: 1, from: stream.split("narrow"))
    wide = Convolution(32, 64, kernel: 3, stride: 2, padding: 1, from: stream.split("wide"))
    hidden = layer(3136, 256, stream.split("encoder"))
    mean = layer(256, 20, stream.split("mean"))
    logVariance = layer(256, 20, stream.split("variance"))
    decoderHidden = layer(20, 256, stream.split("decoder"))
    decoderImage = layer(256, 3136, stream.split("decoder"))
    wideBack = TransposedConvolution(
      64, 32, kernel: 3, stride: 2, padding: 1, outputPadding: 1, from: stream.split("wide back"))
    narrowBack = TransposedConvolution(
      32, 1, kernel: 3, stride: 2, padding: 1, outputPadding: 1, from: stream.split("narrow back"))
  }

  mutating func forEachTensor(_ body: (inout Tensor<Float>) throws -> Void) rethrows {
    try narrow.forEachTensor(body)
    try wide.forEachTensor(body)
    try hidden.forEachTensor(body)
    try mean.forEachTensor(body)
    try logVariance.forEachTensor(body)
    try decoderHidden.forEachTensor(body)
    try decoderImage.forEachTensor(body)
    try wideBack.forEachTensor(body)
    try narrowBack.forEachTensor(body)
  }

  func loss(of x: Tensor<Float>, noise: Tensor<Float>) -> Tensor<Float> {
    let batch = x.shape[0]
    let features = wide(narrow(x).relu()).relu()
    let h = hidden(features.reshaped(batch, 3136)).relu()
    let (m, v) = (mean(h), logVariance(h))
    let z = Tensor.reparameterized(mean: m, logVariance: v, noise: noise)
    let image = decoderImage(decoderHidden(z).relu()).relu().reshaped(batch, 7, 7, 64)
    let logits = narrowBack(wideBack(image).relu())
    return Tensor.binaryCrossEntropy(logits: logits, targets: x).sum()
      + Tensor.normalDivergence(mean: m, logVariance: v).sum()
  }
}

/// 2-16-16-1 with ReLU, a margin loss and a small penalty: the network of micrograd's example.
nonisolated private struct MoonsNetwork: TensorStructure {
  var first, second, output: Dense<Double>

  init(from stream: RandomStream) {
    first = Dense(2, 16, from: stream.split("first"))
    second = Dense(16, 16, from: stream.split("second"))
    output = Dense(16, 1, from: stream.split("output"))
  }

  mutating func forEachTensor(_ body: (inout Tensor<Double>) throws -> Void) rethrows {
    try first.forEachTensor(body)
    try second.forEachTensor(body)
    try output.forEachTensor(body)
  }

  func loss(of points: Tensor<Double>, _ labels: Tensor<Double>) -> Tensor<Double> {
    let scores = output(second(first(points).relu()).relu())
    let margin = (1 - labels * scores).relu().mean()
    return margin + innerProduct(self, self) * 1e-4
  }
}

/// Two interleaved half circles of 50 points each, with noise, and their labels −1 and 1.
nonisolated private func moons(from stream: RandomStream) -> (
  points: Tensor<Double>, labels: Tensor<Double>
) {
  var random = stream.split("moons")
  let points = (0..<100).map { index -> [Double] in
    let angle = Double.pi * Double(index % 50) / 49
    let (x, y) =
      index < 50
      ? (Double.cos(angle), Double.sin(angle)) : (1 - Double.cos(angle), 0.5 - Double.sin(angle))
    return [x + 0.1 * random.normal(), y + 0.1 * random.normal()]
  }
  return (Tensor(points), Tensor((0..<100).map { [$0 < 50 ? -1 : 1] }))
}

/// Numbers between 0 and 1, as of a batch of grey images.
nonisolated private func images(_ shape: Shape) -> Tensor<Float> {
  var random = RandomStream(seed: 0, name: "benchmark/images")
  return Tensor((0..<shape.elementCount).map { _ in Float(random.uniform()) }, shape: shape)
}
