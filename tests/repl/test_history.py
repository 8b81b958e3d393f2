"""The file of lines entered before."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from matcalc.repl.editor import history
from matcalc.repl.editor.history import FileHistory


def remembered(path: Path) -> list[str]:
    """What the next conversation finds, the latest last."""
    return [*FileHistory(path).load_history_strings()][::-1]


def test_lines_come_back_as_they_were(tmp_path: Path) -> None:
    lines = ["∂/∂x x²", "[a;\nb]", '"quoted" \\frac{a}{b}', "\ud800 alone", "\u2028"]
    for line in lines:
        FileHistory(tmp_path / "history").store_string(line)
    lines[3] = "? alone"
    assert remembered(tmp_path / "history") == lines


def test_the_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "state" / "matcalc" / "history"
    FileHistory(path).store_string("x")
    assert [stat.S_IMODE(os.stat(p).st_mode) for p in (path.parent, path)] == [0o700, 0o600]
    path.chmod(0o644)
    FileHistory(path).store_string("y")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_conversations_keep_each_other_s_lines(tmp_path: Path) -> None:
    one, two = (FileHistory(tmp_path / "history") for _ in range(2))
    for history_, line in ((one, "a"), (two, "b"), (one, "c"), (two, "c")):
        history_.store_string(line)
    assert remembered(tmp_path / "history") == ["a", "b", "c"]


def test_damage_costs_the_damaged_lines(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(b'"a"\n\xff\xfe\n"half\n{"b": 1}\n\n"c"\n')
    assert remembered(path) == ["a", "c"]


def test_a_file_that_has_grown_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "REMEMBERED", 3)
    path = tmp_path / "history"
    for n in range(7):
        FileHistory(path).store_string(str(n))
    assert remembered(path) == ["4", "5", "6"]
    assert path.read_text() == '"4"\n"5"\n"6"\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["history"]


def test_what_is_no_file_is_no_history_and_says_so_once(tmp_path: Path) -> None:
    kept = FileHistory(tmp_path)
    assert [*kept.load_history_strings()] == []
    for line in ("a", "b"):
        kept.append_string(line)
    assert kept.get_strings() == ["a", "b"]
    assert len(kept.warnings) == 1


def test_a_line_without_end_is_not_kept(tmp_path: Path) -> None:
    FileHistory(tmp_path / "history").store_string("x" * (history.LONGEST + 1))
    assert not (tmp_path / "history").exists()
