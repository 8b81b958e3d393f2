"""Which of several spellings a program uses: ln or log, e^x or exp(x), 1/2 or 0.5. Answers are
spelled like it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from matcalc.terms import Apply, Name, Number, Term

_LN = re.compile(r"(?:\\[a-z]+\s*\{\s*)?\\?ln")


def usage(terms: Iterable[Term], text: str, known: Collection[str]) -> dict[str, str]:
    """By function, the spelling that comes first: 'ln' for log, 'e^' for exp; 'decimal' for numbers. What is
    not there is spelled by its name. Where logarithms to a base stand alone, the natural one is ln, to be
    told apart.

    terms: all of them, with those that they are made of. known: names declared or defined; where e is one,
    it is no number.
    """
    first: dict[str, tuple[int, str]] = {}

    def saw(function: str, spelling: str, term: Term) -> None:
        place = term.span.start if term.span is not None else len(text)
        first[function] = min(first.get(function, (place, spelling)), (place, spelling))

    for term in terms:
        if isinstance(term, Number):
            if term.value.denominator != 1:
                saw("number", "decimal", term)
        elif isinstance(term, Apply):
            op = term.op
            if op == "log" and term.span is not None:
                saw("log", "ln" if _LN.match(text, term.span.start) else "log", term)
            elif op in ("log2", "log10"):
                saw("base", op, term)
            elif op == "exp":
                saw("exp", "exp", term)
            elif op == "power" and "e" not in known:
                base = term.args[0]
                if isinstance(base, Name) and base.id == "e" and not base.bold:
                    saw("exp", "e^", term)
    based = first.pop("base", None)
    if based is not None:
        first.setdefault("log", (0, "ln"))
    return {function: spelling for function, (_, spelling) in first.items() if spelling != function}
