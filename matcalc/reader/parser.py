"""Lark's LALR parser, made from the tables that ``build`` compiled, fed with the reader's own tokens.

Its stacks are explicit and the terms are built as it reduces, so that depth is no limit.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple

from lark import Tree, UnexpectedToken
from lark.parse_tree_builder import ParseTreeBuilder
from lark.parsers.lalr_parser_state import ParseConf, ParserState

from matcalc.errors import Span
from matcalc.reader.actions import ACTIONS, Action, Members
from matcalc.reader.tables import START, load
from matcalc.reader.tokens import Token
from matcalc.terms import Declaration


class _Placed(NamedTuple):
    """What a rule built and where: brackets around a term count to its place but not to its span."""

    value: Any
    start: int
    end: int


def _placed(action: Action) -> Callable[[list[Any]], _Placed]:
    """Hands the action what its rule is made of, with the part of the text that it covers."""

    def build(children: list[Any]) -> _Placed:
        # Not the first and the last: sin^2(x) reaches the parser as sin(x)^2.
        start, end = children[0].start, children[0].end
        kept = []
        for child in children:
            if child.start < start:
                start = child.start
            if child.end > end:
                end = child.end
            if type(child) is _Placed:
                kept.append(child.value)
            elif child.type[0] != "_":
                kept.append(child)
        return _Placed(action(kept, Span(start, end)), start, end)

    return build


@cache
def _parser() -> ParseConf[int]:
    rules, table = load()
    builder: Any = ParseTreeBuilder
    actions = SimpleNamespace(**{name: _placed(action) for name, action in ACTIONS.items()})
    return ParseConf(table, builder(rules, Tree).create_callback(actions), START)


def parse(tokens: list[Token], text: str) -> list[Declaration | Members]:
    """The statements that the tokens of a text are; ReadError where they fit no rule."""
    end = max((token.end for token in tokens), default=len(text))
    tokens = [*tokens, Token("$END", None, end, end)]
    no_lexer: Any = None
    state: Any = ParserState(_parser(), no_lexer)  # Lark asks of a token no more than its type
    built: Any = None
    for index, token in enumerate(tokens):
        try:
            built = state.feed_token(token, token.type == "$END")
        except UnexpectedToken as unexpected:
            from matcalc.reader.explain import explain

            raise explain(tokens, index, unexpected.expected, text) from None
    statements: list[Declaration | Members] = built.value
    return statements
