"""LaTeX's commands: which token each stands for."""

from __future__ import annotations

from matcalc.notation.functions import SPELLINGS
from matcalc.notation.symbols import ACCENTS, BOLD_LATEX, GREEK, GREEK_VARIANTS, OPERATORS, SIGNS
from matcalc.reader.spellings import SYMBOLS, operator_type


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Commands that leave no trace: spacing, size, style.
IGNORED = _set(
    """, ; : ! > / enspace thinspace displaystyle textstyle scriptstyle scriptscriptstyle
    space limits nolimits nonumber notag hline hfill smallskip medskip bigskip noindent centering mathop
    mathbin mathrel mathord middle allowbreak relax strut mathstrut big Big bigg Bigg"""
) | {" ", "\n"}

# Commands that leave no trace, and neither does what they take in braces.
LABELS = _set("label tag hspace vspace phantom hphantom vphantom color textcolor")
RELATED = _set("stackrel overset underset")  # a relation with a remark: the remark, then the relation
REMARKED = _set("underbrace overbrace underbracket overbracket")  # a formula, and a remark as its script

# Commands that are understood to be something else than the language has.
BEYOND = {
    "approx": "an equation is written with =", "simeq": "an equation is written with =",
    "propto": "an equation is written with =", "sim": "matcalc knows no distributions",
    "int": "matcalc differentiates; it does not integrate", "lim": "write the derivative: d/dx f(x)",
    "binom": "write the number, or give it a name", "arg": "a minimum has no derivative here",
    "argmin": "a minimum has no derivative here", "argmax": "a maximum has no derivative here",
    "dagger": "write ^{-1}, pinv(A) or ^T", "Pr": "give the probability a name: p(x)",
}  # fmt: skip

OPENING_SIDE = _set("left bigl Bigl biggl Biggl")
CLOSING_SIDE = _set("right bigr Bigr biggr Biggr")

BOLD = frozenset(c[1:] for c in BOLD_LATEX if c != r"\vec") | _set("textbf mathbfup symbf bold bf bfseries")
ARROWS = _set("vec overrightarrow")
SWITCHES = _set("bf rm it sf tt cal bfseries")  # {\bf x}: until the end of the group
PLAIN = _set(
    """mathit mathsf mathtt mathcal mathscr mathfrak mathnormal mathbb mathds mathbbm rm it sf tt cal
    mbox boxed underline smash"""
)
UPRIGHT = _set("text mathrm operatorname textrm textit textsf textnormal")
ACCENT_COMMANDS = {command[1:]: name for name, (_, commands) in ACCENTS.items() for command in commands}

_RAW: dict[str, tuple[str, object]] = {
    "frac": ("FRAC", 2), "dfrac": ("FRAC", 2), "tfrac": ("FRAC", 2), "cfrac": ("FRAC", 2),
    "nicefrac": ("FRAC", 2), "sfrac": ("FRAC", 2), "over": ("OVER", None),
    **dict.fromkeys(_set("ldots cdots dots dotsc dotsb dotsm dotso hdots vdots ddots"), ("DOTS", None)),
    "{": ("{", "brace"), "}": ("}", "brace"), "lbrace": ("{", "brace"), "rbrace": ("}", "brace"),
    "lbrack": ("[", None), "rbrack": ("]", None), "lparen": ("(", None), "rparen": (")", None),
    "|": ("NORMBAR", None), "lVert": ("NORMBAR", "open"), "rVert": ("NORMBAR", "close"),
    "parallel": ("NORMBAR", None),
    "vert": ("BAR", None), "lvert": ("BAR", "open"), "rvert": ("BAR", "close"), "mid": ("BAR", None),
    "langle": ("<", None), "rangle": (">", None),
    "quad": ("QUAD", None), "qquad": ("QUAD", None), "forall": ("QUOTED", "for_all"),
    "colon": (":", None), "mapsto": ("ARROW", None), "intercal": ("TOP", None), "prime": ("TOP", None),
    "coloneqq": ("EQUALS", None), "equiv": ("EQUALS", None), "triangleq": ("EQUALS", None),
    **dict.fromkeys(_set("doteq eqdef defeq coloneq"), ("EQUALS", None)),
    "Re": ("REALS", None), "Reals": ("REALS", None),
    "ast": ("_TIMES", "product"), "star": ("STAR", None),
    "bullet": ("POINTWISE", "dot"), "cdotp": ("POINTWISE", "dot"), "bigotimes": ("POINTWISE", "hadamard"),
    "ell": ("LETTER", "ell"), "imath": ("LETTER", "i"), "jmath": ("LETTER", "j"),
    "lbracket": ("[", None),
}  # fmt: skip


def _commands() -> dict[str, tuple[str, object]]:
    table = _RAW | {word: SYMBOLS[sign] for word, sign in SIGNS.items()}
    for row in OPERATORS:
        for spelling in row.latex:
            if spelling[0] == "\\" and spelling[1:].isalpha():
                table.setdefault(spelling[1:], operator_type(row.op))
    for word in GREEK:
        table[word] = ("LETTER", word)
    for variant, word in GREEK_VARIANTS.items():
        if len(variant) > 1:
            table[variant] = ("LETTER", word)
    for spelling in SPELLINGS:
        if spelling.isalpha() and spelling.isascii() and len(spelling) > 1:
            table.setdefault(spelling, ("WORD", spelling))
    return table


COMMANDS = _commands()

MATRICES = {
    "bmatrix": "matrix", "pmatrix": "matrix", "matrix": "matrix", "smallmatrix": "matrix", "array": "matrix",
    "Bmatrix": "matrix", "vmatrix": "det", "bsmallmatrix": "matrix", "psmallmatrix": "matrix",
}  # fmt: skip
CASES = _set("cases dcases rcases")
WRAPPERS = _set(
    """align aligned alignat alignedat equation eqnarray gather gathered split multline displaymath math
    flalign document center"""
)


def behind_argument(text: str, at: int) -> int:
    """The position behind the argument that begins at ``at``: a group in braces, a command or a character."""
    while at < len(text) and text[at].isspace():
        at += 1
    depth = 0
    while at < len(text):
        char = text[at]
        depth += (char == "{") - (char == "}")
        at += 1
        if char == "\\":
            at += 1
            while depth == 0 and at < len(text) and text[at - 1].isalpha() and text[at].isalpha():
                at += 1
        if depth <= 0:
            break
    return min(at, len(text))


def behind_script(text: str, at: int) -> int:
    """The position behind the sub- or superscript that begins at ``at``, if one does."""
    place = at
    while place < len(text) and text[place].isspace():
        place += 1
    return behind_argument(text, place + 1) if text[place : place + 1] in ("_", "^") else at


def near(command: str) -> str | None:
    """The known command most like an unknown one."""
    import difflib

    known = [*COMMANDS, *BOLD, *ARROWS, *PLAIN, *UPRIGHT, *ACCENT_COMMANDS, "begin", "end", "left", "right"]
    found = difflib.get_close_matches(command, known, 1, 0.6)
    return found[0] if found else None
