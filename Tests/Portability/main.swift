import Elementary
import Kernels
import KernelsTestSupport
import Models
import Numerics
import Probability

// Digests of what the book's numbers are made of: a processor that prints the same lines computes
// the same digits.

/// Prints a name and the digest of some numbers.
func report<Number: ElementaryNumber>(_ name: String, _ numbers: [Number]) {
  var digest = Digest()
  digest.add(numbers)
  print("\(name): \(digest.value)")
}

// MARK: The random stream and its samplers

var words = Digest()
for position in 0..<10_000 as Range<UInt32> {
  let block = Philox4x32.block(
    counter: SIMD4(position, position &* 0x9E37_79B9, 7, ~position), key: SIMD2(position, 11))
  for index in 0..<4 { words.add(UInt64(block[index])) }
}
print("Philox: \(words.value)")

var random = RandomStream(seed: 20, name: "portability")
report("uniforms", random.uniforms(100_001))
report("normals", random.normals(100_001))
report("single draws", (0..<10_000).map { _ in random.uniform() + random.normal() })
var draws = Digest()
for _ in 0..<10_000 {
  draws.add(UInt64(random.integer(below: 1_000_003)))
  draws.add(UInt64(random.categorical([0.2, 0.5, 0.1, 0.2])))
  draws.add(random.bernoulli(0.3) ? 1 : 0)
}
for index in random.permutation(1_000) { draws.add(UInt64(index)) }
print("discrete draws: \(draws.value)")

// MARK: The elementary functions

/// Every exponent and sign, and more numbers where functions bend.
let doubles =
  (0..<100_000).map { _ in Double(bitPattern: random.next()) }
  + random.uniforms(100_000).map { 60 * $0 - 30 }
let floats =
  (0..<100_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }
  + random.uniforms(100_000).map { Float(60 * $0 - 30) }

for function in ElementaryCase.allCases {
  report(function.rawValue, function.values(of: doubles))
  report(function.rawValue + " Float", function.values(of: floats))
}
report("one at a time", doubles.prefix(20_000).map { Double.exp($0) + .sin($0) + .log($0) })
report("one at a time Float", floats.prefix(20_000).map { Float.exp($0) + .sin($0) + .log($0) })

// MARK: Sums of a fixed shape

let normals = random.normals(300_000)
let singles = normals.map { Float($0) }
report("sum of rows", [RowKernels.sum(normals)])
report("sums of columns", RowKernels.columnSums(normals, columns: 30))
report("sum", Buffer(normals).reduce(.sum, outer: 1, length: 300_000, inner: 1).array)
report("sum Float", Buffer(singles).reduce(.sum, outer: 3, length: 1_000, inner: 100).array)
report("logSumExp", [logSumExp(normals)])

// MARK: Products and convolutions

report(
  "matrix product",
  Buffer.multiply(
    Buffer(Array(normals[..<60_000])), transposed: true,
    Buffer(Array(normals[60_000..<180_000])), transposed: false, rows: 100, depth: 600,
    columns: 200, batch: 1
  ).array)
report(
  "matrix product Float",
  Buffer.multiply(
    Buffer(Array(singles[..<59_267])), transposed: false,
    Buffer(Array(singles[60_000..<78_941])), transposed: true, rows: 97, depth: 611,
    columns: 31, batch: 1
  ).array)

let geometry = ConvolutionGeometry(
  batch: 3, height: 15, width: 14, inChannels: 5, outChannels: 18, kernelHeight: 4,
  kernelWidth: 3, stride: 2, padding: 1)

/// The three kernels of a convolution, on numbers from one array.
func convolutions<Number: TensorNumber>(of numbers: [Number]) -> [Number] {
  func buffer(_ kernel: ConvolutionKernel) -> Buffer<Number> {
    Buffer(Array(numbers[..<geometry.shape(of: kernel).elementCount]))
  }
  let (images, filter, outputs) = (buffer(.images), buffer(.filter), buffer(.outputs))
  return Buffer.convolve(.outputs, images, filter, geometry).array
    + Buffer.convolve(.images, outputs, filter, geometry).array
    + Buffer.convolve(.filter, images, outputs, geometry).array
}
report("convolutions", convolutions(of: normals))
report("convolutions Float", convolutions(of: singles))
