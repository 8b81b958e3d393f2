"""What all formats of a derivation share: what each move is called, and its lines, written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matcalc.answer import Answer
from matcalc.derivation import Derivation, Line, Move, Part
from matcalc.notation import rules
from matcalc.records import Record
from matcalc.terms import Apply, Derivative, Term, same
from matcalc.writers import text
from matcalc.writers.style import Style

TITLES = {
    "introduce": "Introduce intermediate variables",
    "differentiate": "Compute derivatives",
    "combine": "Combine",
    "substitute": "Substitute",
    "identify": "Identify the derivative",
}


class Row(Record):
    """A line: its members written, and the titles of the rules that are named beside it.

    again: it begins with what the line before it begins with, and goes on from there.
    """

    members: tuple[str, ...]
    rules: tuple[str, ...]
    line: Line
    again: bool = False

    @property
    def noted(self) -> int:
        """The member that the rules are named beside: the one they lead to. Of a name for a derivative,
        δ = ∂L/∂z = …, they lead to what that is."""
        return min(2 if self.line.definition else 1, len(self.members) - 1)


class Block(Record):
    """A move: its number and title, and its lines."""

    number: int
    title: str
    move: Move
    rows: tuple[Row, ...]


class Section(Record):
    """A part: what it is about, where there are several, and its moves."""

    number: int
    title: str | None
    part: Part
    blocks: tuple[Block, ...]


def sections(derivation: Derivation, style: Style) -> Iterator[Section]:
    """The parts of a derivation, written."""
    done = 0
    for number, part in enumerate(derivation.parts, 1):
        write = writing(derivation, part, style)
        moves = (move for move in part.moves if move.lines)
        done = 0 if part.title is not None else done  # without a title it goes on with the one before
        blocks = tuple(_block(place, move, part, write) for place, move in enumerate(moves, done + 1))
        done += len(blocks)
        title = None if part.title is None else " = ".join(map(write, part.title.members))
        yield Section(number, title, part, blocks)


def _block(number: int, move: Move, part: Part, write: Callable[[Term], str]) -> Block:
    rows: list[Row] = []
    for line in move.lines:
        rows.append(_row(line, rows[-1].line if rows else None, move, part, write))
    return Block(number, move_title(move, part), move, tuple(rows))


def _row(line: Line, before: Line | None, move: Move, part: Part, write: Callable[[Term], str]) -> Row:
    said = part.rule if move.name == "combine" else None
    titles = tuple(rule_title(rule) for rule in line.rules if rule != said)
    again = before is not None and len(line.members) > 1 and same(line.members[0], before.members[0])
    return Row(tuple(map(write, line.members)), titles, line, again)


def writing(derivation: Derivation, part: Part, style: Style) -> Callable[[Term], str]:
    """What writes the terms of a part. Along one path from the only variable derivatives have a straight
    d; where there are several, that of a partial derivative. The answer is as it is elsewhere."""
    answer = derivation.answer
    single = _is_of_one_variable(answer) and part.rule != "total-derivative-chain"
    symbols = text.writing(derivation.reading, style, "d" if single else "∂")
    plain = text.writing(answer.reading, style)
    return lambda term: plain(term) if term is answer.value else symbols(term)


def heading(derivation: Derivation, style: Style) -> str:
    """What is derived, ∂(𝐰 · 𝐱)/∂𝐰, with the d of the lines below."""
    answer = derivation.answer
    asked = answer.asked if not answer.by else Derivative(answer.asked, answer.by)
    asked = asked if answer.index is None else answer.index[0]
    return text.writing(answer.reading, style, "d" if _is_of_one_variable(answer) else "∂")(asked)


def _is_of_one_variable(answer: Answer) -> bool:
    """Whether it is of one number alone, all else being constant."""
    known = [answer.reading.names[name] for name in answer.names if name in answer.reading.names]
    varying = [k for k in known if k.domain is None and "constant" not in k.flags]
    return len(varying) == 1 and varying[0].kind.word == "scalar"


def move_title(move: Move, part: Part) -> str:
    """'Combine: vector chain rule'."""
    title = TITLES[move.name]
    if move.name == "differentiate" and len(move.lines) == 1:
        title = "Compute the derivative"
    if move.name == "introduce" and len(move.lines) == 1:
        title = "Introduce an intermediate variable"
    if move.name == "differentiate" and all(_is_of_differentials(line) for line in move.lines):
        title = "Take differentials"
    if move.name != "combine" or not part.rule or part.moves[-1].name == "identify":
        return title  # a derivation by differentials names its rule where it identifies the derivative
    combined = rule_title(part.rule)
    return f"{title}: {combined[:1].lower()}{combined[1:]}"


def _is_of_differentials(line: Line) -> bool:
    first = line.members[0]
    return isinstance(first, Apply) and first.op == "differential"


def rule_title(rule: str) -> str:
    """What people call the rule of an id."""
    return rules.BY_ID[rule].title
