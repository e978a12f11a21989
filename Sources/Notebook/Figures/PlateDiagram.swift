import Elementary
import Foundation

/// A graphical model in plate notation: which variable depends on which, and what is repeated.
///
/// Latent variables are open circles, observed ones shaded; parameters are dots. What a plate
/// surrounds exists once for each value of its index (Buntine 1994, "Operations for learning with
/// graphical models"). Dashed arrows are by custom those of inference.
///
/// ```swift
/// PlateDiagram(
///   description: "Each of the n points xᵢ depends on its own zᵢ and on θ.",
///   nodes: [
///     .parameter("θ", column: 0, row: 1),
///     .latent("zᵢ", column: 1, row: 0),
///     .observed("xᵢ", column: 1, row: 1),
///   ],
///   arrows: [
///     .init(from: 0, to: 2), .init(from: 1, to: 2),
///     .init(from: 2, to: 1, isDashed: true, label: "q(z | x)", color: .vermillion),
///   ],
///   plates: [.init("i = 1 … n", around: [1, 2])])
/// ```
public struct PlateDiagram: Picture, Sendable {
  /// A variable or a parameter at a place in a grid.
  public struct Node: Sendable {
    enum Kind: Sendable { case latent, observed, parameter }

    let name: String
    let kind: Kind
    let column: Double
    let row: Double

    /// An open circle: a variable that nobody sees.
    ///
    /// - Parameters:
    ///   - column: The place from left to right, from 0; need not be whole.
    ///   - row: The place from top to bottom, from 0; need not be whole.
    public static func latent(_ name: String, column: Double, row: Double) -> Node {
      Node(name: name, kind: .latent, column: column, row: row)
    }

    /// A shaded circle: a variable whose values are data.
    public static func observed(_ name: String, column: Double, row: Double) -> Node {
      Node(name: name, kind: .observed, column: column, row: row)
    }

    /// A dot: a number without a distribution.
    public static func parameter(_ name: String, column: Double, row: Double) -> Node {
      Node(name: name, kind: .parameter, column: column, row: row)
    }
  }

  /// An arrow between two nodes: straight, but if there is also one back, then the dashed one of
  /// the two is curved (or both, if they look the same).
  public typealias Arrow = Diagram.Arrow

  /// A rounded rectangle around nodes that are repeated.
  public struct Plate: Sendable {
    let count: String
    let members: [Int]

    /// A plate.
    ///
    /// - Parameters:
    ///   - count: The index and its range: `"i = 1 … n"`.
    ///   - members: The numbers of the nodes inside, from 0.
    public init(_ count: String, around members: [Int]) {
      (self.count, self.members) = (count, members)
    }
  }

  /// The text that stands for the figure where it cannot be seen.
  public let description: String
  let nodes: [Node]
  let arrows: [Arrow]
  let plates: [Plate]

  /// A diagram, drawn in the middle of a page of 720 pixels.
  ///
  /// - Precondition: there is a node; arrows and plates name nodes that exist, and no arrow returns
  ///   to where it began.
  public init(description: String, nodes: [Node], arrows: [Arrow], plates: [Plate] = []) {
    require(!description.isEmpty, "PlateDiagram: a description is needed")
    require(!nodes.isEmpty, "PlateDiagram: there is no node")
    require(
      arrows.allSatisfy {
        nodes.indices.contains($0.start) && nodes.indices.contains($0.end) && $0.start != $0.end
      }, "PlateDiagram: an arrow begins or ends at no node, or where it began")
    require(
      plates.allSatisfy { !$0.members.isEmpty && $0.members.allSatisfy(nodes.indices.contains) },
      "PlateDiagram: a plate surrounds no node")
    self.description = description
    self.nodes = nodes
    self.arrows = arrows
    self.plates = plates
  }

  /// The SVG document.
  public var contents: Data { displayList.contents }
}
