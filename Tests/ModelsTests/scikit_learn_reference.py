"""Writes ScikitLearnReference.swift: what scikit-learn's EM does on Old Faithful.

    python scikit_learn_reference.py faithful.csv > ScikitLearnReference.swift

Needs numpy and scikit-learn (written with 1.9.1). For each kind of covariance and for two and three
components, EM starts from given parameters and makes twenty iterations, one call of scikit-learn's
E-step and M-step after the other, with no regularization. Recorded are the log likelihoods of the
points before each iteration and after the last, in nats.
"""

import sys

import numpy as np
import sklearn
from sklearn.mixture import GaussianMixture

ITERATIONS = 20
MEANS = {2: [[2.5, 60.0], [3.5, 75.0]], 3: [[2.0, 55.0], [3.5, 65.0], [4.5, 85.0]]}
VARIANCES = [0.5, 50.0]
KINDS = {"full": "full", "diagonal": "diag", "spherical": "spherical", "tied": "tied"}


def initial_precisions(kind, components):
    """The inverse of the initial covariance in the shape that scikit-learn wants."""
    precision = np.diag(1 / np.array(VARIANCES))
    return {
        "full": np.stack([precision] * components),
        "diagonal": np.stack([np.diag(precision)] * components),
        "spherical": np.full(components, 1 / np.mean(VARIANCES)),
        "tied": precision,
    }[kind]


def log_likelihoods(data, kind, components):
    """One climb, step by step."""
    mixture = GaussianMixture(
        components,
        covariance_type=KINDS[kind],
        reg_covar=0,
        weights_init=np.full(components, 1 / components),
        means_init=np.array(MEANS[components]),
        precisions_init=initial_precisions(kind, components),
    )
    mixture._initialize_parameters(data, np.random.RandomState(0))
    values = []
    for _ in range(ITERATIONS):
        mean_log_density, log_responsibilities = mixture._e_step(data)
        values.append(mean_log_density * len(data))
        mixture._m_step(data, log_responsibilities)
    values.append(mixture._e_step(data)[0] * len(data))
    return values


def wrapped(items, indent):
    """Comma-separated items on lines of at most 100 columns."""
    lines, line = [], indent
    for item in items:
        if len(line) + len(item) + 2 > 100:
            lines.append(line.rstrip())
            line = indent
        line += item + ", "
    return "\n".join(lines + [line.rstrip()])


def main():
    data = np.genfromtxt(sys.argv[1], delimiter=",", skip_header=1)
    print(f"""// Written by scikit_learn_reference.py, with scikit-learn {sklearn.__version__}.

import Models
import Probability

/// EM on Old Faithful from given parameters, by scikit-learn.
struct ScikitLearnReference: Sendable {{
  let kind: GaussianMixture.CovarianceKind
  let means: [[Double]]

  /// Before each of the {ITERATIONS} iterations and after the last, in nats.
  let logLikelihoods: [Double]

  /// The initial variances of all components along the two axes; `spherical` starts from their mean.
  static let variances = {VARIANCES}

  /// The duration of an eruption and the time until the next one, both in minutes.
  static let data = Matrix(
    rows: {len(data)}, columns: 2,
    elements: [""")
    print(wrapped([f"{value:g}" for value in data.ravel()], "      "))
    print("    ])\n\n  static let all = [")
    for kind in KINDS:
        for components, means in MEANS.items():
            print(f"    ScikitLearnReference(\n      kind: .{kind}, means: {means},")
            print("      logLikelihoods: [")
            values = log_likelihoods(data, kind, components)
            print(wrapped([repr(float(value)) for value in values], "        "))
            print("      ]),")
    print("  ]\n}")


main()
