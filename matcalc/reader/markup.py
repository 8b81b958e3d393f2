"""LaTeX in the text: commands, groups and environments."""

from __future__ import annotations

import re

from matcalc.errors import ReadError, Span
from matcalc.reader import latex
from matcalc.reader.characters import (
    visible,
)
from matcalc.reader.letters import Group, Letters, Style
from matcalc.reader.spellings import SYMBOLS
from matcalc.reader.tokens import Token

_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL)
_SKIP = re.compile(r"\s*\[[0-9.]+(?:pt|em|ex|mm|cm|in)\]")
_BLACKBOARD = re.compile(r"\s*(?:\{\s*([R10])\s*\}|([R10]))")
_WORDS = re.compile(r"\s*\{([^{}\\$]*)\}")
_ENVIRONMENT = re.compile(r"\s*\{\s*([A-Za-z]+)\*?\s*\}")
_LABEL = re.compile(r"\*?\s*\{[^{}]*\}")
_COUNT = re.compile(r"\s*\{[0-9]*\}")
_COLUMNS = re.compile(r"\s*\{[^{}]*\}")
_RELATION = re.compile(r"&\s*(?:=|\\approx|\\equiv)\s*&")
_PLACE = re.compile(r"\[[lcrtb]\]")


class Markup(Letters):
    """The part of a scan that undoes LaTeX's markup. ``display`` tells that the text is wrapped in
    LaTeX's mathematics, where a line's end means nothing."""

    display = False

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.arrays: list[bool] = []  # of the arrays that are open, whether they are displays

    def open_group(self) -> None:
        styles, self.pending = self.pending, []
        if self.single:
            self.single -= 1
        self.groups.append(Group(styles, len(self.tokens), self.bold, self.single))
        self.single = 0
        self.bold = self.bold or any(style.kind in ("bold", "arrow") for style in styles)
        self.add("{", None, self.at, self.at + 1)

    def close_group(self) -> None:
        at = self.at
        if not self.groups:
            raise ReadError("} closes nothing", Span(at, at + 1), "remove it, or open a brace before it")
        group = self.groups.pop()
        self.bold, self.single, self.pending = group.bold, group.single, []
        opener = group.index
        inside = len(self.tokens) - opener - 1
        if group.styles:
            if inside == 0:
                raise ReadError(
                    "empty braces", Span(self.tokens[opener].start, at + 1), "write a name between them"
                )
            for style in reversed(group.styles):
                self.dress(style.kind, style.command, opener + 1)
            if inside == 1 or any(style.kind == "accent" for style in group.styles):
                self.tokens[opener + 1].spaced = self.tokens[opener].spaced
                self.whole(self.tokens[opener + 1], group.styles[0].start, at + 1)
                del self.tokens[opener]
                self.at = at + 1
                return
        self.add("}", None, at, at + 1)

    def bracket_or(self, kind: str, value: object, start: int, end: int) -> None:
        if kind in ("BAR", "NORMBAR") and self.side is not None:
            value = self.side
        if kind == "{":
            value = "brace" if self.text[start] == "\\" else None
        self.side = None
        if kind == "<":
            self.tokens.append(Token("QUOTED", "dot", start, end, self.spaced, text="⟨"))
            kind = "("
        elif kind == ">":
            kind = ")"
        self.add(kind, value, start, end)

    def command(self) -> None:
        text, start = self.text, self.at
        found = _COMMAND.match(text, start)
        if found is None:
            raise ReadError(
                "a lone backslash", Span(start, start + 1), "LaTeX commands look like \\mathbf{x}"
            )
        end = found.end()
        name = text[start + 1 : end]
        if name in latex.OPENING_SIDE or name in latex.CLOSING_SIDE:
            self.side = "open" if name in latex.OPENING_SIDE else "close"
            self.at = end
        elif name in ("begin", "end"):
            self.environment(name, start, end)
        elif name in latex.ARROWS:
            self.pending.append(Style("arrow", name, start))
            self.at = end
        elif name in latex.BOLD or name in latex.PLAIN:
            self.style(name, end)
        elif name in latex.ACCENT_COMMANDS:
            self.pending.append(Style("accent", name, start))
            self.at = end
        elif name in latex.UPRIGHT:
            self.upright(start, end)
        elif name in ("[", "(", "]", ")"):
            if name in "[]":
                self.display = True
                self.add("WRAPPER", "begin" if name == "[" else "end", start, end)
            self.at = end
        elif name == "\\":
            if text[end : end + 1] == "*":
                end += 1
            skip = _SKIP.match(text, end)
            self.add("ROWBREAK", None, start, skip.end() if skip else end)
        elif name in ("%", "#", "_", "&", "$"):
            self.escaped(name, start, end)
        elif name in latex.LABELS and (label := _LABEL.match(text, end)) is not None:
            self.spaced = True
            self.at = label.end()
        elif name in latex.IGNORED:
            self.spaced = True
            self.at = end
        elif name in latex.COMMANDS:
            self.known(name, start, end)
        else:
            self.unknown(name, start, end)

    def known(self, name: str, start: int, end: int) -> None:
        kind, value = latex.COMMANDS[name]
        if kind == "LETTER":
            token = self.add("LETTER", value, start, end, self.bold)
            self.styled(token)
        elif kind == "WORD":
            self.add("QUOTED", value, start, end)
            self.styled(self.tokens[-1])
        elif kind == "FRAC":
            self.add("FRAC", None, start, end)
            self.single = 2
        elif kind in ("PARTIAL", "NABLA", "REALS"):
            self.add(kind, value, start, end)
            self.styled(self.tokens[-1])
        else:
            self.bracket_or(kind, value, start, end)

    def style(self, name: str, end: int) -> None:
        if name in latex.SWITCHES and self.groups and (not self.tokens or self.text[end : end + 1] != "{"):
            self.bold = name in latex.BOLD
            self.at = end
            return
        if name in ("mathbb", "mathds", "mathbbm"):
            blackboard = _BLACKBOARD.match(self.text, end)
            if blackboard is not None:
                symbol = blackboard[1] or blackboard[2]
                kind, value = (
                    ("REALS", None) if symbol == "R" else ("CONSTANT", "ones" if symbol == "1" else "zeros")
                )
                self.add(kind, value, self.at, blackboard.end())
                return
        self.pending.append(Style("bold" if name in latex.BOLD else "plain", name, self.at))
        self.at = end

    def upright(self, start: int, end: int) -> None:
        text = self.text
        if text[end : end + 1] == "*":
            end += 1
        found = _WORDS.match(text, end)
        if found is None:
            self.pending.append(Style("plain", "mathrm", start))
            self.at = end
            return
        word = found[1].strip().rstrip(",").strip()
        stop = found.end()
        if not word:
            self.at = stop
            self.spaced = True
        elif len(word) == 1 and word.isalpha() and word.isascii():
            self.add("WORD", word, start, stop, self.bold)
            self.styled(self.tokens[-1])
        elif re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(?:[ _-][A-Za-z0-9]+)*", word):
            self.add("QUOTED", word.replace(" ", "_").replace("-", "_"), start, stop, self.bold)
            self.styled(self.tokens[-1])
        else:
            raise ReadError(
                "words may stand in \\text{…}, formulas may not",
                Span(start, stop),
                "write \\text{if }, \\text{otherwise} or a name",
            )

    def environment(self, side: str, start: int, end: int) -> None:
        found = _ENVIRONMENT.match(self.text, end)
        if found is None:
            raise ReadError(
                f"\\{side} needs a name in braces", Span(start, end), f"write \\{side}{{bmatrix}}"
            )
        name, stop = found[1], found.end()
        if name in latex.WRAPPERS:
            self.display = True
            if name.startswith("alignat") or name == "alignedat":
                skip = _COUNT.match(self.text, stop)
                stop = skip.end() if skip and side == "begin" else stop
            self.add("WRAPPER", side, start, stop)
        elif name == "array" and self.aligned(side, stop):
            self.display = True
            spec = _COLUMNS.match(self.text, stop)
            self.add("WRAPPER", side, start, spec.end() if spec and side == "begin" else stop)
        elif name in latex.MATRICES or name in latex.CASES:
            if side == "begin" and name == "array":
                spec = _COLUMNS.match(self.text, stop)
                stop = spec.end() if spec else stop
            if side == "begin":
                skip = _PLACE.match(self.text, stop)
                stop = skip.end() if skip else stop
            self.add("BEGIN" if side == "begin" else "END", name, start, stop)
        else:
            import difflib

            near = difflib.get_close_matches(name, [*latex.MATRICES, *latex.CASES, *latex.WRAPPERS], 1)
            raise ReadError(
                f"unknown environment {name}",
                Span(start, stop),
                f"did you mean {near[0]}?" if near else "write bmatrix, pmatrix, cases or aligned",
            )

    def aligned(self, side: str, at: int) -> bool:
        """Is this array a display whose columns are the sides of equations?"""
        if side == "end":
            return self.arrays.pop() if self.arrays else False
        end = self.text.find("\\end{array}", at)
        self.arrays.append(_RELATION.search(self.text, at, len(self.text) if end < 0 else end) is not None)
        return self.arrays[-1]

    def unknown(self, name: str, start: int, end: int) -> None:
        near = latex.near(name)
        raise ReadError(
            f"unknown LaTeX command \\{visible(name)}",
            Span(start, end),
            f"did you mean \\{near}?" if near else "matcalc notation shows every command that is read",
        )

    def escaped(self, name: str, start: int, end: int) -> None:
        """\\_ and \\& are the characters themselves."""
        if name not in "_&":
            self.unknown(name, start, end)
        self.bracket_or(*SYMBOLS[name], start, end)
