import Autodiff
import Networks
import Probability
import Testing
import Threads

struct TrainingTests {
  @Test("A linear regression reaches its closed form")
  func linearRegression() throws {
    var random = RandomStream(seed: 0, name: "regression")
    let x = Tensor<Double>.normal([64, 3], using: &random)
    let truth = Tensor<Double>([[2], [-1], [0.5]])
    let y = x.matmul(truth) + 3 + Tensor.normal([64, 1], using: &random) * 0.1
    var training = Training(
      Dense<Double>(3, 1, from: RandomStream(seed: 0, name: "regression/model")),
      optimizer: StochasticGradientDescent(
        for: Dense<Double>(3, 1, from: RandomStream(seed: 0, name: "regression/model")),
        learningRate: 0.1, momentum: 0.5),
      batches: Minibatches(of: 64, batchSize: 64),
      stream: RandomStream(seed: 0, name: "regression/training"))
    try training.run(epochs: 500) { model, batch, _ in
      (model(x.select(batch.indices)) - y.select(batch.indices)).squared().mean()
    }
    // The normal equations hold: the residuals are orthogonal to every column and to the ones.
    let residuals = training.model(x) - y
    let along = x.matmul(residuals, transposed: .left).numbers + [residuals.sum().number]
    #expect(along.allSatisfy { abs($0) < 1e-11 })
    #expect(abs(training.model.weights.numbers[0] - 2) < 0.1)
    #expect(training.history.count == 500)
    let loss = residuals.squared().mean().number
    #expect(abs((training.history.last?.loss ?? 0) - loss) < 1e-12)
  }

  @Test("The loss of an epoch is the mean over its examples")
  func history() throws {
    // A gradient of zero: the model stays, and the loss is that of the data.
    let data = Tensor<Double>([1, 2, 4, 8, 16])
    var training = Training(
      Tensor<Double>([1]), optimizer: Adam(for: Tensor<Double>([1])),
      batches: Minibatches(of: 5, batchSize: 2), stream: RandomStream(seed: 0, name: "history"))
    var steps: [TrainingProgress] = []
    try training.run(epochs: 2) { _, batch, _ in
      data.select(batch.indices).mean()
    } validation: { _, _ in
      7
    } progress: {
      steps.append($0)
    }
    #expect(training.history.map(\.validation) == [7, 7])
    #expect(training.history.map(\.loss).allSatisfy { abs($0 - 6.2) < 1e-15 })
    #expect(steps.map(\.step) == [1, 2, 3, 4, 5, 6])
    #expect(steps.allSatisfy { $0.totalSteps == 6 })
    #expect(steps.map { $0.finishedEpoch != nil } == [false, false, true, false, false, true])
    #expect(training.epoch == 2 && training.step == 6)
  }

  @Test("The schedule gives each step its learning rate, and gradients are clipped")
  func scheduleAndClipping() throws {
    var training = Training(
      Tensor<Double>([0]),
      optimizer: StochasticGradientDescent(for: Tensor<Double>([0]), learningRate: 99),
      batches: Minibatches(of: 1, batchSize: 1),
      schedule: .stepDecay(from: 1, by: 0.5, every: 1), clipping: .norm(2),
      stream: RandomStream(seed: 0, name: "schedule"))
    var places: [Double] = []
    for _ in 0..<4 {
      try training.advance { model, _, _ in model.sum() * 10 }
      places.append(training.model.number)
    }
    #expect(places == [-2, -3, -3.5, -3.75])
  }

  @Test("The noise of a step depends on its number alone")
  func noise() throws {
    var drawn: [Double] = []
    var training = Training(
      Tensor<Double>([0]), optimizer: Adam(for: Tensor<Double>([0])),
      batches: Minibatches(of: 4, batchSize: 2), stream: RandomStream(seed: 0, name: "noise"))
    let start = training
    func step(_ draws: Int) throws {
      try training.advance { model, _, random in
        let numbers = random.normals(draws)
        drawn.append(numbers.first ?? 0)
        return model.sum()
      }
    }
    for draws in [1, 5, 2] { try step(draws) }
    #expect(Set(drawn).count == 3)
    training = start
    for draws in [7, 1, 1] { try step(draws) }
    #expect(Array(drawn.prefix(3)) == Array(drawn.suffix(3)))
  }

  @Test("A training ends when its patience does, and keeps the best model")
  func earlyStopping() throws {
    // The validation's values of the epochs; the first lowest one is that of epoch 2.
    let values = [5, 4, 3, 3, 6, 2.9, .nan, 8, 2.5]
    func epochs(patience: Int?) throws -> (count: Int, best: Double?, bestEpoch: Int?) {
      var training = Training(
        Tensor<Double>([0]),
        optimizer: StochasticGradientDescent(for: Tensor<Double>([0]), learningRate: 1),
        batches: Minibatches(of: 2, batchSize: 1), patience: patience,
        stream: RandomStream(seed: 0, name: "stopping"))
      try training.run(epochs: values.count) { model, _, _ in
        -model.sum()
      } validation: { model, _ in
        // Two steps of size 1 an epoch.
        values[Int(model.number) / 2 - 1]
      }
      return (training.history.count, training.bestModel?.number, training.bestEpoch)
    }
    let one = try epochs(patience: 1)
    #expect(one.count == 4 && one.best == 6 && one.bestEpoch == 2)
    let two = try epochs(patience: 2)
    #expect(two.count == 5 && two.best == 6)
    let three = try epochs(patience: 3)
    #expect(three.count == 9 && three.best == 18 && three.bestEpoch == 8)
    let none = try epochs(patience: nil)
    #expect(none.count == 9 && none.best == nil && none.bestEpoch == 8)
  }

  @Test("A step whose closures throw has not happened")
  func throwing() throws {
    struct Stop: Error {}
    var training = Training(
      Tensor<Double>([1, 2]), optimizer: Adam(for: Tensor<Double>([1, 2])),
      batches: Minibatches(of: 1, batchSize: 1), stream: RandomStream(seed: 0, name: "throwing"))
    try training.advance { model, _, _ in model.squared().sum() }
    let before = training
    #expect(throws: Stop.self) { try training.advance { _, _, _ in throw Stop() } }
    #expect(throws: Stop.self) {
      try training.advance { model, _, _ in
        model.squared().sum()
      } validation: { _, _ in
        throw Stop()
      }
    }
    #expect(training.model.numbers == before.model.numbers)
    #expect(training.optimizer.state.numbers == before.optimizer.state.numbers)
    #expect(training.optimizer.step == 1 && training.step == 1 && training.history.count == 1)
  }

  @Test("The number of threads changes no bit")
  func threads() throws {
    func run(_ threads: Int) throws -> [UInt32] {
      let stream = RandomStream(seed: 0, name: "threads")
      let model = [Dense<Float>(30, 3000, from: stream), Dense<Float>(3000, 30, from: stream)]
      var training = Training(
        model, optimizer: Adam(for: model), batches: Minibatches(of: 40, batchSize: 16),
        stream: stream)
      let data = Tensor<Float>((0..<1200).map { Float($0 % 31) / 31 }, shape: [40, 30])
      try Workers(count: threads).run {
        try training.run(epochs: 2) { model, batch, random in
          let x = data.select(batch.indices)
          let hidden = model[0](x + .normal(x.shape, using: &random) * 0.1).tanh()
          return (model[1](hidden) - x).squared().mean()
        }
      }
      return training.model.tensors.flatMap { $0.numbers.map(\.bitPattern) }
    }
    let one = try run(1)
    #expect(try run(2) == one)
    #expect(try run(3) == one)
  }
}
