"""Statements told apart: declarations, definitions, where clauses; and the names they introduce."""

from __future__ import annotations

from itertools import pairwise

from matcalc.errors import ReadError, Span
from matcalc.notation.functions import SPELLINGS
from matcalc.notation.symbols import GREEK, GREEK_VARIANTS
from matcalc.reader.conditions import beside, is_beside, limited, strip
from matcalc.reader.context import Context
from matcalc.reader.group import depth_zero, rematch
from matcalc.reader.kinds import FLAGS, WORDS
from matcalc.reader.labels import is_label, label_of
from matcalc.reader.tokens import Token
from matcalc.reader.words import OPERATOR_WORDS
from matcalc.records import Record

_LETTERED = frozenset(("WORD", "LETTER", "QUOTED"))
_TELLING = frozenset(("WORD", "QUOTED", "BELONGS", ":", "_IF", "EQUALS"))
"""Types of tokens that may tell what sort of statement they stand in."""


class Draft(Record, frozen=False):
    """One statement before it is resolved. ``split`` is where a declaration's ∈ stands; ``defines``
    the id that an equation of two members gives a meaning, ``params`` its parameters."""

    tokens: list[Token]
    split: int | None = None
    defines: str | None = None
    applied: bool = False


def atom(tokens: list[Token], i: int) -> tuple[str, int] | None:
    """The id of the name at ``i`` taken whole, with a simple subscript, and what comes after it."""
    if i >= len(tokens) or tokens[i].type not in _LETTERED:
        return None
    token = tokens[i]
    name = token.value
    if token.type != "LETTER" and name in GREEK_VARIANTS:
        name = GREEK_VARIANTS[name]
    after = i + 1
    if (
        after < len(tokens)
        and tokens[after].type == "NUMBER"
        and not tokens[after].spaced
        and token.type == "WORD"
        and tokens[after].value.denominator == 1
    ):
        return f"{name}{tokens[after].text}", after + 1
    if after + 1 < len(tokens) and tokens[after].type == "_":
        inner, end = [tokens[after + 1]], after + 2
        if inner[0].type == "_LEFT":
            inner, end = tokens[after + 2 : inner[0].mate], inner[0].mate + 1
        if len(inner) == 1 and inner[0].type in (*_LETTERED, "NUMBER"):
            text = str(inner[0].value)
            return f"{name}_{text}", end
        return None
    if is_label(tokens, after):
        word, after = label_of(tokens, after)
        return (f"{name}_{word}", after) if word is not None else None
    return name, after


def _numbered(tokens: list[Token]) -> set[str]:
    """The names that are a letter and a number, as W1. Where a letter follows at once, as in x2x, the number
    is a factor, as papers write it, unless the letter has a number elsewhere."""
    found: dict[str, set[str]] = {}
    between: list[tuple[str, str]] = []
    for i, (token, number) in enumerate(pairwise(tokens)):
        if token.type != "WORD" or number.type != "NUMBER" or number.spaced or not number.text.isdigit():
            continue
        letter = token.value
        if letter == "d" and i and tokens[i - 1].type == "_DIVIDE":  # d/d3
            continue
        if letter[0] == "d" and len(letter) > 1 and _differentiates(tokens, i):
            letter = letter[1:]
        if len(letter) > 1 and letter not in GREEK:
            continue
        after = tokens[i + 2] if i + 2 < len(tokens) else None
        if after is not None and not after.spaced and after.type in (*_LETTERED, "_LEFT"):
            between.append((letter, number.text))
        else:
            found.setdefault(letter, set()).add(number.text)
    for letter, text in between:
        if letter in found:
            found[letter].add(text)
    return {letter + text for letter, texts in found.items() for text in texts}


def _differentiates(tokens: list[Token], i: int) -> bool:
    """Does the d that begins the word at ``i`` differentiate, as in d/dx1 and dy1/dx1?"""
    for slash, other in ((i - 1, i - 2), (i + 2, i + 3)):
        if other >= 0 and max(slash, other) < len(tokens) and tokens[slash].type == "_DIVIDE":
            word = tokens[other]
            # the word before may have a number of its own: dy1/dx1
            if word.type == "NUMBER" and other > 0:
                word = tokens[other - 1]
            if word.type == "WORD" and word.value[0] == "d":
                return True
    return False


def draft(statements: list[list[Token]], context: Context) -> list[Draft]:
    """The statements in the order they are to be read: what a ``where`` clause states comes first."""
    drafts: list[Draft] = []
    for tokens in statements:
        for token, following in zip(tokens, [*tokens[1:], None], strict=True):
            if (
                token.type == "WORD"
                and len(token.value) == 1
                and (following is None or following.type != "_")
            ):
                context.letters.add(token.value)
        context.known |= _numbered(tokens)
    for tokens in joined(statements):
        while tokens and tokens[-1].type == "_COMMA":
            tokens.pop()
        if not tokens:
            continue
        for part in _clauses(tokens):
            narrowed = [token for token in part if token.type != "QUAD"]
            rematch(narrowed)
            drafts.append(_classify(narrowed, context, drafts))
    for made in drafts:
        _introduce(made, context)
    return drafts


def joined(statements: list[list[Token]]) -> list[list[Token]]:
    """A line that begins with an equals sign goes on with the line before it. What is said beside the rows of
    one equation holds for all of it."""
    out: list[list[Token]] = []
    said: dict[int, list[Token]] = {}  # beside which equation, and what
    for tokens in statements:
        if out and tokens[0].type in ("EQUALS", "COMPARE"):
            place = len(out) - 1
            members, behind = _parted(out[-1])
            if behind:
                if place in said:
                    raise _said_twice(behind)
                said[place] = behind
            out[-1] = members + tokens
            rematch(out[-1])
        else:
            out.append(tokens)
    for place, behind in said.items():
        members, more = _parted(out[place])
        if more:
            raise _said_twice(more)
        out[place] = members + behind
        rematch(out[place])
    return out


def _parted(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """A row, and what is said beside it."""
    tokens = strip(tokens)
    place = next((i for i in depth_zero(tokens) if is_beside(tokens, i)), len(tokens))
    return tokens[:place], tokens[place:]


def _said_twice(tokens: list[Token]) -> ReadError:
    return ReadError(
        "two rows of one equation have something said beside them",
        Span(tokens[0].start, tokens[-1].end),
        "write the equation once for each condition",
    )


def _clauses(tokens: list[Token]) -> list[list[Token]]:
    """``e where a = b, x ∈ R^n`` as its statements, the definitions first."""
    top = [i for i in depth_zero(tokens) if tokens[i].type in _TELLING]
    place = next(
        (i for i in top if tokens[i].type in ("WORD", "QUOTED") and tokens[i].value == "where"), None
    )
    if place is None:
        several = sum([_belongs(tokens, i) for i in top]) > 1
        return _items(tokens) if several and not _is_claim(tokens) else beside(tokens)
    before = strip(tokens[:place])
    rematch(before)
    query = beside(before) if before else []
    rest = tokens[place + 1 :]
    for token in rest:
        if token.mate >= 0:
            token.mate -= place + 1
    if not rest:
        raise ReadError("nothing follows where", tokens[place].span, "write: e where x ∈ ℝⁿ, u = w ⊗ x")
    for i in depth_zero(rest):
        if rest[i].type == "_AND":
            rest[i].type = "_COMMA"
    stated: list[list[Token]] = []
    conditions: list[list[Token]] = []
    for item in _items(rest):
        signs = [item[i].type for i in depth_zero(item) if item[i].type in ("EQUALS", "COMPARE")]
        holds = signs[:1] == ["COMPARE"]  # z = a ≥ 1 says what z is
        (conditions if holds and query else stated).append(item)
    return stated + [limited(claim, conditions) for claim in query]


def _is_claim(tokens: list[Token]) -> bool:
    """Does a line begin with an equation, before it says of what?"""
    for i in depth_zero(tokens):
        if tokens[i].type in ("EQUALS", "COMPARE"):
            return True
        if _belongs(tokens, i):
            break
    return False


def _items(tokens: list[Token]) -> list[list[Token]]:
    """Statements separated by commas: u = w ⊗ x, w, x ∈ ℝⁿ, b ∈ ℝ."""
    items: list[tuple[int, int]] = []
    start = 0
    for i in [*(i for i in depth_zero(tokens) if tokens[i].type in ("_COMMA", "QUAD")), len(tokens)]:
        segment = tokens[start:i]
        if items and _is_flag(segment):
            items[-1] = (items[-1][0], i)
        elif _states(segment, start) or i == len(tokens):
            items.append((start, i))
        else:
            continue
        start = i + 1
    found: list[list[Token]] = []
    for start, end in items:
        segment = tokens[start:end]
        for token in segment:
            if token.mate >= 0:
                token.mate -= start
        if segment:
            found.append(segment)
    return found


def _is_flag(segment: list[Token]) -> bool:
    return len(segment) == 1 and WORDS.get(segment[0].value) in FLAGS


def _states(segment: list[Token], shift: int) -> bool:
    """Does a piece between commas state something, rather than begin a list of names?"""
    i = 0
    while i < len(segment):
        if segment[i].type == "EQUALS" or _belongs(segment, i):
            return True
        i = segment[i].mate - shift + 1 if segment[i].mate - shift > i else i + 1
    return False


def _belongs(tokens: list[Token], i: int) -> bool:
    """Does an ∈, a colon or the word in stand at ``i``?"""
    token = tokens[i]
    if token.type != "WORD":
        return token.type in ("BELONGS", ":")
    inside = token.value == "in" and 0 < i < len(tokens) - 1
    return inside and token.spaced and tokens[i + 1].spaced


def _classify(tokens: list[Token], context: Context, before: list[Draft]) -> Draft:
    top = [i for i in depth_zero(tokens) if tokens[i].type in _TELLING]
    for i in top:
        if tokens[i].type == "BELONGS" and any(tokens[k].type == "EQUALS" for k in top if k < i):
            return _classify(tokens[:i], context, before)  # ∇f = 2x ∈ ℝⁿ says besides of what shape it is
        if _belongs(tokens, i):
            tokens[i].type = "BELONGS"
            return Draft(tokens, split=i)
    limit = next((i for i in top if tokens[i].type == "_IF"), len(tokens))
    equals = [i for i in top if tokens[i].type == "EQUALS" and i < limit]
    if len(equals) == 1:
        copied = atom(tokens, 0)
        if copied is not None:
            name, after = copied
            if after == equals[0] and _may_be_defined(name) and not _is_product(tokens[0], context):
                return Draft(tokens, defines=name)
            if (
                tokens[after].type == "_LEFT"
                and tokens[after].mate + 1 == equals[0]
                and _may_be_defined(name)
                and _are_names(tokens, after + 1, tokens[after].mate)
                and not (name == "D" and _is_derivative(tokens, after, equals[0], before))
            ):
                return Draft(tokens, defines=name, applied=True)
    return Draft(tokens)


def _are_names(tokens: list[Token], i: int, end: int) -> bool:
    """Are there names between brackets, with commas between them?"""
    while i < end:
        found = atom(tokens, i) if tokens[i].type != "DOTS" else ("…", i + 1)
        if found is None or not (found[1] == end or tokens[found[1]].type == "_COMMA"):
            return False
        i = found[1] + 1
    return True


def _may_be_defined(name: str) -> bool:
    known = SPELLINGS.get(name)
    return (name not in OPERATOR_WORDS and (known is None or known.redefined)) or len(name) == 1


def _is_derivative(tokens: list[Token], i: int, equals: int, before: list[Draft]) -> bool:
    """Is D(u, x) = … a derivative, rather than a function of one's own: because u has been defined, x or
    an entry of it stands there twice, or there are other derivatives on the right?"""
    end = tokens[i].mate
    params: list[str] = []
    while i + 1 < end:
        found = atom(tokens, i + 1)
        assert found is not None
        params.append(found[0])
        i = found[1]
    twice = any(name.partition("_")[0] in params[:k] + params[k + 1 :] for k, name in enumerate(params))
    others = any(t.value == "D" and u.type == "_LEFT" for t, u in pairwise(tokens[equals:]))
    return others or twice or any(made.defines == params[0] for made in before)


def _is_product(token: Token, context: Context) -> bool:
    """Ax = b, where A and x are names of their own, is an equation and defines no Ax."""
    letters: str = token.value
    return (
        token.type == "WORD"
        and len(letters) > 1
        and all(c in context.letters or c in context.known for c in letters)
    )


def _introduce(made: Draft, context: Context) -> None:
    """Put the names that a statement introduces into ``known``."""
    tokens = made.tokens
    if made.split is not None:
        i = 0
        is_function = any(t.type == "ARROW" for t in tokens[made.split :])
        has_axes = any(
            t.type == "POWER" or WORDS.get(str(t.value), "scalar") not in ("scalar", "constant", "R")
            for t in tokens[made.split :]
        )
        while i < made.split:
            if tokens[i].type == "_COMMA":
                i += 1
                continue
            found = atom(tokens, i)
            if found is None:
                raise ReadError("a name is expected here", tokens[i].span, "write: w, x : vector(n)")
            name, after = found
            if name in SPELLINGS and len(name) > 1:
                raise ReadError(
                    f"{name} is the name of a function",
                    tokens[i].span,
                    "choose another name for the variable",
                )
            family = _family(tokens, i, after)
            context.known.add(family or name)
            if has_axes and not is_function:
                context.tensors.add(family or name)
            if is_function:
                context.functions.add(name)
            i = after
    elif made.defines is not None:
        context.known.add(made.defines)
        if made.applied or _depends_on_itself(made):
            context.functions.add(made.defines)


def _family(tokens: list[Token], i: int, after: int) -> str | None:
    """The base of 𝐱_i or 𝐱^{(i)} in a declaration, if its subscript is an index letter."""
    inner = tokens[i + 1 : after]
    if not inner or inner[0].type not in ("_", "POWER"):
        return None
    letters = [t for t in inner if t.type in ("WORD",)]
    if len(letters) == 1 and letters[0].value in set("ijklmnpqrst"):
        return str(GREEK_VARIANTS.get(tokens[i].value, tokens[i].value))
    return None


def _depends_on_itself(made: Draft) -> bool:
    """𝐠 = 𝐠(𝐱) states what 𝐠 depends on."""
    tokens = made.tokens
    place = next(i for i, t in enumerate(tokens) if t.type == "EQUALS")
    found = atom(tokens, place + 1)
    return (
        found is not None
        and found[0] == made.defines
        and found[1] < len(tokens)
        and tokens[found[1]].type == "_LEFT"
    )
