import Elementary

// What the estimators of a gradient do on average, without sampling: by enumeration or quadrature.

extension ParametricDistribution where Self: Approximation {
  /// $\nabla_\phi\, \mathbb E_{q_\phi}[f(z)] = \mathbb E_{q_\phi}[f(z)\, \nabla_\phi \log q_\phi(z)]$.
  ///
  /// It is as exact as `expectation(of:)`. An f that depends on φ itself, such as $-\log q_\phi$, has
  /// its own derivative besides.
  ///
  /// - Complexity: an expectation for each parameter.
  public func gradientOfExpectation(of f: (Value) -> Double) -> [Double] {
    parameters.indices.map { j in expectation { score(at: $0)[j] * f($0) } }
  }

  /// The variance of a single score-function estimate with a constant baseline, for each parameter:
  /// $\mathbb E[s_j^2 (f - C_j)^2] - (\mathbb E[s_j f])^2$.
  ///
  /// - Parameter baseline: $C_j$ for each parameter; none is zero for all.
  public func scoreFunctionVariance(
    of f: (Value) -> Double, baseline: [Double]? = nil
  ) -> [Double] {
    let gradient = gradientOfExpectation(of: f)
    return parameters.indices.map { j in
      let constant = baseline?[j] ?? 0
      let square = expectation { value in
        let estimate = score(at: value)[j] * (f(value) - constant)
        return estimate * estimate
      }
      return square - gradient[j] * gradient[j]
    }
  }

  // snippet.optimal-baseline
  /// The constant baseline with the least variance, for each parameter:
  /// $C_j^\ast = \mathbb E[s_j^2 f] / \mathbb E[s_j^2]$, a mean of f in which draws with a large score
  /// count more.
  ///
  /// Source: E. Greensmith, P. L. Bartlett and J. Baxter (2004), *Journal of Machine Learning
  /// Research* 5, 1471–1530.
  public func optimalBaseline(of f: (Value) -> Double) -> [Double] {
    parameters.indices.map { j in
      expectation { score(at: $0)[j] * score(at: $0)[j] * f($0) }
        / expectation { score(at: $0)[j] * score(at: $0)[j] }
    }
  }
  // snippet.end

  /// The variance of the average of a group of S score-function estimates with leave-one-out
  /// baselines, for each parameter.
  ///
  /// The average is a sample covariance of the score s and f. With $\mu_{22} = \mathbb E[s^2 (f -
  /// \mathbb E f)^2]$ and the gradient g its variance is
  /// $\frac{1}{S} (\mu_{22} - g^2) + \frac{1}{S (S - 1)} (g^2 + \mathbb E[s^2]\, \mathrm{Var} f)$: that
  /// of the mean of f as a baseline, and what it costs to estimate that mean.
  ///
  /// - Precondition: S is at least two.
  public func leaveOneOutVariance(of f: (Value) -> Double, group size: Int) -> [Double] {
    require(size > 1, "leaveOneOutVariance: a group of \(size)")
    let mean = expectation(of: f)
    let spread = expectation { (f($0) - mean) * (f($0) - mean) }
    let withMean = scoreFunctionVariance(of: f, baseline: parameters.map { _ in mean })
    let gradient = gradientOfExpectation(of: f)
    let count = Double(size)
    return parameters.indices.map { j in
      let information = expectation { score(at: $0)[j] * score(at: $0)[j] }
      return withMean[j] / count
        + (gradient[j] * gradient[j] + information * spread) / (count * (count - 1))
    }
  }
}

extension ReparameterizableDistribution where Self: Approximation {
  /// The mean of the pathwise estimates, for each parameter: the gradient of $\mathbb E[f(z)]$
  /// under the condition of `pathwiseGradients`.
  public func pathwiseMean(slope: (Value) -> Value) -> [Double] {
    parameters.indices.map { j in
      expectation { pullback(slope($0), at: noise(of: $0))[j] }
    }
  }

  /// The variance of a single pathwise estimate, for each parameter.
  public func pathwiseVariance(slope: (Value) -> Value) -> [Double] {
    let mean = pathwiseMean(slope: slope)
    return parameters.indices.map { j in
      expectation { value in
        let deviation = pullback(slope(value), at: noise(of: value))[j] - mean[j]
        return deviation * deviation
      }
    }
  }
}
