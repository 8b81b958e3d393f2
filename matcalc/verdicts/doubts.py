"""What of a claim leaves in doubt whether it means what it says, so that it is not called false."""

from __future__ import annotations

from collections.abc import Collection

from matcalc.tensor.node import Abstract, Node, Variable
from matcalc.tensor.node import postorder as nodes
from matcalc.terms import (
    Apply,
    Call,
    Declaration,
    Derivative,
    Element,
    Name,
    Number,
    Term,
    ids_in,
    postorder,
    reached,
)
from matcalc.verdicts.claims import Claim
from matcalc.verdicts.meant import declared, defined, indices, terms
from matcalc.verdicts.pair import Pair


def independent(pair: Pair, zero: bool = False) -> str:
    """Says of a derivative that is 0 for want of the variable what it may have been meant to rest on. zero:
    whether sides that are nothing else are equal by that alone, so that it is asked of expressions, too."""
    known = pair.typed.definitions
    for term in postorder(pair.left, pair.right, *known.values()):
        of = term.of if isinstance(term, Derivative) else None
        of = of.base if isinstance(of, Element) else of
        if not isinstance(term, Derivative) or of is None or not (zero or isinstance(of, Name | Call)):
            continue
        by = ids_in(*(target.base if isinstance(target, Element) else target for target in term.by))
        if by and not by & reached([of], known):
            said = of.id if isinstance(of, Name) else f"{of.function.id}(…)" if isinstance(of, Call) else "it"
            return f"{said} depends on {', '.join(sorted(by))}"
    return ""


def guessed(claim: Claim) -> bool:
    """Whether there are names in a claim of whose shape nothing says anything: neither a declaration, nor a
    definition, nor bold type."""
    known = {*defined(claim), *declared(claim)}
    for definition in defined(claim).values():
        known |= {param.id for param in definition.params or ()}
    by_index = indices(claim)
    for side in (claim.left, claim.right):
        for part in postorder(side):
            if isinstance(part, Name) and not part.bold and part.id not in known | by_index | {"e", "pi"}:
                return True
    return False


def is_zero_term(term: Term) -> bool:
    """Whether it was typed as zero."""
    while isinstance(term, Apply) and term.op == "transpose":
        term = term.args[0]
    return (isinstance(term, Number) and term.value == 0) or (isinstance(term, Apply) and term.op == "zeros")


def labelled(claim: Claim, pair: Pair) -> str:
    """What may be an entry and was read as a name of its own: z_y, where z and y are variables, too."""
    used = ids_in(*terms(claim), *(d.body for d in defined(claim).values()))
    names = {name for name in used if name in pair.typed.reading.names} - pair.typed.definitions.keys()
    for name in sorted(names):
        base, _, label = name.partition("_")
        if label in names and base in names:
            return f"{name} is the entry {label} of {base}"
    return ""


def stray(claim: Claim, pair: Pair, left: Node, right: Node, known: Collection[str]) -> tuple[str, ...]:
    """The names of which only one side is made, though nothing is said of them: they are not declared, nor
    in a definition, where nothing stands in the text but what was read, and not among the ``known``. Of what
    is a function by its quotients alone, ∂y/∂x, the text may say elsewhere what the derivative is. In an
    equation that stands alone only one side may have variables of its own: they vanish, as in d|x|/dx = 1."""
    stated = [s for s in claim.program.statements if isinstance(s, Declaration)]
    declared = set(ids_in(*(term for s in stated for term in (*s.names, *(s.kind.dims or ())))))
    if claim.whole:
        declared |= ids_in(*(d.body for d in defined(claim).values()))
    called = {t.function.id for t in terms(claim) if isinstance(t, Call)} | defined(claim).keys()
    implied = pair.typed.definitions.keys() - called

    def made_of(side: Node) -> set[tuple[str, tuple[int, ...]]]:
        return {
            (part.name, part.orders if isinstance(part, Abstract) and part.name in implied else ())
            for part in nodes(side)
            if isinstance(part, Variable | Abstract)
        }

    of_left, of_right = made_of(left), made_of(right)
    own = [
        {name for name, _ in names} - declared - {*known}
        for names in (of_left - of_right, of_right - of_left)
    ]
    both = own[0] | own[1]
    functions = {part.name for part in nodes(left, right) if isinstance(part, Abstract)}
    return () if claim.whole and not all(own) and not functions & both else tuple(sorted(both))
