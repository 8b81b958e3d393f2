"""Every spelling of a symbol, ASCII and Unicode, with the raw token it makes."""

from __future__ import annotations

from matcalc.notation.symbols import OPERATORS


def operator_type(op: str) -> tuple[str, object]:
    """The raw token of an operator of the notation table."""
    if op in ("lt", "le", "gt", "ge", "ne"):
        return "COMPARE", op
    return {
        "eq": ("EQUALS", op),
        "add": ("SIGN", "add"),
        "neg": ("SIGN", "neg"),
        "dot": ("POINTWISE", "dot"),
        "hadamard": ("POINTWISE", "hadamard"),
        "hadamard_divide": ("POINTWISE", "hadamard_divide"),
        "product": ("_TIMES", "product"),
        "divide": ("_DIVIDE", "divide"),
        "power": ("POWER", "power"),
        "hadamard_power": ("POWER", "hadamard_power"),
        "transpose": ("TOP", None),
    }[op]


def _symbols() -> dict[str, tuple[str, object]]:
    table: dict[str, tuple[str, object]] = {}
    for row in OPERATORS:
        for spelling in (*row.unicode, *row.ascii):
            if spelling.strip() and spelling != " . " and not spelling.startswith("^T"):
                table.setdefault(spelling, operator_type(row.op))
    table |= {
        "==": ("COMPARE", "eq"), ":=": ("EQUALS", "eq"), "'": ("_TRANSPOSE", None), "ᵀ": ("_TRANSPOSE", None),
        "(": ("(", None), ")": (")", None), "[": ("[", None), "]": ("]", None),
        "{": ("{", None), "}": ("}", None),
        ",": (",", None), ";": (";", None), "\n": ("NEWLINE", None), ":": (":", None), "_": ("_", None),
        "|": ("BAR", None), "||": ("NORMBAR", None), "‖": ("NORMBAR", None), "&": ("AMP", None),
        "∂": ("PARTIAL", None), "∇": ("NABLA", None), "∑": ("SIGMA", None), "√": ("ROOT", None),
        "∈": ("BELONGS", None), "->": ("ARROW", None), "→": ("ARROW", None), "ℝ": ("REALS", None),
        "∧": ("AND", None), "∨": ("OR", None), "⟨": ("<", None), "⟩": (">", None),
        "⊤": ("TOP", None), "∞": ("INFINITY", None), "⋆": ("STAR", None),
        "∀": ("QUOTED", "for_all"), "...": ("DOTS", None),
        **dict.fromkeys("…⋯⋮⋱", ("DOTS", None)), "&&": ("AND", None),
    }  # fmt: skip
    return table


SYMBOLS = _symbols()

BEGINNING_WITH: dict[str, list[str]] = {}
"""The symbols by their first character, the longest first."""

for _spelling in sorted(SYMBOLS, key=len, reverse=True):
    BEGINNING_WITH.setdefault(_spelling[0], []).append(_spelling)
