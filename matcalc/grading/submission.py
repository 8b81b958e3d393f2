"""The function to be graded: found by its place, called by the names of its parameters.

This is the only place where matcalc runs code that is not its own.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from difflib import get_close_matches
from types import ModuleType
from typing import Any, TextIO

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.records import Value

Array = Any


class Submission(Value):
    """place: as it was asked for. takes: the parameters that are given a value, by their own names, each
    with the name in the expression. aloud: where what it prints goes."""

    place: str
    function: Callable[..., Any]
    takes: Mapping[str, str]
    positional: tuple[str, ...]
    aloud: TextIO

    def __call__(self, values: Mapping[str, Array]) -> tuple[Array, tuple[str, ...]]:
        """What it returns for copies of the values, as an array of real numbers, and the names of those that
        it has changed.

        Raises MatcalcError where it raises an exception or returns something else.
        """
        given = {own: _copy(values[name]) for own, name in self.takes.items()}
        first = [given[own] for own in self.positional]
        rest = {own: value for own, value in given.items() if own not in self.positional}
        try:
            with redirect_stdout(self.aloud), np.errstate(all="ignore"):
                returned = self.function(*first, **rest)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            shapes = ", ".join(f"{own} {np.shape(value)}" for own, value in given.items())
            raise MatcalcError(
                f"{self.place} raises {_said(error)}", hint=f"it was called with arrays of NumPy: {shapes}"
            ) from None
        pairs = ((own, given[own], values[name]) for own, name in self.takes.items())
        return self.numbers(returned), tuple(own for own, a, b in pairs if not np.array_equal(a, b))

    def numbers(self, returned: Any) -> Array:
        """What it returned, as an array. Raises MatcalcError where it is none."""
        if hasattr(returned, "detach"):  # a tensor that takes part in automatic differentiation
            returned = returned.detach()
        try:
            array = np.asarray(returned)
        except Exception:  # whatever an array of another library raises
            array = np.asarray(None)
        if array.dtype.kind == "c" and not np.any(np.imag(array)):
            array = np.real(array)
        if array.dtype.kind in "biuf":
            return array
        if array.dtype.kind == "c":
            raise MatcalcError(f"{self.place} returns complex numbers", hint="return their real part")
        what = f"a {type(returned).__name__}" if returned is not None else "nothing"
        hint = "return the derivative as one array of numbers"
        if isinstance(returned, tuple | list):
            what, hint = f"{what} of {len(returned)}", "return the derivative alone"
        raise MatcalcError(f"{self.place} returns {what}, and no array of real numbers", hint=hint)


def submission(place: str, names: Sequence[str], aloud: TextIO) -> Submission:
    """The function at 'module:function' or 'file.py:function', to be called with values by these names.

    Raises MatcalcError where there is none, or it takes what has no value.
    """
    source, colon, path = place.rpartition(":")
    if not colon or not source or not path:
        raise MatcalcError(
            f"{place!r} names no function", hint="write my_module:my_function, or file.py:my_function"
        )
    with redirect_stdout(aloud):
        module = _module(source)
    found: Any = module
    for step in path.split("."):
        if not hasattr(found, step):
            raise MatcalcError(f"there is no {path} in {source}", hint=_offered(module, path))
        found = getattr(found, step)
    if not callable(found):
        raise MatcalcError(f"{place} is no function", hint=_offered(module, path))
    takes, positional = _taken(place, found, names)
    return Submission(place, found, takes, positional, aloud)


def _copy(value: Array) -> Any:
    """An array of its own, or a number of Python's."""
    return np.array(value) if np.ndim(value) else value.item()


def _module(source: str) -> ModuleType:
    """A module by its name, or that of a file. Raises MatcalcError."""
    is_file = source.endswith(".py") or os.sep in source
    if is_file and not os.path.isfile(source):
        raise MatcalcError(f"there is no file {source}", hint="give its path from this folder")
    folder = os.path.dirname(os.path.abspath(source)) if is_file else os.getcwd()
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        return _of_file(source) if is_file else importlib.import_module(source)
    except (KeyboardInterrupt, MatcalcError):
        raise
    except ModuleNotFoundError as error:
        if error.name is not None and source.split(".")[0] == error.name.split(".")[0]:
            hint = f"is it in this folder? A file is named with its ending: {source}.py"
            raise MatcalcError(f"there is no module {source}", hint=hint) from None
        raise MatcalcError(f"{source} imports {error.name}, which is not installed") from None
    except BaseException as error:
        raise MatcalcError(f"{source} raises {_said(error)} when it is imported") from None


def _of_file(path: str) -> ModuleType:
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise MatcalcError(f"{path} is no file of Python", hint="its name ends in .py")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _said(error: BaseException) -> str:
    """An exception in a line, with the place it came from."""
    said = "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    own = [f for f in frames if not f.filename.startswith("<") and "site-packages" not in f.filename]
    return f"{said} ({os.path.basename(own[-1].filename)}, line {own[-1].lineno})" if own else said


def _offered(module: ModuleType, path: str) -> str | None:
    names = [name for name, value in vars(module).items() if callable(value) and not name.startswith("_")]
    if near := get_close_matches(path, names, 1):
        return f"did you mean {near[0]}?"
    return f"there is {', '.join(names[:8])}" if names else None


def _taken(
    place: str, function: Callable[..., Any], names: Sequence[str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The parameters that are given a value, and which of them by position.

    Raises MatcalcError for one that needs a value and has none.
    """
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        raise MatcalcError(
            f"nothing tells what {place} takes", hint="wrap it in a function whose parameters have names"
        ) from None
    takes: dict[str, str] = {}
    positional: list[str] = []
    for parameter in parameters:
        own = parameter.name
        if parameter.kind is parameter.VAR_KEYWORD:
            takes |= {name: name for name in names if name not in takes.values()}
            continue
        name = own if own in names else own.rstrip("_")  # lambda_, since lambda is a word of Python's
        if parameter.kind is parameter.VAR_POSITIONAL or name not in names:
            if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_POSITIONAL:
                raise MatcalcError(
                    f"{place} takes {own}, and the expression has no such name",
                    hint=f"call it as the expression does, {', '.join(names)}, or give it a default",
                )
            continue
        takes[own] = name
        if parameter.kind is parameter.POSITIONAL_ONLY:
            positional.append(own)
    return takes, tuple(positional)
