/// Joins what a layer of a figure shows in each frame of an animation, so that what frames have in
/// common is written once.
enum FrameMerge {
  /// A single thing, and how often the same stood in its frame before.
  private struct Atom {
    let element: Element
    let occurrence: Int
    var frames: FrameSet
  }

  /// The elements of all frames: those of every frame first, then the others by the frames that
  /// they are seen in. Dots are told apart one by one: a dot that keeps its place and colour stays.
  static func elements(of frames: [[Element]]) -> [Element] {
    var atoms: [Atom] = []
    for (frame, elements) in frames.enumerated() {
      var seen: [Element] = []
      for element in elements.flatMap(split) {
        let occurrence = seen.count { $0 == element }
        seen.append(element)
        if let index = atoms.firstIndex(where: {
          $0.occurrence == occurrence && $0.element == element
        }) {
          atoms[index].frames.insert(frame)
        } else {
          atoms.append(Atom(element: element, occurrence: occurrence, frames: FrameSet([frame])))
        }
      }
    }
    var groups: [(frames: FrameSet, elements: [Element])] = [(FrameSet(frames.indices), [])]
    for atom in atoms {
      let index = groups.firstIndex { $0.frames == atom.frames } ?? groups.count
      if index == groups.count { groups.append((atom.frames, [])) }
      groups[index].elements = adding(atom.element, to: groups[index].elements)
    }
    return groups[0].elements + groups.dropFirst().map { .shown(in: $0.frames, $0.elements) }
  }

  private static func split(_ element: Element) -> [Element] {
    guard case .dots(let points, let dot, let style) = element else { return [element] }
    return points.map { .dots([$0], dot, style) }
  }

  /// Adds an element; a dot joins those of its kind, for equal dots may change places in the order.
  private static func adding(_ element: Element, to elements: [Element]) -> [Element] {
    var elements = elements
    if case .dots(let points, let dot, let style) = element {
      for (index, other) in elements.enumerated() {
        if case .dots(let others, dot, style) = other {
          elements[index] = .dots(others + points, dot, style)
          return elements
        }
      }
    }
    return elements + [element]
  }
}
