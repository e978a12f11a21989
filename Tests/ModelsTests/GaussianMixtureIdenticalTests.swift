import Models
import Numerics
import Probability
import Testing

@Suite struct GaussianMixtureIdenticalTests {
  @Test func identicalComponentsAreAFixedPointThatAMoveLeaves() throws {
    let data = ScikitLearnReference.data
    let twins = try GaussianMixture.identicalComponents(2, fittedTo: data)
    let one = try GaussianMixture.identicalComponents(1, fittedTo: data)
    #expect((twins.logLikelihood(of: data) - one.logLikelihood(of: data)).magnitude < 1e-9)
    let step = try twins.maximization(of: data, under: twins.responsibilities(of: data)).mixture
    #expect(Examples.difference(step, twins) < 1e-9)
    let moved = twins.movingMean(of: 1, by: [0.01, 0])
    #expect((moved.means[1][0] - twins.means[1][0] - 0.01).magnitude < 1e-12)
    #expect(moved.means[0] == twins.means[0] && moved.means[1][1] == twins.means[1][1])
    let run = try ExpectationMaximization().run(from: moved, on: data)
    #expect(run.logLikelihood > one.logLikelihood(of: data) + 100)
  }

  @Test func whatIsNotReplacedStays() throws {
    let mixture = try Examples.mixture(.full)
    let other = mixture.replacing(weights: [0.1, 0.1, 0.8])
    #expect(other.weights == [0.1, 0.1, 0.8])
    #expect(other.means == mixture.means && other.covariances == mixture.covariances)
    let means = [[1.0, 2], [3, 4], [5, 6]]
    #expect(mixture.replacing(means: means).means == means)
    #expect(mixture.replacing() == mixture)
    let covariances = mixture.covariances.map { 2 * $0 }
    let wider = mixture.replacing(covariances: covariances)
    #expect(wider.covariances == covariances)
    #expect(wider.weights == mixture.weights && wider.means == mixture.means)
    #expect(wider != mixture)
  }
}
