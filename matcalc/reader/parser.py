"""Lark's LALR parser, made from the tables that ``build`` compiled, fed with the reader's own tokens.

Its stacks are explicit and the terms are built as it reduces, so that depth is no limit.
"""

from __future__ import annotations

import json
import os.path
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import lark

from matcalc.errors import Span
from matcalc.reader.actions import ACTIONS, Action, Members
from matcalc.reader.explain import explain
from matcalc.reader.tokens import Token
from matcalc.terms import Declaration


def grammar_folder() -> str:
    """Where the grammar lies: inside an installed package, beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for parent in (package, os.path.dirname(package)):
        folder = os.path.join(parent, "grammar")
        if os.path.isfile(os.path.join(folder, "tables.json")):
            return folder
    raise FileNotFoundError("matcalc's grammar folder is missing from this installation")


class _Placed(NamedTuple):
    """What a rule built and where: brackets around a term count to its place but not to its span."""

    value: Any
    start_pos: int
    end_pos: int


class _Builder(lark.Transformer[lark.Token, Any]):
    """Hands each reduction to the action of its name, with the part of the text that it covers."""

    def __init__(self) -> None:
        super().__init__()
        for name, action in ACTIONS.items():
            setattr(self, name, _placed(action))


def _placed(action: Action) -> Callable[[list[Any]], _Placed]:
    def build(children: list[Any]) -> _Placed:
        # Not the first and the last: sin^2(x) reaches the parser as sin(x)^2.
        start = min([child.start_pos for child in children])
        end = max([child.end_pos for child in children])
        kept = [c.value for c in children if isinstance(c, _Placed) or not c.type.startswith("_")]
        return _Placed(action(kept, Span(start, end)), start, end)

    return build


@cache
def _parser() -> lark.Lark:
    with open(os.path.join(grammar_folder(), "tables.json"), encoding="utf-8") as file:
        tables = json.load(file)
    load: Any = lark.Lark._load_from_dict  # what the parsers of Lark's standalone tool start from
    parser: lark.Lark = load(tables["data"], tables["memo"], transformer=_Builder())
    return parser


def parse(tokens: list[Token], text: str) -> list[Declaration | Members]:
    """The statements that the tokens of a text are; ReadError where they fit no rule."""
    end = max((token.end for token in tokens), default=len(text))
    tokens = [*tokens, Token("$END", None, end, end)]
    session = _parser().parse_interactive()
    built: Any = None
    for index, token in enumerate(tokens):
        try:
            built = session.feed_token(lark.Token(token.type, token, token.start, end_pos=token.end))
        except lark.UnexpectedToken as unexpected:
            raise explain(tokens, index, unexpected.expected, text) from None
    statements: list[Declaration | Members] = built.value
    return statements
