"""Random equations that hold: answers of the engine beside what was asked, and identities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from random import Random

import matcalc
from matcalc.answer import Answer
from matcalc.calculator import Options, calculate
from matcalc.kinds import Typed, infer
from matcalc.reader import read
from matcalc.terms import Derivative, Name, Term
from matcalc.verdicts.verdict import Verdict
from matcalc.writers import answer_text, declarations, write
from tests.truth.agreement import FORMATS, program
from tests.truth.productions import DECLARED
from tests.truth.programs import NAMES, WORDS, Problem, Tree, holes, problem, tree
from tests.verdicts.identities import ALGEBRA, RULES, WRITTEN_OUT

LAYOUTS = ("numerator", "denominator", "mixed")
MADE = {"definite", "regular"}  # kinds of expression that have leaves alone


@dataclass(frozen=True)
class Stated:
    """An equation as typed. before: the statements it rests on, a line each. entries: how those of a
    structured matrix vary as it is meant; this is not told."""

    before: str
    equation: str
    layout: str = "numerator"
    dims: Mapping[str, int] = field(default_factory=dict)
    entries: str = "independent"

    @property
    def text(self) -> str:
        return f"{self.before}\n{self.equation}".strip()

    @cached_property
    def typed(self) -> Typed:
        """Raises MatcalcError."""
        return infer(read(self.text), self.dims, layout=self.layout)

    @property
    def members(self) -> tuple[Term, ...]:
        return self.typed.queries[-1].members

    def verdicts(self) -> list[Verdict]:
        found = matcalc.check(self.text, layout=self.layout, dims=self.dims)
        return [v for v in found if v.why not in ("a declaration", "a definition")]

    def __str__(self) -> str:
        how = "" if self.layout == "numerator" else f"   (--layout {self.layout})"
        return f"{self.text}{how}{''.join(f'   (--dim {k}={v})' for k, v in self.dims.items())}"


def respelled(stated: Stated, format: str, members: tuple[Term, ...] | None = None) -> Stated:
    """The same, or an equation between other members, in another spelling."""
    typed = stated.typed
    reading = typed.reading
    functions = {name for name, known in reading.names.items() if known.domain is not None}
    known = [name for name in reading.names if name not in typed.definitions]
    lines = [declarations(reading, [n for n in known if n not in functions], format)] if known else []
    for name, body in typed.definitions.items():
        lines.append(f"{write(Name(name), reading, format)} = {write(body, reading, format)}")
    sides = [write(side, reading, format) for side in members or stated.members]
    return replace(stated, before="\n".join(lines), equation=" = ".join(sides))


def of_answer(answer: Answer, format: str) -> Stated:
    """What was asked beside the answer as it is printed."""
    entries = answer.tensor.answering.options.entries
    shown = answer_text(answer, format)
    if answer.index is None:
        shown = f"{write(Derivative(answer.asked, answer.by), answer.reading, format)} = {shown}"
    before, _, equation = program(answer, format, shown).rpartition("\n")
    return Stated(before, equation, answer.layout, entries=entries)


@dataclass(frozen=True)
class Case:
    """An equation that holds, as it was made: from a problem, or from an identity with expressions in it."""

    made: Problem | Tree
    format: str = "ascii"
    layout: str = "numerator"

    @property
    def stated(self) -> Stated:
        """Raises MatcalcError where the problem is refused."""
        if isinstance(self.made, Tree):
            whole = around(str(self.made), {"n": 3, "m": 2} if self.made.kind == "written out" else {})
            return whole if self.format == "ascii" else respelled(whole, self.format)
        options = Options(entries=self.made.entries, layout=self.layout)
        (answer,) = (a for group in calculate(self.made.text, options) for a in group)
        return of_answer(answer, self.format)

    def smaller(self) -> Iterator[Case]:
        yield from (replace(self, made=made) for made in self.made.smaller())


TABLES = {"algebra": ALGEBRA, "rules": RULES, "written out": WRITTEN_OUT}


def case(number: int, seed: int = 0, depth: int = 2) -> Case:
    """One of as many cases as there are numbers: always the same for the same arguments."""
    random = Random(f"{seed} {number} {depth}")
    format = random.choice(FORMATS)
    if random.random() < 0.5:
        return Case(problem(number, seed, depth), format, random.choice(LAYOUTS))
    kind = random.choice(list(TABLES))
    pattern = random.choice(TABLES[kind])
    found = parts(random, pattern, depth)
    while not varies(pattern, found):
        found = parts(random, pattern, depth)
    return Case(Tree(kind, pattern, found), format)


def parts(random: Random, pattern: str, depth: int) -> tuple[Tree, ...]:
    return tuple(tree(random, part, 0 if part in MADE else depth - 1) for part in holes(pattern))


def varies(pattern: str, parts: Iterable[Tree]) -> bool:
    """Is what the pattern differentiates by in one of the parts? Where it is not the rule says 0 = 0, which
    is unknown: a text that has it means something that it has not said."""
    by = set(re.findall(r"\bD\((?:f\()?\$\w+\)?, (\w+)\)", pattern)) & {*WORDS.findall(pattern)}
    within = {word for part in parts for word in WORDS.findall(str(part))}
    return by <= within


def around(equation: str, dims: Mapping[str, int] | None = None) -> Stated:
    """An equation with declarations for the names in it."""
    used = dict.fromkeys(word for word in WORDS.findall(equation) if word in NAMES)
    declared = "; ".join(f"{NAMES[name]} in {DECLARED[NAMES[name]]}" for name in used)
    return Stated(declared, equation, dims=dims or {})
