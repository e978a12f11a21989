// swift-tools-version: 6.1
import PackageDescription

/// The libraries and the chapters are optimised in every configuration, so that a plain `swift run`
/// is fast: one module at a time, since a kernel is inlined into the loops of other files.
///
/// `EVIDENCE_CPU` names the processor level on x86-64 (`native`, `x86-64-v3`, `x86-64-v4`, …). It
/// changes the speed and never a digit.
let processor = Context.environment["EVIDENCE_CPU"] ?? "native"

#if arch(x86_64)
  /// Loops use all 512 bits where the processor has them; by default the compiler stays at 256.
  let widestVectors = ["-Xclang", "-target-feature", "-Xclang", "-prefer-256-bit"]
  let processorFlags = (["-march=\(processor)"] + widestVectors).flatMap { ["-Xcc", $0] }
#else
  let processorFlags: [String] = []
#endif

let optimized: [SwiftSetting] = [
  .unsafeFlags(
    ["-O", "-disable-batch-mode", "-whole-module-optimization", "-num-threads", "2"]
      + processorFlags)
]

/// A library and its tests. What supports the tests is a target that only they use; what is excluded
/// are the scripts beside them that wrote reference values.
func library(
  _ name: String, _ dependencies: [Target.Dependency] = [],
  testing support: [Target.Dependency] = [], excluding scripts: [String] = []
) -> [Target] {
  [
    .target(name: name, dependencies: dependencies, swiftSettings: optimized),
    .testTarget(
      name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies + support,
      exclude: scripts),
  ]
}

let package = Package(
  name: "Evidence",
  platforms: [.macOS(.v15)],
  targets:
    library("Kernels", testing: ["KernelsTestSupport"])
    + [
      .target(
        name: "KernelsTestSupport", dependencies: ["Kernels"], path: "Tests/KernelsTestSupport",
        exclude: ["Fixtures"], swiftSettings: optimized)
    ]
    + library("Probability", ["Kernels"])
    + library(
      "Models", ["Kernels", "Probability"], excluding: ["scikit_learn_reference.py"])
    + library("Datasets")
    + library("Notebook", ["Kernels", "Probability"])
    + [
      .executableTarget(
        name: "benchmark", dependencies: ["Models", "Probability", "Kernels"],
        path: "Sources/Benchmark", exclude: ["peers"], swiftSettings: optimized)
    ]
)
