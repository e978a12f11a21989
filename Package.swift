// swift-tools-version: 6.2
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

/// A square root is one instruction, in vectors too, once C's `errno` need not learn of negative
/// numbers.
let squareRootFlags = ["-Xcc", "-fno-math-errno"]

let optimized: [SwiftSetting] = [
  .unsafeFlags(
    [
      "-O", "-cross-module-optimization", "-disable-batch-mode", "-whole-module-optimization",
      "-num-threads", "2",
    ]
      + processorFlags + squareRootFlags)
]

/// The loops over raw memory do not ask at every access whether somebody else writes there. All other
/// code does: two overlapping draws from one random stream stop the program.
let unchecked: [SwiftSetting] = [.unsafeFlags(["-enforce-exclusivity=unchecked"])]

/// The chapters, in the book's order: the folder's number, the name of the command, and the rooms
/// that it uses beside those which every chapter does. What it does not use, it need not wait for.
let chapters: [(number: String, name: String, rooms: [Target.Dependency])] = [
  ("00", "autodiff", ["Kernels", "Autodiff"]),
  ("01", "monte-carlo", []),
  ("02", "latent-variables", ["Models"]),
  ("03", "elbo", ["Models"]),
  ("04", "gaussian-kl", ["Autodiff"]),
  ("05", "ppca", ["Models", "Datasets"]),
  ("06", "gmm-em", ["Models", "Datasets"]),
  ("07", "kmeans", ["Models", "Datasets"]),
  ("09", "reparameterization", ["Autodiff", "Networks", "Models", "Variational"]),
  ("10", "gradient-variance", ["Kernels", "Autodiff", "Networks", "Models", "Variational"]),
  ("16", "discrete-latents", ["Kernels", "Autodiff", "Models", "Variational"]),
]

/// What Linux offers beyond POSIX: two folders that exchange their names in one step.
let gnuFunctions: SwiftSetting = .unsafeFlags(["-Xcc", "-D_GNU_SOURCE"])

func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = []
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: optimized + settings)
}

/// The tests of a library. What is excluded are the scripts that wrote reference values.
func tests(
  of name: String, _ dependencies: [Target.Dependency] = [], excluding scripts: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies, exclude: scripts)
}

/// A program is top-level code, and all that it declares belongs to the main thread.
func program(
  _ name: String, path: String, _ dependencies: [Target.Dependency],
  excluding scripts: [String] = [], plugins: [Target.PluginUsage] = []
) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: path, exclude: scripts,
    swiftSettings: optimized + [.defaultIsolation(MainActor.self)], plugins: plugins)
}

/// A program whose page shows its source: it knows the fingerprint of what it was compiled from.
func chapter(_ name: String, path: String, _ dependencies: [Target.Dependency]) -> Target {
  program(name, path: path, dependencies, plugins: ["FingerprintPlugin"])
}

let libraries: [Target] = [
  library("Elementary"),
  library("Numerics", ["Elementary"]),
  library("Threads", ["Elementary"]),
  library("Kernels", ["Elementary", "Threads"], settings: unchecked),
  library("Autodiff", ["Elementary", "Numerics", "Kernels"]),
  library("Probability", ["Elementary", "Numerics"]),
  library("Models", ["Elementary", "Numerics", "Threads", "Probability"]),
  library("Networks", ["Elementary", "Kernels", "Autodiff", "Probability"]),
  library(
    "Variational",
    ["Elementary", "Numerics", "Probability", "Kernels", "Autodiff", "Networks", "Models"]),
  library("Datasets", ["Elementary"]),
  .target(name: "Fingerprint"),
  // Weaving is no heavy work: it is built as any program is, sooner, and for every processor.
  .target(
    name: "Notebook",
    dependencies: ["Elementary", "Numerics", "Threads", "Probability", "Fingerprint"],
    swiftSettings: [gnuFunctions]),
  .target(
    name: "KernelsTestSupport", dependencies: ["Elementary", "Threads", "Kernels"],
    path: "Tests/KernelsTestSupport", exclude: ["Fixtures"], swiftSettings: optimized),
  .target(
    name: "NumericsTestSupport", dependencies: ["Numerics", "Probability"],
    path: "Tests/NumericsTestSupport"),
]

let programs =
  chapters.map { number, name, rooms in
    chapter(
      "chapter-\(name)", path: "chapters/\(number)-\(name)",
      ["Notebook", "Probability", "Numerics", "Elementary"] + rooms)
  } + [
    // The book runs the chapters' programs, so that building it builds them.
    program(
      "book", path: "Sources/Book", ["Notebook"] + chapters.map { .target(name: "chapter-\($0.1)") }
    ),
    program(
      "benchmark", path: "Sources/Benchmark",
      [
        "Elementary", "Numerics", "Threads", "Models", "Networks", "Autodiff", "Probability",
        "Kernels",
      ], excluding: ["peers"]),
    program(
      "digests", path: "Tests/Portability",
      ["Elementary", "Numerics", "Models", "Probability", "Kernels", "KernelsTestSupport"],
      excluding: ["SerialThreads.swift", "SerialWorkspace.swift", "digests.txt"]),
    chapter(
      "tiny-chapter", path: "Tests/Fixtures/chapters/00-tiny-chapter",
      ["Notebook", "Probability"]),
  ]

/// What gives the chapters the fingerprint of their sources, when they are built.
let fingerprinting: [Target] = [
  .executableTarget(name: "FingerprintTool", dependencies: ["Fingerprint"]),
  .plugin(
    name: "FingerprintPlugin", capability: .buildTool(), dependencies: ["FingerprintTool"]),
]

let package = Package(
  name: "Evidence",
  platforms: [.macOS(.v15)],
  // The command has the chapter's name; the target has another, for not every disk tells the names
  // `autodiff` and `Autodiff` apart.
  products: chapters.map { .executable(name: $0.1, targets: ["chapter-\($0.1)"]) },
  targets: libraries + fingerprinting + programs + [
    tests(of: "Elementary", ["KernelsTestSupport"]),
    tests(of: "Numerics", ["Elementary", "Probability", "NumericsTestSupport"]),
    tests(of: "Threads"),
    tests(of: "Kernels", ["Elementary", "Threads", "KernelsTestSupport"]),
    tests(
      of: "Autodiff", ["Elementary", "Numerics", "Threads", "Kernels", "KernelsTestSupport"],
      excluding: ["Fixtures"]),
    tests(of: "Probability", ["Elementary", "Numerics", "NumericsTestSupport"]),
    tests(
      of: "Models", ["Elementary", "Numerics", "Threads", "Probability", "Datasets"],
      excluding: ["scikit_learn_reference.py", "ppca_reference.py"]),
    tests(
      of: "Networks", ["Threads", "Kernels", "Autodiff", "Probability"],
      excluding: ["pytorch_reference.py"]),
    tests(
      of: "Variational",
      ["Elementary", "Numerics", "Probability", "Kernels", "Autodiff", "Networks", "Models"]),
    tests(of: "Datasets"),
    tests(of: "Fingerprint"),
    tests(of: "Notebook", ["Elementary", "Numerics", "Kernels", "Probability", "tiny-chapter"]),
  ]
)

// The kernels and their tests alone: what `.ci/sanitize` builds.
if Context.environment["EVIDENCE_ONLY_KERNELS"] != nil {
  package.products = []
  let kept = [
    "Elementary", "ElementaryTests", "Threads", "ThreadsTests", "Kernels", "KernelsTests",
    "KernelsTestSupport",
  ]
  package.targets.removeAll { !kept.contains($0.name) }
}
