"""The table of symbols: every spelling of every operator, letter and constant.

The first spelling of each format is the one written; all are read.
"""

from __future__ import annotations

from matcalc.records import Value

# Binding strength, loosest first. A derivative operator and Σ take everything down to TERM.
COMPARE, SUM, TERM, JUXTAPOSE, SIGN, POSTFIX, ATOM = range(7)


class Operator(Value):
    """One operator: op is the head of ``terms.Apply``; level its binding strength."""

    op: str
    level: int
    unicode: tuple[str, ...]
    ascii: tuple[str, ...]
    latex: tuple[str, ...]
    summary: str


OPERATORS: tuple[Operator, ...] = (
    Operator("lt", COMPARE, ("<",), ("<",), ("<", r"\lt"), "less than: 1 where true, 0 where not"),
    Operator("le", COMPARE, ("≤", "≦", "⩽"), ("<=",), (r"\leq", r"\le", r"\leqslant"), "at most"),
    Operator("gt", COMPARE, (">",), (">",), (">", r"\gt"), "greater than"),
    Operator("ge", COMPARE, ("≥", "≧", "⩾"), (">=",), (r"\geq", r"\ge", r"\geqslant"), "at least"),
    Operator("eq", COMPARE, ("=",), ("==",), ("=",), "equal (in conditions)"),
    Operator("ne", COMPARE, ("≠",), ("!=",), (r"\neq", r"\ne"), "not equal"),
    Operator("add", SUM, ("+",), ("+",), ("+",), "sum"),
    Operator("neg", SUM, ("-", "−"), ("-",), ("-",), "difference, negation"),
    Operator("dot", TERM, ("·", "⋅", "∙"), (" . ",), (r"\cdot",), "dot product of vectors"),
    Operator("hadamard", TERM, ("⊗", "⊙", "∘"), (".*",), (r"\otimes", r"\odot", r"\circ"), "element-wise product"),
    Operator("hadamard_divide", TERM, ("⊘",), ("./",), (r"\oslash",), "element-wise quotient"),
    Operator("product", JUXTAPOSE, ("", "×", "*"), (" ", "*"), (r"\,", r"\times", "*"), "product: scalars, matrices"),
    Operator("divide", JUXTAPOSE, ("/", "÷"), ("/",), (r"\frac", "/", r"\dfrac", r"\tfrac", r"\div"), "quotient"),
    Operator("power", POSTFIX, ("^",), ("^", "**"), ("^",), "power"),
    Operator("hadamard_power", POSTFIX, (".^",), (".^",), (r".^", r"^{\circ"), "element-wise power"),
    Operator("transpose", POSTFIX, ("ᵀ", "⊤", "'"), ("'", "^T"), (r"^\top", "^T", r"^\intercal", r"^{\mathsf T}"), "transpose"),
)

# The notation 'standard', in which ⊗ is the Kronecker product: what is written where the paper has ⊗,
# and what is read otherwise.
STANDARD: dict[str, Operator] = {
    "hadamard": Operator("hadamard", TERM, ("⊙", "∘"), (".*",), (r"\odot", r"\circ"), "element-wise product"),
    "kron": Operator("kron", TERM, ("⊗",), (), (r"\otimes",), "Kronecker product"),
}
KRONECKER = frozenset({"⊗", r"\otimes", r"\bigotimes"})

BY_OP: dict[str, Operator] = {row.op: row for row in OPERATORS}

# Greek letters by the word that names them; final and variant forms read as their letter.
GREEK: dict[str, str] = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "omicron": "ο", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}
GREEK_VARIANTS: dict[str, str] = {
    "eps": "epsilon", "lam": "lambda", "lamda": "lambda", "varepsilon": "epsilon", "vartheta": "theta",
    "varphi": "phi", "varrho": "rho", "varsigma": "sigma", "varpi": "pi", "varkappa": "kappa",
    "ϵ": "epsilon", "ϑ": "theta", "ϕ": "phi", "ϱ": "rho", "ς": "sigma", "ϖ": "pi", "ϰ": "kappa", "µ": "mu",
    "ℓ": "ell",
}

# Other characters by the command of LaTeX that names them: the reader takes one for the other, and at the
# prompt the command is typed where a keyboard lacks the character.
SIGNS: dict[str, str] = {
    "partial": "∂", "nabla": "∇", "sum": "∑", "sqrt": "√", "infty": "∞",
    "cdot": "·", "otimes": "⊗", "odot": "⊙", "circ": "∘", "oslash": "⊘", "times": "×", "div": "÷",
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠",
    "top": "⊤", "Vert": "‖", "in": "∈", "to": "→", "rightarrow": "→",
    "R": "ℝ", "reals": "ℝ", "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨",
}

# Accents: suffix of the canonical id, combining character, LaTeX command (first is written).
ACCENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "hat": ("\u0302", (r"\hat", r"\widehat")),
    "tilde": ("\u0303", (r"\tilde", r"\widetilde")),
    "bar": ("\u0304", (r"\bar", r"\overline")),
    "dot": ("\u0307", (r"\dot",)),
}

SUBSCRIPT = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
SUPERSCRIPT = dict(zip("0123456789+-=()niTabcdefghjklmoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))

BOLD_LATEX = (r"\mathbf", r"\bm", r"\boldsymbol", r"\vec", r"\pmb", r"\mathbfit")


def _bold_alphabet() -> dict[str, str]:
    """Plain letter to its mathematical bold form (Unicode's Mathematical Alphanumeric Symbols)."""
    table = {chr(ord("A") + i): chr(0x1D400 + i) for i in range(26)}
    table |= {chr(ord("a") + i): chr(0x1D41A + i) for i in range(26)}
    table |= {chr(0x391 + i): chr(0x1D6A8 + i) for i in range(25) if i != 17}
    table |= {chr(0x3B1 + i): chr(0x1D6C2 + i) for i in range(25)}
    return table


BOLD: dict[str, str] = _bold_alphabet()

# Functions whose letters alone, undeclared before '(', name an abstract function.
ABSTRACT_LETTERS = frozenset("fgh")

# Names with a fixed value.
CONSTANTS: dict[str, str] = {"pi": "π", "e": "e"}
