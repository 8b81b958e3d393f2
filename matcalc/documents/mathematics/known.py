"""What a document has said so far, and what of it a piece of its mathematics rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.documents.mathematics.stated import Section, Stated, relevant_to, words_in
from matcalc.errors import MatcalcError, Span
from matcalc.reader import read
from matcalc.records import Value, replace
from matcalc.terms import (
    Apply,
    Call,
    Declaration,
    Definition,
    Element,
    Matrix,
    Name,
    Statement,
    Term,
    ids_in,
    postorder,
    same,
)
from matcalc.verdicts.claims import Claim, Found, Said, Unread

_LISTED = re.compile(
    r"=\s*(?:\\left\s*)?(?:\[|\(|\\begin)[^=]*(?:\\[lcvd]?dots|\\ddots|…|\.\.\.)"
)  # its entries are named
_PRODUCT = re.compile(r"[A-Z]{1,2}[a-z]")


class Taken(Value):
    """A claim, or why there is none. alone: the claim without what other sections define, where it rests on
    that, and without what is defined elsewhere in its own. afar: whether it rests on another section.
    restates: whether it has the form of a definition of what is defined already. supposing: the claim with
    what was supposed last under the same heading."""

    found: Found
    alone: tuple[Claim, ...] = ()
    afar: bool = False
    restates: bool = False
    supposing: Claim | None = None


class Known:
    """Declarations and definitions, each of which holds until another of the same name, and those that hold
    for a while only: for y = sum(𝐱)."""

    def __init__(self, notation: str) -> None:
        self.notation = notation
        self.stated: list[Stated] = []
        self.passing: list[Stated] = []

    def take(self, text: str, place: Section, states: bool = True) -> list[Taken]:
        """What a statement claims. states: whether what it defines holds from here on."""
        supposing = self._supposing(text, place)
        relevant = relevant_to(text, self.stated)
        said = self._said(relevant)
        found = said.take(text)
        if states:
            self._keep(said.texts[len(relevant) :], place)
        taken: list[Taken] = []
        for number, item in enumerate(found):
            if isinstance(item, Unread):
                taken.append(Taken(item))
                continue
            name = definable(item.left) if not number or isinstance(item.left, Call) else None
            if name is not None and states and item.span is not None:
                self._keep([text[slice(*item.span)]], place)
            stated = {d.name.id for d in item.program.statements if isinstance(d, Definition)}
            if name is not None and (name not in stated or _again(item, name)):
                both = Span(0, len(text)) if item.span is None else item.span
                taken.append(Taken(Unread(text[slice(*both)], both, "a definition")))
                continue
            column = _column(item)
            if states:
                self._keep(column, place)
            claim, used = needed(item)
            rests = [s for s in relevant if s.defines and s.name in used]
            far = {s.name for s in rests if s.place.number != place.number}
            elsewhere = {s.name for s in rests if not s.place.holds(place)}
            alone = tuple(without(claim, names) for names in (far, elsewhere - far and elsewhere) if names)
            supposed = supposing.get(claim.span)
            taken.append(Taken(claim, alone, bool(far), bool(name or column), supposed))
        return taken

    def suppose(self, text: str, place: Section) -> None:
        """Take a definition that holds for a while."""
        for new in self._stated(text, place):
            if new.defines and not new.names:
                self.passing = [s for s in self.passing if s.name != new.name] + [new]

    def _supposing(self, text: str, place: Section) -> dict[Span | None, Claim]:
        """The claims of a text, by their places, where it rests on what is supposed; what is defined
        elsewhere is something else there."""
        passing = [s for s in self.passing if s.place.parts == place.parts]
        names = {s.name for s in passing}
        near = [s for s in self.stated if not s.defines or (s.name not in names and s.place.holds(place))]
        relevant = relevant_to(text, near + passing)
        if not any(s in passing for s in relevant):
            return {}
        found = self._said(relevant).take(text)
        return {claim.span: needed(claim)[0] for claim in found if isinstance(claim, Claim)}

    def _said(self, statements: list[Stated]) -> Said:
        said = Said(self.notation)
        said.texts = [statement.text for statement in statements]
        return said

    def _keep(self, texts: list[str], place: Section) -> None:
        for text in texts:
            for new in self._stated(text, place):
                self.passing = [s for s in self.passing if s.name != new.name or not new.defines]
                self.stated = [s for s in self.stated if (s.name, s.defines) != (new.name, new.defines)]
                self.stated.append(new)

    def _stated(self, text: str, place: Section) -> Iterator[Stated]:
        """What a statement says that holds from here on, or for a while."""
        for statement in self._statements(text):
            defines = isinstance(statement, Definition)
            if isinstance(statement, Definition) and (not lasting(statement) or _LISTED.search(text)):
                continue
            applied = isinstance(statement, Definition) and statement.params is not None
            names = isinstance(statement, Definition) and isinstance(statement.body, Name | Element)
            for name, piece in _each(statement, text):
                yield Stated(name, piece, frozenset(words_in(piece)), defines, place, applied, names)

    def _statements(self, text: str) -> tuple[Statement, ...]:
        known = [f"{s.name}()" if s.applied else s.name for s in self.stated]
        try:
            return read(text, known=known, notation=self.notation).statements[-1:]
        except MatcalcError:
            return ()


def _again(claim: Claim, name: str) -> bool:
    """Whether it only says again how a name is defined."""
    return any(
        isinstance(s, Definition) and s.name.id == name and same(s.body, claim.right)
        for s in claim.program.statements
    )


def _column(claim: Claim) -> list[str]:
    """The definitions that a column of them beside a column is: [f_1(x); f_2(x)] = [x²; 3x]."""
    left, right = claim.left, claim.right
    if not isinstance(left, Matrix) or not isinstance(right, Matrix) or len(left.rows) != len(right.rows):
        return []
    made: list[str] = []
    for (first, *more), (second, *others) in zip(left.rows, right.rows, strict=True):
        if more or others or not isinstance(first, Call) or definable(first) is None:
            return []
        if first.span is None or second.span is None:
            return []
        sides = (claim.program.text[slice(*span)] for span in (first.span, second.span))
        made.append(" = ".join(sides))
    return made


def _each(statement: Statement, text: str) -> list[tuple[str, str]]:
    """The names that a statement is about, each with a statement about it alone."""
    if isinstance(statement, Definition):
        return [(statement.name.id, text)]
    names = statement.names if isinstance(statement, Declaration) else ()
    spans = [name.span for name in names]
    if not spans or spans[-1] is None:
        return []
    start = statement.span.start if statement.span else 0
    kind = text[spans[-1].end - start :]
    return [
        (identity, text[span.start - start : span.end - start] + kind)
        for identity, span in zip(map(_identity, names), spans, strict=True)
        if span is not None
    ]


def _identity(name: Name | Element) -> str:
    return getattr(name.base if isinstance(name, Element) else name, "id", "")


def definable(term: Term) -> str | None:
    """The name that an equation with this left side may define."""
    if isinstance(term, Name):
        return term.id
    if isinstance(term, Element) and isinstance(term.base, Name):
        return term.base.id
    if isinstance(term, Call) and all(isinstance(a, Name) or definable(a) for a in term.args):
        return term.function.id
    return None


def lasting(definition: Definition) -> bool:
    """Whether it says what a name stands for: a number is a value that it has for a while, a length is one
    that it has anyway, and what holds the name itself is a step or a condition. Ax = b says nothing of Ax."""
    body = definition.body
    names = ids_in(body)
    if definition.params is None and _PRODUCT.fullmatch(definition.name.id):
        return False
    length = isinstance(body, Apply) and body.op == "abs" and isinstance(body.args[0], Name)
    if length or _names_entries(definition):
        return False
    return definition.name.id not in names and (bool(names) or isinstance(body, Matrix))


def _names_entries(definition: Definition) -> bool:
    """Whether it only says how the entries are called: X = (x_ij)."""
    body = definition.body
    entry = body.base if isinstance(body, Element) else body
    name = definition.name.id
    return (
        isinstance(entry, Name) and entry.id.partition("_")[0] in (name, name.lower()) and entry is not body
    )


def needed(claim: Claim) -> tuple[Claim, set[str]]:
    """The claim with the statements that it rests on, and the names in it, definitions looked through.

    A bold letter and a plain one are two names here, but for the entries of a vector: 𝐱 has xᵢ, and x is
    something else where all that is said of it is said of 𝐱. The l of x_l is no loss. A function that stands
    alone is its value, at what its parameters are called. 𝐟 has the entries f_1 and f_2.
    """
    stated = claim.program.statements
    bodies = {s.name.id: s for s in stated if isinstance(s, Definition)}
    written: dict[str, set[str]] = {}
    stack: list[tuple[Term, set[str]]] = [(claim.left, set()), (claim.right, set())]
    while stack:
        top, params = stack.pop()
        elements = [part for part in postorder(top) if isinstance(part, Element)]
        bases = {id(element.base) for element in elements}
        indices = {id(index) for element in elements for index in element.indices}
        applied = {id(part.function) for part in postorder(top) if isinstance(part, Call)}
        for part in postorder(top):
            if isinstance(part, Name) and part.id not in params:
                how = _written(part, bases, indices)
                new = part.id not in written
                written.setdefault(part.id, set()).add(how)
                if new and part.id in bodies and not _another(bodies[part.id].name, {how}):
                    own = {param.id for param in bodies[part.id].params or ()}
                    stack.append((bodies[part.id].body, own if id(part) in applied else set()))
                elif new and part.bold and part.id not in bodies:
                    members = {name for name in bodies if re.fullmatch(rf"{re.escape(part.id)}_\d+", name)}
                    stack += [(bodies[name].name, set()) for name in members]
    kept = tuple(s for s in stated if any(_of(name, written) for name in _about(s)))
    return replace(claim, program=replace(claim.program, statements=kept)), {*written}


def without(claim: Claim, names: set[str]) -> Claim:
    """The claim without the definitions of some names."""
    stated = claim.program.statements
    kept = tuple(s for s in stated if not (isinstance(s, Definition) and s.name.id in names))
    return replace(claim, program=replace(claim.program, statements=kept))


def freed(claim: Claim) -> tuple[Claim, list[str]]:
    """The claim with vectors and matrices of any lengths in the place of those that are declared, and the
    names of these."""
    names: list[str] = []
    stated: list[Statement] = []
    for statement in claim.program.statements:
        if isinstance(statement, Declaration) and statement.kind.dims:
            names += [name.id for name in _about(statement)]
            dims = tuple(Name("?") for _ in statement.kind.dims)
            statement = replace(statement, kind=replace(statement.kind, dims=dims))
        stated.append(statement)
    used = {*ids_in(claim.left, claim.right)}
    return replace(claim, program=replace(claim.program, statements=(*stated,))), sorted(used & {*names})


def _written(name: Name, bases: set[int], indices: set[int]) -> str:
    """How a name is typed; ``bases`` and ``indices`` are the names that stand so in entries."""
    if name.bold:
        return "bold"
    return "entry" if id(name) in bases else "index" if id(name) in indices else "plain"


def _of(name: Name, written: dict[str, set[str]]) -> bool:
    return name.id in written and not _another(name, written[name.id])


def _another(name: Name, written: set[str]) -> bool:
    """Whether a name is typed in another way wherever it is used, or is an index."""
    return written <= {"plain", "index"} if name.bold else written <= {"bold", "index"}


def _about(statement: Statement) -> list[Name]:
    if isinstance(statement, Definition):
        return [statement.name]
    names = statement.names if isinstance(statement, Declaration) else ()
    bases = [name.base if isinstance(name, Element) else name for name in names]
    return [base for base in bases if isinstance(base, Name)]
