"""Which definitions an answer goes on calling by name.

A definition is put in where its name stands, so that the answer is as simple as can be. In a long chain,
each link made of the one before it twice, that would double the answer at each link.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from matcalc.terms import Name, Term, names_in, postorder

LARGE = 300  # a definition used more than once is put in up to this size


def lasting(asked: Sequence[Term], definitions: Mapping[str, Term]) -> frozenset[str]:
    """The definitions used more than once, if one of them is large with all that it is made of put in."""
    uses: Counter[str] = Counter()
    for term in (*asked, *definitions.values()):
        uses.update(name.id for name in names_in(term))
    repeated = frozenset(name for name in definitions if uses[name] > 1)
    sizes = extents(definitions) if repeated else {}
    return repeated if any(sizes[name] > LARGE for name in repeated) else frozenset()


def extents(definitions: Mapping[str, Term]) -> dict[str, int]:
    """How many subterms each definition has with the others put in."""
    own = {name: list(postorder(body)) for name, body in definitions.items()}
    sizes: dict[str, int] = {}
    stack = list(definitions)
    while stack:
        top = stack[-1]
        inner = [part.id for part in own[top] if isinstance(part, Name) and part.id in definitions]
        inner = [name for name in inner if name != top]  # 𝐲 = 𝐲(𝐱) is made of no other
        waiting = [name for name in inner if name not in sizes]
        if waiting:
            stack += waiting
            continue
        sizes[top] = len(own[top]) + sum(sizes[name] for name in inner)
        stack.pop()
    return sizes
