"""The layering of docs/architecture.md, held to by walking every import, wherever it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "matcalc"

# A layer imports only from those before it, and only where FORBIDDEN does not say otherwise.
ORDER = (
    "records",
    "rationals",
    "errors",
    "notation",
    "manual",
    "terms",
    "reader",
    "kinds",
    "tensor",
    "calculus",
    "answer",
    "derivation",
    "numeric",
    "lowering",
    "calculator",
    "evaluation",
    "explain",
    "writers",
    "code",
    "verdicts",
    "grading",
    "session",
    "library",
    "presenting",
    "documents",
    "repl",
    "cli",
)
FORBIDDEN = {
    "records": set(ORDER),
    "rationals": set(ORDER),
    "errors": set(ORDER),
    "notation": set(ORDER) - {"records", "rationals"},
    "manual": {"errors"},
    "terms": {"notation", "manual"},
    "kinds": {"reader"},
    "tensor": {"errors", "notation", "terms", "reader", "kinds"},
    "calculus": {"notation", "terms", "reader", "kinds"},
    "answer": {"reader", "tensor", "calculus"},
    "derivation": {"reader", "tensor", "calculus"},
    "numeric": {"reader", "tensor", "calculus"},
    "writers": {"reader", "tensor", "calculus", "lowering", "calculator", "evaluation", "explain"},
}
# Dimensions are numbers with names; the algebra needs them and nothing else of kinds.
# Errors carry data only, so every layer may raise them.
ALLOWED = {
    ("tensor", "matcalc.kinds.dimensions"),
    ("calculus", "matcalc.kinds.dimensions"),
    ("tensor", "matcalc.errors"),
    ("terms", "matcalc.errors"),
}
# The package's face and its module to run stand outside the layers.
OUTSIDE = {"__init__", "__main__"}


def layer_of(module: str) -> str:
    """'matcalc.terms.nodes' is in the layer 'terms'."""
    return [*module.split("."), "__init__"][1]


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imported(module: str, path: Path) -> Iterator[str]:
    """Every module of matcalc that this one imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "matcalc")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute, so that the layers can be read"
            if node.module and node.module.split(".")[0] == "matcalc":
                if node.module == "matcalc":
                    yield from (f"matcalc.{alias.name}" for alias in node.names)
                else:
                    yield node.module


def backwards(module: str, target: str) -> bool:
    layer, other = layer_of(module), layer_of(target)
    if layer == other or layer in OUTSIDE or target == "matcalc.__version__":
        return False
    if any(layer == a and target.startswith(b) for a, b in ALLOWED):
        return False
    if other in FORBIDDEN.get(layer, ()):
        return True
    return other not in ORDER or ORDER.index(other) > ORDER.index(layer)


def test_imports_run_one_way() -> None:
    """All modules in one test: there are hundreds of them."""
    for module, path in modules():
        layer = layer_of(module)
        assert layer in ORDER or layer in OUTSIDE, f"{layer} has no place in the order of layers"
        wrong = [target for target in imported(module, path) if backwards(module, target)]
        assert not wrong, f"{module} imports {', '.join(wrong)}: the arrow runs backwards"


@pytest.mark.parametrize(
    ("module", "target"),
    [
        ("matcalc.terms.nodes", "matcalc.kinds"),
        ("matcalc.writers.json", "matcalc.calculator"),
        ("matcalc.tensor.node", "matcalc.terms"),
        ("matcalc.tensor.node", "matcalc.kinds.kind"),
        ("matcalc.notation.symbols", "matcalc.errors"),
        ("matcalc.kinds.infer", "matcalc.reader"),
    ],
)
def test_the_check_itself_sees_a_backward_arrow(module: str, target: str) -> None:
    assert backwards(module, target)
