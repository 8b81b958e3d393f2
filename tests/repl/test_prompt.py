"""What a line at the prompt does."""

from __future__ import annotations

import pytest

from tests.repl.conftest import Begun

# Lines taken one after the other, and what the last of them prints and says.
TAKEN = [
    (["d/dx x^3"], "3x²", ["where x ∈ ℝ"]),
    (["w, x : vector(n)"], "", ["𝐰, 𝐱 ∈ ℝⁿ"]),
    (["w, x : vector(n)", "u = w .* x"], "", ["𝐮, 𝐰, 𝐱 ∈ ℝⁿ"]),
    (["d/dx x^3", "d/dx _"], "6x", ["where x ∈ ℝ"]),
    (["u = x^2", "u = x^3", "undo", "du/dx"], "2x", ["where x ∈ ℝ"]),
    (["u = x^2", "u = x^3", "undo", "redo", "du/dx"], "3x²", ["where x ∈ ℝ"]),
]


@pytest.mark.parametrize(("lines", "text", "remarks"), TAKEN)
def test_taken(begun: Begun, lines: list[str], text: str, remarks: list[str]) -> None:
    prompt = begun()
    *_, outcome = map(prompt.take, lines)
    assert outcome.error == ""
    assert outcome.text.split("  ")[0].strip() == text
    assert list(outcome.remarks) == remarks
