"""The rules of the catalogue in words and formulas."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.explain.statements import MARK, stated
from matcalc.lowering import build
from matcalc.lowering.assembly import OPPOSITE
from matcalc.notation.rules import RULES, Formula, Rule
from matcalc.terms import Apply, Cases, Term
from matcalc.writers import STYLES, declarations, text, write

NAMES = {name: rule for rule in RULES for name in (*rule.aliases, rule.id)}
"""The rules by all names that they can be asked for by."""


def equation(formula: Formula, format_: str) -> str:
    """What a formula says, as one line."""
    found = stated(formula)
    reading = found.typed.reading
    varying = [k for k in reading.names.values() if k.domain is None and "constant" not in k.flags]
    one = len(varying) == 1 and varying[0].kind.word == "scalar"
    left = text.writing(reading, STYLES[format_], "d" if one else "∂")(found.left)
    return f"{left} = {write(by_cases(found.right), reading, format_)}"


def by_cases(term: Term) -> Term:
    """A condition as the number that it is."""
    if not isinstance(term, Apply) or term.op not in OPPOSITE:
        return term
    return Cases(((build.ZERO, Apply(OPPOSITE[term.op], term.args)), (build.ONE, term)))


def where(formula: Formula, format_: str) -> str:
    """What its names are."""
    reading = stated(formula).typed.reading
    names = [n for n in reading.names if not (n.startswith(MARK) and n[len(MARK) :] in reading.names)]
    return declarations(reading, names, format_)


def described(rule: Rule, format_: str) -> Iterator[str]:
    """A rule in full, without its example."""
    yield f"{rule.title} ({rule.id})"
    yield ""
    given = [where(formula, format_) for formula in rule.formulas]
    for k, formula in enumerate(rule.formulas):
        yield f"  {equation(formula, format_)}"
        if given[k] and given[k] not in given[k + 1 : k + 2]:
            yield f"    where {given[k]}"
    if rule.remark:
        yield f"  {rule.remark}"
    yield ""
    yield f"source: {rule.source}"
    if rule.aliases:
        yield f"also: {', '.join(rule.aliases)}"
