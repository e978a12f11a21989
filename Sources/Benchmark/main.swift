import Foundation
import Threads

let usage = """
  usage: swift run -c release benchmark [--only NAME]...

  Times the book's heavy loops and prints one line of JSON a workload:
  its name, the number of threads, and the median and minimum seconds of a repetition;
  of the workload 'memory' the resident bytes after 10 and after 1,000 repetitions.

    --only NAME   that workload alone; may be given several times
    --help        this text

  """

let workloads =
  peakWorkloads() + mixtureWorkloads() + matrixProductWorkloads() + elementwiseWorkloads()
  + convolutionWorkloads() + networkWorkloads()

/// Says on standard error what is wrong with the command line, and ends with status 64.
func refuse(_ complaint: String) -> Never {
  FileHandle.standardError.write(Data("benchmark: \(complaint)\n".utf8))
  exit(64)
}

var selected: [String] = []
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "--help":
    print(usage, terminator: "")
    print("  workloads: \(workloads.map(\.name).joined(separator: ", "))")
    exit(0)
  case "--only":
    guard let name = arguments.popFirst() else { refuse("--only needs the name of a workload") }
    guard workloads.contains(where: { $0.name == name }) else {
      refuse("there is no workload '\(name)'; --help lists them")
    }
    selected.append(name)
  default:
    refuse("unknown argument '\(argument)'; --help lists what there is")
  }
}

for workload in workloads where selected.isEmpty || selected.contains(workload.name) {
  for threads in Set([1, Workers.all.count]).sorted() {
    print(try workload.line(threads: threads))
    fflush(nil)
  }
}
