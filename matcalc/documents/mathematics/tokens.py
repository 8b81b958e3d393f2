"""The tokens of a formula, what each does, and how deep in braces and environments it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcalc.documents.mathematics.placed import Placed
from matcalc.records import Value

_KINDS = {
    "dropped": r"""
        \label \tag \tag* \hspace \hspace* \vspace \eqref \ref \phantom \vphantom \hphantom
        \nonumber \notag \displaystyle \textstyle \allowbreak \hfill \hline \limits
        \blacksquare \square \Box \qed
    """,
    "words": r"\text \textrm \textit \textbf \textsf \textnormal \mbox \hbox \intertext \shortintertext",
    "defines": r"\coloneqq \triangleq \doteq \equiv := ≔ ≜ ≡",
    "implies": r"""
        \implies \iff \impliedby \Rightarrow \Leftarrow \Leftrightarrow \Longrightarrow
        \Longleftrightarrow \therefore \because \land \wedge \lor \vee \rightarrow \longrightarrow
        \to \mapsto \leftarrow \gets ⇒ ⇔ → ← ↦
    """,
    "space": r"\qquad \quad \enspace \, \; \: \! ~",
    "relates": r"""
        \approx \approxeq \simeq \sim \cong \propto \le \leq \ge \geq \leqslant \geqslant \lt \gt
        \ll \gg \ne \neq \not \in \notin \ni \subset \subseteq \supset \supseteq \preceq \succeq
        \prec \succ \perp \parallel \asymp \lesssim \gtrsim < > ≈ ≤ ≥ ≠ ∈ ∉ ∼ ∝ ≪ ≫ ⊂ ⊆
    """,
    "equals": r"=",
    "separates": r", ;",
    "break": r"\\ \\* \cr \newline",
    "left": r"\left",
    "right": r"\right",
    "marked": r"\stackrel \overset",
    "begin": r"\begin",
    "end": r"\end",
    "opens": r"{",
    "closes": r"}",
    "divides": r"&",
    "wraps": r"\boxed \fbox \textcolor \color \bbox",
}
KINDS = {text: kind for kind, texts in _KINDS.items() for text in texts.split()} | {"\\ ": "space"}
"""What commands and characters do; all others are "other"."""

RELATIONS = ("equals", "defines", "marked")
_LAYING = frozenset(
    {
        "aligned",
        "alignedat",
        "split",
        "gathered",
        "multlined",
        "align",
        "alignat",
        "flalign",
        "gather",
        "multline",
        "eqnarray",
        "equation",
    }
)
_TOKEN = re.compile(r"\\[A-Za-z]+(?:(?<=tag)\*|(?<=space)\*)?|\\\\\*?|\\.|:\s*=|\s+|.", re.DOTALL)
_LENGTH = re.compile(r"\s*\[\s*-?[0-9.]+\s*\\?[a-z]+\s*\]")
_DELIMITER = re.compile(r"\s*(?:\\[A-Za-z]+|\\.|.)", re.DOTALL)
_NAMED = re.compile(r"\s*\{\s*([A-Za-z]*)\*?\s*\}")
_OPENS = re.compile(r"\s*(?:\[[^]]*\]\s*)?\{")
_EQUALS = re.compile(r"\s*(?:=|\{\s*=\s*\})")
_ALIGNMENT = re.compile(r"\s*\[[tbc]\]")
_BRACE = re.compile(r"\\.|[{}]|\S", re.DOTALL)


class Token(Value):
    """kind: one of KINDS, or "other". level: of braces, and of environments that are part of a formula."""

    kind: str
    source: Placed
    level: int

    @property
    def text(self) -> str:
        return self.source.text

    def does(self, *kinds: str) -> bool:
        """Whether it does this in the formula itself, and not in a part of it."""
        return not self.level and self.kind in kinds


Row = list[Token]


def tokens(source: Placed) -> Row:
    """The tokens of a formula, without what only lays it out but & and line breaks."""
    text, made = source.text, Row()
    laying: list[bool] = []  # whether each environment that is open only lays out
    wrapped: list[int] = []  # the levels at which a group ends that only adorns what it holds
    level = at = 0
    while (found := _TOKEN.match(text, at)) is not None:
        start, at = at, found.end()
        piece = found[0]
        kind = (
            "space" if piece.isspace() else KINDS.get(piece) or KINDS.get(re.sub(r"\s", "", piece), "other")
        )
        inner = level
        if kind == "begin":
            name, at = _name(text, at)
            laying.append(not level and _lays(name, made))
            if laying[-1]:
                at = _past_arguments(text, at, name)
                continue
            level += 1
            inner = level
        elif kind == "end":
            _, at = _name(text, at)
            if laying and laying.pop():
                continue
            level = max(0, level - 1)
        elif kind == "wraps":
            if piece in (r"\color", r"\textcolor"):
                at = group_end(text, at)
            if piece != r"\color" and (brace := _OPENS.match(text, at)) is not None:
                at = brace.end()
                wrapped.append(level)
            continue
        elif kind == "opens":
            level += 1
            inner = level
        elif kind == "closes":
            if wrapped and wrapped[-1] == level:
                wrapped.pop()
                continue
            level = max(0, level - 1)
        elif kind in ("left", "right"):
            at = _end(_DELIMITER.match(text, at), at)
        elif kind == "break":
            at = _end(_LENGTH.match(text, at), at)
        elif kind == "words":
            at = group_end(text, at)
        elif kind == "dropped":
            at = group_end(text, at)
            if not level:
                continue
        elif kind == "marked":
            behind = _EQUALS.match(text, group_end(text, at))
            at, kind = _end(behind, at), kind if behind else "other"
        made.append(Token(kind, source[start:at], inner))
    return made


def _end(found: re.Match[str] | None, at: int) -> int:
    return at if found is None else found.end()


def _name(text: str, at: int) -> tuple[str, int]:
    found = _NAMED.match(text, at)
    return ("", at) if found is None else (found[1], found.end())


def _lays(name: str, before: Sequence[Token]) -> bool:
    """Whether an environment only lays out what the formula states. An array does where it is all of it."""
    return name in _LAYING or (name == "array" and all(token.kind == "space" for token in before))


def _past_arguments(text: str, at: int, name: str) -> int:
    at = _end(_ALIGNMENT.match(text, at), at)
    return group_end(text, at) if name in ("alignat", "alignedat", "array") else at


def group_end(text: str, at: int) -> int:
    """Where a group in braces ends that begins next, or else the place itself."""
    depth = 0
    for mark in _BRACE.finditer(text, at):
        depth += (mark[0] == "{") - (mark[0] == "}")
        if depth <= 0:
            return mark.end() if mark[0] == "}" else at
    return len(text) if depth else at
