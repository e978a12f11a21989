import Elementary

/// How deep the caller stands inside gradients.
enum Nesting {
  @TaskLocal static var depth = 0
}

/// The value of a function and its gradient: ∂f/∂θ for every number of every tensor in θ.
///
/// The gradient has the type of θ. Calls nest: inside the function, gradients of other functions can
/// be taken, and are differentiated through.
///
/// The cost is a small multiple of the function's own, whatever the number of parameters.
///
/// - Precondition: the function returns a single number.
public func valueWithGradient<Parameters: TensorStructure>(
  at parameters: Parameters, of function: (Parameters) throws -> Tensor<Parameters.Scalar>
) rethrows -> (value: Tensor<Parameters.Scalar>, gradient: Parameters) {
  let (tape, inputCount, y) = try Tape.watch(parameters, in: function)
  require(
    y.shape.elementCount == 1,
    """
    valueWithGradient: the function returned a tensor of shape \(y.shape), and a gradient belongs \
    to a single number; sum or average it, or ask for a vectorJacobianProduct
    """)
  let (value, output) = (tape.primal(y), tape.node(of: y))
  let cotangents = tape.cotangents(of: output, first: inputCount)
  var (gradient, index) = (parameters, 0)
  gradient.forEachTensor {
    $0 = cotangents[index]
    index += 1
  }
  return (value, gradient)
}

extension Tape {
  /// Runs a function of parameters that a new tape watches, and returns the tape, how many nodes at
  /// its beginning are the parameters' tensors, and the function's result.
  static func watch<Parameters: TensorStructure<Scalar>>(
    _ parameters: Parameters, in function: (Parameters) throws -> Tensor<Scalar>
  ) rethrows -> (tape: Tape, inputCount: Int, result: Tensor<Scalar>) {
    let tape = Tape(depth: Nesting.depth)
    var watched = parameters
    watched.forEachTensor { $0 = tape.record(Node(name: "input", value: $0)) }
    let inputCount = tape.nodes.count
    let result = try Nesting.$depth.withValue(tape.depth + 1) { try function(watched) }
    return (tape, inputCount, result)
  }
}

/// The gradient of a function; see `valueWithGradient(at:of:)`.
///
/// - Precondition: the function returns a single number.
public func gradient<Parameters: TensorStructure>(
  at parameters: Parameters, of function: (Parameters) throws -> Tensor<Parameters.Scalar>
) rethrows -> Parameters {
  try valueWithGradient(at: parameters, of: function).gradient
}

/// vᵀJ: the cotangent v of a function's result, pulled back to its parameters.
///
/// J is the matrix of ∂yᵢ/∂θⱼ, and vᵀJ = ∇⟨v, y⟩.
///
/// - Precondition: v has the shape of the function's result.
public func vectorJacobianProduct<Parameters: TensorStructure>(
  _ v: Tensor<Parameters.Scalar>, at parameters: Parameters,
  of function: (Parameters) throws -> Tensor<Parameters.Scalar>
) rethrows -> Parameters {
  try gradient(at: parameters) { parameters in
    let y = try function(parameters)
    require(
      y.shape == v.shape,
      "vectorJacobianProduct: v has the shape \(v.shape), the function's result \(y.shape)")
    return (v * y).sum()
  }
}

/// J v: the change of a function's result, to first order, when its parameters move by v.
///
/// vᵀJ is linear in its vector, and what it multiplies that vector with is J. So J v is the gradient
/// of ⟨uᵀJ, v⟩ with respect to u, wherever u is: rules for one direction serve for both.
///
/// - Precondition: v has the structure and the shapes of the parameters.
public func jacobianVectorProduct<Parameters: TensorStructure>(
  _ v: Parameters, at parameters: Parameters,
  of function: (Parameters) throws -> Tensor<Parameters.Scalar>
) rethrows -> Tensor<Parameters.Scalar> {
  let shape = try function(parameters).shape
  return try gradient(at: Tensor.zeros(shape)) { u in
    innerProduct(try vectorJacobianProduct(u, at: parameters, of: function), v)
  }
}

/// H v: the second derivatives of a function, the matrix of ∂²f/∂θᵢ∂θⱼ, times a vector.
///
/// - Precondition: the function returns a single number; v has the structure and the shapes of the
///   parameters.
public func hessianVectorProduct<Parameters: TensorStructure>(
  _ v: Parameters, at parameters: Parameters,
  of function: (Parameters) throws -> Tensor<Parameters.Scalar>
) rethrows -> Parameters {
  try gradient(at: parameters) { parameters in
    innerProduct(try gradient(at: parameters, of: function), v)
  }
}

/// ⟨a, b⟩, the sum of the products of all their numbers.
///
/// - Precondition: both have the same structure and the same shapes.
public func innerProduct<Structure: TensorStructure>(
  _ a: Structure, _ b: Structure
) -> Tensor<Structure.Scalar> {
  let (left, right) = (a.tensors, b.tensors)
  require(
    left.elementsEqual(right) { $0.shape == $1.shape },
    "innerProduct: the shapes \(left.map(\.shape)) and \(right.map(\.shape)) differ")
  return zip(left, right).reduce(Tensor(0)) { $0 + ($1.0 * $1.1).sum() }
}
