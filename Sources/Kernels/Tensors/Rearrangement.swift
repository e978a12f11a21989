import Elementary

extension Buffer {
  /// A copy in another order: the element at each position of `shape` is read at the offset that
  /// the strides give for that position.
  ///
  /// This one loop permutes axes, takes slices and stretches axes of length 1 (stride 0).
  func stridedCopy(_ shape: Shape, strides: SIMD8<Int>, offset: Int) -> Buffer {
    let result = Buffer(uninitialized: shape.elementCount)
    if result.count > 0 {
      Number.copy(base + offset, into: result.base, shape: shape, strides: strides)
    }
    return result
  }

  /// Whether the numbers are those of a shape that broadcasting stretches to a larger one.
  func fills(_ shape: Shape, whichBecomes larger: Shape) -> Bool {
    count == shape.elementCount && shape.broadcast(with: larger) == larger
  }

  /// The array with its axes in another order: axis k of the result is axis `order[k]`.
  ///
  /// - Precondition: the array has the shape, and the order names every axis once.
  public func permuted(_ shape: Shape, _ order: [Int]) -> Buffer {
    let named = order.reduce(0) { $0 | 1 << $1 }
    require(
      count == shape.elementCount && order.count == shape.rank && named == 1 << shape.rank - 1,
      "Buffer.permuted: \(count) numbers of shape \(shape) in the order \(order)")
    let strides = shape.strides
    var (newShape, newStrides) = (shape, strides)
    for (axis, source) in order.enumerated() {
      newShape[axis] = shape[source]
      newStrides[shape.place(ofAxis: axis)] = strides[shape.place(ofAxis: source)]
    }
    return stridedCopy(newShape, strides: newStrides, offset: 0)
  }

  /// The array stretched to a larger shape.
  ///
  /// - Precondition: the array has the shape, and broadcasting leads to the larger one.
  public func broadcast(_ shape: Shape, to larger: Shape) -> Buffer {
    require(
      fills(shape, whichBecomes: larger),
      "Buffer.broadcast: \(count) numbers of shape \(shape) to the shape \(larger)")
    if count == 1 { return Buffer(repeating: base[0], count: larger.elementCount) }
    return stridedCopy(larger, strides: shape.broadcastStrides, offset: 0)
  }

  /// Every `step`-th position along an axis from `start` on, `length` of them.
  ///
  /// - Precondition: the array has the shape, and the axis all of these positions.
  public func slice(_ shape: Shape, axis: Int, start: Int, length: Int, step: Int) -> Buffer {
    require(
      count == shape.elementCount && shape.hasPositions(axis, start, length, step),
      "Buffer.slice: \(length) positions from \(start) by \(step) along axis \(axis) of \(shape)")
    var (part, strides) = (shape, shape.strides)
    let place = shape.place(ofAxis: axis)
    part[axis] = length
    let offset = start * strides[place]
    strides[place] *= step
    return stridedCopy(part, strides: strides, offset: offset)
  }

  /// An array of zeros with this one placed at every `step`-th position of an axis, from `start` on.
  ///
  /// - Precondition: the array has the shape, which differs from the whole one's along the axis at
  ///   most, and the whole has all of these positions.
  public func placed(_ shape: Shape, in whole: Shape, axis: Int, start: Int, step: Int) -> Buffer {
    var part = whole
    part[axis] = shape[axis]
    require(
      count == shape.elementCount && part == shape
        && whole.hasPositions(axis, start, shape[axis], step),
      "Buffer.placed: \(count) numbers of shape \(shape) from \(start) by \(step) along axis "
        + "\(axis) of \(whole)")
    let result = Buffer(repeating: 0, count: whole.elementCount)
    let inner = whole.strides[whole.place(ofAxis: axis)]
    let (length, wholeLength) = (shape[axis], whole[axis])
    let outer = length * inner == 0 ? 0 : count / (length * inner)
    for block in 0..<outer {
      for position in 0..<length {
        let target = (block * wholeLength + start + position * step) * inner
        (result.base + target).update(
          from: base + (block * length + position) * inner, count: inner)
      }
    }
    return result
  }

  /// The parts one after the other along the middle of `outer` × lengths × `inner`.
  ///
  /// - Precondition: there is a length for each part, which has as many numbers.
  public static func joined(_ parts: [Buffer], lengths: [Int], outer: Int, inner: Int) -> Buffer {
    require(
      min(outer, inner) >= 0 && parts.count == lengths.count
        && zip(parts, lengths).allSatisfy { $0.count == outer * $1 * inner },
      "Buffer.joined: parts of \(parts.map(\.count)) numbers, for \(outer) × \(lengths) × \(inner)")
    let result = Buffer(uninitialized: parts.reduce(0) { $0 + $1.count })
    var target = result.base
    for block in 0..<outer {
      for (part, length) in zip(parts, lengths) {
        target.initialize(from: part.base + block * length * inner, count: length * inner)
        target += length * inner
      }
    }
    return result
  }

  /// The positions `indices` along the middle of `outer` × `length` × `inner`.
  ///
  /// - Precondition: the array has as many numbers, and the middle axis all of the positions.
  public func select(_ indices: [Int], outer: Int, length: Int, inner: Int) -> Buffer {
    require(
      min(outer, length, inner) >= 0 && count == outer * length * inner
        && indices.allSatisfy { $0 >= 0 && $0 < length },
      "Buffer.select: not all indices are within \(length), or \(count) numbers are not "
        + "\(outer) × \(length) × \(inner)")
    let result = Buffer(uninitialized: outer * indices.count * inner)
    var target = result.base
    for block in 0..<outer {
      for index in indices {
        target.initialize(from: base + (block * length + index) * inner, count: inner)
        target += inner
      }
    }
    return result
  }

  /// The reverse of `select`: adds each part to its position of an array of zeros, in order.
  ///
  /// - Precondition: the array has a part for each index, and the middle axis all of the positions.
  public func scatterAdd(_ indices: [Int], outer: Int, length: Int, inner: Int) -> Buffer {
    require(
      min(outer, length, inner) >= 0 && count == outer * indices.count * inner
        && indices.allSatisfy { $0 >= 0 && $0 < length },
      "Buffer.scatterAdd: not all indices are within \(length), or \(count) numbers are not "
        + "\(outer) × \(indices.count) × \(inner)")
    let result = Buffer(repeating: 0, count: outer * length * inner)
    var source = base
    for block in 0..<outer {
      for index in indices {
        let target = result.base + (block * length + index) * inner
        for i in 0..<inner { target[i] += source[i] }
        source += inner
      }
    }
    return result
  }
}

extension Shape {
  /// Whether an axis has every `step`-th position from `start` on, `length` of them.
  fileprivate func hasPositions(_ axis: Int, _ start: Int, _ length: Int, _ step: Int) -> Bool {
    guard start >= 0, length >= 0, step > 0 else { return false }
    let (reach, overflows) = (length - 1).multipliedReportingOverflow(by: step)
    return length == 0 || (!overflows && start < self[axis] && reach < self[axis] - start)
  }
}

/// The loop, compiled once for each type of number.
enum RearrangementLoops<Number: TensorNumber> {
  @inline(__always)
  static func copy(
    _ source: UnsafePointer<Number>, into target: UnsafeMutablePointer<Number>, shape: Shape,
    strides: SIMD8<Int>
  ) {
    let places = shape.places
    let last = Shape.maximumRank - 1
    let (length, stride) = (places[last], strides[last])
    let runs = shape.elementCount / length
    var index = SIMD8<Int>()
    var offset = 0
    for run in 0..<runs {
      let (from, to) = (source + offset, target + run * length)
      switch stride {
      case 1: to.initialize(from: from, count: length)
      case 0: to.initialize(repeating: from[0], count: length)
      default: for i in 0..<length { to[i] = from[i * stride] }
      }
      var place = last - 1
      while place >= 0 {
        index[place] += 1
        offset += strides[place]
        if index[place] < places[place] { break }
        offset -= strides[place] * places[place]
        index[place] = 0
        place -= 1
      }
    }
  }
}
