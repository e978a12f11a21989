import Elementary
import Foundation
import Numerics
import Testing

@testable import Notebook

@Suite struct AnimatedFigureTests {
  private static func frame(_ index: Int, dots: [Int]) -> Figure {
    Figure(
      "frame \(index)", description: "d", width: 720, x: Axis("x"), y: Axis("y"),
      marks: [
        .scatter(x: [0, 0, 1, 2], y: [0, 0, 1, 2], categories: dots),
        .line(x: [0, 1], y: [0, Double(index)]),
      ])
  }

  /// The third dot changes its colour in the last frame, the fourth goes there and back.
  private static let frames = [
    frame(1, dots: [0, 0, 0, 0]), frame(2, dots: [0, 0, 0, 1]), frame(5, dots: [0, 0, 1, 0]),
  ]
  private let animation = AnimatedFigure(
    description: "three frames", frames: frames, secondsPerFrame: 0.5, pause: 1)

  /// What a viewer sees of a frame.
  private func seen(_ frame: Int, of elements: [Element]) -> [Element] {
    elements.flatMap { element -> [Element] in
      guard case .shown(let frames, let inner) = element else { return [element] }
      return frames.contains(frame) ? inner : []
    }
  }

  /// Dots one by one and all in an order that depends on what they are alone.
  private func sorted(_ elements: [Element]) -> [String] {
    elements.flatMap { element -> [Element] in
      guard case .dots(let points, let dot, let style) = element else { return [element] }
      return points.map { .dots([$0], dot, style) }
    }.map { "\($0)" }.sorted()
  }

  @Test func eachFrameShowsWhatItsFigureShows() {
    let layouts = FigureLayout.layouts(of: Self.frames)
    for (frame, layout) in layouts.enumerated() {
      #expect(
        sorted(seen(frame, of: animation.displayList.elements))
          == sorted(layout.displayList.elements))
    }
  }

  @Test func axesAreHeldAndWrittenOnce() {
    let layouts = FigureLayout.layouts(of: Self.frames)
    #expect(layouts.allSatisfy { $0.plots == layouts[0].plots })
    #expect(layouts.allSatisfy { $0.plans[0].y.domain == layouts[2].plans[0].y.domain })
    #expect(layouts[0].plans[0].y.domain.contains(5))
    let svg = animation.svg()
    #expect(svg.components(separatedBy: ">x</text>").count == 2)
    #expect(svg.components(separatedBy: ">frame ").count == 5, "three captions and the title")
  }

  @Test func whatChangesIsShownInItsFrames() {
    let dots = animation.displayList.elements.compactMap { element -> (FrameSet, Int)? in
      guard case .shown(let frames, let inner) = element else { return nil }
      let count = inner.map { if case .dots(let points, _, _) = $0 { points.count } else { 0 } }
      return (frames, count.reduce(0, +))
    }.filter { $0.1 > 0 }
    #expect(dots.map(\.1) == [1, 1, 1, 1])
    #expect(
      dots.map(\.0) == [FrameSet([0, 1]), FrameSet([0, 2]), FrameSet([1]), FrameSet([2])])
    // Two equal dots stay two.
    let still = animation.displayList.elements.compactMap { element -> Int? in
      if case .dots(let points, _, _) = element { points.count } else { nil }
    }
    #expect(still == [2])
  }

  @Test func theLoopRestsOnTheLastFrame() {
    let timeline = animation.timeline
    #expect(timeline.duration == 2.5)
    #expect((0..<3).map(timeline.beginning(ofFrame:)) == [0, 20, 40])
    let changes = timeline.changes(of: FrameSet([0, 2]))
    #expect(changes.map(\.frame) == [0, 1, 2] && changes.map(\.isShown) == [true, false, true])
    #expect(timeline.changes(of: FrameSet([1, 2])).map(\.frame) == [0, 1])
  }

  @Test func withoutMotionTheLastFrameIsSeen() throws {
    let svg = animation.svg()
    let style = try #require(svg.components(separatedBy: "</style>").first)
    let parts = style.components(separatedBy: "@media (prefers-reduced-motion:no-preference){")
    #expect(parts.count == 2)
    #expect(!parts[0].contains("animation"), "nothing moves unless motion is welcome")
    let hidden = try #require(parts[0].split(separator: "\n").last { $0.hasPrefix(".f") })
    for (index, caption) in ["frame 1", "frame 2", "frame 5"].enumerated() {
      let group = try #require(
        svg.components(separatedBy: "<g class=\"").dropFirst().first {
          $0.contains(">\(caption)</text>")
        })
      let name = "." + group.prefix { $0 != "\"" }
      let isHidden = hidden.split(whereSeparator: { $0 == "," || $0 == "{" }).contains(name[...])
      #expect(isHidden == (index < 2))
    }
    #expect(parts[1].contains("20%{visibility:visible}40%{visibility:hidden}"))
    #expect(parts[1].contains("animation:2.5s step-end infinite"))
  }

  @Test func aFrameAloneIsStill() {
    let alone = AnimatedFigure(description: "one", frames: [Self.frames[0]])
    #expect(!alone.svg().contains("animation"))
    #expect(alone.fileExtension == "svg")
  }
}
