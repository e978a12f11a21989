import Elementary
import Numerics
import Probability

extension ScalarDecoderModel {
  /// The expectation of a function of x under the model's own draws,
  /// $\mathbb E_{p(x)}[f(x)] = \int p(x)\, f(x)\, dx$, by quadrature.
  ///
  /// It stands for an average over endless data from the model.
  ///
  /// - Parameter range: a rule for $\int dx$ over all x that the model produces.
  public func marginalExpectation(over range: Quadrature, of f: (Double) -> Double) -> Double {
    range.integrate { x in .exp(logEvidence(of: x)) * f(x) }
  }

  // snippet.tempered-posterior
  /// The tempered posterior, $q_t(z) \propto p(z)\, p(x \mid z)^t$: the prior for t = 0, the posterior
  /// for t = 1.
  ///
  /// Among all q it has the largest $t\, \mathbb E_q[\log p(x \mid z)] - KL(q \Vert p(z))$.
  public func temperedPosterior(of x: Double, power t: Double) -> GridDensity {
    GridDensity(
      on: grid, logDensity: { z in logPrior(of: z) + t * logLikelihood(of: x, given: z) }
    ).normalized
  }
  // snippet.end
}
