import Elementary

extension Float: TensorNumber {
  /// `target[i] = function(source[i])`.
  public static func map(
    _ function: UnaryFunction<Float>, _ source: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, count: Int
  ) {
    UnaryLoops.map(function, source, into: target, count: count)
  }

  /// `target[i] = function(a[…], b[…])`, run by run.
  public static func combine(
    _ function: BinaryFunction, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, runs: BroadcastRuns
  ) {
    BinaryLoops.combine(function, a, b, into: target, runs: runs)
  }

  /// Reduces the middle axis of `outer` × `length` × `inner`.
  public static func reduce(
    _ reduction: Reduction, _ source: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, outer: Int, length: Int, inner: Int
  ) {
    ReductionLoops.reduce(
      reduction, source, into: target, outer: outer, length: length, inner: inner)
  }

  /// Copies elements that lie `strides` apart into the order of `shape`.
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

  /// The matrix product A B, or C + A B in place of C.
  public static func multiply(
    _ a: MatrixView<Float>, _ b: MatrixView<Float>, into c: UnsafeMutablePointer<Float>,
    adding: Bool
  ) {
    #if arch(arm64)
      MatrixProduct.multiply(a, b, into: c, adding: adding, by: SIMD4<Float>.self)
    #else
      MatrixProduct.multiply(a, b, into: c, adding: adding, by: SIMD16<Float>.self)
    #endif
  }

  /// One of the three kernels of a convolution.
  public static func convolve(
    _ kernel: ConvolutionKernel, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    adding bias: UnsafePointer<Float>?, into c: UnsafeMutablePointer<Float>,
    geometry: ConvolutionGeometry
  ) {
    ImageConvolution.convolve(kernel, a, b, bias, into: c, geometry, by: SIMD16<Float>.self)
  }
}
