"""``matcalc rules``: the catalogue of rules as mathematics, and one of them at work."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from matcalc.manual.symbols import Section
from matcalc.notation.rules import RULES, TOPICS, Rule
from matcalc.presenting.environment import Environment
from matcalc.presenting.refusal import Refusal
from matcalc.presenting.rules import NAMES, described, equation, where
from matcalc.presenting.sections import print_sections


def chosen(name: str | None, topic: str | None) -> Sequence[Rule]:
    """The rules asked for. Raises Refusal where there is none of that name."""
    if name is not None:
        if name not in NAMES:
            near = get_close_matches(name.lower(), NAMES, 1)
            hint = f"did you mean {near[0]}?" if near else "matcalc rules lists them all"
            raise Refusal(f"there is no rule called {name!r}", hint)
        return (NAMES[name],)
    if topic is not None and topic not in TOPICS:
        raise Refusal(f"there is no topic called {topic!r}", f"the topics are {', '.join(TOPICS)}")
    return [rule for rule in RULES if topic in (None, rule.topic)]


def print_rules(environment: Environment, name: str | None, topic: str | None, format_: str | None) -> None:
    """One rule with an example, or a list of rules, on a terminal in rich's tables."""
    rules = chosen(name, topic)
    style = "unicode" if format_ is None else format_
    if format_ == "json":
        environment.write("".join(f"{json.dumps(as_data(rule), ensure_ascii=False)}\n" for rule in rules))
    elif format_ == "latex":
        lines = (equation(formula, "latex") for rule in rules for formula in rule.formulas)
        environment.write("".join(f"{line}\n" for line in lines))
    elif name is not None:
        environment.write("".join(f"{line}\n" for line in described(rules[0], style)))
        example(environment, rules[0], style)
    else:
        print_sections(environment, sections(rules, style))


def sections(rules: Sequence[Rule], format_: str) -> Iterator[Section]:
    """The rules by topic."""
    for topic, title in TOPICS.items():
        rows: list[tuple[str, ...]] = []
        for rule in rules:
            if rule.topic == topic:
                said = [equation(formula, format_) for formula in rule.formulas] or [rule.remark]
                first, *more = said
                rows += [(rule.id, first, rule.source), *(("", line, "") for line in more)]
        if rows:
            yield Section(title, ("", "rule", "source"), tuple(rows))


def example(environment: Environment, rule: Rule, format_: str) -> None:
    """The rule at work: a program, derived on the spot."""
    from matcalc.calculator import Options, calculate
    from matcalc.cli.delivery import Delivery
    from matcalc.presenting.answers import present
    from matcalc.presenting.presentation import Presentation

    environment.write(f"\nexample: {rule.example}\n\n")
    options = Options(
        entries="constrained" if rule.topic == "structure" else "independent",
        layout="denominator" if rule.id == "layout" else "numerator",
    )
    presentation = Presentation(format_, steps="full")
    presented = present(calculate(rule.example, options), presentation, environment)
    Delivery(environment, None).put(presented)


def as_data(rule: Rule) -> dict[str, object]:
    """A rule for programs."""
    return {
        "id": rule.id,
        "title": rule.title,
        "topic": rule.topic,
        "formulas": [
            {style: equation(formula, style) for style in ("unicode", "ascii", "latex")}
            | {"where": where(formula, "unicode")}
            for formula in rule.formulas
        ],
        "remark": rule.remark,
        "source": rule.source,
        "aliases": list(rule.aliases),
        "example": rule.example,
    }
