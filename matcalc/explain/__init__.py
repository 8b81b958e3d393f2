"""How an answer is found, line by line, as the paper teaches it. The engine judges every line.

``paper`` goes by the paper's four moves, ``backprop`` backward through the layers of a network,
``differentials`` by those of the matrices on the way, ``orders`` takes derivatives of several rounds apart,
and ``indices`` is index notation, which always works. ``workings`` is what all ways share, ``flow`` the cut
of a term into intermediate variables, ``cutting`` that of a tensor; ``judge`` says whether a line is true.
``linear`` finds differentials, ``adjoints`` and ``stacking`` bring them to the forms from which a derivative
is read; ``slopes`` and ``entries`` find and write those of index notation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

from matcalc.answer import Answer
from matcalc.derivation import Derivation
from matcalc.errors import CalculusError, MatcalcError
from matcalc.explain import backprop, differentials, indices, orders, paper
from matcalc.explain.judge import false_line
from matcalc.explain.quantities import set_aside, unified

Way = Literal["brief", "full", "index"]


def explain(answer: Answer, way: Way = "brief") -> Derivation:
    """The derivation of an answer. 'brief' leaves out what is done in the head, 'full' names the rule of
    each small step, 'index' goes by index notation. Every line of it is true.

    Its answer is that given, with the names of the derivation for the repeated parts that it names too.

    Raises CalculusError where there is none.
    """
    apart, originals = (answer, {}) if way == "index" else set_aside(answer)
    return _derived(apart, way, lambda derivation: unified(derivation, originals))


def _derived(
    answer: Answer, way: Way, named: Callable[[Derivation], Derivation] = lambda derivation: derivation
) -> Derivation:
    for derive in _ways(answer, way):
        try:
            derivation = orders.joined(named(derive()))
        except MatcalcError:
            continue  # a step of it has no matrix form, or none that says its size
        if false_line(derivation) is None:
            return derivation
    raise CalculusError(
        "this answer has no derivation all of whose lines could be checked",
        answer.of.span,
        "ask for a part of it",
    )


def _ways(answer: Answer, way: Way) -> Iterator[Callable[[], Derivation]]:
    """What derives the answer, the most readable first."""
    full = way == "full"
    if way != "index":
        for strategy in (backprop, paper, differentials):
            if strategy.fits(answer):
                yield partial(strategy.derive, answer, full)
    if orders.fits(answer) and (way != "index" or not answer.by):
        yield partial(orders.derive, answer, lambda inner: _derived(inner, way))
    if answer.by:
        yield partial(indices.derive, answer)
