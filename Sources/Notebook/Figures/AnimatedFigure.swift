import Elementary
import Foundation

/// Figures shown one after another, in a loop that rests on the last: how an iteration settles.
///
/// ```swift
/// AnimatedFigure(
///   description: "In 20 iterations of EM the log likelihood rises from −1,400 to −1,130 nats.",
///   frames: run.path.enumerated().map { iteration, mixture in
///     Figure(
///       "iteration \(iteration)", description: "…", width: 720, x: Axis("eruption (min)"),
///       y: Axis("waiting time (min)"), marks: marks(of: mixture))
///   })
/// ```
///
/// A panel's axes show the same ranges in all frames: all that any of them needs. The animation is
/// made of styles alone, without a script, and so runs inside an image. A viewer that knows no
/// animation, or whose user asks for little motion, shows the last frame at rest. What frames have
/// in common is written once.
public struct AnimatedFigure: Picture, Sendable {
  /// The text that stands for the animation where it cannot be seen. It states the numbers that
  /// the frames show.
  public let description: String
  let frames: [Figure]
  let timeline: Timeline

  /// An animation.
  ///
  /// - Parameters:
  ///   - frames: In their order. Their own descriptions are not used.
  ///   - secondsPerFrame: How long each frame is seen.
  ///   - pause: How many seconds longer the last frame is.
  /// - Precondition: there is a frame, and at most 64; they have the same size, and equally many
  ///   panels, columns and marks.
  public init(
    description: String, frames: [Figure], secondsPerFrame: Double = 0.4, pause: Double = 3
  ) {
    require(!description.isEmpty, "AnimatedFigure: a description is needed")
    require(!frames.isEmpty && frames.count <= 64, "AnimatedFigure: 1 to 64 frames are needed")
    require(secondsPerFrame > 0 && pause >= 0, "AnimatedFigure: a frame must take time")
    func shape(_ figure: Figure) -> [Double] {
      [figure.width, figure.height, Double(figure.columns)]
        + figure.panels.map { Double($0.marks.count) }
    }
    require(
      frames.allSatisfy { shape($0) == shape(frames[0]) },
      "AnimatedFigure: the frames differ in size, panels or the number of marks")
    self.description = description
    self.frames = frames
    timeline = Timeline(
      frameCount: frames.count, secondsPerFrame: secondsPerFrame, pause: pause)
  }

  /// The SVG document.
  public var contents: Data { displayList.contents }

  /// All frames in one, layer by layer.
  var displayList: DisplayList {
    let layouts = FigureLayout.layouts(of: frames)
    let layers = layouts.map(\.layers)
    return DisplayList(
      size: layouts[0].displayList.size, title: frames[frames.count - 1].title,
      description: description,
      elements: layers[0].indices.flatMap { layer in
        FrameMerge.elements(of: layers.map { $0[layer] })
      },
      timeline: timeline)
  }
}
