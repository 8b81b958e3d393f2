"""What a text says of matrices beside its formulas: A is symmetric, an orthogonal matrix U, Aᵀ = A."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.documents.mathematics.conditions import SENTENCE
from matcalc.reader import read
from matcalc.records import Value, replace
from matcalc.terms import Declaration, Name, Statement, ids_in
from matcalc.verdicts.claims import Claim

_FLAGS = {
    "symmetric": "symmetric",
    "orthogonal": "orthogonal",
    "orthonormal": "orthogonal",
    "diagonal": "diagonal",
    "positive definite": "posdef",
    "positive-definite": "posdef",
    "positive semidefinite": "symmetric",
    "positive semi-definite": "symmetric",
    "covariance": "posdef",
}
_WORD = rf"(?<!cross-)({'|'.join(_FLAGS)})\b(?!\s+(?:columns|rows))"
_BEHIND = re.compile(
    rf"\s*[,(]?\s*(?:(?:is|are|be|was|both|all|an?|the|real|square|and)\s+)*{_WORD}", re.IGNORECASE
)
_BEFORE = re.compile(
    rf"\b{_WORD}(?:[\s,-]+(?:real|square|and|positive|definite|semi-?definite|matrix|matrices|{'|'.join(_FLAGS)}))*\s*$",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"\\(?:emph|textit|textbf|textsl)\b|[*_{}]")
_SYMMETRIC = re.compile(
    r"\b(?:symmetr|covariance|hessian|definite|kernel|gram matri|laplacian|self-adjoint)", re.I
)
_LETTER = r"(?:\\(?:mathbf|boldsymbol|bm|mathrm|mathcal)\{?)?(\\?[A-Z][a-z]*)\}?"
_NAMED = re.compile(rf"\s*{_LETTER}\s*(?:(?:\\in|∈|,).*)?", re.DOTALL)
_TRANSPOSE = r"\^\{?(?:T|\\top|\\intercal|\\mathsf\{T\}|\\mathrm\{T\})\}?"
_SAME = re.compile(rf"{_LETTER}(?:{_TRANSPOSE}={_LETTER}|={_LETTER}{_TRANSPOSE})")
_INVERSE = re.compile(rf"{_LETTER}(?:{_TRANSPOSE}={_LETTER}\^\{{-1\}}|\^\{{-1\}}={_LETTER}{_TRANSPOSE})")


class _Said(Value):
    """What is said of a matrix: it holds in a section from the sentence on that begins behind so many
    formulas."""

    name: str
    flag: str
    section: int
    since: int


class Properties:
    """The structure of matrices, by name, with the sections in which it is said."""

    def __init__(self) -> None:
        self.said: list[_Said] = []
        self.before = ""
        self.heard = 0  # formulas
        self.sentence = 0  # so many formulas were before it
        self.symmetric = False  # whether anything is said of such matrices

    def hear(self, prose: str, formula: str, section: int) -> None:
        """Take the next formula of a document, and the prose in front of it."""
        self.symmetric = self.symmetric or _SYMMETRIC.search(prose) is not None
        if _ends(self.before, prose):
            self.sentence = self.heard
        self.heard += 1
        prose = _EMPHASIS.sub("", prose)
        behind, ahead = _BEHIND.match(prose), _BEFORE.search(prose)
        self._keep(self.before, behind, section)
        self._keep(formula, ahead, section)
        plain = re.sub(r"\s", "", formula).strip(".,;")
        for pattern, flag in ((_SAME, "symmetric"), (_INVERSE, "orthogonal")):
            found = pattern.fullmatch(plain)
            names = {name.lstrip("\\") for name in found.groups() if name} if found else set()
            if len(names) == 1:
                self.said.append(_Said(names.pop(), flag, section, self.sentence))
        self.before = formula

    def _keep(self, formula: str, word: re.Match[str] | None, section: int) -> None:
        named = _NAMED.fullmatch(formula)
        if word is not None and named is not None:
            self.said.append(_Said(named[1].lstrip("\\"), _FLAGS[word[1].lower()], section, self.sentence))

    def given(self, claim: Claim, section: int, heard: int) -> tuple[Claim, str]:
        """The claim with what a section says of its matrices up to the end of its sentence, and that in
        words. heard: so many formulas, its own among them, were heard."""
        names = ids_in(claim.left, claim.right)
        said = {
            (s.name, s.flag)
            for s in self.said
            if s.section == section and s.since < heard and s.name in names
        }
        statements = claim.program.statements
        for name, flag in sorted(said):
            statements = _declared(statements, name, flag)
        note = ", ".join(f"{name} is {flag}" for name, flag in sorted(said))
        return replace(claim, program=replace(claim.program, statements=statements)), note

    def possible(self, claim: Claim, section: int, heard: int) -> Iterator[tuple[Claim, str]]:
        """The claim with what other sections say of its matrices, and where the text speaks of symmetric
        ones with one of them symmetric; each with that in words."""
        names = [name for name in ids_in(claim.left, claim.right) if name[:1].isupper()]
        said = [(s.name, s.flag) for s in self.said if s.name in names]
        said += [(name, "symmetric") for name in names if self.symmetric]
        claim, _ = self.given(claim, section, heard)
        statements = claim.program.statements
        for name, flag in dict.fromkeys(said):
            flagged = replace(claim.program, statements=_declared(statements, name, flag))
            yield replace(claim, program=flagged), f"{name} is {flag}"


def _ends(formula: str, prose: str) -> bool:
    """Whether a sentence ends in a formula or in the prose behind it."""
    if formula.rstrip().endswith((".", "?", "!")):
        return True
    return SENTENCE.search(prose if not prose.lstrip()[:1].islower() else prose.lstrip()) is not None


def _declared(statements: tuple[Statement, ...], name: str, flag: str) -> tuple[Statement, ...]:
    made: list[Statement] = []
    known = False
    for statement in statements:
        if isinstance(statement, Declaration) and any(
            isinstance(other, Name) and other.id == name for other in statement.names
        ):
            known = True
            kind = replace(statement.kind, flags=statement.kind.flags | {flag})
            statement = replace(statement, kind=kind)
        made.append(statement)
    return (*made,) if known else (*read(f"{name} : {flag}").statements, *made)
