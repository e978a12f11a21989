import Foundation

/// Something that a report shows as a picture.
public protocol Picture {
  /// The text that stands for the picture; it states the number that the picture shows.
  var description: String { get }
  /// "svg", unless the picture is made of pixels: lines and words are sharp at any size.
  var fileExtension: String { get }
  /// The file, whose bytes depend on the picture alone.
  var contents: Data { get }
}

extension Picture {
  /// Lines and words are sharp at any size.
  public var fileExtension: String { "svg" }
}
