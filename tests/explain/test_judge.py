"""The judge of lines says yes to derivations as they are, and no to what is like them but false."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from matcalc.answer import Answer
from matcalc.calculator import calculate
from matcalc.derivation import Derivation, Line, Part
from matcalc.errors import MatcalcError
from matcalc.explain import Way, explain
from matcalc.explain.judge import Judge, introduced
from matcalc.kinds.kind import Kind
from matcalc.rationals import Fraction
from matcalc.records import replace
from matcalc.terms import Apply, Name, Number, Term, postorder, same
from tests.truth.programs import problem

CASES = [
    "d/dx sin(x^2)",
    "d/dx (x + x^2)",
    "d/dx (cos(x)^2 + sin(x)^2 + x)",
    "d/dx ln(cos(x)^2 sin(x^3))",
    "w, x : vector(n); ∂/∂w max(0, w·x + b)",
    "x : vector(n); D(sum(x .^ 2), x)",
    "x : vector(n); D(sin(x) .* x, x)",
    "w ∈ R^n; x_i ∈ R^n; y ∈ R^N; D(1/N sum_{i=1}^N (y_i - max(0, dot(w, x_i) + b))^2, w)",
    "w ∈ R^n; x_i ∈ R^n; y ∈ R^N; D(1/N sum_{i=1}^N log(1 + exp(-y_i dot(w, x_i))), w, w)",
    "A ∈ R^(m x n); B ∈ R^(k x m); X ∈ R^(n x k); D(tr(A X B), X)",
    "X ∈ R^(n x n); D(logdet(X), X)",
    "X ∈ R^(n x n); D(inv(X), X)",
    "x ∈ R^n; A ∈ R^(n x n); D(x' A x, x, x)",
    "W ∈ R^(m x n); x ∈ R^n; y ∈ R^m; D(-dot(y, log(softmax(W x))), W)",
    "x ∈ R^n; A ∈ R^(m x n); b ∈ R^m; B ∈ R^(2 x m); c ∈ R^2; D(sum(max(0, B max(0, A x + b) + c)), A)",
]
WAYS: tuple[Way, ...] = ("brief", "full", "index")


def derivations(text: str) -> Iterator[Derivation]:
    for answer in (a for group in calculate(text) for a in group):
        for way in WAYS:
            yield explain(answer, way)


def judged(derivation: Derivation) -> Iterator[tuple[Judge, Part, Line]]:
    """Each line, and the judge who knows those before it."""
    judge = Judge(derivation.answer, derivation.reading)
    for part in derivation.parts:
        if part.flow is not None:
            judge.learn(part.flow)
        for line in (line for move in part.moves for line in move.lines):
            yield judge, part, line


def changed(term: Term, kind: Kind) -> Iterator[Term]:
    """What is like a term but another value, wherever the term is not zero."""
    yield Apply("neg", (term,))
    yield Apply("product", (Number(Fraction(2)), term))
    if kind.axes:
        yield Apply("transpose", (term,))
    if isinstance(term, Apply) and term.op == "add":
        yield term.args[0]


@pytest.mark.parametrize("text", CASES)
def test_lines_are_true_and_what_is_like_them_is_not(text: str) -> None:
    for derivation in derivations(text):
        for judge, _, line in judged(derivation):
            assert judge.true(line)
            last = line.members[-1]
            kind = judge.meaning.settled(last)
            if judge.equal(last, Number(Fraction(0))) or same(line.members[0], last):
                continue
            for other in changed(last, kind):
                if isinstance(other, Apply) and other.op == "transpose" and judge.equal(last, other):
                    continue  # it is symmetric
                assert not judge.true(replace(line, members=(line.members[0], other), definition=False))


SYMMETRIC = "X ∈ R^(n x n); D(tr(X), X)"


def test_a_matrix_is_equal_to_its_transpose_only_where_it_is() -> None:
    text = "x, y ∈ R^n; A ∈ R^(n x n); D(y' A x, A)"
    judge, answer = last_judge(text)
    assert not judge.equal(answer.value, Apply("transpose", (answer.value,)))
    judge, answer = last_judge(SYMMETRIC)
    assert judge.equal(answer.value, Apply("transpose", (answer.value,)))


def last_judge(text: str) -> tuple[Judge, Answer]:
    derivation = next(derivations(text))
    *_, (judge, _, _) = judged(derivation)
    return judge, derivation.answer


@pytest.mark.parametrize("start", range(0, 40, 10))
def test_derivations_of_random_expressions_are_whole(start: int) -> None:
    """The last line ends in the answer; a name is introduced before it is used, and not in vain."""
    for number in range(start, start + 10):
        try:
            found = list(derivations(problem(number, seed=4).text))
        except MatcalcError:
            continue
        for derivation in found:
            lines = [line for part in derivation.parts for move in part.moves for line in move.lines]
            assert same(lines[-1].members[-1], derivation.answer.value)
            check_names([part for part in derivation.parts if part.flow is not None])


def check_names(parts: Sequence[Part]) -> None:
    lines = [line for part in parts for move in part.moves for line in move.lines]
    made = {introduced(line.members[0])[0] for line in lines if line.definition}
    known: set[str] = set()
    used: set[str] = set()
    for line in lines:
        names = {p.id for member in line.members[1:] for p in postorder(member) if isinstance(p, Name)} & made
        assert names <= known
        used |= names
        if line.definition:
            assert introduced(line.members[0])[0] not in known
            known |= {p.id for p in postorder(line.members[0]) if isinstance(p, Name)} & made
    assert known - used <= {part.flow.variables[-1].name for part in parts}
