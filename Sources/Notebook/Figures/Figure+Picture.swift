import Foundation

extension Figure: Picture {
  /// Curves and words are drawn as lines, sharp at any size.
  public var fileExtension: String { "svg" }

  /// The SVG document.
  public var contents: Data { Data(svg().utf8) }
}

extension ImageGrid: Picture {
  /// Images are made of pixels.
  public var fileExtension: String { "png" }

  /// The PNG file.
  public var contents: Data { Data(png()) }
}
