import Elementary
import Kernels

// The same numbers in another arrangement. Each rule arranges the cotangent back.

extension Tensor {
  /// The numbers in the same order under another shape, without a copy; one length may be −1, which
  /// stands for whatever fills the shape.
  ///
  /// - Precondition: the shape has as many places.
  public func reshaped(_ lengths: Int...) -> Tensor {
    guard let open = lengths.firstIndex(of: -1) else { return reshaped(Shape(lengths)) }
    var filled = lengths
    filled[open] = 1
    filled[open] = shape.elementCount / Swift.max(1, filled.reduce(1, *))
    return reshaped(Shape(filled))
  }

  /// The numbers in the same order under another shape, without a copy.
  ///
  /// - Precondition: the shape has as many places.
  public func reshaped(_ newShape: Shape) -> Tensor {
    if newShape == shape { return self }
    require(
      newShape.elementCount == shape.elementCount,
      "Tensor.reshaped: \(shape) does not fill \(newShape)")
    return primitive("reshaped", { Tensor(newShape, $0.buffer) }) { dy, x, _ in dy.reshaped(x.shape)
    }
  }

  /// The tensor stretched along axes of length 1, or new ones in front.
  ///
  /// - Precondition: broadcasting leads from this shape to the larger one.
  public func broadcast(to larger: Shape) -> Tensor {
    if larger == shape { return self }
    require(
      shape.broadcast(with: larger) == larger,
      "Tensor.broadcast: \(shape) cannot be stretched to \(larger)")
    return primitive("broadcast", { Tensor(larger, $0.buffer.broadcast($0.shape, to: larger)) }) {
      dy, x, _ in
      dy.sum(to: x.shape)
    }
  }

  /// The axes in another order: axis k of the result is axis `order[k]`.
  ///
  /// - Precondition: the order names every axis once.
  public func permuted(_ order: [Int]) -> Tensor {
    require(
      order.sorted() == Array(shape.indices),
      "Tensor.permuted: \(order) is not an order of the axes of \(shape)")
    let inverse = order.indices.map { axis in order.firstIndex(of: axis) ?? 0 }
    return primitive(
      "permuted",
      { x in
        let permuted = Shape(order.map { x.shape[$0] })
        return Tensor(permuted, x.buffer.permuted(x.shape, order))
      }
    ) { dy, _, _ in dy.permuted(inverse) }
  }

  /// The last two axes exchanged.
  ///
  /// - Precondition: there are two axes at least.
  public func transposed() -> Tensor {
    require(shape.rank >= 2, "Tensor.transposed: \(shape) has no two axes to exchange")
    let last = shape.rank - 1
    return permuted(Array(0..<last - 1) + [last, last - 1])
  }

  /// A new axis of length 1, before the axis of that number.
  public func expandingShape(at axis: Int) -> Tensor {
    var lengths = Array(shape)
    lengths.insert(1, at: axis)
    return reshaped(Shape(lengths))
  }

  /// The positions in a range of an axis, or every `step`-th of them.
  ///
  /// - Precondition: the range lies within the axis; the step is positive.
  public func slice(_ range: Range<Int>, axis number: Int = 0, step: Int = 1) -> Tensor {
    let axis = shape.axis(number)
    require(
      range.lowerBound >= 0 && range.upperBound <= shape[axis] && step > 0,
      "Tensor.slice: \(range) by \(step) is not within axis \(axis) of \(shape)")
    let (start, length) = (range.lowerBound, (range.count + step - 1) / step)
    return primitive(
      "slice",
      { x in
        var part = x.shape
        part[axis] = length
        return Tensor(
          part, x.buffer.slice(x.shape, axis: axis, start: start, length: length, step: step))
      }
    ) { dy, x, _ in dy.placed(in: x.shape, axis: axis, start: start, step: step) }
  }

  /// Zeros, with this tensor at every `step`-th position of an axis; the reverse of `slice`.
  private func placed(in whole: Shape, axis: Int, start: Int, step: Int) -> Tensor {
    primitive(
      "placed",
      { x in
        Tensor(whole, x.buffer.placed(x.shape, in: whole, axis: axis, start: start, step: step))
      }
    ) { dy, x, _ in
      let end = start + Swift.max(0, (x.shape[axis] - 1) * step + 1)
      return dy.slice(start..<(x.shape[axis] == 0 ? start : end), axis: axis, step: step)
    }
  }

  /// Tensors one after the other along an axis.
  ///
  /// - Precondition: there is one at least, and they differ along that axis only.
  public static func concatenate(_ tensors: [Tensor], axis number: Int = 0) -> Tensor {
    guard let first = tensors.first else {
      fatalError("Tensor.concatenate: there is no tensor")
    }
    let axis = first.shape.axis(number)
    var shape = first.shape
    shape[axis] = 0
    for tensor in tensors {
      var rest = tensor.shape
      rest[axis] = first.shape[axis]
      require(
        rest == first.shape,
        "Tensor.concatenate: \(tensor.shape) does not continue \(first.shape) along axis \(axis)")
      shape[axis] += tensor.shape[axis]
    }
    let whole = shape
    return primitive("concatenate", tensors) { parts in
      Tensor(
        whole,
        .joined(
          parts.map(\.buffer), lengths: parts.map { $0.shape[axis] },
          outer: whole[..<axis].reduce(1, *), inner: whole[(axis + 1)...].reduce(1, *)))
    } pullback: { dy, parts, _, number in
      let start = parts[..<number].reduce(0) { $0 + $1.shape[axis] }
      return dy.slice(start..<start + parts[number].shape[axis], axis: axis)
    }
  }

  /// Tensors of one shape, side by side along a new axis.
  ///
  /// - Precondition: there is one at least, and all have one shape.
  public static func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    concatenate(tensors.map { $0.expandingShape(at: axis) }, axis: axis)
  }

  /// The positions of an axis that the indices name, in their order; a position may be named again.
  ///
  /// - Precondition: the axis has all of them.
  public func select(_ indices: [Int], axis number: Int = 0) -> Tensor {
    let axis = shape.axis(number)
    let length = shape[axis]
    for index in indices where index < 0 || index >= length {
      fatalError("Tensor.select: index \(index) is not within axis \(axis) of \(shape)")
    }
    return primitive(
      "select",
      { x in
        var part = x.shape
        part[axis] = indices.count
        return Tensor(
          part,
          x.buffer.select(
            indices, outer: part[..<axis].reduce(1, *), length: length,
            inner: part[(axis + 1)...].reduce(1, *)))
      }
    ) { dy, x, _ in dy.scatterAdd(indices, axis: axis, length: length) }
  }

  /// Zeros, with each position of this tensor added at its index; the reverse of `select`.
  private func scatterAdd(_ indices: [Int], axis: Int, length: Int) -> Tensor {
    primitive(
      "scatterAdd",
      { x in
        var whole = x.shape
        whole[axis] = length
        return Tensor(
          whole,
          x.buffer.scatterAdd(
            indices, outer: whole[..<axis].reduce(1, *), length: length,
            inner: whole[(axis + 1)...].reduce(1, *)))
      }
    ) { dy, _, _ in dy.select(indices, axis: axis) }
  }

  /// Of each row the number at its index: shape `[n, k]` becomes `[n]`.
  ///
  /// - Precondition: this is a matrix; there is one index for each row, within it.
  public func pick(_ indices: [Int]) -> Tensor {
    require(
      shape.rank == 2 && indices.count == shape[0],
      "Tensor.pick: \(indices.count) indices do not go with the shape \(shape)")
    let columns = shape[1]
    for index in indices where index < 0 || index >= columns {
      fatalError("Tensor.pick: index \(index) is not within the rows of \(shape)")
    }
    let places = indices.enumerated().map { $0 * columns + $1 }
    return reshaped(-1).select(places)
  }
}
