extension Float: TensorNumber {
  public static func map(
    _ function: UnaryFunction<Float>, _ source: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, count: Int
  ) {
    UnaryLoops.map(function, source, into: target, count: count)
  }

  public static func combine(
    _ function: BinaryFunction, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, runs: Runs
  ) {
    BinaryLoops.combine(function, a, b, into: target, runs: runs)
  }

  public static func reduce(
    _ reduction: Reduction, _ source: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, outer: Int, length: Int, inner: Int
  ) {
    ReductionLoops.reduce(
      reduction, source, into: target, outer: outer, length: length, inner: inner)
  }

  public static func copy(
    _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, shape: Shape,
    strides: SIMD8<Int>
  ) {
    RearrangementLoops.copy(source, into: target, shape: shape, strides: strides)
  }

  /// One step of an optimiser, in place.
  public static func update(
    _ rule: UpdateRule<Float>, _ parameters: UnsafeMutablePointer<Float>,
    along gradient: UnsafePointer<Float>, _ first: UnsafeMutablePointer<Float>,
    _ second: UnsafeMutablePointer<Float>, count: Int
  ) {
    OptimizerLoops.update(rule, parameters, along: gradient, first, second, count: count)
  }

  public static func multiply(
    _ a: MatrixView<Float>, _ b: MatrixView<Float>, into c: UnsafeMutablePointer<Float>,
    adding: Bool, workers: Workers
  ) {
    MatrixProduct.multiply(a, b, into: c, adding: adding, workers: workers)
  }

  public static func convolve(
    _ kernel: ConvolutionKernel, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>, geometry: ConvolutionGeometry, workers: Workers
  ) {
    switch kernel {
    case .outputs:
      Convolution.forward(images: a, filter: b, into: c, geometry: geometry, workers: workers)
    case .images:
      Convolution.inputGradient(
        outputs: a, filter: b, into: c, geometry: geometry, workers: workers)
    case .filter:
      Convolution.filterGradient(
        images: a, outputs: b, into: c, geometry: geometry, workers: workers)
    }
  }
}
