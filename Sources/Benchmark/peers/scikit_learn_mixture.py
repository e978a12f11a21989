"""Times one iteration of scikit-learn's EM and K-means, and prints one line of JSON a workload.

The workloads are those of `swift run -c release benchmark`; see README.md.
"""

import argparse
import json
import statistics
import time
import warnings

import numpy as np
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits


def clustered_points(count, dimension, components):
    """Points from random Gaussians, and means near the true ones to start from."""
    random = np.random.default_rng(0)
    means = 3 * random.normal(size=(components, dimension))
    stretches = np.eye(dimension) + 0.3 * random.normal(size=(components, dimension, dimension))
    initial_means = means + 0.5 * random.normal(size=means.shape)
    labels = random.integers(components, size=count)
    noise = random.normal(size=(count, dimension))
    points = means[labels] + np.einsum("nij,nj->ni", stretches[labels], noise)
    return points, initial_means


def mixture(initial_means, iterations):
    components, dimension = initial_means.shape
    return GaussianMixture(
        components,
        covariance_type="full",
        tol=0,
        reg_covar=1e-6,
        max_iter=iterations,
        init_params="random_from_data",
        weights_init=np.full(components, 1 / components),
        means_init=initial_means,
        precisions_init=np.stack([np.eye(dimension)] * components),
    )


def kmeans(initial_means, iterations):
    return KMeans(
        len(initial_means), init=initial_means, n_init=1, max_iter=iterations, tol=0,
        algorithm="lloyd",
    )


def seconds_per_iteration(model, points, short, long):
    """The slope between a short and a long fit."""

    def timed(iterations):
        fitted = model(iterations)
        start = time.perf_counter()
        fitted.fit(points)
        return time.perf_counter() - start, fitted.n_iter_

    (brief, few), (full, many) = timed(short), timed(long)
    return (full - brief) / (many - few)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--repetitions", type=int, default=3)
    options = arguments.parse_args()
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    with threadpool_limits(options.threads):
        for dimension, components in (2, 3), (16, 8):
            points, initial_means = clustered_points(100_000, dimension, components)
            workloads = [
                ("gmm-em", lambda n: mixture(initial_means, n), 5, 60),
                # From the first points, not from near the optimum: K-means must not end too soon.
                ("kmeans", lambda n: kmeans(points[:components], n), 1, 60),
            ]
            for name, model, short, long in workloads:
                seconds = [
                    seconds_per_iteration(model, points, short, long)
                    for _ in range(options.repetitions)
                ]
                print(json.dumps({
                    "name": f"{name}-{dimension}x{components}",
                    "threads": options.threads,
                    "median": statistics.median(seconds),
                    "minimum": min(seconds),
                }), flush=True)


main()
