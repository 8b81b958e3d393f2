"""Data-flows to the text of one format, whose writer is loaded only when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.explain.data_flows import DataFlow
from matcalc.presenting.answers import Presented
from matcalc.presenting.environment import Environment
from matcalc.presenting.presentation import Drawing
from matcalc.writers import STYLES
from matcalc.writers import declarations as stated
from matcalc.writers.picture import names


def present_flows(flows: Sequence[DataFlow], drawing: Drawing, environment: Environment) -> Presented:
    """The pictures of one program's queries."""
    format_ = "ascii" if drawing.ascii else "unicode"
    style = STYLES[format_]
    readings = {
        f"where {reading}": None
        for f in flows
        if (reading := stated(f.reading, names(f.flow, f.reading), format_))
    }
    remarks = tuple(readings)
    match drawing.format:
        case "dot":
            from matcalc.writers.flow_dot import dot

            texts = [dot(f.flow, f.reading, style, f.by) for f in flows]
        case "mermaid":
            from matcalc.writers.flow_mermaid import mermaid

            texts = [mermaid(f.flow, f.reading, style, f.by) for f in flows]
        case "tikz":
            from matcalc.writers.flow_tikz import standalone, tikz

            texts = [tikz(f.flow, f.reading, f.by) for f in flows]
            texts = [standalone(texts)] if drawing.standalone else texts
        case "svg":
            from matcalc.writers import flow_svg

            drawings = [flow_svg.drawing(f.flow, f.reading, style, f.by) for f in flows]
            texts = [flow_svg.document(drawings)]
        case _:
            if environment.stdout_tty and drawing.output is None:
                return Presented(_terminal(flows, format_, remarks, environment), gap="\n")
            from matcalc.writers.flow_tree import tree

            texts = [tree(f.flow, f.reading, style, f.by) for f in flows]
    return Presented("\n".join(texts), remarks, gap="\n")


def _terminal(
    flows: Sequence[DataFlow], format_: str, remarks: Sequence[str], environment: Environment
) -> str:
    """Trees in colour, and below them how names were read."""
    from rich.text import Text

    from matcalc.writers.cells import hanging
    from matcalc.writers.flow_tree import lines
    from matcalc.writers.table import printed

    blocks = [lines(f.flow, f.reading, STYLES[format_], f.by, environment.width) for f in flows]
    below = [line for remark in remarks for line in hanging("", remark, environment.width)]
    return printed(
        [*blocks, [Text(line, style="cyan") for line in below]], environment.width, environment.color
    )
