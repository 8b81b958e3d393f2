"""Terms and answers to text, one file a format; a new format is one file and one row here.

``text`` decides where brackets stand, for all formats alike; ``unicode``, ``ascii`` and ``latex``
say how each node looks and read back as the same expression. ``table`` draws an answer for a
terminal, ``json`` hands it to programs, ``numpy`` turns it into code.
"""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.answer import Answer
from matcalc.kinds.kind import Reading
from matcalc.terms import Name, Term
from matcalc.writers import ascii, latex, text, unicode
from matcalc.writers import declarations as _declarations
from matcalc.writers.style import Style

STYLES: dict[str, Style] = {"unicode": unicode.STYLE, "ascii": ascii.STYLE, "latex": latex.STYLE}


Format = str | Style
"""A text format, 'unicode', 'ascii' or 'latex', or a style of one's own."""


def styled(format: Format) -> Style:
    """The style of a format."""
    return STYLES[format] if isinstance(format, str) else format


def write(term: Term, reading: Reading, format: Format = "unicode") -> str:
    """``term`` as text."""
    return text.write(term, reading, styled(format))


def declarations(reading: Reading, names: Iterable[str], format: Format = "unicode") -> str:
    """The kinds of ``names`` as they would be declared: '𝐰, 𝐱 ∈ ℝⁿ, b ∈ ℝ'."""
    return _declarations.declarations(reading, names, styled(format))


def definitions(answer: Answer, format: Format = "unicode") -> str:
    """The names that the answer uses for repeated parts: '𝐳 = W𝐱 + 𝐛, 𝛅 = …'."""
    written = text.writing(answer.reading, styled(format))
    return ", ".join(f"{written(Name(name))} = {written(body)}" for name, body in answer.where)


def answer_text(answer: Answer, format: Format = "unicode", equals: str = " = ") -> str:
    """The answer as one line of legal input, its definitions behind 'where'. In index notation it is an
    equation, whose left side tells what the indices are."""
    value = write(answer.value, answer.reading, format)
    if answer.index is not None:
        value = write(answer.index[0], answer.reading, format) + equals + value
    where = definitions(answer, format)
    return value + styled(format).where + where if where else value


def stacked_text(answer: Answer, format: Format = "unicode", equals: str = " = ") -> str | None:
    """The equation between matrices that an answer in index notation is when matrices are stacked by vec."""
    if answer.stacked is None:
        return None
    return equals.join(write(side, answer.reading, format) for side in answer.stacked)
