import Models
import Numerics
import Probability

/// 100,000 points from K Gaussians in d dimensions, and means near the true ones to start from.
struct ClusteredPoints {
  let points: Matrix
  let initialMeans: [[Double]]

  /// The same points in every run: means of standard deviation 3, and each component's noise
  /// stretched by a matrix near the identity.
  init(count: Int, dimension: Int, components: Int) {
    var random = RandomStream(seed: 0, name: "benchmark/clustered-points")
    let means = (0..<components).map { _ in random.normals(dimension).map { 3 * $0 } }
    let stretches = (0..<components).map { _ in
      Matrix.identity(dimension)
        + Matrix(
          rows: dimension, columns: dimension,
          elements: random.normals(dimension * dimension).map { 0.3 * $0 })
    }
    initialMeans = means.map { mean in mean.map { $0 + 0.5 * random.normal() } }
    points = Matrix(
      rows: (0..<count).map { _ in
        let component = random.integer(below: components)
        let noise = stretches[component] * random.normals(dimension)
        return zip(means[component], noise).map(+)
      })
  }
}

/// One EM iteration for full covariances, and one iteration of K-means, on 100,000 points.
func mixtureWorkloads() -> [Workload] {
  [(dimension: 2, components: 3), (dimension: 16, components: 8)].flatMap { shape in
    [
      Workload(name: "gmm-em-\(shape.dimension)x\(shape.components)") {
        let data = ClusteredPoints(
          count: 100_000, dimension: shape.dimension, components: shape.components)
        return try expectationMaximization(on: data)
      },
      Workload(name: "kmeans-\(shape.dimension)x\(shape.components)") {
        let data = ClusteredPoints(
          count: 100_000, dimension: shape.dimension, components: shape.components)
        return kMeans(on: data)
      },
    ]
  }
}

/// An M-step and an E-step; each repetition goes on where the last one ended.
private func expectationMaximization(
  on data: ClusteredPoints
) throws -> () throws -> Void {
  let components = data.initialMeans.count
  var mixture = try GaussianMixture(
    weights: Array(repeating: 1 / Double(components), count: components),
    means: data.initialMeans,
    covariances: Array(repeating: .identity(data.points.columns), count: components),
    covarianceKind: .full)
  var expectation = mixture.expectation(of: data.points)
  return {
    mixture = try mixture.maximization(
      of: data.points, under: expectation.responsibilities, covarianceFloor: 1e-6
    ).mixture
    expectation = mixture.expectation(of: data.points)
  }
}

/// An update and an assignment; each repetition goes on where the last one ended.
private func kMeans(on data: ClusteredPoints) -> () -> Void {
  var centres = data.initialMeans
  var assignment = KMeans.assignment(of: data.points, to: centres)
  return {
    centres = KMeans.centres(
      of: data.points, assigned: assignment.indices, keeping: centres)
    assignment = KMeans.assignment(of: data.points, to: centres)
  }
}
