"""What all formats of a derivation share: what each move is called, and its lines, written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matcalc.derivation import Derivation, Line, Move, Part
from matcalc.notation import rules
from matcalc.records import Record
from matcalc.terms import Apply, Derivative, Term
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
    """A line: its members written, and the titles of the rules that are named beside it."""

    members: tuple[str, ...]
    rules: tuple[str, ...]
    line: Line


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
    for number, part in enumerate(derivation.parts, 1):
        write = writing(derivation, part, style)
        moves = (move for move in part.moves if move.lines)
        blocks = tuple(_block(place, move, part, write) for place, move in enumerate(moves, 1))
        title = None if part.title is None else " = ".join(map(write, part.title.members))
        yield Section(number, title, part, blocks)


def _block(number: int, move: Move, part: Part, write: Callable[[Term], str]) -> Block:
    rows = tuple(_row(line, move, part, write) for line in move.lines)
    return Block(number, move_title(move, part), move, rows)


def _row(line: Line, move: Move, part: Part, write: Callable[[Term], str]) -> Row:
    said = part.rule if move.name == "combine" else None
    titles = tuple(rule_title(rule) for rule in line.rules if rule != said)
    return Row(tuple(map(write, line.members)), titles, line)


def writing(derivation: Derivation, part: Part, style: Style) -> Callable[[Term], str]:
    """What writes the terms of a part. Along one path of numbers derivatives have a straight d; where
    there may be several paths, or vectors, that of a partial derivative. The answer is as it is elsewhere."""
    answer = derivation.answer
    single = part.rule == "single-variable-chain" or (not part.rule and len(answer.names) == 1)
    symbols = text.writing(derivation.reading, style, "d" if single else "∂")
    plain = text.writing(answer.reading, style)
    return lambda term: plain(term) if term is answer.value else symbols(term)


def heading(derivation: Derivation, style: Style) -> str:
    """What is derived: ∂(𝐰 · 𝐱)/∂𝐰."""
    answer = derivation.answer
    asked = answer.index[0] if answer.index is not None else Derivative(answer.asked, answer.by)
    return text.writing(answer.reading, style)(asked)


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
