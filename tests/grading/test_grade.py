"""A hand-written derivative is told right from wrong, and the usual slips are named."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from tests.conftest import Matcalc

MODULE = Path(__file__).with_name("gradients.py")
SQUARES = ["--of", "X : matrix(n, p); w : vector(p); norm(X w - y)^2", "--wrt", "w"]
RIDGE = ["--of", "X : matrix(n, p); w : vector(p); norm(X w - y)^2 + lambda norm(w)^2", "--wrt", "w"]
QUADRATIC = ["--of", "x'*A*x", "--wrt", "x", "--var", "x : vector(n)"]
OUTER = ["--of", "W : matrix(m, n); x : vector(n); norm(W x)^2", "--wrt", "W"]
SQUARE = ["--of", "A : matrix(n, n); x : vector(n); A x", "--wrt", "x"]
OBLONG = ["--of", "A : matrix(m, n); x : vector(n); A x", "--wrt", "x"]
SIGMOID = ["--of", "sigmoid(x)", "--wrt", "x"]
RELU = ["--of", "w, x : vector(n); max(0, w . x)", "--wrt", "w"]

RIGHT = [
    ("squares", SQUARES, ""),
    ("Model.slope", SQUARES, ""),
    ("by_position", SQUARES, ""),
    ("by_keyword", SQUARES, ""),
    ("by_any_keyword", SQUARES, ""),
    ("of_another_library", SQUARES, ""),
    ("in_single_precision", SQUARES, "note: it has numbers of 32 bits or fewer"),
    ("as_column", SQUARES, "note: it is a column"),
    ("as_row", SQUARES, "note: it is a row"),
    ("talkative", SQUARES, "here\n"),
    ("in_place", SQUARES, "note: it changes its argument y"),
    ("squares", [*SQUARES, "--dim", "n=7", "--dim", "p=1"], ""),
    ("squares", [*SQUARES, "--seed", "5"], ""),
    ("squares", ["--of", "X : matrix(n, p); w : vector(p); ∂/∂w norm(X w - y)^2"], ""),
    ("ridge", RIDGE, ""),
    ("quadratic", QUADRATIC, ""),
    ("symmetric_quadratic", [*QUADRATIC, "--var", "A : symmetric(n)"], ""),
    ("linear_jacobian", SQUARE, ""),
    ("linear_turned", OBLONG, "note: it is transposed"),
    ("outer", OUTER, ""),
    ("outer_turned", OUTER, "note: it is transposed"),
    ("outer_by_rows", OUTER, "note: it is flattened row by row"),
    ("outer_by_columns", OUTER, "note: it is flattened column by column"),
    ("sigmoid_slope", SIGMOID, ""),
    ("sigmoid_slope", ["--of", "sigmoid(x)"], ""),
    ("logarithm", ["--of", "log(x)", "--wrt", "x"], ""),
    ("step", RELU, ""),
]

# What is said of it, and its kind.
WRONG = [
    ("half", SQUARES, "factor", "the factor 2 is missing"),
    ("twice", SQUARES, "factor", "there is a factor 2 too many"),
    ("negative", SQUARES, "sign", "the sign is wrong"),
    ("negative_half", SQUARES, "sign", "the sign is wrong, and the factor 2 is missing"),
    ("summed", SQUARES, "factor", "the factor 1/n is missing"),
    ("averaged", SQUARES, "factor", "the factor n is missing"),
    ("averaged", [*SQUARES, "--dim", "n=3"], "factor", "the factor 3 is missing"),
    ("without_y", SQUARES, "term", "the term -𝐲 is missing"),
    ("plus_y", SQUARES, "sign", "the sign of the term -𝐲 is wrong"),
    ("by_differences", SQUARES, "approximate", "finite differences"),
    ("residual", SQUARES, "shape", "its shape is (n,), and (p,) is expected"),
    ("undefined", SQUARES, "nan", "it is not finite"),
    ("ridge_forgotten", RIDGE, "term", "the term 2λ 𝐰ᵀ is missing"),
    ("symmetric_quadratic", QUADRATIC, "transpose", "A is not to be transposed"),
    ("linear_turned", SQUARE, "transpose", "it is the transpose of the right one"),
    ("sigmoid_without_its_complement", SIGMOID, "factor", "the factor 1 - σ(x) is missing"),
    ("step_always", RELU, None, "of 8 random inputs"),
]

# What cannot be graded: the place, the question, and a word that the reason or the way out holds.
REFUSED = [
    (f"{MODULE}:raising", SQUARES, "ValueError"),
    (f"{MODULE}:raising", SQUARES, "gradients.py, line"),
    (f"{MODULE}:leaving", SQUARES, "SystemExit"),
    (f"{MODULE}:two_things", SQUARES, "a tuple of 2"),
    (f"{MODULE}:nothing", SQUARES, "returns nothing"),
    (f"{MODULE}:words", SQUARES, "no array of real numbers"),
    (f"{MODULE}:imaginary", SQUARES, "complex"),
    (f"{MODULE}:unknown_name", SQUARES, "weights"),
    (f"{MODULE}:sqares", SQUARES, "did you mean squares?"),
    (f"{MODULE}:KEPT", SQUARES, "no function"),
    (str(MODULE), SQUARES, "names no function"),
    ("no_such_module:f", SQUARES, "there is no module no_such_module"),
    ("no_such_file.py:f", SQUARES, "there is no file no_such_file.py"),
    ("builtins:dict", SQUARES, "nothing tells what builtins:dict takes"),
    (f"{MODULE}:squares", ["--of", "norm(X w - y)^2", "--var", "w : vector(p)"], "--wrt"),
    (f"{MODULE}:squares", ["--of", "x^2; x^3", "--wrt", "x"], "2 expressions"),
    (f"{MODULE}:squares", ["--of", "(x", "--wrt", "x"], "("),
    (f"{MODULE}:squares", ["--of", "3", "--wrt", "1"], "is not a variable"),
    (f"{MODULE}:logarithm", ["--of", "sqrt(-1 - x^2)", "--wrt", "x"], ""),
    (f"{MODULE}:logarithm", ["--of", "f(x) + x", "--wrt", "x"], "f is a function"),
]


def numbered(rows: list[tuple]) -> list[str]:
    return [f"{name}-{k}" for k, (name, *_) in enumerate(rows)]


@pytest.mark.parametrize(("name", "asked", "remark"), RIGHT, ids=numbered(RIGHT))
def test_a_right_function_is_right(matcalc: Matcalc, name: str, asked: list[str], remark: str) -> None:
    result = matcalc("grade", f"{MODULE}:{name}", *asked)
    assert (result.status, result.out.split(":")[0]) == (0, "right"), result
    assert remark in result.err
    assert ("note:" in result.err) == ("note:" in remark)


@pytest.mark.parametrize(("name", "asked", "kind", "said"), WRONG, ids=numbered(WRONG))
def test_what_is_wrong_is_named(
    matcalc: Matcalc, name: str, asked: list[str], kind: str | None, said: str
) -> None:
    result = matcalc("grade", f"{MODULE}:{name}", *asked)
    assert (result.status, result.out.split(":")[0]) == (1, "wrong"), result
    assert said in result.out.splitlines()[0]
    found = json.loads(matcalc("grade", f"{MODULE}:{name}", *asked, "-f", "json").out)
    assert (found["verdict"], (found["fault"] or {}).get("kind")) == ("wrong", kind)
    assert found["agreeing"] < found["inputs"]
    assert found["first"]["theirs"] != found["first"]["right"]


@pytest.mark.parametrize(("place", "asked", "said"), REFUSED)
def test_what_cannot_be_graded_is_refused(
    matcalc: Matcalc, place: str, asked: list[str], said: str
) -> None:
    result = matcalc("grade", place, *asked)
    assert (result.status, result.out) == (2, "")
    assert said in result.err
    assert "Traceback" not in result.err


def test_the_first_difference_is_shown_with_its_input(matcalc: Matcalc) -> None:
    found = json.loads(matcalc("grade", f"{MODULE}:half", *SQUARES, "-f", "json").out)
    first = found["first"]
    at = first["entry"][0] - 1
    assert 2 * first["theirs"][at] == pytest.approx(first["right"][at])
    assert set(first["values"]) == {"w", "X", "y"}
    assert len(first["values"]["X"][0]) == len(first["values"]["w"]) == len(first["right"])


def test_a_module_of_the_folder_is_found(
    matcalc: Matcalc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "helping_slopes.py").write_text("def cube(x):\n    return 3 * x**2\n")
    (tmp_path / "slopes_of_mine.py").write_text("from helping_slopes import cube\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", ["/nowhere"])
    assert matcalc("grade", "slopes_of_mine:cube", "--of", "x^3", "--wrt", "x").status == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("import no_such_library_at_all\n", "imports no_such_library_at_all"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("def f(:\n", "SyntaxError"),
        ("raise SystemExit(1)\n", "SystemExit"),
    ],
)
def test_a_module_that_cannot_be_imported_is_refused(
    matcalc: Matcalc, tmp_path: Path, body: str, said: str
) -> None:
    path = tmp_path / "broken.py"
    path.write_text(textwrap.dedent(body))
    result = matcalc("grade", f"{path}:f", "--of", "x^3", "--wrt", "x")
    assert (result.status, result.out) == (2, "")
    assert said in result.err
