import Autodiff
import Kernels
import Probability

struct Dense: TensorStructure {
  var weights, bias: Tensor<Float>
  init(_ i: Int, _ o: Int, _ r: inout RandomStream) {
    let b = 1 / Double(i).squareRoot()
    weights = Tensor((0..<i * o).map { _ in Float((2 * r.uniform() - 1) * b) }, shape: [i, o])
    bias = Tensor((0..<o).map { _ in Float((2 * r.uniform() - 1) * b) })
  }
  mutating func forEachTensor(_ body: (inout Tensor<Float>) throws -> Void) rethrows {
    try body(&weights)
    try body(&bias)
  }
  func callAsFunction(_ x: Tensor<Float>) -> Tensor<Float> { x.matmul(weights) + bias }
}

struct TinyVAE: TensorStructure {
  var e1, em, ev, d1, d2: Dense
  init(_ r: inout RandomStream) {
    e1 = Dense(2, 32, &r)
    em = Dense(32, 2, &r)
    ev = Dense(32, 2, &r)
    d1 = Dense(2, 32, &r)
    d2 = Dense(32, 2, &r)
  }
  mutating func forEachTensor(_ body: (inout Tensor<Float>) throws -> Void) rethrows {
    try e1.forEachTensor(body)
    try em.forEachTensor(body)
    try ev.forEachTensor(body)
    try d1.forEachTensor(body)
    try d2.forEachTensor(body)
  }
  func loss(_ x: Tensor<Float>, _ noise: Tensor<Float>) -> Tensor<Float> {
    let h = e1(x).tanh()
    let (mu, lv) = (em(h), ev(h))
    let z = mu + noise * (lv * 0.5).exp()
    let y = d2(d1(z).tanh())
    let recon = (y - x).squared().sum() * 0.5
    let kl = (lv + 1 - mu.squared() - lv.exp()).sum() * 0.5
    return (recon - kl) * (1 / Float(x.shape[0]))
  }
}

func networkWorkloads() -> [Workload] {
  [
    Workload(name: "chain") { threads in
      let x = Tensor<Float>([1, 2, 3, 4])
      let workspace = Workspace(workers: Workers(count: threads))
      return {
        workspace.run {
          for _ in 0..<100 {
            let (_, g) = valueWithGradient(at: x) {
              var y = $0
              for _ in 0..<100 { y = y * x }
              return y.sum()
            }
            _ = g
          }
        }
      }
    },
    Workload(name: "vae-tiny") { threads in
      var r = RandomStream(seed: 0, name: "tiny")
      var model = TinyVAE(&r)
      let x = Tensor(r.normals(128).map { Float($0) }, shape: [64, 2])
      let noise = Tensor(r.normals(128).map { Float($0) }, shape: [64, 2])
      let workspace = Workspace(workers: Workers(count: threads))
      return {
        workspace.run {
          for _ in 0..<100 {
            let (_, g) = valueWithGradient(at: model) { $0.loss(x, noise) }
            _ = g
            model = model
          }
        }
      }
    }
  ]
}
