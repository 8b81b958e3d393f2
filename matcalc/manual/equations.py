"""Whether equations are true."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter, Entry, Heading, Lines

CHAPTER = Chapter(
    "equations",
    "checking equations",
    "whether equations are true, in arguments, documents and programs",
    (
        "matcalc check tells of each equation whether it is true. It may hold anything the language "
        "holds, on both sides. Of a = b = c each two neighbours are one equation. An equation of a name "
        "of which nothing has been said defines it.",
        Lines(
            "matcalc check 'd/dx sin(x^2) = 2x cos(x^2)'\n"
            "matcalc check \"x : vector(n); D(x'*A*x, x) = 2x'*A\"\n"
            "matcalc check --fix paper.tex notes.md lecture.ipynb\n"
            "matcalc check program.mc"
        ),
        Heading("Verdicts"),
        Entry(
            "true",
            "Both sides have the same normal form, which proves it; or they are equal at random points, "
            "which is evidence and no proof. Points are taken where both sides are defined, away from "
            "kinks, with several sizes of the dimensions and with the structure that was declared, until "
            "each condition was met in all ways; more digits than a double has tell rounding from a "
            "difference.",
        ),
        Entry(
            "false",
            "With numbers at which the sides differ, and powers for unknown functions, to be checked by "
            "hand, and with the factor, the sign, the transpose or the layout that would make it true, "
            "where one does.",
        ),
        Entry("unknown", "It cannot be told, and why."),
        Entry("not read", "A declaration, a definition, no equation, or not in the language."),
        "A row against a column is true where the text is loose about it, which a note says. Without "
        "--layout a text has the layout in which the most of its equations are true. --seed chooses other "
        "points; for the same seed they are the same.",
        Heading("Documents"),
        "The mathematics of LaTeX, Markdown and Jupyter notebooks is found by the ending of the file's "
        "name; --language says it of standard input, or another file. A file of another kind, as of XML, is "
        "read as Markdown where it has formulas between $ or \\[. Definitions and declarations are "
        "read out of the mathematics itself, and out of comments:",
        Lines(
            "Let $\\mathbf{x} \\in \\mathbb{R}^n$ and $z = \\mathbf{w} \\cdot \\mathbf{x} + b$.\n"
            "% matcalc: A : symmetric(n)\n"
            "% matcalc --layout denominator:"
        ),
        "Those that are false are listed by file, line and column, --all lists everything. The last lines "
        "count what was true, false, unknown and not read, and why. A document of which parts are not "
        "read is none the worse for it.",
        Heading("What would be right"),
        "--fix proposes below a false equation one that is true: the value of the left side, or of the "
        "right one where only that is a derivative, spelled as the text is. It is shown only where it is "
        "found true when it is read in the same place, and nothing is changed. --explain shows how that "
        "value is found.",
        Heading("Programs"),
        "With -f json, or -o verdicts.json, there is an object a line for each equation: verdict, how, "
        "why, left, right, layout, notes, span, file, line, column, in a notebook cell with its number, "
        "line and column, and counterexample with its values, left, right, place, the entry that "
        "differs, and functions, what unknown ones are there. --fix adds fix, --explain steps.",
        "The exit status is 0 where all is true, 1 where an equation is false, and 2 where one of an "
        "argument or a program cannot be read, or is unknown.",
        "Where an expression is asked for, an equation is one as well: its left side is answered, and a "
        "note says whether the equation is true. At the prompt, check goes by what has been stated there.",
        Heading("Before a commit"),
        "People who keep papers in git have what they commit checked by pre-commit. In "
        ".pre-commit-config.yaml, with the address and a revision of matcalc's repository:",
        Lines(
            "repos:\n  - repo: https://…/matcalc\n    rev: …\n    hooks:\n      - id: matcalc-check\n"
            "        args: [--fix]"
        ),
    ),
)
