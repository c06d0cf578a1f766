#!/usr/bin/python3
"""The reference job of simulation_bench.cc as one writes it with numpy: seconds for the paths asked."""
import sys
import time

import numpy as np

INDICATORS, PERIODS, QUANTILES = 50, 12, (0.1, 0.25, 0.5, 0.75, 0.9)


def run(paths: int) -> tuple[float, float]:
    start = time.perf_counter()
    rng = np.random.default_rng(1)
    correlation = np.full((INDICATORS, INDICATORS), 0.3)
    np.fill_diagonal(correlation, 1.0)
    factor = np.linalg.cholesky(correlation)
    total = np.zeros((paths, INDICATORS))
    medians = 0.0
    for _ in range(PERIODS):
        total += 0.03 * (rng.standard_normal((paths, INDICATORS)) @ factor.T)
        fan = np.quantile(np.exp(total), QUANTILES, axis=0)
        medians += fan[2].sum()
    return time.perf_counter() - start, medians


if __name__ == "__main__":
    seconds, check = run(int(sys.argv[1]))
    # The medians of 600 cells add up to about 600.
    assert abs(check / (INDICATORS * PERIODS) - 1) < 0.01, check
    print(seconds)
