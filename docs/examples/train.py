"""Trains the paper's neuron and a logistic regression with gradients that matcalc wrote, on arrays that are
larger than one chunk: of Dask, on a cluster, or of JAX, sharded over its devices. docs/training.md tells how.

    python train.py dask
    XLA_FLAGS=--xla_force_host_platform_device_count=4 python train.py jax
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import logistic
import neuron
import numpy as np

ROWS, COLUMNS, CHUNK = 4000, 3, 1000
STEPS, RATE = 10, 0.6


def data() -> tuple[Any, Any, Any]:
    """Inputs, what the neuron is to give for them, and classes, -1 and 1, of known parameters."""
    random = np.random.default_rng(0)
    X = random.normal(size=(ROWS, COLUMNS))
    z = X @ np.linspace(1.0, 2.0, COLUMNS) + 0.5
    return X, np.maximum(z, 0), np.where(z > random.logistic(size=ROWS), 1.0, -1.0)


Loss = Callable[[Any], tuple[float, Any]]  # of the parameters: the value and the gradient


@contextmanager
def dask() -> Iterator[Callable[[Any, Any, Any], Loss]]:
    """On a cluster of this machine. Each worker has some of the chunks, and sends sums of what they give."""
    import dask.array as da
    from distributed import Client, LocalCluster

    def loss(function: Any, X: Any, y: Any) -> Loss:
        rows = da.from_array(X, chunks=(CHUNK, COLUMNS)).persist()
        targets = da.from_array(y, chunks=CHUNK).persist()

        def at(parameters: Any) -> tuple[float, Any]:
            w = da.from_array(parameters[:-1])
            return da.compute(*function(X=rows, w=w, b=parameters[-1], y=targets))

        return at

    # With processes=True the workers are processes of their own, which take some seconds to begin.
    with LocalCluster(n_workers=2, processes=False, dashboard_address=None) as cluster, Client(cluster):
        yield loss


@contextmanager
def jax() -> Iterator[Callable[[Any, Any, Any], Loss]]:
    """On all devices that JAX has. Each has some of the rows, and the compiler adds up what they give."""
    import jax
    from jax.sharding import Mesh, NamedSharding, PartitionSpec

    jax.config.update("jax_enable_x64", True)
    by_rows = NamedSharding(Mesh(jax.devices(), ("rows",)), PartitionSpec("rows"))

    def loss(function: Any, X: Any, y: Any) -> Loss:
        rows, targets = jax.device_put(X, by_rows), jax.device_put(y, by_rows)
        assert len(rows.sharding.device_set) == jax.device_count()
        compiled = jax.jit(lambda w, b, rows, targets: function(X=rows, w=w, b=b, y=targets))

        def at(parameters: Any) -> tuple[float, Any]:
            return compiled(parameters[:-1], parameters[-1], rows, targets)

        return at

    yield loss


def trained(loss: Loss) -> tuple[Any, float, float]:
    """The parameters after so many steps of gradient descent, and the loss before and then."""
    parameters = np.full(COLUMNS + 1, 0.1)
    first, _ = loss(parameters)
    for _ in range(STEPS):
        _, gradient = loss(parameters)
        parameters = parameters - RATE * np.asarray(gradient)
    last, _ = loss(parameters)
    return parameters, float(first), float(last)


def main() -> None:
    X, outputs, classes = data()
    with {"dask": dask, "jax": jax}[sys.argv[1]]() as made:
        for name, function, targets in (
            ("neuron", neuron.value_gradient, outputs),
            ("logistic", logistic.value_gradient, classes),
        ):
            parameters, first, last = trained(made(function, X, targets))
            print(f"{name}: loss {first:.3f} to {last:.3f}, w and b", np.round(parameters, 2).tolist())


if __name__ == "__main__":
    main()
