/// A matrix product whose right matrix is cut into panels of columns, a few vectors wide.
protocol PanelProduct {
  associatedtype Vector: SIMD where Vector.Scalar: BinaryFloatingPoint

  /// Multiplies with the panel that begins with a column, tile by tile.
  func multiply<T: Tile>(panelFrom column: Int, _ tile: T.Type) where T.Row.Vector == Vector
}

extension PanelProduct {
  /// Multiplies with one panel after the other, each by the tile that suits its width.
  @inline(__always)
  func multiplyPanels(columns: Int) {
    let lanes = Vector.scalarCount
    for (column, width) in Panels(columns: columns, lanes: lanes) {
      switch width {
      case 1: multiply(panelFrom: column, EightRows<OneVector<Vector>>.self)
      case 2: multiply(panelFrom: column, EightRows<TwoVectors<Vector>>.self)
      case 3: multiply(panelFrom: column, EightRows<ThreeVectors<Vector>>.self)
      default: multiply(panelFrom: column, SixRows<FourVectors<Vector>>.self)
      }
    }
  }
}

/// The panels of a matrix: the first column of each, and how many vectors wide it is.
struct Panels: Sequence, IteratorProtocol {
  private let vectors: Int
  private let lanes: Int
  private var reached = 0

  @inline(__always)
  init(columns: Int, lanes: Int) {
    vectors = (columns &+ lanes &- 1) / lanes
    self.lanes = lanes
  }

  /// Three or four vectors, as long as there are: fewer are slower.
  @inline(__always)
  mutating func next() -> (column: Int, width: Int)? {
    let left = vectors &- reached
    guard left > 0 else { return nil }
    let width = left <= 4 ? left : left == 8 ? 4 : 3
    defer { reached &+= width }
    return (reached &* lanes, width)
  }
}
