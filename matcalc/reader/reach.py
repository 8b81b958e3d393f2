"""How far a Σ reaches: over the product that follows, and over later summands that use its index.

    Σ_i y_i log(p_i) + (1 - y_i) log(1 - p_i)

Outside the sum that second i would mean nothing, so what was meant is inside. Sets of indices are
bit masks, and the walks are bottom-up or by an explicit stack, so that neither the number of sums nor
their depth costs more than a look at each term.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeGuard

from matcalc.errors import Span
from matcalc.records import replace
from matcalc.terms import (
    Apply,
    Cases,
    Declaration,
    Definition,
    Derivative,
    Equation,
    Name,
    Query,
    Statement,
    Summation,
    Term,
    children,
    postorder,
    rebuild,
    terms_of,
)

Note = tuple[str, Span | None]

_OPEN = frozenset(("neg", "product", "dot", "hadamard"))  # their last operand may be a Σ without brackets
_CLOSERS = frozenset(")]}⟩")


def reach(
    statements: Sequence[Statement], text: str, known: Collection[str]
) -> tuple[tuple[Statement, ...], list[Note]]:
    """The statements with every Σ as far as its index is used, and a note for each that was extended.

    known: names declared or defined, which are no indices.
    """
    roots = [root for statement in statements for root in terms_of(statement)]
    found = {t.index.id for t in postorder(*roots) if isinstance(t, Summation)} - set(known)
    if not found:
        return tuple(statements), []
    reaching = _Reach(text, {letter: 1 << n for n, letter in enumerate(sorted(found))})
    return tuple(reaching.statement(statement) for statement in statements), reaching.notes


class _Reach:
    """bits: a bit for each letter that is the index of some Σ."""

    def __init__(self, text: str, bits: dict[str, int]) -> None:
        self.text = text
        self.bits = bits
        self.notes: list[Note] = []
        self.free: dict[int, int] = {}  # by identity: the letters that a term uses without binding them
        self.kept: list[Term] = []  # keeps these identities alive

    def statement(self, statement: Statement) -> Statement:
        match statement:
            case Query():
                return replace(statement, term=self.extended(statement.term, 0))
            case Definition():
                params = sum(self.bits.get(p.id, 0) for p in statement.params or ())
                return replace(statement, body=self.extended(statement.body, params))
            case Equation():
                fixed = 0
                for member in statement.members:
                    fixed |= self.fixed(member)
                return replace(statement, members=tuple(self.extended(m, fixed) for m in statement.members))
            case Declaration():
                return statement

    def fixed(self, member: Term) -> int:
        """The letters that a side of an equation uses and sums over nowhere: ∂L/∂w_i = …"""
        used = summed = 0
        for term in postorder(member):
            if isinstance(term, Summation):
                summed |= self.bits.get(term.index.id, 0)
            used = self.free[id(self.measured(term))]
        return used & ~summed

    def extended(self, root: Term, bound: int) -> Term:
        around = self.bound_around(root, bound)
        done: dict[int, Term] = {}
        for term in postorder(root):
            made = rebuild(term, tuple(done[id(child)] for child in children(term)))
            if isinstance(made, Apply) and made.op == "add":
                made = self.added(made, around[id(term)])
            done[id(term)] = self.measured(made)
        return done[id(root)]

    def bound_around(self, root: Term, bound: int) -> dict[int, int]:
        """For each sum of terms, the letters that have a meaning there: bound by a Σ around it, or part of
        what is differentiated by."""
        around: dict[int, int] = {}
        seen: set[int] = set()
        stack = [(root, bound)]
        while stack:
            term, bound = stack.pop()
            if id(term) in seen:  # the middle of 0 < x < 1 stands in both comparisons
                continue
            seen.add(id(term))
            if isinstance(term, Apply) and term.op == "add":
                around[id(term)] = bound
            if isinstance(term, Summation):
                bound |= self.bits.get(term.index.id, 0)
            elif isinstance(term, Derivative):
                bound |= self.variables(term)
            stack.extend((child, bound) for child in children(term))
        return around

    def variables(self, term: Derivative) -> int:
        """The letters in what is differentiated by."""
        letters = 0
        for name in postorder(*term.by):
            if isinstance(name, Name):
                letters |= self.bits.get(name.id, 0)
        return letters

    def measured(self, term: Term) -> Term:
        """The term, its free letters noted."""
        if id(term) not in self.free:
            letters = 0
            if isinstance(term, Name):
                letters = self.bits.get(term.id, 0)
            elif isinstance(term, Summation):
                letters = self.free[id(term.body)] & ~self.bits.get(term.index.id, 0)
                for limit in (term.lower, term.upper):
                    letters |= 0 if limit is None else self.free[id(limit)]
            else:
                for child in children(term):
                    letters |= self.free[id(child)]
            self.free[id(term)] = letters
            self.kept.append(term)
        return term

    # --- one sum of terms

    def added(self, term: Apply, bound: int) -> Term:
        """The sum with each Σ in it extended, the last first: it is the nearest to what follows."""
        before = [bound]
        for summand in term.args:
            before.append(before[-1] | self.free[id(summand)])
        behind: list[Term] = []  # what stands behind the summand at hand, the last first
        used = [0]  # the letters in so many of them
        for place in range(len(term.args) - 1, -1, -1):
            summand = term.args[place]
            if behind and used[-1] & ~before[place]:
                summand = self.summand(summand, behind, used, before[place])
            behind.append(summand)
            used.append(used[-1] | self.free[id(summand)])
        if len(behind) == len(term.args):
            return term
        if len(behind) == 1:
            return behind[0]
        return replace(term, args=tuple(reversed(behind)))

    def summand(self, summand: Term, behind: list[Term], used: list[int], bound: int) -> Term:
        """A summand with each Σ that it ends in extended; what goes inside is taken off ``behind``."""
        path = self.open_end(summand, behind[-1])
        meanings = []
        for node in path:
            meanings.append(bound)
            if isinstance(node, Derivative):
                bound |= self.variables(node)
            elif isinstance(node, Apply):
                for factor in node.args[:-1]:
                    bound |= self.free[id(factor)]
        inside: Term | None = None
        for node, bound in zip(reversed(path), reversed(meanings), strict=True):
            made = node if inside is None else self.measured(_ending_in(node, inside))
            if isinstance(made, Summation):
                letter = self.bits.get(made.index.id, 0) & ~bound
                if letter & used[-1]:
                    made = self.taking(made, letter, behind, used)
            inside = made
        return summand if inside is None else inside

    def open_end(self, summand: Term, following: Term) -> list[Term]:
        """The terms that a summand ends in, each inside the one before, down to the innermost Σ. There are
        none where a bracket closes what the Σ takes."""
        path: list[Term] = []
        last = 0
        if summand.span is None or following.span is None:
            return []
        end = summand.span.end
        if not _CLOSERS.isdisjoint(self.text[end : following.span.start]):
            return []
        term = summand
        while term.span is not None and term.span.end == end:
            path.append(term)
            if isinstance(term, Summation):
                last = len(path)
                term = term.body
            elif isinstance(term, Derivative):
                term = term.of
            elif isinstance(term, Apply) and term.op in _OPEN:
                term = term.args[-1]
            else:
                break
        return path[:last]

    def taking(self, term: Summation, letter: int, behind: list[Term], used: list[int]) -> Summation:
        """The Σ with all summands behind it down to the last that uses its index."""
        place = next(n for n, summand in enumerate(behind) if self.free[id(summand)] & letter)
        taken = list(reversed(behind[place:]))
        del behind[place:], used[place + 1 :]
        assert term.span is not None
        last = taken[-1].span
        end = term.span.end if last is None else last.end
        span = Span((term.body.span or term.span).start, end)
        body: Term = Apply("add", (term.body, *taken), span=span)
        if _is_limited(term.body):  # Σ_{i ≠ j} a_i + b_i
            (value, condition), rest = term.body.branches
            whole = self.measured(Apply("add", (value, *taken), span=span))
            body = replace(term.body, branches=((whole, condition), rest), span=span)
        made = replace(term, body=self.measured(body), span=Span(term.span.start, end))
        index = term.index.id
        self.notes.append(
            (
                f"Σ takes the product that follows it, and here also what is added up to the last {index}, "
                f"which has no meaning outside; brackets say it: Σ_{index} (a + b) or (Σ_{index} a) + b",
                term.span,
            )
        )
        self.measured(made)
        return made


def _is_limited(body: Term) -> TypeGuard[Cases]:
    """Are these the cases that a condition on an index makes, where nobody typed the 0?"""
    return isinstance(body, Cases) and len(body.branches) == 2 and body.branches[1][0].span is None


def _ending_in(term: Term, end: Term) -> Term:
    """``term`` with what it ends in replaced."""
    *others, last = children(term)
    if isinstance(term, Derivative):
        last, others = term.of, list(term.by)
    if last is end:
        return term
    assert term.span is not None
    assert end.span is not None
    order = (end, *others) if isinstance(term, Derivative) else (*others, end)
    return replace(rebuild(term, order), span=Span(term.span.start, end.span.end))
