import Elementary

extension Double: TensorNumber {
  /// `target[i] = function(source[i])`.
  public static func map(
    _ function: UnaryFunction<Double>, _ source: UnsafePointer<Double>,
    into target: UnsafeMutablePointer<Double>, count: Int
  ) {
    UnaryLoops.map(function, source, into: target, count: count)
  }

  /// `target[i] = function(a[…], b[…])`, run by run.
  public static func combine(
    _ function: BinaryFunction, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    into target: UnsafeMutablePointer<Double>, runs: BroadcastRuns
  ) {
    BinaryLoops.combine(function, a, b, into: target, runs: runs)
  }

  /// Reduces the middle axis of `outer` × `length` × `inner`.
  public static func reduce(
    _ reduction: Reduction, _ source: UnsafePointer<Double>,
    into target: UnsafeMutablePointer<Double>, outer: Int, length: Int, inner: Int
  ) {
    ReductionLoops.reduce(
      reduction, source, into: target, outer: outer, length: length, inner: inner)
  }

  /// Copies elements that lie `strides` apart into the order of `shape`.
  public static func copy(
    _ source: UnsafePointer<Double>, into target: UnsafeMutablePointer<Double>, shape: Shape,
    strides: SIMD8<Int>
  ) {
    RearrangementLoops.copy(source, into: target, shape: shape, strides: strides)
  }

  /// One step of an optimiser, in place.
  public static func update(
    _ rule: UpdateRule<Double>, _ parameters: UnsafeMutablePointer<Double>,
    along gradient: UnsafePointer<Double>, _ first: UnsafeMutablePointer<Double>,
    _ second: UnsafeMutablePointer<Double>, count: Int
  ) {
    OptimizerLoops.update(rule, parameters, along: gradient, first, second, count: count)
  }

  /// The matrix product A B, or C + A B in place of C.
  public static func multiply(
    _ a: MatrixView<Double>, _ b: MatrixView<Double>, into c: UnsafeMutablePointer<Double>,
    adding: Bool
  ) {
    #if arch(arm64)
      MatrixProduct.multiply(a, b, into: c, adding: adding, by: SIMD2<Double>.self)
    #else
      MatrixProduct.multiply(a, b, into: c, adding: adding, by: SIMD8<Double>.self)
    #endif
  }

  /// One of the three kernels of a convolution.
  public static func convolve(
    _ kernel: ConvolutionKernel, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    adding bias: UnsafePointer<Double>?, into c: UnsafeMutablePointer<Double>,
    geometry: ConvolutionGeometry
  ) {
    ImageConvolution.convolve(kernel, a, b, bias, into: c, geometry, by: SIMD8<Double>.self)
  }
}
