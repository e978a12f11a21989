import Foundation

/// Something that a report shows as a picture.
public protocol Picture {
  /// The text that stands for the picture; it states the number that the picture shows.
  var description: String { get }
  var fileExtension: String { get }
  var contents: Data { get }
}
