import Elementary

#if hasFeature(Embedded)
  /// What the elements of a vector are; without an operating system nothing is coded.
  public typealias VectorElement = SIMDScalar
#else
  /// What the standard library asks of the elements of a vector.
  public typealias VectorElement = SIMDScalar & Codable
#endif

/// `Float` or `Double`, as the loops of the tensor operations see them.
///
/// Each requirement is a loop over raw memory, compiled for either type on its own. Generic code
/// calls one of them once for a whole operation, and never once for an element.
public protocol TensorNumber: ElementaryNumber, VectorElement, BitwiseCopyable {
  /// `target[i] = function(source[i])`.
  static func map(
    _ function: UnaryFunction<Self>, _ source: UnsafePointer<Self>,
    into target: UnsafeMutablePointer<Self>, count: Int)
  /// `target[i] = function(a[…], b[…])`, run by run.
  static func combine(
    _ function: BinaryFunction, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    into target: UnsafeMutablePointer<Self>, runs: BroadcastRuns)
  /// Reduces the middle axis of `outer` × `length` × `inner`.
  static func reduce(
    _ reduction: Reduction, _ source: UnsafePointer<Self>,
    into target: UnsafeMutablePointer<Self>, outer: Int, length: Int, inner: Int)
  /// Copies elements that lie `strides` apart into the order of `shape`.
  static func copy(
    _ source: UnsafePointer<Self>, into target: UnsafeMutablePointer<Self>, shape: Shape,
    strides: SIMD8<Int>)
  /// One step of an optimiser, in place; see `UpdateRule`.
  static func update(
    _ rule: UpdateRule<Self>, _ parameters: UnsafeMutablePointer<Self>,
    along gradient: UnsafePointer<Self>, _ first: UnsafeMutablePointer<Self>,
    _ second: UnsafeMutablePointer<Self>, count: Int)
  /// The matrix product A B, or A B + C in place of C; see `MatrixProduct`.
  static func multiply(
    _ a: MatrixView<Self>, _ b: MatrixView<Self>, into c: UnsafeMutablePointer<Self>,
    adding: Bool)
  /// One of the three kernels of a convolution; see `ImageConvolution`. The filter has no bias.
  static func convolve(
    _ kernel: ConvolutionKernel, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    adding bias: UnsafePointer<Self>?, into c: UnsafeMutablePointer<Self>,
    geometry: ConvolutionGeometry)
}
