import Autodiff
import Kernels

/// eˣ of a million `Float`s.
func elementwiseWorkloads() -> [Workload] {
  let count = 1_000_000
  return [
    Workload(name: "exp-\(count)") {
      let numbers = Tensor((0..<count).map { Float($0 % 9973) / 1000 - 5 })
      let workspace = Workspace()
      return { workspace.run { _ = numbers.exp() } }
    }
  ]
}
