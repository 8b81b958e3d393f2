"""An author's own commands, written out: \\newcommand and its kin.

What a command stands for keeps the place where the command was typed, its arguments keep theirs. The work is
bounded, whatever the definitions are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from matcalc.documents.mathematics.placed import Placed, joined
from matcalc.errors import MatcalcError
from matcalc.records import Value

MOST_STEPS = 20_000  # tokens that a formula may take to be written out
MOST_BODY = 2_000  # characters of what a command stands for
_COMMANDS = (
    "newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "DeclareMathOperator",
    "DeclarePairedDelimiter", "NewDocumentCommand", "RenewDocumentCommand", "ProvideDocumentCommand",
    "DeclareDocumentCommand", "def", "gdef", "edef", "let",
)  # fmt: skip
DEFINES = rf"\\(?P<defines>{'|'.join(_COMMANDS)})(?P<starred>\*?)(?![A-Za-z@])"
"""Begins the definition of a command."""

_DEFINES = re.compile(DEFINES)
INCLUDES = r"\\(?:input|include|usepackage|RequirePackage)(?:\[[^]]{0,200}\])?[ ]*\{(?P<file>[^{}]{1,200})\}"
"""Is the inclusion of another file."""

_INTEREST = re.compile(rf"{DEFINES}|{INCLUDES}|\\.|%[^\n]*", re.DOTALL)
_NAME = re.compile(r"\s*(?:\{\s*(\\(?:[A-Za-z@]+|[^A-Za-z]))\s*\}|(\\(?:[A-Za-z@]+|[^A-Za-z])))")
_COUNT = re.compile(r"\s*\[([0-9])\]")
_PLAIN_PARAMETERS = re.compile(r"((?:\s*#[1-9])*)\s*(?=\{)")
_DOCUMENT_PARAMETERS = re.compile(r"\s*\{\s*((?:m\s*)*)\}")
_SAME = re.compile(r"\s*=?\s*(\\(?:[A-Za-z@]+|[^A-Za-z]))")
_TOKEN = re.compile(r"\\(?:[A-Za-z@]+|.)|#[1-9]|.", re.DOTALL)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*(?:\n[ \t]*)?")


class Macro(Value):
    """arguments: how many it takes. default: of the first, where that may be left out. body: what it stands
    for, with #1 for the first argument."""

    arguments: int
    default: str | None
    body: str


Macros = dict[str, Macro]

Beside = Callable[[str], str | None]
"""The text of a file beside the document, by the name that it is included with; None where there is none."""


def included(name: str, beside: Beside, macros: Macros, depth: int = 3) -> None:
    """Take the definitions of files beside the document, and of those that they include."""
    for one in name.split(",") if depth else ():
        text = beside(one.strip())
        at = 0
        while text is not None and (found := _INTEREST.search(text, at)) is not None:
            at = found.end()
            if found["defines"]:
                at = define(text, found.start(), macros)
            elif found["file"]:
                included(found["file"], beside, macros, depth - 1)


def define(text: str, at: int, macros: Macros) -> int:
    """Take the definition that begins at some place into ``macros``, where it can be read.

    Returns where it ends, or where its command ends where it cannot be read.
    """
    found = _DEFINES.match(text, at)
    assert found is not None
    read = _definition(text, found)
    if read is None:
        return found.end()
    name, macro, end = read
    if not (found["defines"].lower().startswith("provide") and name in macros):
        macros[name] = macro
    return end


def _definition(text: str, found: re.Match[str]) -> tuple[str, Macro, int] | None:
    named = _NAME.match(text, found.end())
    if named is None:
        return None
    name, kind, at = named[1] or named[2], found["defines"], named.end()
    default: str | None = None
    if kind == "let":
        same = _SAME.match(text, at)
        return (name, Macro(0, None, same[1]), same.end()) if same else None
    if kind == "DeclarePairedDelimiter":
        opening, closing = _group(text, at), None
        if opening is not None:
            closing = _group(text, opening[1])
        if opening is None or closing is None:
            return None
        return name, Macro(1, None, rf"\left{opening[0]} #1 \right{closing[0]}"), closing[1]
    count = 0
    if kind in ("def", "gdef", "edef"):
        parameters = _PLAIN_PARAMETERS.match(text, at)
        if parameters is None:
            return None
        count, at = parameters[1].count("#"), parameters.end()
    elif kind.endswith("DocumentCommand"):
        parameters = _DOCUMENT_PARAMETERS.match(text, at)
        if parameters is None:
            return None
        count, at = parameters[1].count("m"), parameters.end()
    elif (counted := _COUNT.match(text, at)) is not None:
        count, at = int(counted[1]), counted.end()
        if (optional := _group(text, at, "[]")) is not None:
            default, at = optional
    body = _group(text, at)
    if body is None:
        return None
    if kind == "DeclareMathOperator":
        return name, Macro(0, None, rf"\operatorname{{{body[0]}}}"), body[1]
    return name, Macro(count, default, _COMMENT.sub(r"\1", body[0])), body[1]


def _group(text: str, at: int, brackets: str = "{}") -> tuple[str, int] | None:
    """What stands between brackets, and where it ends, if such an opening one comes next."""
    start = at + len(text[at : at + 200]) - len(text[at : at + 200].lstrip())
    if text[start : start + 1] != brackets[0]:
        return None
    depth = 0
    if brackets == "[]":
        end = text.find("]", start, start + 200)
        return None if end < 0 else (text[start + 1 : end], end + 1)
    for mark in _BRACE.finditer(text, start, start + MOST_BODY):
        depth += (mark[0] == "{") - (mark[0] == "}")
        if not depth:
            return text[start + 1 : mark.start()], mark.end()
    return None


def cut(source: Placed, macros: Macros) -> Placed:
    """A formula without the definitions that stand in it, which are taken into ``macros``."""
    parts: list[Placed] = []
    at = 0
    while (found := _DEFINES.search(source.text, at)) is not None:
        parts.append(source[at : found.start()])
        at = define(source.text, found.start(), macros)
    return joined([*parts, source[at:]]) if parts else source


Token = tuple[str, int, int]
"""A command or character, and where it begins and ends in the document."""


def written_out(source: Placed, macros: Macros) -> Placed:
    """A formula with what the commands in it stand for.

    Raises MatcalcError where that does not come to an end.
    """
    if not any(name in macros for name in re.findall(r"\\(?:[A-Za-z@]+|.)", source.text)):
        return source
    ahead = [*_tokens(source)][::-1]
    done: list[Token] = []
    steps = 0
    while ahead:
        token = ahead.pop()
        macro = macros.get(token[0])
        steps += 1
        if steps > MOST_STEPS or len(ahead) > MOST_STEPS:
            raise MatcalcError("its commands do not come to an end")
        if macro is None:
            done.append(token)
            continue
        arguments, end = _arguments(ahead, macro, token[2])
        ahead += reversed([*_body(macro, arguments, token[1], end)])
    return Placed(
        "".join(text for text, _, _ in done),
        tuple(start for text, start, _ in done for _ in text),
        tuple(end for text, _, end in done for _ in text),
    )


def _tokens(source: Placed) -> Iterator[Token]:
    for found in _TOKEN.finditer(source.text):
        yield found[0], source.starts[found.start()], source.ends[found.end() - 1]


def _body(macro: Macro, arguments: list[list[Token]], start: int, end: int) -> Iterator[Token]:
    last = ""
    for found in _TOKEN.finditer(macro.body):
        last = found[0]
        if last[0] == "#" and len(last) == 2:
            yield from arguments[int(last[1]) - 1] if int(last[1]) <= len(arguments) else ()
        else:
            yield last, start, end
    if last[:1] == "\\" and last[-1:].isalpha():
        yield " ", start, end


def _arguments(ahead: list[Token], macro: Macro, end: int) -> tuple[list[list[Token]], int]:
    """The arguments that follow a command, taken from what is ahead, and where the last ends."""
    arguments: list[list[Token]] = []
    if ahead and ahead[-1][0] == "*" and macro.arguments:
        ahead.pop()
    for number in range(macro.arguments):
        if number == 0 and macro.default is not None and not (ahead and ahead[-1][0] == "["):
            arguments.append([(found[0], end, end) for found in _TOKEN.finditer(macro.default)])
            continue
        while ahead and ahead[-1][0].isspace():
            ahead.pop()
        closing = {"{": "}", "[": "]"}.get(ahead[-1][0] if ahead else "")
        if closing is None or (closing == "]" and (number or macro.default is None)):
            taken = [ahead.pop()] if ahead else []
            end = taken[-1][2] if taken else end
            arguments.append(taken)
            continue
        opening, depth = ahead.pop()[0], 1
        taken = []
        while ahead:
            token = ahead.pop()
            depth += (token[0] == opening) - (token[0] == closing)
            end = token[2]
            if not depth:
                break
            taken.append(token)
        arguments.append(taken)
    return arguments, end
