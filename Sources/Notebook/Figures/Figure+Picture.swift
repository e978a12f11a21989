import Foundation

extension Figure: Picture {
  public var fileExtension: String { "svg" }
  public var contents: Data { Data(svg().utf8) }
}
