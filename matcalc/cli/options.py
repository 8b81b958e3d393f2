"""The options that say what is asked and how it is shown, shared by the commands that answer."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import click

from matcalc.cli.arguments import OptionalValue
from matcalc.cli.configuration import CONFIGURED
from matcalc.notation.macros import CHOICES, macros
from matcalc.presenting.presentation import (
    FORMATS,
    IMAGES,
    PICTURES,
    RESULTS,
    SECOND,
    TARGETS,
    WAYS,
    Drawing,
    Presentation,
)

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


LAYOUTS = ("numerator", "denominator", "mixed")
ENTRIES = ("independent", "constrained")
CONVENTIONS = ("paper", "matrixcalculus")
NOTATIONS = ("paper", "standard")
KEYS = ("emacs", "vi")
DOCUMENTS = ("latex", "markdown")
CHECKED = (*DOCUMENTS, "notebook")
VERDICTS = ("unicode", "ascii", "table", "json")

# The formats of files by their endings.
ENDINGS = {
    ".tex": "latex",
    ".json": "json",
    ".py": "numpy",
    ".jl": "julia",
    ".m": "matlab",
    ".svg": "svg",
    ".png": "png",
}

# What stands around a formula, by the value of the option.
DISPLAY = {"backslash": ("\\[\n", "\n\\]"), "dollar": ("$$\n", "\n$$")}
INLINE = {"backslash": (r"\(", r"\)"), "dollar": ("$", "$")}
DELIMITERS = {"display": DISPLAY, "inline": INLINE}

# Dimensions beyond this are surely a slip, and every one of them would be a column.
LARGEST_DIMENSION = 10**6

Command = TypeVar("Command", bound=Callable[..., Any])


def _dimensions(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, int]:
    """``n=3``: the name of a dimension and its size."""
    sizes: dict[str, int] = {}
    for value in values:
        match = re.fullmatch(r"\s*([A-Za-z]\w*)\s*=\s*([0-9]{1,9})\s*", value, re.ASCII)
        if match is None:
            raise click.BadParameter(f"{value!r} is not a dimension; write it like n=3", ctx, param)
        name, size = match[1], int(match[2])
        if not 1 <= size <= LARGEST_DIMENSION:
            raise click.BadParameter(f"{name} must be between 1 and {LARGEST_DIMENSION}", ctx, param)
        if sizes.setdefault(name, size) != size:
            raise click.BadParameter(f"{name} cannot be both {sizes[name]} and {size}", ctx, param)
    return sizes


def _macros(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """``bm,top``: the words of all values together."""
    words = tuple(word.strip() for value in values for word in value.split(","))
    try:
        macros(words)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", ctx, param) from None
    return words


def _results(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """``value,gradient``: what a function of code returns."""
    words = tuple(word.strip() for value in values for word in value.split(",") if word.strip())
    for word in words:
        if word not in RESULTS:
            raise click.BadParameter(f"{word!r} is none of {', '.join(RESULTS)}.", ctx, param)
    return tuple(dict.fromkeys(words))


def _macros_of_shell(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Completion of the last word of several."""
    from click.shell_completion import CompletionItem

    before, comma, last = incomplete.rpartition(",")
    return [CompletionItem(before + comma + word) for word in CHOICES if word.startswith(last)]


def files_of_shell(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Completion of file names, left to the shell."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def _variables_of_shell(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Completion of a variable: those of the expressions typed so far."""
    from click.shell_completion import CompletionItem

    from matcalc.calculator import Options, read_and, understood
    from matcalc.errors import MatcalcError

    options = Options(declarations=tuple(ctx.params.get("declarations") or ()))
    names: dict[str, None] = {}
    for expression in ctx.params.get("expressions") or ():
        with suppress(MatcalcError, RecursionError):
            (typed,) = read_and(lambda program, how, _: [understood(program, how)], expression, options)
            names |= dict.fromkeys(typed.reading.names)
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


WRT = click.option(
    "--wrt",
    metavar="X",
    multiple=True,
    shell_complete=_variables_of_shell,
    help="Differentiate by X: a name, an element x_1 or a list [x, y]. Repeat it for several answers.",
)
VAR = click.option(
    "--var",
    "declarations",
    metavar="DECL",
    multiple=True,
    help="Declare a name, as in 'x : vector(n)', 'A in R^(m x n)', 'S : symmetric(n)'.",
)
DIM = click.option(
    "--dim",
    "dims",
    metavar="N=SIZE",
    multiple=True,
    callback=_dimensions,
    help="Give a dimension a number, as in n=3.",
)
CONVENTION = click.option(
    "--convention",
    type=click.Choice(CONVENTIONS),
    default=CONVENTIONS[0],
    help="How an undeclared letter is read when nothing else says. paper: lowercase scalar, uppercase "
    "matrix (the default); matrixcalculus: a to g scalar, h to z vector, A to Z matrix.",
)
NOTATION = click.option(
    "--notation",
    type=click.Choice(NOTATIONS),
    default=NOTATIONS[0],
    help="What ⊗ means. paper: the element-wise product (the default); standard: the Kronecker "
    "product, the element-wise one being ⊙.",
)
EDITING = click.option(
    "--keys",
    type=click.Choice(KEYS),
    default=KEYS[0],
    help="The keys by which a line at the prompt is edited: those of Emacs (the default) or of vi.",
)
LAYOUT = click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    default=LAYOUTS[0],
    help="How derivatives are laid out. numerator: a gradient is a row (the paper's, the default); "
    "denominator: its transpose; mixed: a gradient has the shape of its variable.",
)
VARYING = click.option(
    "--entries",
    type=click.Choice(ENTRIES),
    default=ENTRIES[0],
    help="How the entries of a matrix declared symmetric, diagonal or posdef vary when it is "
    "differentiated by. independent: each by itself (the default); constrained: as its structure has it.",
)
STEPS = click.option(
    "--steps",
    cls=OptionalValue,
    type=click.Choice(WAYS),
    is_flag=False,
    flag_value=WAYS[0],
    help="Show how each answer is found, line by line. brief, or --steps alone: as the paper does it; "
    "full: with the rule for each small step; index: in index notation.",
)
VERIFY = click.option(
    "--verify",
    is_flag=True,
    help="Try each answer against finite differences at random points, say so in a note, and withhold it "
    "when it differs.",
)
TABLE = click.option(
    "--table/--no-table", default=None, help="Show the Jacobian entry by entry, or leave it out."
)
MACROS = click.option(
    "--macros",
    metavar="MACRO[,...]",
    multiple=True,
    callback=_macros,
    shell_complete=_macros_of_shell,
    help="The macros that LaTeX is written in: mathbf (the default), bm or boldsymbol; bmatrix (the "
    "default) or pmatrix; T (the default) or top; as in --macros bm,top.",
)
ASCII = click.option("--ascii", "ascii_", is_flag=True, help="Write with 7-bit characters only.")
OUTPUT = click.option(
    "-o",
    "--output",
    metavar="FILE",
    shell_complete=files_of_shell,
    help="Write the answers to FILE, all of them or, when one is refused, none.",
)

WITH = click.option(
    "--with",
    "with_",
    metavar="RESULT[,...]",
    multiple=True,
    callback=_results,
    help="With -f numpy and its like: what the function returns, of value, gradient and hessian, as in "
    "--with value,gradient; they share what they have in common.",
)
AS = click.option(
    "--as",
    "as_",
    type=click.Choice(SECOND),
    default=SECOND[0],
    help="With -f numpy and its like: what is computed of a second derivative: all its entries, its product "
    "with a direction, the solution of a system with it, or the factors that it is made of.",
)
KEEP_GOING = click.option(
    "--keep-going",
    is_flag=True,
    help="Go on with a file, or what is read from a pipe, after an entry that is refused.",
)

OPTIONS = (
    WRT,
    VAR,
    DIM,
    LAYOUT,
    VARYING,
    STEPS,
    click.option(
        "--graph",
        is_flag=True,
        help="With --steps and -f latex: the data-flow too, as a TikZ picture; matcalc graph draws it alone.",
    ),
    VERIFY,
    CONVENTION,
    NOTATION,
    click.option(
        "-f",
        "--format",
        "format_",
        type=click.Choice(FORMATS + IMAGES),
        metavar="FORMAT",
        help=f"How answers are written: {', '.join(FORMATS + IMAGES)}. By default as the ending of FILE "
        f"says: {', '.join(ENDINGS)}; else as table on a terminal and unicode in a pipe or file.",
    ),
    TABLE,
    ASCII,
    click.option("--standalone", is_flag=True, help="LaTeX as a document that compiles as it is."),
    click.option(
        "--display",
        cls=OptionalValue,
        type=click.Choice(tuple(DISPLAY)),
        is_flag=False,
        flag_value=next(iter(DISPLAY)),
        help="LaTeX for a line of its own: in \\[ and \\], or with --display=dollar in $$ and $$.",
    ),
    click.option(
        "--inline",
        cls=OptionalValue,
        type=click.Choice(tuple(INLINE)),
        is_flag=False,
        flag_value=next(iter(INLINE)),
        help="LaTeX for the running text: in \\( and \\), or with --inline=dollar in $ and $.",
    ),
    MACROS,
    WITH,
    AS,
    KEEP_GOING,
    OUTPUT,
    CONFIGURED,
)

# How an answer stands in a document; each language of documents has some of these.
FORMS = {
    "display": "The answer on lines of its own, between \\[ and \\], in Markdown between $$ (the default).",
    "inline": "The answer within the text, between $.",
    "equation": "LaTeX: the answer as an equation with a number.",
    "align": "LaTeX: the answers in one align environment, each with a number.",
    "formula": "LaTeX: the formula alone, for an environment of your own.",
    "math": "Markdown: the answer in a block of code in the language math.",
    "text": "Markdown: the answer in Unicode, in a block of code.",
}
FORM = tuple(click.option(f"--{form}", "form", flag_value=form, help=said) for form, said in FORMS.items())
WHOLE = click.option(
    "--lhs/--no-lhs",
    "whole",
    default=True,
    help="Write an answer as an equation, with what was asked on its left (the default), or its value alone.",
)
# What may be chosen for each query in a document.
QUERY = (WRT, DIM, LAYOUT, VARYING, STEPS, VERIFY, CONVENTION, NOTATION, TABLE, MACROS, *FORM, WHOLE)
WEAVING = (
    click.option("--in-place", "-i", is_flag=True, help="Replace each FILE by the woven document."),
    click.option(
        "--check",
        is_flag=True,
        help="Change nothing; say what would change, and exit with 1 where there is anything.",
    ),
    click.option(
        "--language",
        type=click.Choice(DOCUMENTS),
        help="What FILE is written in, where the ending of its name does not tell.",
    ),
    click.option(
        "-o", "--output", metavar="FILE", shell_complete=files_of_shell, help="Write the document to FILE."
    ),
    *QUERY,
)


PICTURE = click.option(
    "-f",
    "--format",
    "picture",
    type=click.Choice(PICTURES),
    help="How the data-flow is drawn: as a tree of text (the default), in DOT for Graphviz, in TikZ for "
    "LaTeX, in Mermaid for Markdown, or as SVG.",
)
DOCUMENT = click.option("--standalone", is_flag=True, help="With -f tikz: a document that compiles as it is.")
SEED = click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    metavar="NUMBER",
    help="Of the random points at which two sides are compared: the same points for the same number.",
)
# What may be chosen of how equations are checked.
CHECKING = (
    VAR,
    DIM,
    click.option(
        "--layout",
        type=click.Choice(LAYOUTS),
        help="The layout that derivatives are written in. By default that in which the most equations of a "
        "text are true, which is said where it is not numerator.",
    ),
    CONVENTION,
    NOTATION,
    SEED,
    click.option(
        "--fix",
        is_flag=True,
        help="Below a false equation propose one that is true, in its spelling; nothing is changed.",
    ),
    click.option(
        "--explain", is_flag=True, help="Show how the value of the left side is found, line by line."
    ),
    click.option(
        "--language",
        type=click.Choice(CHECKED),
        help="What a file, or standard input, is written in, where the ending of its name does not tell.",
    ),
    click.option(
        "--all", "all_", is_flag=True, help="Of files, list everything, not only what is false."
    ),
    click.option(
        "-f",
        "--format",
        "format_",
        type=click.Choice(VERDICTS),
        help="How verdicts are written. By default as the ending of FILE says: .json; else a file as "
        "table on a terminal, and all else as unicode: lines as compilers write them.",
    ),
    ASCII,
    click.option(
        "-o", "--output", metavar="FILE", shell_complete=files_of_shell, help="Write the verdicts to FILE."
    ),
    CONFIGURED,
)
DRAWING = (WRT, VAR, DIM, CONVENTION, NOTATION, PICTURE, ASCII, DOCUMENT, OUTPUT, CONFIGURED)
GRADES = ("unicode", "json")
GRADING = (
    click.option(
        "--of",
        "of",
        metavar="EXPR",
        required=True,
        help="What is differentiated, after declarations and definitions of its own; or a derivative itself.",
    ),
    click.option("--wrt", "by", metavar="X", help="The variable that it is differentiated by."),
    VAR,
    DIM,
    VARYING,
    CONVENTION,
    NOTATION,
    SEED,
    click.option(
        "-f",
        "--format",
        "format_",
        type=click.Choice(GRADES),
        default=GRADES[0],
        help="How the verdict is written: as text (the default) or as an object of JSON.",
    ),
    CONFIGURED,
)


def answering_options(command: Command) -> Command:
    """Give a command the options of answers."""
    return _with(OPTIONS, command)


def drawing_options(command: Command) -> Command:
    """Give a command the options of pictures."""
    return _with(DRAWING, command)


def weaving_options(command: Command) -> Command:
    """Give a command the options of documents."""
    return _with(WEAVING, command)


def checking_options(command: Command) -> Command:
    """Give a command the options of verdicts."""
    return _with(CHECKING, command)


def grading_options(command: Command) -> Command:
    """Give a command the options of verdicts on a function."""
    return _with(GRADING, command)


def query_options(command: Command) -> Command:
    """Give a command the options of a query in a document."""
    return _with(QUERY, command)


def _with(options: Sequence[Callable[[Command], Command]], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def presentation_of(values: Mapping[str, Any]) -> Presentation:
    """Raises click.UsageError for options that contradict each other."""
    format_ = values["format_"] or ENDINGS.get(os.path.splitext(values["output"] or "")[1].lower())
    if values["standalone"]:
        if format_ not in (None, "latex"):
            raise click.UsageError(f"--standalone makes a LaTeX document, but the format is {format_}.")
        format_ = "latex"
    around = [delimiters[values[name]] for name, delimiters in DELIMITERS.items() if values[name]]
    if around:
        if len(around) > 1 or values["standalone"]:
            raise click.UsageError("--display, --inline and --standalone exclude each other.")
        if format_ not in (None, "latex"):
            raise click.UsageError(f"--display and --inline are for LaTeX, but the format is {format_}.")
        format_ = "latex"
    if values["steps"] and format_ in TARGETS:
        raise click.UsageError(
            f"--steps shows a derivation, and -f {format_} writes code: ask for one of them."
        )
    if values["with_"] and format_ not in TARGETS:
        raise click.UsageError(f"--with is for code: add -f {TARGETS[0]}.")
    if values["as_"] != SECOND[0] and format_ not in TARGETS:
        raise click.UsageError(f"--as is for code: add -f {TARGETS[0]}.")
    if values["graph"] and (not values["steps"] or format_ != "latex"):
        raise click.UsageError("--graph goes with --steps -f latex; matcalc graph draws the data-flow alone.")
    return Presentation(
        format_,
        values["table"],
        values["ascii_"],
        values["standalone"],
        values["output"],
        values["steps"],
        values["graph"],
        macros(values["macros"]),
        around[0] if around else ("", ""),
        values["with_"],
        values["as_"],
    )


def drawing_of(values: Mapping[str, Any]) -> Drawing:
    """Raises click.UsageError for options that contradict each other."""
    standalone = values["standalone"]
    format_ = values["picture"] or ("tikz" if standalone else PICTURES[0])
    if standalone and format_ != "tikz":
        raise click.UsageError(f"--standalone makes a LaTeX document, but the format is {format_}.")
    return Drawing(format_, values["ascii_"], standalone, values["output"])
