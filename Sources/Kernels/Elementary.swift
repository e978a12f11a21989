/// The elementary functions, each written once for `Float` and `Double`.
///
/// **Precision.** Every result is within one unit in the last place of the exact value: for `Float`
/// at all 2³² arguments, for `Double` at reference values with hundreds of digits and at the edges.
/// The recipe is the same throughout. A reduction brings the argument into a small interval; there
/// a minimax polynomial, close to a Taylor polynomial but with the error spread evenly over the
/// interval, gives a *correction* to a leading term; and the leading term carries its rounding
/// error along as a `Pair`. So only the last addition rounds at full weight.
///
/// **Determinism.** Nothing here calls the C library, whose last digit differs from version to
/// version, and fused multiply-adds stand where they are written and nowhere else.
///
/// The methods are those of J.-M. Muller, *Elementary Functions: Algorithms and Implementation*
/// (2016); the coefficients were computed for this book.
enum Elementary {}
