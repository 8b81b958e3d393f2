"""Derivatives as people write them, right and wrong. ``test_grade`` has the expressions."""

from __future__ import annotations

import sys

import numpy as np

KEPT = 3


class Array:
    """As other libraries' arrays are: no subclass of NumPy's, but they become one."""

    def __init__(self, data):
        self.data = data

    def __array__(self, dtype=None, copy=None):
        return np.array(self.data, dtype=dtype)


def squares(w, X, y):
    return 2 * X.T @ (X @ w - y)


def by_position(X, w, y, /):
    return squares(w, X, y)


def by_keyword(*, y, X, w, scale=1.0):
    return scale * squares(w, X, y)


def by_any_keyword(**given):
    return squares(given["w"], given["X"], given["y"])


def of_another_library(w, X, y):
    return Array(squares(w, X, y))


def in_single_precision(w, X, y):
    return squares(w, X, y).astype(np.float32)


def as_column(w, X, y):
    return squares(w, X, y)[:, None]


def as_row(w, X, y):
    return squares(w, X, y)[None, :]


def talkative(w, X, y):
    print("here")
    return squares(w, X, y)


def in_place(w, X, y):
    y -= X @ w
    return -2 * X.T @ y


def half(w, X, y):
    return X.T @ (X @ w - y)


def twice(w, X, y):
    return 4 * X.T @ (X @ w - y)


def negative(w, X, y):
    return -squares(w, X, y)


def negative_half(w, X, y):
    return -half(w, X, y)


def summed(w, X, y, n):
    return n * squares(w, X, y)


def averaged(w, X, y):
    return squares(w, X, y) / len(y)


def without_y(w, X):
    return 2 * X.T @ (X @ w)


def plus_y(w, X, y):
    return 2 * X.T @ (X @ w + y)


def by_differences(w, X, y):
    def loss(w):
        return np.sum((X @ w - y) ** 2)

    return np.array([(loss(w + 1e-4 * e) - loss(w)) / 1e-4 for e in np.eye(len(w))])


def residual(w, X, y):
    return 2 * (X @ w - y)


def undefined(w, X, y):
    return squares(w, X, y) * np.nan


def raising(w, X, y):
    return X @ y


def leaving(w, X, y):
    sys.exit(3)


def two_things(w, X, y):
    return 0.0, squares(w, X, y)


def nothing(w, X, y):
    squares(w, X, y)


def words(w, X, y):
    return np.array(["a"])


def imaginary(w, X, y):
    return squares(w, X, y) * 1j


def unknown_name(weights, X, y):
    return squares(weights, X, y)


def symmetric_quadratic(x, A):
    return 2 * A @ x


def quadratic(x, A):
    return (A + A.T) @ x


def ridge(w, X, y, lambda_):
    return squares(w, X, y) + 2 * lambda_ * w


def ridge_forgotten(w, X, y, lambda_):
    return squares(w, X, y)


def linear_jacobian(A):
    return A


def linear_turned(A):
    return A.T


def outer(W, x):
    return np.outer(2 * W @ x, x)


def outer_turned(W, x):
    return np.outer(x, 2 * W @ x)


def outer_by_rows(W, x):
    return np.ravel(outer(W, x))


def outer_by_columns(W, x):
    return np.ravel(outer(W, x), order="F")


def sigmoid_slope(x):
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s)


def sigmoid_without_its_complement(x):
    return 1 / (1 + np.exp(-x))


def logarithm(x):
    return 1 / x


def step(w, x):
    return np.where(w @ x > 0, 1.0, 0.0) * x


def step_always(w, x):
    return x


class Model:
    def slope(w, X, y):
        return squares(w, X, y)
