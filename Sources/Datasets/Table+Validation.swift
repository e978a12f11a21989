import Elementary

extension Table {
  /// The table itself, if a Gaussian mixture with this many components can be fitted to it.
  ///
  /// What cannot be fitted: too few observations, a column that is constant or whose variance a
  /// double cannot hold, a column that varies by less than $10^{-9}$ of its size, and a column that
  /// follows from the others. In each of these cases the covariance of the data is singular or lost
  /// in rounding, and their likelihood unbounded or undefined. More than 1,000 columns are too
  /// many.
  ///
  /// - Precondition: there is at least one component.
  /// - Throws: a `DataError` that names the file and says what is wrong with which column.
  public func validated(forComponents components: Int) throws(DataError) -> Table {
    require(components > 0, "Table.validated: \(components) components")
    try checkCounts(components: components)
    try checkWidth()
    try checkSpreads()
    try checkIndependence()
    return self
  }

  /// The table itself, if its principal components can be computed.
  ///
  /// Unlike a mixture's covariance, that of probabilistic PCA needs no independent columns: a
  /// column may be constant, repeat another, or follow from others, and there may be more columns
  /// than rows. What cannot be fitted: fewer than two rows or columns, more than 1,000 columns, a
  /// column whose variance a double cannot hold, and a column that varies by less than $10^{-9}$ of
  /// its size.
  ///
  /// - Throws: a `DataError` that names the file and says what is wrong with which column.
  public func validatedForPrincipalComponents() throws(DataError) -> Table {
    if rows.count < 2 {
      throw error("\(counted(rows.count, "row")) of numbers, and at least two are needed")
    }
    if columns.count < 2 {
      throw error("one column leaves nothing to compress; two are needed")
    }
    try checkWidth()
    try checkSpreads(allowsConstants: true)
    return self
  }

  private func checkCounts(components: Int) throws(DataError) {
    let different = Set(rows).count
    if rows.count < 2 {
      throw error("\(counted(rows.count, "row")) of numbers, and at least two are needed")
    }
    if rows.count < components {
      throw error("\(rows.count) rows are fewer than the \(components) components")
    }
    if different < components {
      throw error(
        "\(counted(different, "different row")) among \(rows.count)"
          + " are fewer than the \(components) components")
    }
    if rows.count <= columns.count {
      throw error(
        "\(rows.count) rows are too few for a covariance of \(counted(columns.count, "column"))")
    }
  }

  /// The covariance of all columns has their number squared, and its factors take the cube in time.
  private func checkWidth() throws(DataError) {
    if columns.count > 1_000 {
      throw error("\(columns.count) columns are too many for a covariance; choose at most 1000")
    }
  }

  private func checkSpreads(allowsConstants: Bool = false) throws(DataError) {
    for (column, name) in columns.enumerated() {
      let values = values(ofColumn: column)
      if values.allSatisfy({ $0 == values[0] }) {
        if allowsConstants && values[0].magnitude <= largestMagnitude { continue }
        throw error("column \(quoted(name)) is constant: \(values[0]) in every row")
      }
      let size = values.reduce(0) { max($0, $1.magnitude) }
      let squares = squaredLength(centred(values))
      if size > largestMagnitude || squares < smallestSumOfSquares {
        throw error("column \(quoted(name)) has numbers too large or too small for a variance")
      }
      if (squares / Double(values.count)).squareRoot() < 1e-9 * size {
        throw error(
          "column \(quoted(name)) varies by less than a billionth of its size; subtract a constant")
      }
    }
  }

  /// Looks for a column that the columns before it determine, by removing from each what lies in
  /// their directions (Gram and Schmidt): a remainder below 10⁻⁷ of the column is only rounding.
  private func checkIndependence() throws(DataError) {
    var directions: [[Double]] = []
    var names: [[Double]: String] = [:]
    for (column, name) in columns.enumerated() {
      let values = values(ofColumn: column)
      if let twin = names.updateValue(name, forKey: values) {
        throw error("column \(quoted(name)) repeats column \(quoted(twin))")
      }
      var remainder = unit(centred(values))
      for direction in directions {
        let share = zip(remainder, direction).reduce(0) { $0 + $1.0 * $1.1 }
        remainder = zip(remainder, direction).map { $0 - share * $1 }
      }
      if squaredLength(remainder) < 1e-14 {
        throw error("column \(quoted(name)) follows from the columns before it by a linear formula")
      }
      directions.append(unit(remainder))
    }
  }

  private func error(_ message: String) -> DataError {
    DataError(file: name, message: message)
  }
}

/// Sums of squares of larger numbers overflow.
private let largestMagnitude = 1e140

/// A smaller sum of squares leaves no room for a variance much smaller, as a component's may be.
private let smallestSumOfSquares = 1e-290

private func centred(_ values: [Double]) -> [Double] {
  let mean = values.reduce(0) { $0 + $1 / Double(values.count) }
  return values.map { $0 - mean }
}

private func squaredLength(_ values: [Double]) -> Double {
  values.reduce(0) { $0 + $1 * $1 }
}

private func unit(_ values: [Double]) -> [Double] {
  let length = squaredLength(values).squareRoot()
  return values.map { $0 / length }
}
