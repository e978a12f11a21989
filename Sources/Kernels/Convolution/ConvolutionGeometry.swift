import Elementary

/// The sizes of a two-dimensional convolution: of a batch of images, a filter, and what comes out.
///
/// | | shape |
/// |---|---|
/// | images x | `[batch, height, width, inChannels]` |
/// | filter w | `[kernelHeight, kernelWidth, inChannels, outChannels]` |
/// | outputs y | `[batch, outHeight, outWidth, outChannels]` |
///
/// All three are row-major and without gaps. With padding p and stride s,
/// $\text{outHeight} = \lfloor (\text{height} + 2p - \text{kernelHeight}) / s \rfloor + 1$, and the
/// width alike. With a stride several image sizes lead to one output size; a transposed convolution,
/// which goes from y to x, is therefore given the size of its images here ("output padding").
public struct ConvolutionGeometry: Hashable, Sendable {
  /// How many images there are.
  public let batch: Int
  /// The rows of an image.
  public let height: Int
  /// The columns of an image.
  public let width: Int
  /// The numbers that a pixel of an image holds.
  public let inChannels: Int
  /// The numbers that a pixel of an output holds.
  public let outChannels: Int
  /// The rows of the filter.
  public let kernelHeight: Int
  /// The columns of the filter.
  public let kernelWidth: Int
  /// How many pixels the filter moves at a time, down and to the right.
  public let stride: Int
  /// The rings of zeros around an image.
  public let padding: Int

  /// - Precondition: the stride and all sizes are positive, the batch and the padding are not
  ///   negative, all are below 2³¹, the filter fits into the padded image, and an `Int` can count
  ///   the numbers of each array.
  public init(
    batch: Int, height: Int, width: Int, inChannels: Int, outChannels: Int, kernelHeight: Int,
    kernelWidth: Int, stride: Int = 1, padding: Int = 0
  ) {
    self.batch = batch
    self.height = height
    self.width = width
    self.inChannels = inChannels
    self.outChannels = outChannels
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.stride = stride
    self.padding = padding
    require(
      batch >= 0 && min(height, width, inChannels) > 0,
      "Convolution: images of shape \(imageShape)")
    require(
      min(kernelHeight, kernelWidth, outChannels) > 0,
      "Convolution: a filter of shape \(filterShape)")
    require(
      stride > 0 && padding >= 0, "Convolution: stride \(stride) and padding \(padding)")
    require(
      max(batch, height, width, inChannels, outChannels) <= Int32.max
        && max(kernelHeight, kernelWidth, stride, padding) <= Int32.max,
      "Convolution: a size beyond 2³¹ − 1 among images \(imageShape), filter \(filterShape), "
        + "stride \(stride) and padding \(padding)")
    require(
      kernelHeight <= height + 2 * padding && kernelWidth <= width + 2 * padding,
      "Convolution: a filter of shape \(filterShape) on images of shape \(imageShape), "
        + "padded by \(padding)")
    // Stops where an `Int` cannot count the numbers of an array.
    let paddedShape = [max(batch, 1), height + 2 * padding, width + 2 * padding, inChannels]
    for shape in [paddedShape, filterShape, outputShape] { _ = Shape(shape).elementCount }
  }

  /// The rows of an output.
  public var outHeight: Int { (height + 2 * padding - kernelHeight) / stride + 1 }
  /// The columns of an output.
  public var outWidth: Int { (width + 2 * padding - kernelWidth) / stride + 1 }

  /// The shape of x.
  public var imageShape: [Int] { [batch, height, width, inChannels] }
  /// The shape of w.
  public var filterShape: [Int] { [kernelHeight, kernelWidth, inChannels, outChannels] }
  /// The shape of y.
  public var outputShape: [Int] { [batch, outHeight, outWidth, outChannels] }
}

extension ConvolutionGeometry {
  /// The numbers of one image.
  var imageSize: Int { height * width * inChannels }
  /// The numbers of one output.
  var outputSize: Int { outHeight * outWidth * outChannels }
  /// The numbers of an image that one number of the output is made of.
  var patchSize: Int { kernelHeight * kernelWidth * inChannels }
}
