"""``matcalc help``: the chapters of the manual, one at a time."""

from __future__ import annotations

from difflib import get_close_matches
from functools import partial

import click

from matcalc.manual import TOPICS
from matcalc.manual.plain import contents, text
from matcalc.presenting.environment import Environment
from matcalc.presenting.refusal import Refusal

MORE = "matcalc help COMMAND and matcalc --help list the options, man matcalc prints it all."


def print_help(environment: Environment, topic: str | None) -> None:
    """A chapter, or the list of them. Raises Refusal where there is none of that name."""
    if topic is None:
        environment.write(f"matcalc help TOPIC, where TOPIC is\n\n{contents()}\n{MORE}\n")
    elif topic in TOPICS:
        strong = partial(click.style, bold=True) if environment.color else str
        environment.write(text(TOPICS[topic], environment.width, strong))
    else:
        near = get_close_matches(topic.lower(), TOPICS, 1)
        hint = f"did you mean {near[0]}?" if near else "matcalc help lists the topics"
        raise Refusal(f"there is no help on {topic!r}", hint)
