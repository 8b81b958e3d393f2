"""Whether the equations of a document are true."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from matcalc.documents.mathematics import latex, markdown, notebooks
from matcalc.documents.mathematics.conditions import condition, goes_on, passing, supposed, unsaid
from matcalc.documents.mathematics.found import Formula, Found, Heading, Remark
from matcalc.documents.mathematics.known import Known, Taken
from matcalc.documents.mathematics.macros import Beside
from matcalc.documents.mathematics.placed import Placed
from matcalc.documents.mathematics.rows import Statement, statements
from matcalc.errors import MatcalcError, Span
from matcalc.records import Value, replace
from matcalc.verdicts.claims import Claim, Unread
from matcalc.verdicts.judge import How, judge, verdicts
from matcalc.verdicts.verdict import Verdict

FINDERS: tuple[tuple[tuple[str, ...], Callable[[str, Beside], Iterator[Found]]], ...] = (
    ((".tex", ".ltx", ".latex", ".sty"), latex.find),
    ((".ipynb",), lambda text, _: notebooks.find(text)),
    (
        (".md", ".markdown", ".mkd", ".qmd", ".rmd", ".xml", ".html", ".txt"),
        lambda text, _: markdown.find(text),
    ),
)
"""What finds the mathematics of a document, by the ending of its name."""


class _Item(Value):
    """Something that is reported: what was taken, where its text stands, and why it need not hold."""

    taken: Taken
    source: Placed
    section: int = 0
    supposed: str = ""
    chained: bool = False


def checks(name: str) -> bool:
    """Whether a file is a document, by the ending of its name."""
    return any(name.lower().endswith(endings) for endings, _ in FINDERS)


def checked(text: str, name: str, how: How, declarations: str = "") -> list[Verdict]:
    """The verdicts on the equations of a document, in order, with their places in its text.

    What is no claim is "unread", and its ``why`` says what it is. An equation that is not true in general is
    left alone, too, where it may be a definition or a condition.

    declarations: what is known before, of which nothing is said, a line each.

    Raises MatcalcError for a document of a language that is not known, or that is not in its language.
    """
    items, how = _items([*_finder(name)(text, _beside(name))], how, declarations)
    given = verdicts([(item.taken.found, 0) for item in items], how)
    return [_placed(_heeded(verdict, item, how), item) for verdict, item in zip(given, items, strict=True)]


def _items(found: Sequence[Found], how: How, declarations: str) -> tuple[list[_Item], How]:
    """What is reported of a document, and how it is judged, options in it heeded."""
    known = Known(how.notation)
    items: list[_Item] = []
    highest = _dividing([part.level for part in found if isinstance(part, Heading)])
    section = 0
    for line in declarations.splitlines():
        known.take(line, section)
    before = ""  # why the formula before was only supposed
    for part in found:
        if isinstance(part, Heading):
            section += part.level <= highest
            before = ""
        elif isinstance(part, Remark):
            how = _chosen(how, part.options)
            for stated in _lines(part.source):
                known.take(stated.text, section)
        elif isinstance(part, Formula):
            for statement in statements(part):
                reason = statement.supposed or (
                    before if goes_on(statement.before) else SUPPOSED if supposed(statement.before) else ""
                )
                before = reason
                items += _taken(statement, known, section, reason)
        else:
            items.append(_Item(_unread(part.source.text, part.why), part.source))
    return items, how


def _dividing(levels: Sequence[int]) -> int:
    """The highest level of which there are several headings: they begin the sections."""
    return min((level for level in levels if levels.count(level) > 1), default=0)


SUPPOSED = "supposed, as the words before it say"


def _taken(statement: Statement, known: Known, section: int, reason: str) -> Iterator[_Item]:
    source = statement.source
    if not statement.relation:
        yield _Item(_unread(source.text, "no equation"), source)
        return
    found = known.take(source.text, section, states=not passing(statement.before))
    for taken in found:
        yield _Item(taken, source, section, reason, chained=len(found) > 1)


def _unread(text: str, why: str) -> Taken:
    return Taken(Unread(text, Span(0, len(text)), why))


def _lines(source: Placed) -> Iterator[Placed]:
    at = 0
    for line in source.text.splitlines(keepends=True):
        yield source[at : at + len(line)].stripped()
        at += len(line)


def _heeded(verdict: Verdict, item: _Item, how: How) -> Verdict:
    """The verdict as far as the text stands by what it was found of."""
    claim = item.taken.found
    if not isinstance(claim, Claim) or verdict.verdict == "true":
        return verdict
    if (alone := item.taken.alone) is not None:
        other = judge(alone, verdict.layout or "numerator", how)
        if other.verdict == "true" or (other.verdict, verdict.verdict) == ("unknown", "unknown"):
            verdict = other
        if other.verdict == "true":
            return other
    left = item.supposed or (item.taken.restates and "a definition") or condition(claim, item.chained)
    if left:
        return replace(verdict, verdict="unread", how="", why=left, counterexample=None)
    if verdict.verdict == "unknown":
        return verdict
    why = unsaid(claim)
    if verdict.how == "shapes" or verdict.counterexample is None:
        why = why or verdict.why
    elif item.taken.alone is not None:
        why = why or "it does not hold of what another section defines"
    return replace(verdict, verdict="unknown", how="", why=why, counterexample=None) if why else verdict


def _placed(verdict: Verdict, item: _Item) -> Verdict:
    span = verdict.span or Span(0, len(item.source))
    return replace(verdict, span=item.source.span(span))


def _finder(name: str) -> Callable[[str, Beside], Iterator[Found]]:
    for endings, find in FINDERS:
        if name.lower().endswith(endings):
            return find
    known = ", ".join(ending for endings, _ in FINDERS for ending in endings)
    raise MatcalcError(f"which language is {name!r} written in?", hint=f"known are {known}")


def _beside(name: str) -> Beside:
    """Reads the files beside a document that it includes, and no others."""

    def read(wanted: str) -> str | None:
        from pathlib import Path

        folder = Path(name).parent
        for ending in ("", ".tex", ".sty"):
            path = folder / f"{wanted}{ending}"
            try:
                if (
                    path.is_file()
                    and path.resolve().is_relative_to(folder.resolve())
                    and path.stat().st_size < LARGEST
                ):
                    return path.read_text("utf-8", "replace")
            except (OSError, ValueError):
                continue
        return None

    return read


LARGEST = 1_000_000  # bytes of a file that is included


def _chosen(how: How, options: str) -> How:
    """How claims are judged, with the options of a comment."""
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
