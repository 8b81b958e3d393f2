"""How names occur: alone, with an index, applied, as an index or as a length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from matcalc.errors import MatcalcError
from matcalc.kinds.names import lengths_in
from matcalc.terms import Apply, Call, Element, Name, Summation, Term, children, ids_in, postorder


class Uses:
    """How names occur in ``nodes``, all subterms of ``roots``; names in ``uncounted`` do not count."""

    def __init__(self, roots: Sequence[Term], nodes: Sequence[Term], uncounted: Mapping[int, Name]) -> None:
        self.alone: set[str] = set()
        self.once: dict[str, Element] = {}
        self.twice: set[str] = set()
        self.indices: set[str] = set()
        self.counts: set[str] = set()
        self.calls: dict[str, Call] = {}
        self.first: dict[str, Name] = {}
        bound: set[str] = set()
        inside = {id(node) for part in _lengths(nodes) for node in postorder(part)}
        for term in nodes:
            uses = () if id(term) in inside else children(term)
            match term:
                case Name():
                    self.first.setdefault(term.id, term)
                    continue
                case Call():
                    self.calls.setdefault(term.function.id, term)
                    uses = term.args
                case Element():
                    self._element(term)
                    uses = ()
                case Summation():
                    bound.add(term.index.id)
                    for limit in (term.lower, term.upper):
                        self.counts |= ids_in(*(() if limit is None else (limit,)))
                    uses = (term.body,)
                case Apply() if lengths_in(term):
                    self.counts |= ids_in(*lengths_in(term))
                    uses = term.args[: -len(lengths_in(term))]
                case _:
                    pass
            self.alone |= {t.id for t in uses if isinstance(t, Name) and id(t) not in uncounted}
        self.alone |= {t.id for t in roots if isinstance(t, Name)}
        self.counts -= bound
        self.lengths = (self.indices & {"n", "m"}) - bound - self.alone  # u_{n+1}: a length, no index
        self.counts |= self.lengths
        self.indices = (self.indices | bound) - self.counts
        self._refuse(nodes)

    def _refuse(self, nodes: Sequence[Term]) -> None:
        """Raises MatcalcError for an index that has entries itself: a_{u,i} where u_i stands."""
        entries = self.once.keys() | self.twice
        for term in nodes if self.indices & entries else ():
            for index in term.indices if isinstance(term, Element) else ():
                if index is not None and (own := entries.intersection(ids_in(index))):
                    said = f"{min(own)} has entries itself, so it is no index"
                    raise MatcalcError(said, index.span, "rename one of the two")

    def _element(self, term: Element) -> None:
        for index in term.indices:
            self.indices |= ids_in(*(() if index is None else (index,)))
        if isinstance(term.base, Name):
            if len(term.indices) == 1:
                self.once.setdefault(term.base.id, term)
            else:
                self.twice.add(term.base.id)


def _lengths(nodes: Sequence[Term]) -> Iterator[Term]:
    """Indices, bounds and the arguments of 1⃗ and I: arithmetic on whole numbers."""
    for term in nodes:
        match term:
            case Element():
                yield from (index for index in term.indices if index is not None)
            case Summation():
                yield from (bound for bound in (term.lower, term.upper) if bound is not None)
            case _:
                yield from lengths_in(term)
