"""A data-flow as boxes and arrows, which each format draws in its own way.

The arrows go as the data does, from the inputs by way of the intermediate variables to the result. What an
intermediate variable is made of beside what flows, such as the data of a loss, hangs as a leaf.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from matcalc.derivation import Flow
from matcalc.kinds.kind import Reading
from matcalc.records import Record
from matcalc.terms import Element, Name, Term, ids_in, postorder, same
from matcalc.writers import text
from matcalc.writers.names import is_number
from matcalc.writers.style import Style


class Box(Record):
    """A variable: ``term`` = ``body``, or a leaf, which has none.

    marked: whether it is what is differentiated by.
    """

    term: Term
    body: Term | None = None
    marked: bool = False
    result: bool = False


class Picture(Record):
    """boxes: by name, leaves first, the result last, each after those that it uses.
    arrows: from and to, in the order in which the body of the latter uses the former."""

    boxes: dict[str, Box]
    arrows: tuple[tuple[str, str], ...]


def picture(flow: Flow, reading: Reading, by: Sequence[Term] = ()) -> Picture:
    """The boxes and arrows of a data-flow. by: what is differentiated by, to be marked: names, and entries,
    which have boxes of their own from which those of their names come."""
    own = {v.name for v in flow.variables}
    leaves: dict[str, Term] = {}
    for name, term in _leaves(flow, reading, own):
        known = leaves.setdefault(name, term)
        if not same(known, term):
            leaves[name] = Name(name)  # 𝐱 where both x_1 and x_2 are used
    terms = {**leaves, **{v.name: v.term for v in flow.variables}}
    marked = {name for name, term in terms.items() if any(same(term, target) for target in by)}
    parts = {
        f"{target.base.id}[{number}]": target
        for number, target in enumerate(by)
        if isinstance(target, Element) and isinstance(target.base, Name)
        if target.base.id in terms and target.base.id not in marked
    }
    boxes = {key: Box(term, marked=True) for key, term in parts.items()}
    boxes |= {name: Box(term, marked=name in marked) for name, term in leaves.items()}
    result = flow.variables[-1]
    boxes |= {v.name: Box(v.term, v.body, v.name in marked, v is result) for v in flow.variables}
    arrows = [(key, part.base.id) for key, part in parts.items() if isinstance(part.base, Name)]
    arrows += [(name, v.name) for v in flow.variables for name in ids_in(v.body) if name in boxes]
    return Picture(boxes, tuple(arrows))


def labels(picture: Picture, reading: Reading, style: Style) -> dict[str, str]:
    """What is written in each box, by name: 'u₁ = x²', or 'x' for a leaf."""
    write = text.writing(reading, style)
    return {
        name: write(box.term) + ("" if box.body is None else " = " + write(box.body))
        for name, box in picture.boxes.items()
    }


def names(flow: Flow, reading: Reading) -> list[str]:
    """The names that bodies are made of, beside intermediate variables, as the reading has them."""
    own = {v.name for v in flow.variables}
    found = ids_in(*(v.body for v in flow.variables))
    return [name for name in reading.names if name in found and name not in own]


def _leaves(flow: Flow, reading: Reading, own: Collection[str]) -> Iterator[tuple[str, Term]]:
    """The names that are no intermediate variables, as they stand in bodies."""
    for v in flow.variables:
        inside = {id(part.base) for part in postorder(v.body) if isinstance(part, Element)}
        for part in postorder(v.body):
            base = part.base if isinstance(part, Element) else part
            if id(part) in inside or not isinstance(base, Name) or base.id in own:
                continue
            known = reading.names.get(base.id)
            if base.id in flow.inputs or (
                known is not None
                and known.domain is None
                and "dimension" not in known.flags
                and not is_number(base.id, reading)
            ):
                yield base.id, part
