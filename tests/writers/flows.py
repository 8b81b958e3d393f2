"""Data-flows to draw, made by hand: lines 'name = body', the names among them being variables."""

from __future__ import annotations

from matcalc.calculator import Options, understood
from matcalc.derivation import Flow, Intermediate
from matcalc.kinds.kind import Reading
from matcalc.reader import read
from matcalc.terms import Name, postorder


def flow(program: str, *inputs: str) -> tuple[Flow, Reading]:
    """The data-flow whose variables are the program's definitions, in their order."""
    typed = understood(read(program), Options())
    known = {*inputs}
    variables = []
    for name, body in typed.definitions.items():
        uses = dict.fromkeys(p.id for p in postorder(body) if isinstance(p, Name) and p.id in known)
        variables.append(Intermediate(name, body, tuple(uses)))
        known.add(name)
    return Flow(inputs, tuple(variables)), typed.reading
