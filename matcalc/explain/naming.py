"""Names for intermediate variables, as the paper and the textbooks of the field choose them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain, count

from matcalc.derivation import Flow, Intermediate
from matcalc.errors import CalculusError
from matcalc.explain.workings import Workings
from matcalc.kinds.dimensions import Dimension
from matcalc.kinds.kind import Kind
from matcalc.records import Record
from matcalc.terms import Apply, Element, Name, Term, ids_in, put_in


class Piece(Record):
    """An intermediate variable before it has a name, unless one is ``given``.

    indices: the Σ indices that it varies with; counts: how many values each takes, where that is known.
    activated: whether an activation function is applied to it. stacked: whether it is a vector of functions.
    """

    body: Term
    kind: Kind
    indices: tuple[str, ...]
    counts: tuple[Dimension | None, ...]
    given: str | None = None
    activated: bool = False
    stacked: bool = False


def named(pieces: Mapping[str, Piece], inputs: Collection[str], workings: Workings) -> Flow:
    """The data-flow of the pieces, by their keys, the result last: all of them named."""
    pieces = _in_order(pieces)
    names = {key: piece.given for key, piece in pieces.items() if piece.given is not None}
    for key, candidates in _candidates(pieces, inputs).items():
        names[key] = workings.fresh(candidates, whole_kind(pieces[key]))
    variables: list[Intermediate] = []
    known = {*inputs}
    for key, piece in pieces.items():
        body = workings.settle(renamed(piece.body, names), piece.kind)
        uses = [id_ for id_ in ids_in(body) if id_ in known]
        variables.append(Intermediate(names[key], body, tuple(uses), piece.indices))
        known.add(names[key])
    return Flow(tuple(inputs), tuple(variables))


def _in_order(pieces: Mapping[str, Piece]) -> dict[str, Piece]:
    """In the order in which the result needs them."""
    done: dict[str, Piece] = {}
    stack = [(list(pieces)[-1], False)]
    while stack:
        key, ready = stack.pop()
        if ready:
            done[key] = pieces[key]
        elif key not in done:
            stack.append((key, True))
            used = [name for name in ids_in(pieces[key].body) if name != key]  # f = f(x) is of its own name
            stack += [(name, False) for name in reversed(used) if name in pieces and name not in done]
    return done


def renamed(term: Term, names: Mapping[str, str]) -> Term:
    """The term with other names; itself where it holds none of them."""
    return put_in(term, {old: Name(new) for old, new in names.items() if old != new})


def whole_kind(piece: Piece) -> Kind:
    """The kind of the name: that of a member, with an axis for the index it varies with."""
    kind = piece.kind
    if not piece.indices:
        if kind.more:
            raise CalculusError("an intermediate value has more than two axes")
        return kind
    known = [length for length in piece.counts if length is not None]
    if len(known) < len(piece.counts) or len(known) + len(kind.axes) > 2 or kind.word == "row":
        raise CalculusError("an intermediate value varies with more indices than a name can have")
    if kind.axes:
        return Kind(kind.rows, kind.cols, family=known[0])
    rows, cols, *_ = (*known, None, None)
    return Kind(rows, cols)


def _candidates(pieces: Mapping[str, Piece], inputs: Collection[str]) -> dict[str, Iterator[str]]:
    """For each that needs a name the names that it may have, best first."""
    *inner, last = pieces
    unnamed = [key for key in inner if pieces[key].given is None]
    stacks = [key for key in reversed(unnamed) if pieces[key].stacked]
    maps = [key for key in unnamed if _is_affine_map(pieces[key]) and key not in stacks]
    others = [key for key in unnamed if key not in maps and key not in stacks]
    used = ids_in(pieces[last].body) & {*pieces, *inputs}
    scalars = all(_is_plain(pieces[key]) for key in (*others, last))
    numbered = scalars and (len(others) > 1 or (len(others) == 1 and len(used) > 1))
    varied = any(piece.indices for piece in pieces.values())  # then a number would look like an index
    found: dict[str, Iterator[str]] = {}
    for key, letter in zip(stacks, chain("ghpq", _numbered("g")), strict=False):
        found[key] = chain([letter], _numbered("g"))
    for letter, group in (("z", maps), ("u", others)):
        plain = len(group) == 1 and not (group is others and numbered)
        for number, key in enumerate(group, 1):
            own = letter.upper() if pieces[key].kind.word == "matrix" else letter
            first = [own] if plain else [f"{own}_{number}"]
            if varied and own == letter:
                first = ["z", *"uvpqrst"] if letter == "z" else [*"uvpqrst"]
            found[key] = chain(first, _numbered(own))
    if pieces[last].given is None:
        letters = ["Y", "F"] if pieces[last].kind.word == "matrix" else ["y", "C", "f"]
        if pieces[last].stacked:
            letters = ["f", "y", "F"]
        elif varied:
            letters = ["C", "y", "f"]
        first = [f"u_{len(others) + 1}"] if numbered else []
        found[last] = chain(first, letters, _numbered(letters[0]))
    return found


def _is_plain(piece: Piece) -> bool:
    return not piece.indices and piece.kind.word == "scalar"


def _is_affine_map(piece: Piece) -> bool:
    """Whether it is what an activation function is applied to: a linear map of an input, and a constant."""
    body = piece.body
    if not piece.activated or not isinstance(body, Apply) or body.op not in ("add", "dot", "product"):
        return False
    terms = body.args if body.op == "add" else (body,)
    return any(isinstance(t, Apply) and t.op in ("dot", "product") and not _is_number_times(t) for t in terms)


def _is_number_times(term: Apply) -> bool:
    return term.op == "product" and not any(isinstance(arg, Name | Element) for arg in term.args[:-1])


def _numbered(letter: str) -> Iterator[str]:
    return (f"{letter}_{number}" for number in count(1))
