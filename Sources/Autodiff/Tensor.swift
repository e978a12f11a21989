import Elementary
import Kernels

/// An array of numbers with any number of axes, row-major, that can be differentiated through.
///
/// A tensor is a value: no operation changes it, every operation makes a new one. Operations on two
/// tensors follow NumPy's broadcasting: lengths are compared from the last axis on, and an axis of
/// length 1 is stretched to the other's.
///
/// ```swift
/// let x = Tensor<Double>([1, 2, 3])
/// let (value, gradient) = valueWithGradient(at: x) { ($0 * $0).sum() }   // 14 and [2, 4, 6]
/// ```
public struct Tensor<Scalar: TensorNumber> {
  /// The lengths of the axes.
  public let shape: Shape
  var buffer: Buffer<Scalar>
  /// The innermost tape that watches the tensor; `nil` for a constant.
  let tape: Tape<Scalar>?
  /// Which node of the tape the tensor is.
  let node: Int

  /// A constant.
  init(_ shape: Shape, _ buffer: Buffer<Scalar>) {
    (self.shape, self.buffer) = (shape, buffer)
    (tape, node) = (nil, 0)
  }

  /// The value of a node.
  init(_ shape: Shape, _ buffer: Buffer<Scalar>, node: Int, of tape: Tape<Scalar>) {
    (self.shape, self.buffer) = (shape, buffer)
    (self.tape, self.node) = (tape, node)
  }
}

extension Tensor {
  /// A tensor of a shape, from its numbers row by row.
  ///
  /// - Precondition: there are as many numbers as the shape has places.
  public init(_ numbers: [Scalar], shape: Shape) {
    require(
      numbers.count == shape.elementCount, "Tensor: \(numbers.count) numbers do not fill \(shape)")
    self.init(shape, Buffer(numbers))
  }

  /// A vector.
  public init(_ numbers: [Scalar]) {
    self.init([numbers.count], Buffer(numbers))
  }

  /// A matrix, from its rows.
  ///
  /// - Precondition: all rows are equally long.
  public init(_ rows: [[Scalar]]) {
    let columns = rows.first?.count ?? 0
    require(rows.allSatisfy { $0.count == columns }, "Tensor: the rows differ in length")
    self.init([rows.count, columns], Buffer(rows.flatMap { $0 }))
  }

  /// A single number, of shape `[]`.
  public init(_ number: Scalar) {
    self.init([], Buffer(repeating: number, count: 1))
  }

  /// The same number everywhere.
  public init(repeating number: Scalar, shape: Shape) {
    self.init(shape, Buffer(repeating: number, count: shape.elementCount))
  }

  /// A tensor whose numbers `fill` writes, row by row; it must write every one of them.
  public init(shape: Shape, filledBy fill: (UnsafeMutableBufferPointer<Scalar>) -> Void) {
    self.init(shape, Buffer(count: shape.elementCount, filledBy: fill))
  }

  /// 0 everywhere.
  public static func zeros(_ shape: Shape) -> Tensor { Tensor(repeating: 0, shape: shape) }

  /// 1 everywhere.
  public static func ones(_ shape: Shape) -> Tensor { Tensor(repeating: 1, shape: shape) }

  /// 1 at the index in each row, otherwise 0; of shape `[indices.count, count]`.
  ///
  /// - Precondition: the indices are at least 0 and less than `count`.
  public static func oneHot(_ indices: [Int], count: Int) -> Tensor {
    var numbers = [Scalar](repeating: 0, count: indices.count * count)
    for (row, index) in indices.enumerated() {
      require(
        index >= 0 && index < count, "Tensor.oneHot: index \(index) in row \(row) of \(count)")
      numbers[row * count + index] = 1
    }
    return Tensor(numbers, shape: [indices.count, count])
  }

  /// The identity matrix.
  public static func identity(_ size: Int) -> Tensor { oneHot(Array(0..<size), count: size) }

  /// The numbers, row by row.
  public var numbers: [Scalar] { buffer.array }

  /// The only number of a tensor that has one.
  ///
  /// - Precondition: the tensor has one number.
  public var number: Scalar {
    require(
      shape.elementCount == 1, "Tensor.number: a tensor of shape \(shape) has not one number")
    return buffer[0]
  }

  /// The number at a position, one index for each axis.
  ///
  /// - Precondition: there is such a position.
  public subscript(position: Int...) -> Scalar {
    require(
      position.count == shape.rank && zip(position, shape).allSatisfy { $0 >= 0 && $0 < $1 },
      "Tensor: there is no position \(position) in the shape \(shape)")
    return buffer[zip(position, shape).reduce(0) { $0 * $1.1 + $1.0 }]
  }

  /// The same numbers as a constant: no gradient flows back through it.
  public func stopGradient() -> Tensor { Tensor(shape, buffer) }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the numbers.
  public var description: String { "Tensor\(shape) \(numbers)" }
}
