import Autodiff
import Elementary
import Kernels
import Probability
import Testing
import Variational

struct DiscreteTrainingTests {
  private var data: Tensor<Double> {
    var random = RandomStream(seed: 5, name: "pictures")
    let truth = DiscreteDecoder.bars(side: 2, probability: 0.3).model
    let pictures = (0..<200).map { _ in truth.sampleWithLatent(using: &random).observation }
    return DiscreteDecoder.oneHot(pictures, categories: 3)
  }

  private func training(_ estimator: DiscreteEstimator) -> DiscreteTraining {
    DiscreteTraining(
      on: data, factors: 3, categories: 3, estimator: estimator,
      settings: DiscreteTraining.Settings(draws: 2, batchSize: 20, encoderUnits: 6),
      stream: RandomStream(seed: 6, name: "training"))
  }

  @Test(arguments: [
    DiscreteEstimator.exact, .scoreFunction, .constantBaseline, .learnedBaseline, .leaveOneOut,
    .multiSample, .straightThrough, .gumbelSoftmax(temperature: 0.5),
  ])
  func everyEstimatorRaisesTheBoundAndStaysBelowTheEvidence(_ estimator: DiscreteEstimator) {
    var training = training(estimator)
    let looks = training.run(steps: 60, lookingAt: data, every: 30)
    #expect(looks.map(\.step) == [0, 30, 60])
    #expect(looks[2].bound > looks[0].bound + 0.1)
    #expect(looks.allSatisfy { $0.bound <= $0.logEvidence })
  }

  @Test func twoPartsOfATrainingAreOneTraining() {
    var (whole, parts) = (training(.learnedBaseline), training(.learnedBaseline))
    let once = whole.run(steps: 20, lookingAt: data, every: 20)
    _ = parts.run(steps: 9, lookingAt: data, every: 9)
    let twice = parts.run(steps: 11, lookingAt: data, every: 11)
    #expect(once[1] == twice[1])
  }

  @Test func matchingFindsPermutationAndFlip() {
    var random = RandomStream(seed: 7, name: "factors")
    let truth = (0..<300).map { _ in (0..<3).map { _ in random.bernoulli(0.4) } }
    let learned = truth.map { [0.5, $0[2] ? 0.1 : 0.9, $0[0] ? 0.8 : 0.2, $0[1] ? 1 : 0.0] }
    let matching = FactorMatching(truth: truth, learned: learned)
    #expect(matching.partners == [2, 3, 1])
    #expect(matching.correlations.map { ($0 * 1e9).rounded() / 1e9 } == [1, 1, -1])
    #expect(matching.recovered(atLeast: 0.9) == 3)
    let few = FactorMatching(truth: truth, learned: learned.map { [$0[1]] })
    #expect(few.partners == [nil, nil, 0])
    #expect(few.recovered(atLeast: 0.9) == 1)
  }
}
