"""What is reported of a document: each statement of its formulas, with what stands around it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from itertools import pairwise

from matcalc.documents.mathematics.conditions import goes_on, imagined, passing, supposed
from matcalc.documents.mathematics.found import Formula, Found, Heading, Remark
from matcalc.documents.mathematics.known import Known, Taken
from matcalc.documents.mathematics.placed import Placed
from matcalc.documents.mathematics.properties import Properties
from matcalc.documents.mathematics.rows import Statement, statements
from matcalc.documents.mathematics.stated import Section
from matcalc.errors import Span
from matcalc.records import Record, Value, replace
from matcalc.verdicts.claims import Claim, Unread
from matcalc.verdicts.judge import How

_SUPPOSED = "supposed, as the words before it say"


class Item(Value):
    """Something that is reported: what was taken, where its text stands, and why it need not hold. heard: so
    many formulas, its own among them, the document had up to here."""

    taken: Taken
    source: Placed
    section: int = 0
    supposed: str = ""
    chained: bool = False
    heard: int = 0


class Items(Record):
    """What is reported, in order, how it is judged, options in the document heeded, and what is said of its
    matrices in words."""

    items: list[Item]
    how: How
    properties: Properties

    def assumed(self, item: Item) -> tuple[Claim | Unread, str]:
        """What is judged of an item: its claim with what its section says of matrices, and that in words."""
        found = item.taken.found
        if not isinstance(found, Claim):
            return found, ""
        return self.properties.given(found, item.section, item.heard)


def items(found: Sequence[Found], how: How, declarations: str) -> Items:
    """What is reported of a document.

    declarations: what is known before, of which nothing is said, a line each.
    """
    known, properties = Known(how.notation), Properties()
    made: list[Item] = []
    highest = _dividing([part.level for part in found if isinstance(part, Heading)])
    headings: list[tuple[int, int]] = []  # level and number of those above, from the highest
    section = Section()
    for line in declarations.splitlines():
        known.take(line, section)
    before = ""  # why the formula before was only supposed
    for number, part in enumerate(found):
        if isinstance(part, Heading):
            headings = [*(above for above in headings if above[0] < part.level), (part.level, number)]
            parts = tuple(above for _, above in headings)
            section = Section(section.number + (part.level <= highest), parts)
            before = ""
        elif isinstance(part, Remark):
            how = chosen(how, part.options)
            for stated in _lines(part.source):
                known.take(stated.text, section)
        elif isinstance(part, Formula):
            properties.hear(part.before, part.source.text, section.number)
            for statement in statements(part):
                said = _SUPPOSED if supposed(statement.before) else ""
                before = statement.supposed or (before if goes_on(statement.before) else said)
                made += _taken(statement, known, section, before, properties.heard)
        else:
            made.append(Item(_unread(part.source.text, part.why), part.source))
    return Items(made, how, properties)


def _dividing(levels: Sequence[int]) -> int:
    """The highest level of which there are several headings: they begin the sections."""
    return min((level for level in levels if levels.count(level) > 1), default=0)


def _taken(statement: Statement, known: Known, section: Section, reason: str, heard: int) -> Iterator[Item]:
    source = statement.source
    if not statement.relation:
        yield Item(_unread(source.text, "no equation"), source)
        return
    passes, holds = passing(statement.before), not imagined(statement.before)
    found = known.take(source.text, section, states=holds and not passes)
    if holds and passes:
        known.suppose(source.text, section)
    for taken in found:
        yield Item(taken, source, section.number, reason, statement.chained, heard)


def _unread(text: str, why: str) -> Taken:
    return Taken(Unread(text, Span(0, len(text)), why))


def _lines(source: Placed) -> Iterator[Placed]:
    at = 0
    for line in source.text.splitlines(keepends=True):
        yield source[at : at + len(line)].stripped()
        at += len(line)


def chosen(how: How, options: str) -> How:
    """How claims are judged, with the options of a comment; those of other commands are left to these."""
    try:
        words = shlex.split(options)
    except ValueError:
        return how
    for option, value in pairwise(words):
        name, _, number = value.partition("=")
        if option in ("--layout", "--convention", "--notation"):
            how = replace(how, **{option[2:]: value})
        elif option == "--dim" and number.isdigit():
            how = replace(how, dims={**(how.dims or {}), name: int(number)})
    return how
