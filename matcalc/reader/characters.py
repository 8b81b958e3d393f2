# ruff: noqa: E501  (a table reads best with one row to a line)
"""What single characters mean: letters with their typography, look-alikes, and suggestions.

Text is never normalised as a whole (NFKC would turn x² into x2 and 𝐱 into x): each character is
looked up by itself, so that offsets into the typed text stay true.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

from matcalc.notation.symbols import ACCENTS, GREEK, GREEK_VARIANTS, SUBSCRIPT, SUPERSCRIPT

ARROW = "\u20d7"
ACCENT_OF = {mark: name for name, (mark, _) in ACCENTS.items()} | {
    "\u0305": "bar",
    "\u20d1": "vec",
    ARROW: "vec",
}
GREEK_WORD = {letter: word for word, letter in GREEK.items()} | {
    c: word for c, word in GREEK_VARIANTS.items() if len(c) == 1
}
FROM_SUBSCRIPT = {c: plain for plain, c in SUBSCRIPT.items()} | {
    "ᵦ": "β",
    "ᵧ": "γ",
    "ᵨ": "ρ",
    "ᵩ": "φ",
    "ᵪ": "χ",
    "₌": "=",
}
FROM_SUPERSCRIPT = {c: plain for plain, c in SUPERSCRIPT.items()} | {
    "ᴺ": "N", "ᴹ": "M", "ᴷ": "K", "ᴰ": "D", "ᴸ": "L", "ᴾ": "P", "ᵝ": "β", "ᵞ": "γ",
}  # fmt: skip

# Characters that look like one of ours and are read as it.
LOOKALIKES = {
    "—": "-", "–": "-", "‐": "-", "‑": "-", "‒": "-", "﹣": "-", "－": "-",
    "＋": "+", "＝": "=", "（": "(", "）": ")", "［": "[", "］": "]", "｛": "{", "｝": "}", "，": ",", "；": ";",
    "＊": "*", "∗": "*", "⁎": "*", "／": "/", "∕": "/", "⁄": "/", "＾": "^", "ˆ": "^", "＜": "<", "＞": ">",
    "’": "'", "‘": "'", "′": "'", "ʹ": "'", "´": "'", "｜": "|", "∣": "|", "∥": "‖", "‗": "_", "：": ":",
    "•": "·", "‧": "·", "・": "·", "ꞏ": "·", "⊚": "⊙", "◦": "∘", "⨂": "⊗", "⨀": "⊙", "✕": "×", "✖": "×",
    "⨯": "×", "∆": "Δ", "Ω": "Ω", "𝜕": "∂", "𝟃": "∂", "𝛛": "∂", "𝛁": "∇", "𝛻": "∇", "𝜵": "∇", "ı": "i", "ȷ": "j",
    "↦": "→", "∊": "∈", "⟦": "[", "⟧": "]", "ϵ": "ε", "⊺": "ᵀ", "Τ": "T", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z",
    "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Υ": "Υ", "Χ": "X", "ο": "o",
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y", "і": "i",
    "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "Х": "X",
}  # fmt: skip

# Characters that are not ours, and what was probably meant.
MEANT = {
    "@": "a matrix product is written A B or A*B",
    "∫": "matcalc differentiates; it does not integrate",
    "∏": "a product over an index is not in the language; take logarithms and write Σ",
    "≈": "write = to check an equation",
    "±": "write + or -",
    "!": "there is no factorial; not equal is != or ≠",
    "?": "cases are written {a if z > 0; b otherwise}",
    "&": "& separates the entries of \\begin{bmatrix}, \\begin{cases} and their like; 'and' is written and or ∧",
    '"': "a transpose is one ', and names need no quotes",
    "`": "a transpose is written with ' or ᵀ",
}

# Digits in bold and double-struck: 𝟏, 𝟙.
BOLD_DIGITS = {chr(0x1D7CE + n): n % 10 for n in range(50)}


class Letter(NamedTuple):
    """A plain letter or a Greek word, and how it was typed."""

    name: str
    bold: bool
    accents: tuple[str, ...]


@cache
def letter(char: str) -> Letter | None:
    """The letter that a character is, or None: 𝐱 is bold x, ŵ is w with a hat, 𝑥 and ℎ are x and h."""
    if char.isascii():
        return Letter(char, False, ()) if char.isalpha() else None
    if char in GREEK_WORD:
        return Letter(GREEK_WORD[char], False, ())
    if char in GREEK_VARIANTS:
        return Letter(GREEK_VARIANTS[char], False, ())
    code = ord(char)
    if 0x1D400 <= code <= 0x1D7CB or 0x2100 <= code <= 0x214F:
        normal = unicodedata.normalize("NFKC", char)[:1]
        plain = letter(normal) if normal != char else None  # ℺ is nothing but itself
        if plain is None:
            return None
        return Letter(plain.name, "BOLD" in unicodedata.name(char, ""), ())
    decomposed = unicodedata.normalize("NFD", char)
    base, marks = decomposed[0], decomposed[1:]
    if marks:
        plain = letter(base)
        if plain is not None and all(m in ACCENT_OF for m in marks):
            return accented(plain, marks)
    return None


def accented(plain: Letter, marks: str) -> Letter:
    """The letter under combining marks; an arrow is another way to write bold."""
    names = [ACCENT_OF[m] for m in marks]
    return Letter(
        plain.name, plain.bold or "vec" in names, plain.accents + tuple(n for n in names if n != "vec")
    )


def visible(text: str) -> str:
    """Text safe to show: control characters, terminal escapes and lone surrogates as escapes."""
    return "".join(c if _printable(c) else _escape(c) for c in text)


def _printable(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] != "C" and category not in ("Zl", "Zp")


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
