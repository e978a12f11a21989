import Elementary

/// Lets parameters and labels determine each other in turns, until the labels repeat themselves.
///
/// - Parameters:
///   - labels: the label of each point under the first parameters.
///   - maximumIterations: how many turns at most, at least one.
///   - turn: finds the parameters of labels, and the labels under these parameters.
/// - Returns: the last labels, and whether they are those of the turn before.
func alternate<Failure: Error>(
  from labels: [Int], maximumIterations: Int, _ turn: ([Int]) throws(Failure) -> [Int]
) throws(Failure) -> (labels: [Int], hasConverged: Bool) {
  require(maximumIterations > 0, "maximumIterations is \(maximumIterations)")
  var labels = labels
  for _ in 0..<maximumIterations {
    let next = try turn(labels)
    guard next != labels else { return (labels, true) }
    labels = next
  }
  return (labels, false)
}
