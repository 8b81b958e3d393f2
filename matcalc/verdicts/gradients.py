"""What ∇ and ∂ may be taken of, by and where."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.records import replace
from matcalc.terms import (
    Apply,
    Call,
    Definition,
    Derivative,
    Element,
    Matrix,
    Name,
    Term,
    fold,
    names_in,
    postorder,
    rebuild,
    same,
)
from matcalc.verdicts.claims import Claim
from matcalc.verdicts.meant import (
    Meant,
    applied,
    changed,
    declared,
    defined,
    fresh,
    indices,
    supposing,
    terms,
    typed,
)


def by_a_variable(claim: Claim) -> Iterator[Meant]:
    """∇f without a variable: by each of those that occur."""
    if not any(isinstance(part, Derivative) and not part.by for part in terms(claim)):
        return
    for name in _varied(claim):

        def by_it(term: Term, parts: tuple[Term, ...], name: str = name) -> Term:
            made = rebuild(term, parts)
            if isinstance(made, Derivative) and not made.by:
                return replace(made, by=(Name(name),))
            return made

        yield Meant(changed(claim, by_it), f"∇ is taken by {name}")


def _varied(claim: Claim) -> list[str]:
    """What ∇ may be taken by: no indices, and not what a letter early in the alphabet says is constant."""
    excluded = indices(claim) | applied(claim) | defined(claim).keys() | {"e", "pi"}
    names = dict.fromkeys(t.id for t in terms(claim) if isinstance(t, Name) and t.id not in excluded)
    late = [name for name in names if name[0].lower() > "h" or len(name.partition("_")[0]) > 1]
    return late or list(names)


def of_the_next(claim: Claim) -> Iterator[Meant]:
    """∇f(x) A, where ∇ takes f(x) alone and what it comes to is multiplied."""
    found: dict[str, None] = {}
    functions = applied(claim) | {id_ for id_, d in defined(claim).items() if d.params is not None}

    def alone(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if not isinstance(made, Derivative) or made.operator not in ("grad", "hessian"):
            return made
        if not isinstance(made.of, Apply) or made.of.op not in ("product", "dot", "hadamard"):
            return made
        first = made.of.args[0]
        transposed = isinstance(first, Apply) and first.op == "transpose"
        inner = first.args[0] if isinstance(first, Apply) and transposed else first
        if not isinstance(inner, Call) and not (isinstance(inner, Name) and inner.id in functions):
            return made
        found[f"∇ is taken of {typed(claim, inner) or 'the function'} alone"] = None
        slope: Term = replace(made, of=inner)
        slope = Apply("transpose", (slope,)) if transposed else slope
        return replace(made.of, args=(slope, *made.of.args[1:]))

    made = changed(claim, alone)
    if found:
        yield Meant(made, "; ".join(found))


def at_a_point(claim: Claim) -> Iterator[Meant]:
    """∇f(Ax) and ∇_x f(Az): the gradient of f, at that point."""
    points: dict[str, Definition] = {}
    notes: dict[str, None] = {}

    def there(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if not isinstance(made, Derivative) or not isinstance(made.of, Call) or len(made.of.args) != 1:
            return made
        point = made.of.args[0]
        inner = {name.id for name in names_in(point)}
        if isinstance(point, Name) or any(n.id in inner for target in made.by for n in names_in(target)):
            return made
        if made.by and not all(isinstance(target, Name) and same(target, made.by[0]) for target in made.by):
            return made
        name = Name(next((id_ for id_, d in points.items() if same(d.body, point)), ""))
        if not name.id:
            name = Name(fresh(claim, f"at_{len(points)}"))
            points[name.id] = Definition(name, None, point)
        notes[f"the gradient of {made.of.function.id} is taken at {typed(claim, point) or 'that point'}"] = (
            None
        )
        return replace(made, of=replace(made.of, args=(name,)), by=(name,) * max(len(made.by), 1))

    made = changed(claim, there)
    if points:
        yield Meant(supposing(made, points.values()), "; ".join(notes))


def of_its_arguments(claim: Claim) -> Iterator[Meant]:
    """∇f(0, 0) and 𝐇f(x, y), where f has been defined: by the arguments of f, at that point."""
    given = defined(claim)
    hessian = "H" not in {*given, *declared(claim)}
    points: dict[str, Definition] = {}
    found: dict[str, None] = {}

    def names(call: Call) -> tuple[Name, ...]:
        """A name for each argument, by which one differentiates as by a variable."""
        made = tuple(Name(fresh(claim, f"at_{len(points) + k}")) for k in range(len(call.args)))
        for name, arg in zip(made, call.args, strict=True):
            points[name.id] = Definition(name, None, arg)
        return made

    def entries(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        twice, call = False, made
        if isinstance(made, Derivative) and not made.by:
            twice, call = made.operator == "hessian", made.of
        elif hessian and isinstance(made, Apply) and made.op == "product" and isinstance(made.args[0], Name):
            twice, call = made.args[0].id == "H", made.args[1] if len(made.args) == 2 else made
        if not isinstance(call, Call) or call is made or call.function.id not in given:
            return made
        params = given[call.function.id].params or ()
        if not params or len(params) != len(call.args) or any(name.bold for name in params):
            return made
        plain = tuple(arg for arg in call.args if isinstance(arg, Name) and arg.id not in given)
        distinct = len({arg.id for arg in plain}) == len(call.args)
        if twice and not distinct:
            return made
        found[f"the derivatives of {call.function.id} are taken by its arguments"] = None
        by = plain if distinct else names(call)
        there = replace(call, args=by)
        if twice:
            return Matrix(tuple(tuple(Derivative(there, (p, q)) for q in by) for p in by))
        return Matrix((tuple(Derivative(there, (p,)) for p in by),), flat=True)

    made = changed(claim, entries)
    if found:
        yield Meant(supposing(made, points.values()), "; ".join(found))


def by_an_expression(claim: Claim) -> Iterator[Meant]:
    """∇_{Ax-b} of what is made of Ax - b: by a name for it."""
    named: dict[str, Definition] = {}

    def by_name(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if not isinstance(made, Derivative):
            return made
        for target in made.by:
            whole = target.base if isinstance(target, Element) else target
            if isinstance(whole, Name | Matrix) or not any(same(p, whole) for p in postorder(made.of)):
                continue
            name = Name(next((id_ for id_, d in named.items() if same(d.body, whole)), ""))
            if not name.id:
                name = Name(fresh(claim, f"by_{len(named)}"))
                named[name.id] = Definition(name, None, whole)

            def put(part: Term, inner: tuple[Term, ...], old: Term = whole, new: Name = name) -> Term:
                return new if same(part, old) else rebuild(part, inner)

            of = fold(made.of, put)
            by = tuple(fold(other, put) if other is target else other for other in made.by)
            made = replace(made, of=of, by=by)
        return made

    made = changed(claim, by_name)
    if named:
        said = ", ".join(typed(claim, d.body) or "an expression" for d in named.values())
        yield Meant(supposing(made, named.values()), f"one differentiates by {said} as by a variable")


def of_what_varies(claim: Claim) -> Iterator[Meant]:
    """∇_x z, where nothing is said of z but that: z is a function of x, as it is by ∂z/∂x."""
    given = {*defined(claim), *declared(claim)} | applied(claim)
    found: dict[str, None] = {}

    def quotient(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if not isinstance(made, Derivative) or made.operator != "grad" or not made.by:
            return made
        if not isinstance(made.of, Name) or made.of.id in given:
            return made
        found[made.of.id] = None
        return replace(made, of=replace(made.of, span=None), operator="d")

    made = changed(claim, quotient)
    if found:
        yield Meant(made, ", ".join(f"{name} varies with what ∇ is taken by" for name in found))


def varying(claim: Claim) -> Iterator[Meant]:
    """∂F/∂x beside F, of which nothing is said: F is a function of x wherever it stands."""
    given = {*defined(claim), *declared(claim)} | applied(claim)
    of: dict[str, dict[str, Name]] = {}
    alone: set[int] = set()
    for term in terms(claim):
        if isinstance(term, Derivative) and isinstance(term.of, Name) and term.of.id not in given:
            alone.add(id(term.of))
            for target in term.by:
                if isinstance(target, Name):
                    of.setdefault(term.of.id, {})[target.id] = target
    bare = {t.id for t in terms(claim) if isinstance(t, Name) and id(t) not in alone}
    found = {name: by for name, by in of.items() if name in bare and len(by) == 1 and name not in by}
    if found:
        made = [Definition(Name(name), None, Call(Name(name), (*by.values(),))) for name, by in found.items()]
        said = ", ".join(f"{name} is a function of {next(iter(by))}" for name, by in found.items())
        yield Meant(supposing(claim, made), said)


def totally(claim: Claim) -> Iterator[Meant]:
    """df/dx = ∂f/∂x + ∂f/∂u du/dx: f is a function of x and of u, and u of x; the left side is the total
    derivative, by all of x."""
    given = {*defined(claim), *declared(claim)} | applied(claim)
    left = claim.left
    if not isinstance(left, Derivative) or len(left.by) != 1 or not isinstance(left.of, Name):
        return
    (by,) = left.by
    if not isinstance(by, Name) or left.of.id in given:
        return
    quotients: dict[str, dict[str, Name]] = {}
    for term in postorder(claim.right):
        if isinstance(term, Derivative) and isinstance(term.of, Name) and len(term.by) == 1:
            (target,) = term.by
            if isinstance(target, Name):
                quotients.setdefault(term.of.id, {})[target.id] = target
    between = quotients.get(left.of.id, {})
    others = [name for name in between.values() if name.id != by.id]
    if by.id not in between or not others or not given.isdisjoint(name.id for name in others):
        return
    if any([*quotients.get(name.id, {})] != [by.id] for name in others):
        return
    arguments = (by, *others)
    made_of = [Definition(name, None, Call(name, (by,))) for name in others]
    whole = Definition(left.of, None, Call(left.of, arguments))
    total = replace(left, of=Call(left.of, arguments))
    said = ", ".join(name.id for name in others)
    note = f"{left.of.id} is made of {by.id} and {said}, and the left side is the total derivative"
    yield Meant(supposing(replace(claim, left=total), (*made_of, whole)), note)


def directly(claim: Claim) -> Iterator[Meant]:
    """∂f/∂x + ∂f/∂u ∂u/∂x, f and u being defined: in such a sum the first is by x as it stands in f itself,
    and all other derivatives are by all of x."""
    direct: list[Derivative] = []
    given = {name for name, d in defined(claim).items() if not isinstance(d.body, Call)}
    for term in postorder(claim.left, claim.right):
        if not isinstance(term, Apply) or term.op != "add":
            continue
        through = {name for part in postorder(*term.args) if (name := _quotient(part))}
        for arg in term.args:
            of, by = _quotient(arg) or ("", "")
            between = {u for _, u in through if (of, u) in through and (u, by) in through}
            if isinstance(arg, Derivative) and of in given and between & given:
                direct.append(arg)
    if not direct:
        return

    def total(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if not isinstance(made, Derivative):
            return made
        return replace(made, operator="direct" if any(term is one for one in direct) else "total")

    said = ", ".join(dict.fromkeys(typed(claim, one) for one in direct))
    note = f"{said} holds what else there is, no other derivative does"
    yield Meant(changed(claim, total), note, partial=True)


def _quotient(term: Term) -> tuple[str, str] | None:
    """f and x of ∂f/∂x."""
    if isinstance(term, Derivative) and isinstance(term.of, Name) and len(term.by) == 1:
        (by,) = term.by
        return (term.of.id, by.id) if isinstance(by, Name) else None
    return None
