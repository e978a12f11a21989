extension Categorical: Approximation {
  /// $\sum_k p_k f(k)$, by enumeration: exact for every f.
  public func expectation(of f: (Int) -> Double) -> Double {
    var sum = 0.0
    for (outcome, probability) in probabilities.enumerated() where probability > 0 {
      sum += probability * f(outcome)
    }
    return sum
  }
}

extension Bernoulli: Approximation {
  /// $p f(1) + (1 - p) f(0)$, by enumeration: exact for every f.
  public func expectation(of f: (Bool) -> Double) -> Double {
    [true, false].reduce(0) { sum, outcome in
      let weight = outcome ? probability : 1 - probability
      return weight == 0 ? sum : sum + weight * f(outcome)
    }
  }
}
