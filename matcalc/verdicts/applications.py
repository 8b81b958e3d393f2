"""What it may mean that a function stands beside something, or alone."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.records import replace
from matcalc.terms import (
    Apply,
    Call,
    Definition,
    Derivative,
    Matrix,
    Name,
    Number,
    Term,
    fold,
    ids_in,
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
    declared_rank,
    defined,
    supposing,
    terms,
    typed,
)


def factors(claim: Claim) -> Iterator[Meant]:
    """s_i(1 - s_i) is a product where s stands alone elsewhere, too: its value, not it, is meant."""
    functions = {d.name.id: d for d in defined(claim).values() if d.params is not None and len(d.params) == 1}
    own = {id(term.function) for term in terms(claim) if isinstance(term, Call)}
    alone = {t.id for t in terms(claim) if isinstance(t, Name) and id(t) not in own}
    found: dict[str, None] = {}

    def product(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        if not isinstance(made, Call) or made.function.id not in functions.keys() & alone:
            return made
        if len(made.args) != 1 or not isinstance(made.args[0], Apply):
            return made
        found[f"{typed(claim, term) or made.function.id} is a product"] = None
        return Apply("product", (made.function, made.args[0]), span=made.span)

    sides = {id(part) for part in postorder(claim.left, claim.right)}

    def in_the_sides(term: Term, parts: tuple[Term, ...]) -> Term:
        return product(term, parts) if id(term) in sides else rebuild(term, parts)

    made = changed(claim, in_the_sides)
    if found:
        yield Meant(made, "; ".join(found))


def quantities(claim: Claim) -> Iterator[Meant]:
    """u(x) = x² and v(x, u) = xu are x² and xu, where the functions stand with these arguments or none."""
    given = {name: d for name, d in defined(claim).items() if d.params}
    for part in terms(claim):
        if isinstance(part, Apply) and part.op == "prime" and isinstance(part.args[0], Call):
            given.pop(part.args[0].function.id, None)  # f'(x) needs the function
    for call in (term for term in terms(claim) if isinstance(term, Call)):
        params = given[call.function.id].params if call.function.id in given else None
        if params is not None and [p.id for p in params] != [getattr(a, "id", "") for a in call.args]:
            del given[call.function.id]
    if not given:
        return

    def value(term: Term, parts: tuple[Term, ...]) -> Term:
        if isinstance(term, Call) and term.function.id in given:
            return replace(term.function, span=term.span)
        return rebuild(term, parts)

    made = changed(claim, value)
    statements = tuple(
        replace(s, params=None) if isinstance(s, Definition) and s.name.id in given else s
        for s in made.program.statements
    )
    program = replace(made.program, statements=statements)
    yield Meant(replace(made, program=program), f"{', '.join(given)} is its value")


def intermediates(claim: Claim) -> Iterator[Meant]:
    """dy/du, where u = x² and y = sin(x²): y is sin(u)."""
    given = defined(claim)
    bodies = {name: d.body for name, d in given.items() if d.params is None}
    targets = [target for t in terms(claim) if isinstance(t, Derivative) for target in t.by]
    by = {name.id for target in targets for name in names_in(target)} & bodies.keys()
    wanted = {name: bodies[name] for name in by if not isinstance(bodies[name], Name | Number)}
    found: dict[str, str] = {}

    def put(definition: Definition) -> Definition:
        def named(term: Term, parts: tuple[Term, ...]) -> Term:
            for name, body in wanted.items():
                if same(term, body):
                    found[definition.name.id] = name
                    return Name(name)
            return rebuild(term, parts)

        return replace(definition, body=fold(definition.body, named))

    statements = tuple(
        put(s) if isinstance(s, Definition) and s.name.id not in wanted else s
        for s in claim.program.statements
    )
    if found:
        said = ", ".join(f"{name} is made of {inner}" for name, inner in found.items())
        yield Meant(replace(claim, program=replace(claim.program, statements=statements)), said)


def values(claim: Claim) -> Iterator[Meant]:
    """f alone, beside f(Ax + b) with u = Ax + b, is f(u)."""
    calls: dict[str, list[Call]] = {}
    for term in terms(claim):
        if isinstance(term, Call) and len(term.args) == 1:
            calls.setdefault(term.function.id, []).append(term)
    bodies = {id_: d.body for id_, d in defined(claim).items() if d.params is None}
    meant: dict[str, Name] = {}
    for function, found in calls.items():
        if function in defined(claim):
            continue
        for call in found:
            name = next((id_ for id_, body in bodies.items() if same(body, call.args[0])), None)
            if name is not None:
                meant[function] = Name(name)
    own = {id(term.function) for term in terms(claim) if isinstance(term, Call)}
    used: dict[str, None] = {}

    def value(term: Term, parts: tuple[Term, ...]) -> Term:
        if isinstance(term, Name) and term.id in meant and id(term) not in own:
            used[term.id] = None
            return Call(term, (meant[term.id],), span=term.span)
        return rebuild(term, parts)

    made = changed(claim, value)
    if used:
        yield Meant(made, ", ".join(f"{name} is {name}({meant[name].id})" for name in used))


def components(claim: Claim) -> Iterator[Meant]:
    """f has the entries f_1, f_2, … that were defined, where f itself was not."""
    given, known = defined(claim), declared(claim)
    families: dict[str, dict[int, Definition]] = {}
    for id_, definition in given.items():
        base, _, number = id_.rpartition("_")
        if base and number.isdigit() and base not in given and base not in known:
            families.setdefault(base, {})[int(number)] = definition
    whole: list[Definition] = []
    for base, members in families.items():
        if sorted(members) != list(range(1, len(members) + 1)) or len(members) < 2:
            continue
        entries = [members[k + 1] for k in range(len(members))]
        if base in applied(claim):
            if any(d.params is None or len(d.params) != 1 for d in entries):
                continue
            param = Name(f"{base}?")
            rows = tuple((Call(d.name, (param,)),) for d in entries)
            whole.append(Definition(Name(base, True), (param,), Matrix(rows)))
        elif any(isinstance(t, Name) and t.id == base for t in terms(claim)):
            whole.append(Definition(Name(base, True), None, Matrix(tuple((d.name,) for d in entries))))
    if whole:
        said = ", ".join(f"{d.name.id} has the entries {d.name.id}_1, {d.name.id}_2, …" for d in whole)
        yield Meant(supposing(claim, whole), said)


def matrix_exponential(claim: Claim) -> Iterator[Meant]:
    """e^A and exp(A) of a matrix are no exponentials of its entries."""
    matrices = {name for name in declared(claim) if declared_rank(claim, name) == 2}
    found = False

    def exponential(term: Term, parts: tuple[Term, ...]) -> Term:
        nonlocal found
        made = rebuild(term, parts)
        if not isinstance(made, Apply) or made.op not in ("exp", "power"):
            return made
        if made.op == "power" and not (isinstance(made.args[0], Name) and made.args[0].id == "e"):
            return made
        if matrices.isdisjoint(ids_in(made.args[-1])):
            return made
        found = True
        return Apply("expm", (made.args[-1],), span=made.span)

    meant = changed(claim, exponential)
    if found:
        yield Meant(meant, "exp is that of a matrix")


def kronecker_product(claim: Claim) -> Iterator[Meant]:
    """⊗ is the Kronecker product, as it is outside the paper."""

    def kron(term: Term, parts: tuple[Term, ...]) -> Term:
        made = rebuild(term, parts)
        return replace(made, op="kron") if isinstance(made, Apply) and made.op == "hadamard" else made

    if any("otimes" in side or "⊗" in side for side in (typed(claim, claim.left), typed(claim, claim.right))):
        yield Meant(changed(claim, kron), "⊗ is the Kronecker product")
