/// When each frame of an animation is seen.
struct Timeline: Equatable, Sendable {
  let frameCount: Int
  let secondsPerFrame: Double
  /// How much longer than the others the last frame is seen.
  let pause: Double

  /// The length of a round in seconds.
  var duration: Double { Double(frameCount) * secondsPerFrame + pause }

  /// When a frame begins, as a share of the round in per cent.
  func beginning(ofFrame index: Int) -> Double {
    100 * Double(index) * secondsPerFrame / duration
  }

  /// The frames at which something seen in `frames` appears or disappears: the first frame, and
  /// wherever it differs from the one before.
  func changes(of frames: FrameSet) -> [(frame: Int, isShown: Bool)] {
    (0..<frameCount).compactMap { frame in
      let isShown = frames.contains(frame)
      return frame == 0 || isShown != frames.contains(frame - 1) ? (frame, isShown) : nil
    }
  }

  func isLast(_ frames: FrameSet) -> Bool { frames.contains(frameCount - 1) }
}

/// Some frames of an animation, by their numbers.
typealias FrameSet = Set<Int>
