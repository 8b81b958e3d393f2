"""Kinds in short words, for tables."""

from __future__ import annotations

from matcalc.kinds import Kind, Typed


def shown(kind: Kind) -> str:
    """'scalar', 'vector n', 'matrix m×n', 'N of vector n'."""
    axes = [d for d in (kind.rows, kind.cols, *kind.more) if d is not None]
    text = " ".join((kind.word, "×".join(map(str, axes)))).strip()
    return text if kind.family is None else f"{kind.family} of {text}"


def names(typed: Typed) -> str:
    return "; ".join(f"{name} {shown(named.kind)}" for name, named in typed.reading.names.items())
