"""Logistic regression with an L2 penalty (Hastie, Tibshirani & Friedman 2009, section 4.4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Matrix = NDArray[np.float64]


def regress(
    inputs: Matrix | csr_matrix,
    true: NDArray[np.bool_],
    penalty: float,
    counts: Matrix | None = None,
) -> tuple[float, Matrix]:
    """Bias and weights (columns,) of the likeliest function of ``inputs`` (rows, columns).

    ``true`` (rows,) is what is told, ``counts`` (rows,) how much each row counts (once by
    default); ``penalty`` times the sum of the squared weights is added to the loss.
    """
    sign = np.where(true, 1.0, -1.0)
    share = np.ones(len(sign)) if counts is None else counts

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        margin = sign * (inputs @ weights[1:] + weights[0])
        pull = -sign * share / (1 + np.exp(margin))
        slope = np.concatenate([[pull.sum()], inputs.T @ pull + 2 * penalty * weights[1:]])
        value = share @ np.logaddexp(0, -margin) + penalty * (weights[1:] ** 2).sum()
        return float(value), slope

    start = np.zeros(1 + inputs.shape[1])
    best = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return float(best[0]), np.asarray(best[1:])
