"""A wheel, a wheel made from the sdist and an editable install are each a whole matcalc."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GRAMMAR = sorted(path.name for path in (ROOT / "grammar").iterdir() if path.is_file())


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def test_the_wheel_carries_grammar_types_and_manual(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"matcalc/grammar/{name}" for name in GRAMMAR} <= names
    assert "matcalc/py.typed" in names
    assert any(name.endswith(".data/data/share/man/man1/matcalc.1") for name in names)
    assert not [name for name in names if name.startswith("tests") or name.endswith(".pyc")]


def test_the_sdist_carries_what_the_wheel_is_made_of(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"grammar/{name}" for name in GRAMMAR} <= names
    assert {"man/matcalc.1", "matcalc/py.typed", "LICENSE", "README.md", "tests/test_layers.py"} <= names
    assert not [name for name in names if name.endswith(".pyc")]


@pytest.mark.long
@pytest.mark.parametrize("how", ["wheel", "sdist", "editable"])
def test_an_install_answers(monkeypatch: pytest.MonkeyPatch, built: Path, tmp_path: Path, how: str) -> None:
    """Offline: the environment borrows the dependencies of the one that runs the tests."""
    monkeypatch.delenv("PYTHONPATH", raising=False)  # which would come before what is installed
    home = tmp_path / "environment"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    paths = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    what = {
        "wheel": lambda: [str(next(built.glob("*.whl")))],
        "sdist": lambda: [str(next(built.glob("*.tar.gz")))],
        "editable": lambda: ["--editable", str(ROOT)],
    }[how]()
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--ignore-installed"]
    subprocess.run([*pip, "--no-compile", "--no-deps", "--no-build-isolation", "--no-index", *what], check=True, cwd=tmp_path)
    command = home / "bin" / "matcalc"
    run = subprocess.run(
        [str(command), "d/dx x^3"], cwd=tmp_path, capture_output=True, text=True, check=True, input=""
    )
    assert run.stdout == "3x²\n"
    if how != "editable":
        assert (home / "share" / "man" / "man1" / "matcalc.1").is_file()
    where = subprocess.run(
        [str(python), "-c", "import matcalc; print(matcalc.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(ROOT if how == "editable" else home)
