"""What a text says of matrices beside its formulas: A is symmetric, an orthogonal matrix U, Aᵀ = A."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.reader import read
from matcalc.records import replace
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


class Properties:
    """The structure of matrices, by name, with the sections in which it is said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, int]] = []
        self.before = ""
        self.symmetric = False  # whether anything is said of such matrices

    def hear(self, prose: str, formula: str, section: int) -> None:
        """Take the next formula of a document, and the prose in front of it."""
        self.symmetric = self.symmetric or _SYMMETRIC.search(prose) is not None
        prose = _EMPHASIS.sub("", prose)
        behind, ahead = _BEHIND.match(prose), _BEFORE.search(prose)
        self._keep(self.before, behind, section)
        self._keep(formula, ahead, section)
        plain = re.sub(r"\s", "", formula).strip(".,;")
        for pattern, flag in ((_SAME, "symmetric"), (_INVERSE, "orthogonal")):
            found = pattern.fullmatch(plain)
            names = {name.lstrip("\\") for name in found.groups() if name} if found else set()
            if len(names) == 1:
                self.said.append((names.pop(), flag, section))
        self.before = formula

    def _keep(self, formula: str, word: re.Match[str] | None, section: int) -> None:
        named = _NAMED.fullmatch(formula)
        if word is not None and named is not None:
            self.said.append((named[1].lstrip("\\"), _FLAGS[word[1].lower()], section))

    def given(self, claim: Claim, section: int) -> tuple[Claim, str]:
        """The claim with what a section says of its matrices, and that in words."""
        names = ids_in(claim.left, claim.right)
        said = {(name, flag) for name, flag, where in self.said if where == section and name in names}
        statements = claim.program.statements
        for name, flag in sorted(said):
            statements = _declared(statements, name, flag)
        note = ", ".join(f"{name} is {flag}" for name, flag in sorted(said))
        return replace(claim, program=replace(claim.program, statements=statements)), note

    def possible(self, claim: Claim, section: int) -> Iterator[tuple[Claim, str]]:
        """The claim with what other sections say of its matrices, and where the text speaks of symmetric
        ones with one of them symmetric; each with that in words."""
        names = [name for name in ids_in(claim.left, claim.right) if name[:1].isupper()]
        said = [(name, flag) for name, flag, _ in self.said if name in names]
        said += [(name, "symmetric") for name in names if self.symmetric]
        claim, _ = self.given(claim, section)
        statements = claim.program.statements
        for name, flag in dict.fromkeys(said):
            flagged = replace(claim.program, statements=_declared(statements, name, flag))
            yield replace(claim, program=flagged), f"{name} is {flag}"


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
