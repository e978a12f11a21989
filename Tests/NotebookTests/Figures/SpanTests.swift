import Testing

@testable import Notebook

@Suite struct SpanTests {
  private let spans = [
    Span(from: 0, to: -3.1, at: 0, label: "evidence"),
    Span(from: 0, to: -2.2, at: 1, color: .green, label: "reconstruction"),
    Span(from: -2.2, to: -3.7, at: 2, label: "KL"),
    Span(from: -3.7, to: -3.6, at: 3, label: "a gap that is small"),
  ]

  private func layout(_ direction: Span.Direction) -> FigureLayout {
    let (values, names) = (Axis("nats"), Axis(names: ["a", "b", "c", "d"]))
    return FigureLayout(
      of: Figure(
        description: "d", x: direction == .horizontal ? values : names,
        y: direction == .horizontal ? names : values,
        marks: [.spans(spans, direction: direction)]))
  }

  /// The rectangles, by their fill, and the words of the spans.
  private func drawn(_ layout: FigureLayout) -> (boxes: [Box], words: [Box]) {
    let elements = layout.displayList.elements
    let boxes = elements.flatMap { element -> [Box] in
      guard case .clipped(_, let inner) = element else { return [] }
      return inner.compactMap { element in
        guard case .path(_, let style) = element, style.fill != nil else { return nil }
        let (first, last) = (element.vertices[0], element.vertices[2])
        return Box(left: first.x, top: first.y, right: last.x, bottom: last.y)
      }
    }
    let labels = spans.map(\.label)
    let words = labels.compactMap { label in
      elements.first { if case .text(label, _, _, _) = $0 { true } else { false } }?.textBox
    }
    return (boxes, words)
  }

  @Test func horizontalSpansReachFromValueToValueAndReadDown() {
    let layout = layout(.horizontal)
    let (boxes, words) = drawn(layout)
    let x = AxisScale(
      scale: .linear, domain: layout.plans[0].x.domain,
      page: (layout.plots[0].left, layout.plots[0].right))
    for (span, box) in zip(spans, boxes) {
      #expect(abs(box.left - x.position(span.end)) < 1e-9 || span.label.hasPrefix("a gap"))
    }
    #expect(abs(boxes[1].left - boxes[2].right) < 1e-9, "a part begins where the last one ends")
    #expect(abs(boxes[3].left - boxes[2].left) < 1e-9)
    #expect(zip(boxes, boxes.dropFirst()).allSatisfy { $0.bottom < $1.top }, "from the top down")
    #expect(zip(boxes, words).prefix(3).allSatisfy { $0.contains($1) })
    #expect(words[3].left > boxes[3].right && layout.plots[0].contains(words[3]))
  }

  @Test func verticalSpansStandWhereTheirPlaceIs() {
    let layout = layout(.vertical)
    let (boxes, words) = drawn(layout)
    #expect(zip(boxes, boxes.dropFirst()).allSatisfy { $0.right < $1.left })
    #expect(abs(boxes[1].bottom - boxes[2].top) < 1e-9)
    #expect(boxes[0].height > boxes[1].height)
    for (index, word) in words.enumerated() {
      #expect(!words[..<index].contains(where: word.overlaps))
      let isCovered = boxes.indices.contains { $0 != index && boxes[$0].overlaps(word) }
      #expect(!isCovered)
    }
  }

  @Test func fromZeroOnALogarithmicAxisASpanBeginsAtTheBorder() {
    let layout = FigureLayout(
      of: Figure(
        description: "d", x: Axis("x"), y: Axis("y", scale: .logarithmic, range: 1...100),
        marks: [.spans([Span(from: 0, to: 10, at: 0)])]))
    let boxes = drawn(layout).boxes
    #expect(boxes.count == 1 && boxes.allSatisfy { $0.bottom == layout.plots[0].bottom })
  }
}
