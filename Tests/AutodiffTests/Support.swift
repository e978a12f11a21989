import Autodiff
import Kernels
import Testing

/// Numbers without a pattern, the same ones every time: SplitMix64 (Steele, Lea and Flood, 2014).
func scattered(_ count: Int, _ range: ClosedRange<Double> = -2...2, seed: UInt64 = 1) -> [Double] {
  var state = seed &* 0xd1b5_4a32_d192_ed03
  return (0..<count).map { _ in
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    let unit = Double((bits ^ (bits >> 31)) >> 11) * 0x1p-53
    return range.lowerBound + (range.upperBound - range.lowerBound) * unit
  }
}

/// A tensor of such numbers.
func scattered(
  _ shape: Shape, _ range: ClosedRange<Double> = -2...2, seed: UInt64 = 1
) -> Tensor<Double> {
  Tensor(scattered(shape.elementCount, range, seed: seed), shape: shape)
}

/// First and second derivatives agree with differences, and the differences say something: no bound
/// exceeds a millionth of its derivative, or of 1.
///
/// The square of the function is checked too. There the cotangents depend on the parameters, and a
/// rule must be differentiable in them.
func expectDerivatives<Parameters: TensorStructure>(
  at parameters: Parameters, _ name: String = "", sourceLocation: SourceLocation = #_sourceLocation,
  of function: (Parameters) -> Tensor<Double>
) where Parameters.Scalar == Double {
  let squared = { (parameters: Parameters) in
    let y = function(parameters)
    return y * y
  }
  expect(.firstOrder(at: parameters, of: function), "\(name), first order", sourceLocation)
  expect(.secondOrder(at: parameters, of: function), "\(name), second order", sourceLocation)
  expect(.secondOrder(at: parameters, of: squared), "\(name), squared", sourceLocation)
}

/// First derivatives alone, for points where second ones overflow.
func expectFirstDerivatives(
  at point: Tensor<Double>, _ name: String = "", sourceLocation: SourceLocation = #_sourceLocation,
  of function: (Tensor<Double>) -> Tensor<Double>
) {
  expect(.firstOrder(at: point, of: function), "\(name), first order", sourceLocation)
}

private func expect(_ check: GradientCheck, _ name: String, _ sourceLocation: SourceLocation) {
  #expect(check.passes, "\(name): \(check)", sourceLocation: sourceLocation)
  let vague = check.derivatives.first { $0.bound > 1e-6 * max(1, $0.byDifferences.magnitude) }
  if let vague { Issue.record("\(name): too vague, \(vague)", sourceLocation: sourceLocation) }
}

/// All numbers agree within `tolerance` times the larger of 1 and the expected number.
func expectEqual(
  _ numbers: [Double], _ expected: [Double], within tolerance: Double, _ name: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(numbers.count == expected.count, "\(name)", sourceLocation: sourceLocation)
  for (index, (number, expected)) in zip(numbers, expected).enumerated() where number != expected {
    #expect(
      (number - expected).magnitude <= tolerance * max(1, expected.magnitude),
      "\(name): number \(index) is \(number), not \(expected)", sourceLocation: sourceLocation)
  }
}

extension Shape {
  /// The positions of all elements, row by row.
  var positions: [[Int]] {
    reduce([[]]) { positions, length in
      positions.flatMap { position in (0..<length).map { position + [$0] } }
    }
  }
}

extension Tensor {
  /// The number at a position, where an axis of length 1 is stretched and leading axes may lack.
  func stretched(at position: [Int]) -> Scalar {
    let own = zip(position.suffix(shape.rank), shape).map { $1 == 1 ? 0 : $0 }
    let place = zip(own, shape).reduce(0) { $0 * $1.1 + $1.0 }
    return numbers[place]
  }
}
