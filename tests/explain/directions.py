"""Whether the lines of a derivation are true, by numbers: its names are worked out from their definitions,
differentials as differences along a random direction, derivatives as the oracle takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from matcalc.derivation import Derivation, Line
from matcalc.errors import KindError
from matcalc.explain.workings import substituted
from matcalc.kinds import kinds_of
from matcalc.kinds.kind import Kind, NameKind
from matcalc.numeric.oracle import Array, NoValue, Oracle, natural
from matcalc.numeric.points import Point
from matcalc.terms import Apply, Derivative, Element, Name, Term, fold, postorder, rebuild

STEP = 1e-4


def untrue(lines: Iterable[tuple[Line, Sequence[Array]]]) -> Iterator[tuple[Line, Sequence[Array]]]:
    """Those of lines with the values of their members of which these differ."""
    for line, values in lines:
        scale = max(np.max(np.abs(value), initial=0) for value in values)
        if not all(np.max(np.abs(values[0] - value), initial=0) <= 1e-5 * (1 + scale) for value in values):
            yield line, values


def tried(derivation: Derivation, seed: int = 1) -> Iterator[tuple[Line, Sequence[Array]]]:
    """The lines that say something, with the values of their members, but for those in index notation."""
    numbers = _Numbers(derivation, seed)
    for part in derivation.parts:
        for move in part.moves:
            for line in move.lines:
                first = line.members[0]
                if line.definition and isinstance(first, Name):
                    numbers.definitions[first.id] = numbers.known(numbers.spelled(line.members[-1]))
                if line.definition and isinstance(first, Element) and of_entries(first):
                    numbers.members[first.base.id] = numbers.spelled(line.members[-1])
                    continue  # what it comes to is tried where it is used, for each value of its index
                shown = [member for member in map(numbers.spelled, line.members) if not of_entries(member)]
                parts = [part for member in shown for part in postorder(member)]
                if len(shown) < 2 or any(isinstance(part, Derivative) and len(part.by) > 1 for part in parts):
                    continue
                kind = numbers.reading.of(numbers.known(shown[0]))
                try:
                    values = [numbers.value(member, kind) for member in shown]
                except (NoValue, np.linalg.LinAlgError):
                    continue  # it varies with an index that nothing binds, or is nowhere
                if all(np.all(np.isfinite(value)) for value in values):
                    yield line, values


def of_entries(term: Term) -> bool:
    """Whether it is in index notation."""
    return any(isinstance(part, (Element, Derivative)) and _letters(part) for part in postorder(term))


def _letters(part: Element | Derivative) -> bool:
    elements = (part,) if isinstance(part, Element) else (part.of, *part.by)
    names = [i for e in elements if isinstance(e, Element) for i in e.indices if isinstance(i, Name)]
    family = isinstance(part, Element) and isinstance(part.base, Name) and part.base.id in ("x", "y")
    return bool(names) and not family


class _Numbers:
    def __init__(self, derivation: Derivation, seed: int) -> None:
        answer = derivation.answer
        self.reading = derivation.reading
        flows = [part.flow for part in derivation.parts if part.flow is not None]
        definitions = dict(answer.tensor.answering.typed.definitions)
        self.members: dict[str, Term] = {}  # what stands for v_i, by name
        for v in (v for flow in flows for v in flow.variables):
            (self.members if v.indices else definitions)[v.name] = self.spelled(v.body)
        values, sizes, functions = Point(seed, {"m": 4, "n": 3}).of(answer.reading)
        values = {name: values[name] for name in answer.names}
        self.random = np.random.default_rng(seed)
        (variable,) = answer.by
        (variable,) = variable.args if isinstance(variable, Apply) else (variable,)  # of vec
        assert isinstance(variable, Name)
        self.variable = variable.id
        self.direction = self.random.uniform(-1, 1, np.shape(values[self.variable]))
        self.definitions = {name: self.known(body) for name, body in definitions.items()}
        constrained = answer.tensor.answering.options.entries == "constrained"
        self.oracle = Oracle(self.reading, self.definitions, values, sizes, functions, constrained=constrained)

    def at(self, **changed: Array) -> Oracle:
        o = self.oracle
        values = {**o.values, **changed}
        return Oracle(self.reading, o.definitions, values, o.sizes, o.functions, constrained=o.constrained)

    def known(self, term: Term, kind: Kind | None = None) -> Term:
        """kind: what it has to be, where it does not say how large it is."""
        try:
            kinds = kinds_of(term, self.reading, kind)
        except KindError:  # a row that is written as a matrix
            kinds = kinds_of(term, self.reading)
        self.reading.kinds.update(kinds)
        self.reading.kept.append(term)
        return term

    def spelled(self, term: Term) -> Term:
        """Without variables that have a value for each value of a Σ index."""
        return substituted(term, self.members)

    def value(self, term: Term, kind: Kind) -> Array:
        """With a name for the value of each differential and derivative in it."""
        self.known(term, kind)
        found: dict[str, Array] = {}

        def visit(part: Term, parts: Sequence[Term]) -> Term:
            if not isinstance(part, Derivative) and not (isinstance(part, Apply) and part.op == "differential"):
                return rebuild(part, tuple(parts))
            value = self.derivative(part) if isinstance(part, Derivative) else self.change(part.args[0])
            name = f"?{len(found)}"
            self.reading.names[name] = NameKind(self.reading.of(part), "defined")
            found[name] = value if self.reading.of(part).word == "matrix" else np.reshape(value, -1)
            if not self.reading.of(part).axes:
                found[name] = np.float64(found[name].item())
            return Name(name)

        put = self.known(fold(term, visit), kind)
        return self.at(**found).value(put)

    def change(self, term: Term) -> Array:
        """The differential, along the direction."""
        self.known(term)
        where = self.oracle.values[self.variable]
        ends = [self.at(**{self.variable: where + s * STEP * self.direction}).value(term) for s in (1, -1)]
        return np.real(ends[0] - ends[1]) / (2 * STEP)

    def derivative(self, term: Derivative) -> Array:
        """In numerator layout."""
        (by,) = term.by
        of = term.of
        stacked = isinstance(by, Apply)
        target = by.args[0] if isinstance(by, Apply) else by
        of = of.args[0] if stacked and isinstance(of, Apply) and of.op == "vec" else of
        assert isinstance(target, Name)
        self.known(Derivative(of, (target,)))
        kinds = [self.reading.of(of), self.reading.of(target)]
        oracle = self.oracle
        body = self.definitions.get(of.id) if isinstance(of, Name) else None
        held = {part.id for part in postorder(body) if isinstance(part, Name)} if body is not None else set()
        if body is not None and target.id in held and term.operator != "total":  # all others in it are held
            of = body
            oracle = self.at(**{name: self.natural(Name(name)) for name in held & self.definitions.keys()})
        elif target.id not in oracle.values:
            oracle = self.at(**{target.id: self.natural(target)})
        found = np.real(oracle.by_differences().jacobian(of, (target,)))
        if stacked:
            rows, cols = (int(np.prod(self.sizes(kind.axes))) for kind in kinds)
            m = len(kinds[0].axes)
            found = np.transpose(found, (*reversed(range(m)), *reversed(range(m, found.ndim))))
            return found.reshape(rows, cols)
        return found if kinds[0].axes else np.transpose(found)

    def natural(self, name: Name) -> Array:
        """The value of a name as it is given to an oracle."""
        return natural(self.oracle.value(self.known(name)), self.reading.of(name))

    def sizes(self, axes: Sequence[object]) -> list[int]:
        return [self.oracle.length(axis) for axis in axes]  # type: ignore[arg-type]
