"""The road from text to Program: scan, group, draft, mark, split, resolve, parse."""

from __future__ import annotations

from collections.abc import Collection

from matcalc.errors import MatcalcError, ReadError, Span
from matcalc.notation.symbols import KRONECKER
from matcalc.reader.actions import Members
from matcalc.reader.applied import applied_letters
from matcalc.reader.context import Context
from matcalc.reader.differentials import mark
from matcalc.reader.dots import length, without_dots
from matcalc.reader.group import match, rematch
from matcalc.reader.kinds import kind_tokens
from matcalc.reader.labels import lower_labels, own_numbers
from matcalc.reader.meanings import meanings
from matcalc.reader.parser import parse
from matcalc.reader.postfix import with_quotients
from matcalc.reader.reach import Note, reach
from matcalc.reader.remarks import of_operators, of_runs
from matcalc.reader.resolve import resolve
from matcalc.reader.scan import MOST_TOKENS, scan
from matcalc.reader.statements import Draft, atom, draft
from matcalc.reader.survey import positive_parts, survey
from matcalc.reader.tokens import Token
from matcalc.reader.usage import usage
from matcalc.reader.words import split_words
from matcalc.terms import (
    Apply,
    Call,
    Cases,
    Declaration,
    Definition,
    Element,
    Equation,
    KindSpec,
    Name,
    Program,
    Query,
    Statement,
    Summation,
    Term,
    postorder,
    terms_of,
)


def read(
    text: str, convention: str = "paper", known: Collection[str] = (), notation: str = "paper"
) -> Program:
    """The program that a text is.

    known: ids declared or defined elsewhere; a function's ends in brackets: 'f()'.
    notation: 'paper', or 'standard', in which ⊗ is the Kronecker product.
    Raises ReadError, with ``source`` set to the text.
    """
    try:
        return _read(text, known, notation)
    except MatcalcError as error:
        error.source = text
        raise


def read_kind(text: str) -> KindSpec:
    """What stands right of ':' or '∈' in a declaration: R^n, vector(n), R^(2 x 3), symmetric(n)."""
    try:
        raw, display = scan(text)
        groups = match(raw, display)
        if len(groups) != 1:
            raise ReadError("a kind is expected", Span(0, len(text)), "write R, R^n, R^(m x n), vector(n), …")
        context = Context()
        start = [Token("_DECLARE", None, 0, 0), Token("NAME", "x", 0, 0), Token("_BELONGS", None, 0, 0)]
        tokens = start + kind_tokens(groups[0], context)
        declaration = parse(tokens, text)[0]
        assert isinstance(declaration, Declaration)
        return declaration.kind
    except MatcalcError as error:
        error.source = text
        raise


def _meaning(text: str) -> Program:
    """The program that the table of functions has for one, in which nothing is looked up."""
    return _read(text, (), "paper", looks_up=False)


def _read(text: str, known: Collection[str], notation: str, looks_up: bool = True) -> Program:
    raw, display = scan(text)
    if notation == "standard":
        _read_kronecker(raw, text)
    context = Context(
        known={k.removesuffix("()") for k in known}, functions={k[:-2] for k in known if k.endswith("()")}
    )
    drafts = draft(match(raw, display), context)
    if not drafts:
        raise ReadError(
            "there is nothing to differentiate", Span(0, 0) if not text else Span(len(text), len(text)),
            "type an expression, such as d/dx sin(x^2)",
        )  # fmt: skip
    context.prepare()
    split: list[list[Token]] = []
    for made in drafts:
        body = made.tokens if made.split is None else []
        split.append(
            positive_parts(lower_labels(split_words(mark(with_quotients(body), context), context), context))
        )
    _refuse_too_many(split)
    _refuse_confusion(context)
    for made, body in zip(drafts, split, strict=True):
        if made.defines is not None and not made.applied:
            own_numbers(made.defines, body, context)
    for tokens in split:
        rematch(tokens)
        survey(tokens, context)
    applied_letters(split, context)
    tokens = []
    for made, body in zip(drafts, split, strict=True):
        if tokens:
            place = tokens[-1].end
            tokens.append(Token("_SEPARATOR", None, place, place))
        tokens.extend(resolve(body, context) if made.split is None else _declaration(made, context))
    parsed = parse(tokens, text)
    types = {token.type for token in tokens}
    if "DOTS" in types:
        parsed = _without_dots(parsed, drafts, context.known)
    statements = tuple([_statement(p, made, context) for p, made in zip(parsed, drafts, strict=True)])
    reached: list[Note] = []
    if types & {"SUM", "DOTS"}:
        statements, reached = reach(statements, text, context.known)
    terms = postorder(*[root for statement in statements for root in terms_of(statement)])
    notes = (*context.notes, *reached, *of_operators(statements), *of_runs(context, terms, text))
    spellings = usage(terms, text, context.known)
    return Program(statements, text, notes, spellings, meanings(terms, _meaning) if looks_up else {})


def _read_kronecker(tokens: list[Token], text: str) -> None:
    for token in tokens:
        if token.value == "hadamard" and text[token.start : token.end].strip() in KRONECKER:
            token.value = "kron"


def _refuse_confusion(context: Context) -> None:
    """W^{(1)} is W₁ in all formats; beside W_1 it cannot be."""
    for name, span in context.raised.items():
        if name in context.lowered:
            base, _, number = name.rpartition("_")
            raise ReadError(
                f"{base}^{{({number})}} and {name} would be one name",
                span,
                "write the number above or below everywhere, or use another letter",
            )


def _refuse_too_many(split: list[list[Token]]) -> None:
    """A run of letters is many factors: count again once it is split."""
    if sum(map(len, split)) > MOST_TOKENS:
        last = max((body for body in split if body), key=len)[-1]
        raise ReadError(
            f"the text has more than {MOST_TOKENS:,} symbols", last.span, "split it into smaller programs"
        )


def _declaration(made: Draft, context: Context) -> list[Token]:
    """The terminals of ``w, x ∈ ℝⁿ``."""
    assert made.split is not None
    tokens = made.tokens
    out = [Token("_DECLARE", None, tokens[0].start, tokens[0].start)]
    i = 0
    while i < made.split:
        if tokens[i].type == "_COMMA":
            out.append(tokens[i])
            i += 1
            continue
        found = atom(tokens, i)
        assert found is not None
        ident, after = found
        first, last = tokens[i], tokens[after - 1]
        base, _, sub = ident.rpartition("_")
        if base and ident not in context.known:
            out.append(Token("NAME", base, first.start, first.end, bold=first.bold))
            out.append(Token("_SUBSCRIPT", None, last.start, last.start))
            out.append(Token("NAME", sub, last.start, last.end))
            out.append(Token("_END", None, last.end, last.end))
        else:
            out.append(Token("NAME", ident, first.start, last.end, bold=first.bold))
        i = after
    sign = tokens[made.split]
    out.append(Token("_BELONGS", None, sign.start, sign.end, text=sign.text))
    out.extend(kind_tokens(tokens[made.split + 1 :], context))
    return out


def _without_dots(
    parsed: list[Declaration | Members], drafts: list[Draft], known: Collection[str]
) -> list[Declaration | Members]:
    """What is written out made what it stands for; 𝐱 = [x_1, …, x_n] says of what length 𝐱 is."""
    claims = [one for one in parsed if isinstance(one, Members)]
    used = {term.id for one in claims for term in postorder(*one.members) if isinstance(term, Name)}
    declared = {str(name) for one in parsed if isinstance(one, Declaration) for name in map(_id, one.names)}
    made: list[Declaration | Members] = []
    for one, draft_ in zip(parsed, drafts, strict=True):
        if isinstance(one, Declaration):
            made.append(one)
            continue
        name = one.members[0]
        high = length(draft_.defines, one.members[-1]) if draft_.defines and not draft_.applied else None
        if high is not None and isinstance(name, Name) and name.id not in declared:
            kind = KindSpec((high,), span=one.members[-1].span)
            made.append(Declaration((name,), kind, span=one.span))
        else:
            found = [term.index.id for term in postorder(*one.members) if isinstance(term, Summation)]
            members = [without_dots(term, used, dict.fromkeys(found), known) for term in one.members]
            made.append(one._replace(members=tuple(members)))
    return made


def _id(name: Name | Element) -> str:
    base = name.base if isinstance(name, Element) else name
    return base.id if isinstance(base, Name) else ""


def _statement(parsed: Declaration | Members, made: Draft, context: Context) -> Statement:
    if isinstance(parsed, Declaration):
        return parsed
    members, span, condition = parsed
    limited = tuple(_where(condition, member) for member in members)
    if len(members) == 1:
        return Query(limited[0], span=span)
    if made.defines is not None and len(members) == 2:
        left = members[0]
        if made.applied and isinstance(left, Call) and all(isinstance(a, Name) for a in left.args):
            return Definition(
                left.function, tuple(a for a in left.args if isinstance(a, Name)), limited[1], span=span
            )
        if not made.applied:
            place = left.span
            bold = isinstance(left, Name) and left.bold
            if isinstance(left, (Name, Apply)):
                return Definition(Name(made.defines, bold, span=place), None, limited[1], span=span)
    if condition is None and len(members) == 2 and (called := _logarithm_of(members[0])) is not None:
        name, params = called.function, tuple(a for a in called.args if isinstance(a, Name))
        if len(params) == len(called.args) and name.id not in context.known:
            return Definition(name, params, Apply("exp", members[1:], span=members[1].span), span=span)
    return Equation(limited, span=span)


def _where(condition: Term | None, term: Term) -> Term:
    """The term where the condition holds, and nothing elsewhere."""
    return term if condition is None else Cases(((term, condition),), span=term.span)


def _logarithm_of(term: Term) -> Call | None:
    """The function of which log p(x, θ) says what it is."""
    inner = term.args[0] if isinstance(term, Apply) and term.op == "log" else None
    return inner if isinstance(inner, Call) else None
