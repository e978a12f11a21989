import Threads

/// Something to be timed.
struct Workload {
  /// What `--only` selects it by.
  let name: String

  /// What is told of it.
  var measurement = Measurement.time

  /// The floating-point operations of a repetition, where its rate is worth telling.
  var operations: Double?

  /// Builds the inputs, and returns the work of one repetition.
  let prepare: () throws -> () throws -> Void
}

/// What a workload is run for.
enum Measurement {
  /// How long a repetition takes.
  case time
  /// Whether repetitions go on taking memory.
  case memory
}

/// How long the repetitions of a workload took, in seconds.
struct Timing {
  let name: String
  let threads: Int
  let seconds: [Double]
  var operations: Double?

  var minimum: Double { seconds.min() ?? .nan }

  var median: Double {
    let sorted = seconds.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// One line of JSON; the rate is that of the median, in thousand millions a second.
  var json: String {
    let rate = operations.map { ", \"gflops\": \(($0 / median / 1e8).rounded() / 10)" } ?? ""
    return """
      {"name": "\(name)", "threads": \(threads), "median": \(median), "minimum": \(minimum)\(rate)}
      """
  }
}

extension Workload {
  /// One line of JSON.
  func line(threads: Int) throws -> String {
    try Workers(count: threads).run {
      switch measurement {
      case .time: try timing(threads: threads).json
      case .memory: try residentMemory(threads: threads).json
      }
    }
  }

  /// Times repetitions, after some that warm up: for about a second, and at least ten.
  func timing(threads: Int) throws -> Timing {
    let work = try prepare()
    for _ in 0..<3 { try work() }
    let clock = ContinuousClock()
    let start = clock.now
    var seconds: [Double] = []
    while seconds.count < 10 || clock.now - start < .seconds(1) {
      seconds.append(try clock.measure(work) / .seconds(1))
    }
    return Timing(name: name, threads: threads, seconds: seconds, operations: operations)
  }
}
