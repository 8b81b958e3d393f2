"""What the end of a line may become."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcalc.repl.candidates import candidates
from tests.repl.conftest import Begun

# The text before the cursor, and the first of what its last characters may become.
FOUND = [
    ("w_o", ["w_old"]),
    ("2 w_o", ["w_old"]),
    ("logd", ["logdet"]),
    ("xlogd", ["logdet"]),
    ("x : symm", ["symmetric"]),
    ("und", ["undo"]),
    (":und", ["undo"]),
    ("2 und", []),
    ("set lay", ["layout"]),
    ("set layout ", ["numerator", "denominator", "mixed"]),
    ("set layout = d", ["denominator"]),
    ("steps ", ["brief", "full", "index"]),
    ("latex w_o", ["w_old"]),
    ("copy la", ["latex"]),
    ("help lay", ["layouts"]),
    ("info logd", ["logdet"]),
    (r"x + \alp", [r"\alpha"]),
    (r"\fr", [r"\frac"]),
    ("loss_1 = 3; zzz", []),
    ("", ["list"]),
]


@pytest.mark.parametrize(("before", "expected"), FOUND)
def test_found(begun: Begun, before: str, expected: list[str]) -> None:
    prompt = begun()
    prompt.take("w_old : vector(n)")
    found = candidates(before, prompt.state)
    assert [candidate.text for candidate in found][: max(1, len(expected))] == expected
    assert all(candidate.text.startswith(before[len(before) - candidate.length :]) for candidate in found)


def test_what_they_are_is_said(begun: Begun) -> None:
    prompt = begun()
    for line in ("w_old : vector(n)", "d/dx x^2"):
        prompt.take(line)
    said = {
        candidate.text: candidate.summary
        for text in ("w_o", "ans", "logd", "und", r"\alp")
        for candidate in candidates(text, prompt.state)
    }
    assert said["w_old"] == "w_old : vector(n)"
    assert said["ans_1"] == "ans_1 = 2x where x ∈ ℝ"
    assert said["logdet"] == "logarithm of the determinant"
    assert said["\\alpha"] == "α"
    assert said["undo"]


def test_files(begun: Begun, tmp_path: Path) -> None:
    for name in ("one.mc", "other.mc", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "older").mkdir()
    found = candidates(f"load {tmp_path}/o", begun().state)
    assert [candidate.text for candidate in found] == [
        f"{tmp_path}/{name}" for name in ("older/", "one.mc", "other.mc")
    ]
    assert candidates(f"load {tmp_path}/nowhere/o", begun().state) == []
