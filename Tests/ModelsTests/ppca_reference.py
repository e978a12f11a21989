"""Writes ProbabilisticPCAReference.swift: pPCA on iris, in 50 digits.

    python ppca_reference.py iris.csv > ProbabilisticPCAReference.swift

Needs mpmath, numpy and scikit-learn (written with 1.3.0, 2.4.6 and 1.9.1). Everything is computed
with mpmath from the definitions: the covariance by sums of products, its eigenvalues, the loadings,
and the log likelihood as the density of N(mu, W W' + s^2 I) through that matrix's own inverse and
determinant. scikit-learn's PCA, which divides by n - 1, must agree on the noise once that is undone.
"""

import csv
import sys

import mpmath as mp
import numpy as np
from sklearn.decomposition import PCA

mp.mp.dps = 50


def reference(rows, components):
    n, dimension = len(rows), len(rows[0])
    mean = [mp.fsum(row[j] for row in rows) / n for j in range(dimension)]
    centered = [[row[j] - mean[j] for j in range(dimension)] for row in rows]
    covariance = mp.matrix(dimension, dimension)
    for i in range(dimension):
        for j in range(dimension):
            covariance[i, j] = mp.fsum(row[i] * row[j] for row in centered) / n
    values, vectors = mp.eigsy(covariance)
    order = sorted(range(dimension), key=lambda j: -values[j])
    noise = mp.fsum(values[j] for j in order[components:]) / (dimension - components)
    loadings = mp.matrix(dimension, components)
    for column, j in enumerate(order[:components]):
        vector = [vectors[i, j] for i in range(dimension)]
        sign = 1 if max(vector, key=abs) > 0 else -1
        for i in range(dimension):
            loadings[i, column] = sign * vector[i] * mp.sqrt(values[j] - noise)
    marginal = loadings * loadings.T + noise * mp.eye(dimension)
    precision = marginal**-1
    constant = dimension * mp.log(2 * mp.pi) + mp.log(mp.det(marginal))
    densities = []
    for row in centered:
        vector = mp.matrix(row)
        densities.append(-(constant + (vector.T * precision * vector)[0]) / 2)
    first = mp.matrix(centered[0])
    inner = loadings.T * loadings + noise * mp.eye(components)
    code = mp.lu_solve(inner, loadings.T * first)
    return {
        "noise": noise,
        "likelihood": mp.fsum(densities),
        "first": densities[0],
        "loadings": [loadings[i, j] for i in range(dimension) for j in range(components)],
        "code": list(code),
    }


def digits(number):
    return mp.nstr(number, 17, min_fixed=-4, max_fixed=8)


def main():
    with open(sys.argv[1]) as file:
        rows = [[mp.mpf(x) for x in row[:4]] for row in list(csv.reader(file))[1:]]
    floats = np.array([[float(x) for x in row] for row in rows])
    print("""// Written by ppca_reference.py, with mpmath.

/// Probabilistic PCA of iris by maximum likelihood, to 17 digits.
struct ProbabilisticPCAReference: Sendable {
  let components: Int
  let noiseVariance: Double
  /// In nats.
  let logLikelihood: Double
  /// The log density of the first iris, in nats.
  let firstLogDensity: Double
  /// Row by row; the largest entry of each column is positive.
  let loadings: [Double]
  /// The posterior mean of the first iris.
  let firstCode: [Double]

  static let all = [""")
    for components in (1, 2, 3):
        result = reference(rows, components)
        theirs = PCA(components).fit(floats).noise_variance_ * (len(rows) - 1) / len(rows)
        assert abs(theirs / float(result["noise"]) - 1) < 1e-12
        print("    ProbabilisticPCAReference(")
        print(f"      components: {components}, noiseVariance: {digits(result['noise'])},")
        print(f"      logLikelihood: {digits(result['likelihood'])},")
        print(f"      firstLogDensity: {digits(result['first'])},")
        print("      loadings: [")
        for start in range(0, len(result["loadings"]), components):
            row = result["loadings"][start : start + components]
            print("        " + ", ".join(map(digits, row)) + ",")
        print("      ],")
        print("      firstCode: [" + ", ".join(map(digits, result["code"])) + "]),")
    print("  ]\n}")


main()
