"""What is claimed, and what is only supposed.

An equation in a text may be a definition, a step, a condition or a problem to be solved: y = f(x),
θ = θ - η∇J, ∇f = 0, A = Aᵀ, Ax = b. Where one of these forms does not hold in general, nothing is wrong.
"""

from __future__ import annotations

import re

from matcalc.terms import (
    Apply,
    Call,
    Declaration,
    Definition,
    Derivative,
    Element,
    Matrix,
    Name,
    Number,
    Summation,
    Term,
    postorder,
    reached,
)
from matcalc.verdicts import slips
from matcalc.verdicts.claims import Claim

_SUPPOSES = """
    let if iff suppos* assum* set sets setting where when whenever with given solv* such\\ that
    so\\ that subject\\ to constrain* requir* satisf* provided unless choos* take taking consider*
    defin* denot* minimi[sz]* maximi[sz]* want* need* updat* initiali[sz]* put putting condition*
    until while hypothes* ensur* impos* enforc* would ought should at for case model* wrong*
    incorrect* mistake* not false* cannot substitut* equat* root* stationar* critical optim* system
    unlike instead learning\\ rule
"""
_CONCLUDES = """
    then get gets give* giving yield* obtain* have find thus hence therefore so is are equals
    become* follows comput* derivative* gradient* jacobian* hessian* impl* arrive*
"""


def _words(words: str) -> re.Pattern[str]:
    listed = "|".join(re.split(r"(?<!\\)\s+", words.strip())).replace("*", r"\w*")
    return re.compile(rf"\b(?:{listed})\b", re.IGNORECASE)


_SUPPOSED, _CONCLUDED = _words(_SUPPOSES), _words(_CONCLUDES)
SENTENCE = re.compile(r"[.?!][*_)}\"']*(?=\s|$)|\n[ \t]*\n|\\(?:par|item)\b|^[ \t]*[-*][ \t]", re.MULTILINE)
_GOES_ON = re.compile(r"\s*(?:,|;|and|or|,\s*and|\\quad|\\qquad)?\s*", re.IGNORECASE)
_STATES = re.compile(r"\b(?:if|iff|when|whenever|at|for|unless|provided|until|while|case)\W*$", re.IGNORECASE)
_IMAGINED = re.compile(r"\b(?:would|could|might)\b|\b(?:instead of|rather than|unlike)\W*$", re.IGNORECASE)
_ENTRY = re.compile(r"([a-z])_[a-z0-9]{2}")
_TAIL = 8  # words


def supposed(before: str) -> bool:
    """Whether the prose in front of an equation says that it is supposed, not claimed."""
    tail = _tail(before)
    cues = [found.end() for found in _SUPPOSED.finditer(tail)]
    if not cues:
        return False
    return _CONCLUDED.search(tail, cues[-1]) is None


def passing(before: str) -> bool:
    """Whether it says that the equation holds there only: when x = 0."""
    return _STATES.search(_tail(before)) is not None


def imagined(before: str) -> bool:
    """Whether it says what would be, or what something else is instead of."""
    return _IMAGINED.search(_tail(before)) is not None


def goes_on(before: str) -> bool:
    """Whether nothing but a comma or an "and" stands between this equation and the one before it."""
    return _GOES_ON.fullmatch(before) is not None


def _tail(before: str) -> str:
    """The last words of the sentence."""
    sentence = SENTENCE.split(before)[-1]
    return " ".join(re.sub(r"[$*_{}]", " ", sentence).split()[-_TAIL:])


def condition(claim: Claim, chained: bool) -> str:
    """Why a claim that is not true in general may yet be right where it stands, "" where that is not so.

    chained: whether it is a step in a chain of equations.
    """
    left, right = claim.left, claim.right
    if _is_zero(right) or _is_zero(left):
        return "a condition: something is zero"
    if _is_named(left) or (isinstance(left, Call) and _open(left)):
        return "a definition, or a condition on what it names"
    if derives(claim):
        return ""
    typed = slips.typed(claim)
    if (_names(claim, left) ^ _names(claim, right)) - typed:
        return "a condition: its sides are not made of the same names"
    if not chained and not typed and (_simple(left) or _simple(right)):
        return "a condition: it computes nothing"
    return ""


def derives(claim: Claim) -> bool:
    """Whether there is a derivative in it."""
    return _has_derivative(claim.left) or _has_derivative(claim.right)


def unsaid(claim: Claim) -> str:
    """What a text must know more than it has said, where a claim about a derivative is not true: its variable
    is not in what is differentiated, or a name comes from nowhere."""
    sides = claim.left, claim.right
    if member := _member(claim):
        return f"nothing here says whether {member} is an entry or a matrix"
    for part in postorder(*sides):
        if not isinstance(part, Derivative) or isinstance(part.of, Number | Matrix):
            continue
        made = _names(claim, part.of)
        passed = {*map(_letter, reached([part.of], _bodies(claim)))}
        for by in part.by:
            variables = {_letter(n.id) for n in postorder(by) if isinstance(n, Name)}
            if made and not variables & passed and not isinstance(part.of, Call):
                of, on = (", ".join(sorted(names)) for names in (made, variables))
                return f"nothing here says that {of} depends on {on}"
    names = [{*map(_letter, _names(claim, side) - slips.typed(claim))} for side in sides]
    bare = [not _has_derivative(side) for side in sides]
    new = (names[1] - names[0] if bare[1] else set()) | (names[0] - names[1] if bare[0] else set())
    if not any(bare) and names[1] - names[0] and names[0] - names[1]:
        new = names[0] ^ names[1]
    return f"nothing here says how {', '.join(sorted(new))} comes in" if new else ""


def _member(claim: Claim) -> str:
    """A capital letter with one index, K_k, beside an identity matrix: it may be one of many matrices."""
    stated = [s for s in claim.program.statements if isinstance(s, Declaration)]
    declared = {part.id for s in stated for part in postorder(*s.names) if isinstance(part, Name)}
    parts = [*postorder(claim.left, claim.right)]
    if not any(isinstance(part, Apply) and part.op == "eye" for part in parts):
        return ""
    for part in parts:
        if isinstance(part, Element) and isinstance(part.base, Name) and len(part.indices) == 1:
            name = part.base.id
            if name[:1].isupper() and name not in declared:
                return f"{name} with an index"
    return ""


def _letter(name: str) -> str:
    """The name without indices, and as that of a matrix where it is that of an entry."""
    entry = _ENTRY.fullmatch(name)
    return entry[1].upper() if entry else name


def _is_zero(term: Term) -> bool:
    while isinstance(term, Apply) and term.op in ("transpose", "neg"):
        term = term.args[0]
    return (isinstance(term, Number) and not term.value) or (isinstance(term, Apply) and term.op == "zeros")


def _is_named(term: Term) -> bool:
    return isinstance(term.base if isinstance(term, Element) else term, Name)


def _open(call: Call) -> bool:
    """Whether a function is applied to variables, and not to values."""
    return any(isinstance(part, Name) for arg in call.args for part in postorder(arg))


def _simple(term: Term) -> bool:
    """A product of names, transposed and inverted at most: no sum, no function, so no computation."""
    plain = (
        "product",
        "dot",
        "transpose",
        "inverse",
        "power",
        "norm",
        "norm1",
        "neg",
        "sum",
        "divide",
        "hadamard",
    )
    return all(
        isinstance(part, Name | Number | Element | Summation | Call)
        or (isinstance(part, Apply) and part.op in plain)
        for part in postorder(term)
    )


def _bodies(claim: Claim) -> dict[str, Term]:
    return {s.name.id: s.body for s in claim.program.statements if isinstance(s, Definition)}


def _names(claim: Claim, side: Term) -> set[str]:
    """What a side is made of in the end: its names, those that are defined written out."""
    bodies = _bodies(claim)
    found: set[str] = set()
    bound: set[str] = set()
    stack = [side]
    while stack:
        for part in postorder(stack.pop()):
            if isinstance(part, Summation):
                bound.add(part.index.id)
            elif isinstance(part, Element):
                bound |= {
                    n.id for i in part.indices if i is not None for n in postorder(i) if isinstance(n, Name)
                }
            elif isinstance(part, Name) and part.id not in found:
                found.add(part.id)
                if part.id in bodies:
                    stack.append(bodies[part.id])
    return found - bodies.keys() - bound - {"e", "pi"}


def _has_derivative(term: Term) -> bool:
    return any(isinstance(part, Derivative) for part in postorder(term))
