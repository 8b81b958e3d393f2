"""LaTeX in the text: commands, groups and environments."""

from __future__ import annotations

import re

from matcalc.errors import ReadError, Span
from matcalc.notation.functions import SPELLINGS
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
_EXPECTATION = re.compile(r"\s*(?:\{\s*[EPV]\s*\}|[EPV])")
_WORDS = re.compile(r"\s*\{([^{}\\$]*)\}")
_MIXED = re.compile(r"\s*\{((?:[^{}$\\]*\$[^$]*\$)+[^{}$\\]*)\}")
_ENVIRONMENT = re.compile(r"\s*\{\s*([A-Za-z]+)\*?\s*\}")
_LABEL = re.compile(r"\*?\s*\{")
_RELATED = re.compile(
    r"\s*\{?\s*(?::?=|<|>|\\(?:equiv|leq?|geq?|neq?|triangleq|doteq|approx|sim|to|rightarrow)\b)"
)
_COUNT = re.compile(r"\s*\{[0-9]*\}")
_COLUMNS = re.compile(r"\s*\{[^{}]*\}")
_RELATION = re.compile(r"&\s*(?:=|\\approx|\\equiv)\s*&")
_PLACE = re.compile(r"\[[lcrtb]\]")


class Markup(Letters):
    """The part of a scan that undoes LaTeX's markup. ``display`` tells that the text is wrapped in
    LaTeX's mathematics, where a line's end means nothing."""

    display = False

    def run(self) -> list[Token]:
        """The tokens of the text."""
        raise NotImplementedError

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
        if group.over:
            self.fraction(group, at)
        elif inside == 1 and not group.styles and self.is_bare(opener):
            del self.tokens[opener]
            self.at = at + 1
        else:
            self.finish_group(group, inside, at)
        if any(style.kind == "remark" for style in group.styles):
            self.at = latex.behind_script(self.text, self.at)

    def is_bare(self, opener: int) -> bool:
        """Is there only a relation or a function in the braces, which they only space: {=}, {\\rm tr}?"""
        only, before = self.tokens[opener + 1], self.tokens[opener - 1].type if opener else ""
        if before in ("_", "POWER", "FRAC", "ROOT"):
            return False
        if only.type in ("WORD", "QUOTED"):
            return only.value in SPELLINGS and len(str(only.value)) > 1 and not only.bold
        return only.type in ("EQUALS", "COMPARE", "POINTWISE", "_TIMES", "SIGMA")

    def fraction(self, group: Group, at: int) -> None:
        """{a \\over b} made \\frac{a}{b}."""
        tokens, opener, over = self.tokens, group.index, group.over
        first, middle = tokens[opener], tokens[over]
        for style in reversed(group.styles):
            self.dress(style.kind, style.command, opener + 1)
        wrapped = opener > 0 and tokens[opener - 1].type in ("_", "POWER", "ROOT", "FRAC")
        tokens[over : over + 1] = [
            Token("}", None, middle.start, middle.start),
            Token("{", None, middle.end, middle.end, text="{"),
        ]
        head = [Token("FRAC", 2, first.start, first.end, first.spaced, text="\\over")]
        if wrapped:
            head.insert(0, Token("{", None, first.start, first.end, text="{"))
        tokens[opener:opener] = head
        for _ in range(1 + wrapped):
            self.add("}", None, at, at + 1)

    def finish_group(self, group: Group, inside: int, at: int) -> None:
        opener = group.index
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
            if self.is_unseen(group, opener):
                del self.tokens[opener]
                self.at = at + 1
                return
        self.add("}", None, at, at + 1)

    def is_unseen(self, group: Group, opener: int) -> bool:
        """Are the braces of a font not typeset? \\mathbf{A x + b} is Ax + b, in \\mathbf{b1}^T 1 turns."""
        if opener and self.tokens[opener - 1].type in ("_", "POWER", "FRAC", "ROOT"):
            return False
        if any(style.kind != "bold" for style in group.styles):
            return False
        inner = self.tokens[opener + 1 :]
        if any(token.type == "{" for token in inner):
            return False
        raised = latex.behind_script(self.text, self.at + 1) > self.at + 1
        return raised or any(token.type == "SIGN" for token in inner)

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
            self.at = latex.behind_argument(text, label.end() - 1)
        elif name in latex.RELATED:
            self.related(name, start, end)
        elif name in latex.REMARKED:
            self.pending.append(Style("remark", name, start))
            self.at = end
        elif name in latex.IGNORED:
            self.spaced = True
            self.at = end
        elif name in latex.COMMANDS:
            self.known(name, start, end)
        else:
            self.unknown(name, start, end)

    def related(self, name: str, start: int, end: int) -> None:
        """\\overset{!}{=} is the relation alone; what stands above a name would make another of it."""
        self.at = latex.behind_argument(self.text, end)
        if _RELATED.match(self.text, self.at) is None:
            raise ReadError(
                f"\\{name} is read above a relation only",
                Span(start, end),
                "write \\overset{!}{=}, or give the name a subscript",
            )

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
        elif kind == "OVER":
            if not self.groups or self.groups[-1].over:
                raise ReadError("\\over stands once between braces", Span(start, end), "write \\frac{a}{b}")
            self.groups[-1].over = len(self.tokens)
            self.add(kind, None, start, end)
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
            expectation = _EXPECTATION.match(self.text, end)
            if expectation is not None:
                raise ReadError(
                    "expectations and probabilities are not in the language",
                    Span(self.at, expectation.end()),
                    "write a mean as Σ, as in 1/N Σ_{i=1}^N x_i",
                )
        self.pending.append(Style("bold" if name in latex.BOLD else "plain", name, self.at))
        self.at = end

    def upright(self, start: int, end: int) -> None:
        text = self.text
        if text[end : end + 1] == "*":
            end += 1
        found = _WORDS.match(text, end)
        if found is None and (mixed := _MIXED.match(text, end)) is not None:
            self.mixed(mixed[1], mixed.start(1))
            self.at = mixed.end()
        elif found is None:
            self.pending.append(Style("plain", "mathrm", start))
            self.at = end
        else:
            self.words(found[1], start, found.end())

    def mixed(self, content: str, start: int) -> None:
        """\\text{for all $i$}: words, and formulas between dollars."""
        for n, piece in enumerate(content.split("$")):
            if n % 2 == 0:
                self.words(piece, start, start + len(piece))
            else:
                for token in type(self)(piece).run():
                    token.start += start
                    token.end += start
                    self.tokens.append(token)
            self.spaced = True
            start += len(piece) + 1

    def words(self, content: str, start: int, stop: int) -> None:
        word = content.strip().rstrip(".,:;").strip()
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
        if name in latex.BEYOND:
            raise ReadError(f"\\{name} is not part of the language", Span(start, end), latex.BEYOND[name])
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
