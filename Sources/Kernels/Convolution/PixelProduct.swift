/// Pixels that are made of pixels: the numbers of each are the product of a patch, which begins at a
/// source pixel, with one and the same matrix.
struct PixelProduct<Vector: SIMD & SendableMetatype>: @unchecked Sendable
where Vector.Scalar: BinaryFloatingPoint & Sendable {
  typealias Number = Vector.Scalar

  /// Where the patches begin, from the first source image on: those of a group of images.
  let sources: [Int]
  /// Where the numbers of each pixel begin, from the first target image on.
  let targets: [Int]
  /// Where the numbers of a patch lie, from its beginning on.
  let steps: [Int]
  let matrix: PackedMatrix<Vector>
  /// How many numbers of a pixel are written.
  let columns: Int

  /// Writes the first `count` pixels of a group.
  @inline(__always)
  func multiply(
    _ source: UnsafePointer<Number>, count: Int, into target: UnsafeMutablePointer<Number>
  ) {
    Pixels(product: self, source: source, count: count, target: target)
      .multiplyPanels(columns: columns)
  }

  private struct Pixels: PanelProduct {
    let product: PixelProduct
    let source: UnsafePointer<Number>
    let count: Int
    let target: UnsafeMutablePointer<Number>

    @inline(__always)
    func multiply<T: Tile>(panelFrom column: Int, _ tile: T.Type) where T.Row.Vector == Vector {
      let panel = product.matrix.panel(from: column)
      let width = min(T.Row.count, product.columns - column)
      product.sources.withUnsafeBufferPointer { sources in
        product.targets.withUnsafeBufferPointer { targets in
          product.steps.withUnsafeBufferPointer { steps in
            guard let sources = sources.baseAddress, let targets = targets.baseAddress else {
              return
            }
            for pixel in stride(from: 0, to: count, by: T.height) {
              T.multiply(
                source, sources: sources + pixel, steps: steps, panel, stride: T.Row.count,
                into: target + column, targets: targets + pixel,
                height: min(T.height, count - pixel), width: width, adding: false)
            }
          }
        }
      }
    }
  }
}
