"""prod(∂u/∂v, ∂v/∂w), which only says that the chain rule multiplies these: what it comes to."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.records import replace
from matcalc.terms import Apply, Call, Derivative, Name, Term, reached
from matcalc.verdicts.claims import Claim
from matcalc.verdicts.meant import Meant, defined


def products(claim: Claim) -> Iterator[Meant]:
    """prod(∂u/∂v, ∂v/∂w) is ∂u/∂w, where u is made of w by way of v alone; and so is a sum of such products
    by way of several, none of which is made of another."""
    left, right = _whole(claim, claim.left), _whole(claim, claim.right)
    if left is not None or right is not None:
        meant = replace(claim, left=left or claim.left, right=right or claim.right)
        yield Meant(meant, "prod multiplies as the chain rule does")


def _whole(claim: Claim, side: Term) -> Derivative | None:
    """The derivative that a side comes to which is made of such products."""
    parts = side.args if isinstance(side, Apply) and side.op == "add" else (side,)
    found = [_links(part) for part in parts]
    links = [link for link in found if link is not None]
    if len(links) != len(found):
        return None
    first, last = links[0][0], links[0][-1]
    between = [link[1].id for link in links]
    if any((link[0].id, link[-1].id) != (first.id, last.id) for link in links):
        return None
    bodies = {id_: d.body for id_, d in defined(claim).items()}
    for name in (first.id, *between):
        rest = {id_: body for id_, body in bodies.items() if id_ not in between or id_ == name}
        made_of = {*reached([bodies[name]], rest)} if name in bodies else set()
        if (name == first.id and last.id in made_of) or (name != first.id and made_of & set(between)):
            return None
    return Derivative(first, (last,), span=side.span)


def _links(term: Term) -> list[Name] | None:
    """u, v, …, w of prod(∂u/∂v, …, ∂…/∂w)."""
    if not isinstance(term, Call) or term.function.id != "prod":
        return None
    found: list[Name] = []
    for part in term.args:
        if not isinstance(part, Derivative) or len(part.by) != 1:
            return None
        (by,) = part.by
        if not isinstance(part.of, Name) or not isinstance(by, Name):
            return None
        if found and found[-1].id != part.of.id:
            return None
        found += [by] if found else [part.of, by]
    return found
