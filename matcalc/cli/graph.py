"""``matcalc graph``: the data-flows of programs."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.calculator import Options
from matcalc.cli.answering import each
from matcalc.errors import MatcalcError
from matcalc.explain.data_flows import data_flows
from matcalc.presenting.answers import Presented
from matcalc.presenting.environment import Environment
from matcalc.presenting.graphs import present_flows
from matcalc.presenting.presentation import Drawing
from matcalc.presenting.sources import Source


def draw_sources(
    environment: Environment, sources: Sequence[Source], options: Options, drawing: Drawing
) -> int:
    """Draw the data-flows of each program. Returns the exit code."""

    def drawn(source: Source) -> Presented:
        flows = data_flows(source.text, options)
        if not flows:
            raise MatcalcError("nothing is asked", hint="add an expression, such as sin(x^2)")
        return present_flows(flows, drawing, environment)

    return each(environment, sources, drawn, drawing.output)
