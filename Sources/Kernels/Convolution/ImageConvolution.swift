/// The two-dimensional convolution, and its two derivatives.
///
/// For images x, a filter w and outputs y, all three kernels come from one trilinear form,
/// $$
/// T(x, w, y) = \sum_{n, i, j, a, b, c, o}
///   x_{n,\; s i + a - p,\; s j + b - p,\; c} \; w_{a b c o} \; y_{n i j o},
/// $$
/// with stride s and padding p, where x is zero outside its bounds. Each kernel is the derivative of
/// T with respect to one argument, a function of the other two:
///
/// | kernel | is | known as |
/// |---|---|---|
/// | `forward` | ∂T/∂y (x, w) | convolution; in signal processing, correlation |
/// | `inputGradient` | ∂T/∂x (w, y) | transposed convolution |
/// | `filterGradient` | ∂T/∂w (x, y) | |
///
/// So the derivative of each, with respect to either of its arguments, is again one of the three.
///
/// No matrix of patches is built. Images are copied into a border of zeros, and the tile of
/// `ConvolutionTile` reads the patches from where they lie. The bits are the same for any number of
/// workers and any vector width: each entry is a chain of fused multiply-adds, or a sum of such chains
/// in an order that depends on the sizes alone. A bias, one number for each channel of the result, is
/// added to the finished sums while they are in the cache.
///
/// The results must not overlap the arguments. All are fastest where they begin at a cache line and
/// the channels of the outputs fill whole vectors, 16 of `Float` or 8 of `Double`.
///
/// Source: V. Dumoulin and F. Visin (2016), *A guide to convolution arithmetic for deep learning*.
public enum ImageConvolution {
  /// The convolution of images with a filter, $y = \partial T / \partial y$.
  public static func forward<Number: TensorNumber>(
    images: UnsafePointer<Number>, filter: UnsafePointer<Number>,
    adding bias: UnsafePointer<Number>? = nil,
    into outputs: UnsafeMutablePointer<Number>, geometry: ConvolutionGeometry
  ) {
    Number.convolve(.outputs, images, filter, adding: bias, into: outputs, geometry: geometry)
  }

  /// The transposed convolution of outputs with a filter, $x = \partial T / \partial x$.
  ///
  /// The geometry names the size of the images, which the size of the outputs does not determine
  /// where the stride is more than one.
  public static func inputGradient<Number: TensorNumber>(
    outputs: UnsafePointer<Number>, filter: UnsafePointer<Number>,
    adding bias: UnsafePointer<Number>? = nil,
    into images: UnsafeMutablePointer<Number>, geometry: ConvolutionGeometry
  ) {
    Number.convolve(.images, outputs, filter, adding: bias, into: images, geometry: geometry)
  }

  /// What images and outputs say about the filter, $w = \partial T / \partial w$.
  public static func filterGradient<Number: TensorNumber>(
    images: UnsafePointer<Number>, outputs: UnsafePointer<Number>,
    into filter: UnsafeMutablePointer<Number>, geometry: ConvolutionGeometry
  ) {
    Number.convolve(.filter, images, outputs, adding: nil, into: filter, geometry: geometry)
  }

  /// One of the three kernels, by vectors of a given length.
  @inline(__always)
  static func convolve<Vector: SIMD & SendableMetatype>(
    _ kernel: ConvolutionKernel, _ a: UnsafePointer<Vector.Scalar>,
    _ b: UnsafePointer<Vector.Scalar>, _ bias: UnsafePointer<Vector.Scalar>?,
    into c: UnsafeMutablePointer<Vector.Scalar>, _ geometry: ConvolutionGeometry,
    by vectors: Vector.Type
  ) where Vector.Scalar: BinaryFloatingPoint & Sendable {
    switch kernel {
    case .outputs: forward(a, b, bias, c, geometry, vectors)
    case .images: inputGradient(a, b, bias, c, geometry, vectors)
    case .filter: filterGradient(a, b, c, geometry, vectors)
    }
  }
}
