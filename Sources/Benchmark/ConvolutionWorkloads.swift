import Kernels

/// The convolutions of a small convolutional VAE on 28 × 28 images, in batches of 128.
///
/// Each kernel is timed alone for both geometries, and all together as one training step needs them.
/// The decoder's layers go through the kernels the other way round: the forward step of a transposed
/// convolution is the `inputGradient` of a convolution.
func convolutionWorkloads() -> [Workload] {
  let kernels = [
    ("image-forward", ConvolutionKernel.forward, 28, 1, 32),
    ("image-input", .inputGradient, 28, 1, 32),
    ("image-filter", .filterGradient, 28, 1, 32),
    ("feature-forward", .forward, 14, 32, 64),
    ("feature-input", .inputGradient, 14, 32, 64),
    ("feature-filter", .filterGradient, 14, 32, 64),
  ].map { name, kernel, side, inChannels, outChannels in
    let geometry = layer(side: side, inChannels: inChannels, outChannels: outChannels)
    return workload("conv-\(name)", [(kernel, geometry)])
  }
  let (image, feature) = (
    layer(side: 28, inChannels: 1, outChannels: 32),
    layer(side: 14, inChannels: 32, outChannels: 64)
  )
  let all: [ConvolutionKernel] = [.forward, .inputGradient, .filterGradient]
  let step =
    [(.forward, image), (.filterGradient, image)]
    + [feature, feature, image].flatMap { geometry in all.map { ($0, geometry) } }
  return kernels + [workload("conv-vae-step", step)]
}

private enum ConvolutionKernel {
  case forward, inputGradient, filterGradient
}

/// A 3 × 3 filter that halves the sides of square images.
private func layer(side: Int, inChannels: Int, outChannels: Int) -> ConvolutionGeometry {
  ConvolutionGeometry(
    batch: 128, height: side, width: side, inChannels: inChannels, outChannels: outChannels,
    kernelHeight: 3, kernelWidth: 3, stride: 2, padding: 1)
}

private func workload(
  _ name: String, _ kernels: [(kernel: ConvolutionKernel, geometry: ConvolutionGeometry)]
) -> Workload {
  let operations = kernels.map { _, geometry in
    2 * geometry.outputShape.reduce(1, *) * geometry.filterShape.dropLast().reduce(1, *)
  }
  return Workload(name: name, operations: Double(operations.reduce(0, +))) {
    let runs = kernels.map { kernel, geometry in run(kernel, geometry) }
    return { for run in runs { run() } }
  }
}

private func run(
  _ kernel: ConvolutionKernel, _ geometry: ConvolutionGeometry
) -> () -> Void {
  let images = AlignedNumbers(geometry.imageShape.reduce(1, *))
  let filter = AlignedNumbers(geometry.filterShape.reduce(1, *))
  let outputs = AlignedNumbers(geometry.outputShape.reduce(1, *))
  switch kernel {
  case .forward:
    return {
      ImageConvolution.forward(
        images: images.base, filter: filter.base, into: outputs.base, geometry: geometry)
    }
  case .inputGradient:
    return {
      ImageConvolution.inputGradient(
        outputs: outputs.base, filter: filter.base, into: images.base, geometry: geometry)
    }
  case .filterGradient:
    return {
      ImageConvolution.filterGradient(
        images: images.base, outputs: outputs.base, into: filter.base, geometry: geometry)
    }
  }
}
