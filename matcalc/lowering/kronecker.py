"""vec, its inverse, the Kronecker product and the commutation matrix as tensors: axes paired."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind
from matcalc.lowering.value import Value
from matcalc.tensor.make import ONE, pairing, product
from matcalc.tensor.node import Node

Pieces = list[tuple[Node, Sequence[object]]]


def vec(args: Sequence[Value], kind: Kind, lengths: Sequence[Dimension]) -> Value:
    """vec(A)ₖ = Aᵢⱼ with k = i + m(j - 1)."""
    (arg,) = args
    own = arg.kind
    if own.rows is None or own.cols is None:
        return placed([(arg.node, arg.labels("r", "r"))], args, kind)
    pieces: Pieces = [(arg.node, arg.labels("i", "j")), (pairing(own.rows, own.cols), ("r", "i", "j"))]
    return placed(pieces, args, kind)


def unvec(args: Sequence[Value], kind: Kind, lengths: Sequence[Dimension]) -> Value:
    """The matrix with given columns, stacked."""
    paired = pairing(*lengths)
    return placed([(args[0].node, args[0].labels("k")), (paired, ("k", "r", "c"))], args, kind)


def kron(args: Sequence[Value], kind: Kind, lengths: Sequence[Dimension]) -> Value:
    """(A ⊗ B)ₖₗ = Aᵢⱼ B_pq with k = p + (rows of B)(i - 1), and l likewise."""
    return reduce(lambda a, b: twofold(a, b), args)


def twofold(a: Value, b: Value) -> Value:
    rows, cols = (
        (x or y) if x is None or y is None else x * y
        for x, y in ((a.kind.rows, b.kind.rows), (a.kind.cols, b.kind.cols))
    )
    pieces: Pieces = []
    ends: dict[str, tuple[str, str]] = {}
    for label, slow, fast in (("r", a.kind.rows, b.kind.rows), ("c", a.kind.cols, b.kind.cols)):
        if slow is not None and fast is not None:
            pieces.append((pairing(fast, slow), (label, f"{label} fast", f"{label} slow")))
            ends[label] = (f"{label} slow", f"{label} fast")
        else:
            ends[label] = (label, label)
    (ar, br), (ac, bc) = ends["r"], ends["c"]
    factors: Pieces = [(a.node, a.labels(ar, ac)), (b.node, b.labels(br, bc))]
    return placed([*factors, *pieces], (a, b), Kind(rows, cols))


def commutation(args: Sequence[Value], kind: Kind, lengths: Sequence[Dimension]) -> Value:
    """K vec(A) = vec(Aᵀ) for m×n matrices A (Magnus & Neudecker, ch. 3.7)."""
    m, n = lengths[0], lengths[-1]
    return placed([(pairing(n, m), ("r", "j", "i")), (pairing(m, n), ("c", "i", "j"))], args, kind)


def placed(pieces: Pieces, args: Sequence[Value], kind: Kind) -> Value:
    """The contraction of pieces onto the Σ indices of ``args``, rows and columns."""
    indices = tuple(dict.fromkeys(index for arg in args for index in arg.indices))
    out = Value(ONE, indices, kind).labels()
    dims = dict(zip((label for label in out if label in ("r", "c")), kind.axes, strict=True))
    return Value(product(pieces, out, dims), indices, kind)


Meaning = Callable[[Sequence[Value], Kind, Sequence[Dimension]], Value]

MEANING: dict[str, Meaning] = {"vec": vec, "unvec": unvec, "kron": kron, "commutation": commutation}
