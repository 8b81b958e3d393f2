"""What the end of a line may become: names, functions, commands and what these take."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from matcalc.manual import TOPICS
from matcalc.notation.commands import COMMANDS, WORDS, Takes
from matcalc.notation.functions import FUNCTIONS
from matcalc.notation.symbols import GREEK
from matcalc.presenting.presentation import WAYS
from matcalc.reader.kinds import WORDS as KINDS
from matcalc.reader.latex import COMMANDS as LATEX
from matcalc.records import Value
from matcalc.repl.recognise import called
from matcalc.repl.settings import choices, spelled
from matcalc.repl.showing import FORMATS
from matcalc.repl.spelling import CHARACTERS
from matcalc.repl.state import State

_END = re.compile(r"\\[A-Za-z]*\Z|[^\W\d]\w*\Z")
_FIRST = re.compile(r"\s*:?\s*[A-Za-z?]*\Z")


class Candidate(Value):
    """text: what takes the place of the last ``length`` characters. summary: what it is, in a few words."""

    text: str
    length: int
    summary: str = ""


def candidates(before: str, state: State) -> list[Candidate]:
    """What the text before the cursor may end in, the likeliest first."""
    call = called(before, WORDS, state.session.names)
    if _FIRST.match(before):
        words = ((word, row.summary) for word, row in WORDS.items())
        found = _beginning(before.lstrip(" :"), words)
        return found if before.lstrip().startswith(":") else found + _mathematics(before, state)
    if call is None or call.word not in WORDS:
        return _mathematics(before, state)
    takes = WORDS[call.word].takes
    typed = before.rpartition(" ")[2]
    others = before.split()[1:] if not typed else before.split()[1:-1]
    found = _beginning(typed, _taken(takes, others, typed, state))
    return found + (_mathematics(typed, state) if takes in ("asked", "steps", "copied") else [])


def _mathematics(before: str, state: State) -> list[Candidate]:
    end = _END.search(before)
    typed = end[0] if end is not None else ""
    if typed.startswith("\\"):
        return _beginning(typed, _commands_of_latex())
    ends = [typed, *(typed[at:] for at in range(1, len(typed) - 1))]  # of xco the end may be a word
    return next(filter(None, (_beginning(end, _words(state)) for end in ends if end)), [])


def _beginning(typed: str, words: Iterable[tuple[str, str]]) -> list[Candidate]:
    """Those of the words that begin with what is typed, and are longer."""
    kept = dict[str, str]()
    for word, summary in words:
        if word.startswith(typed) and word != typed:
            kept.setdefault(word, summary)
    return [Candidate(word, len(typed), summary) for word, summary in kept.items()]


def _words(state: State) -> Iterator[tuple[str, str]]:
    """Names that are known, functions, and what can be declared."""
    for kept in state.session.kept:
        yield kept.name, kept.text
    yield from state.session.called
    for row in FUNCTIONS:
        for spelling in (row.name, *row.aliases):
            if spelling.isascii() and spelling.isidentifier():
                yield spelling, row.summary
    for word in KINDS:
        yield word, "kind" if word == KINDS[word] else f"kind: {KINDS[word]}"
    yield from GREEK.items()


def _commands_of_latex() -> Iterator[tuple[str, str]]:
    for word, character in CHARACTERS.items():
        yield f"\\{word}", character
    for word in LATEX:
        if word.isalpha() and len(word) > 1:
            yield f"\\{word}", ""


def _taken(takes: Takes, others: list[str], typed: str, state: State) -> Iterator[tuple[str, str]]:
    """What a command takes, behind other words that it has."""
    match takes:
        case "file":
            yield from _files(typed)
        case "setting" if not others:
            yield from ((spelled(option), option.help or "") for option in state.settings.options)
        case "setting":
            found = (option for option in state.settings.options if spelled(option) == others[0])
            yield from ((word, "") for option in found for word in choices(option))
        case "topic":
            yield from ((row.name, row.summary) for row in COMMANDS)
            yield from ((topic, chapter.summary) for topic, chapter in TOPICS.items())
        case "name":
            yield from _words(state)
            yield from ((row.name, row.summary) for row in COMMANDS)
        case "names":
            yield "answers", "the answers so far"
        case "steps" if not others:
            yield from ((way, "") for way in WAYS)
        case "copied" if not others:
            yield from ((format_, "") for format_ in FORMATS if format_ != "table")


def _files(typed: str) -> Iterator[tuple[str, str]]:
    folder, name = os.path.split(typed)
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if name or not entry.name.startswith("."):
                    yield os.path.join(folder, entry.name) + ("/" if entry.is_dir() else ""), ""
    except OSError:
        return
