"""Answers kept in documents."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter, Entry, Heading, Lines

CHAPTER = Chapter(
    "documents",
    "documents",
    "answers kept in LaTeX and Markdown",
    (
        "matcalc weave reads a document, answers the queries in it, and writes each answer below its "
        "query, between two comments. What stands between these is replaced when the document is woven "
        "again; nothing else is touched. With --in-place the document is replaced, with --check it is "
        "only looked at: what would change is printed as a diff, and the exit status is 1 where anything "
        "would.",
        Heading("LaTeX"),
        "A query is a comment. Where a bracket is open, or an operator waits, it goes on in the comment "
        "below:",
        Lines(
            "% matcalc: w, x : vector(n); b : scalar\n"
            "% matcalc: z = w . x + b\n"
            "The gradient is\n"
            "% matcalc: ∂/∂w max(0, z)."
        ),
        "A % in verbatim, lstlisting, minted or \\verb begins no comment.",
        Heading("Markdown"),
        "A query is a block of code in the language matcalc, which readers see, or an HTML comment, which"
        " they do not. Both begin a line, and may hold several:",
        Lines("```matcalc\nL = -y . log(sigmoid(X w))\n∂L/∂w\n```\n\n<!-- matcalc: hessian(L, w) -->"),
        "What stands in other code or in a comment is left alone.",
        Heading("Statements"),
        "A document is one program: what is declared or defined holds in the queries below, and _ is the "
        "last answer. A query that only states something has no answer. A full stop or comma at the end "
        "of a query stands at the end of its answer.",
        Heading("Options"),
        "The options of matcalc weave that are about answers may be said at a query, and those of a query"
        " without statements hold from there on:",
        Lines(
            "% matcalc --layout denominator --equation\n"
            "% matcalc --steps: ∂L/∂w\n\n"
            "```matcalc --text\n∂L/∂w\n```"
        ),
        Entry(
            "--display, --inline",
            "On lines of its own (the default), or within the text; in Markdown a paragraph, too.",
        ),
        Entry("--equation, --align, --formula", "LaTeX: with a number, or for an environment of your own."),
        Entry("--math, --text", "Markdown: in blocks of code, as LaTeX or as Unicode."),
        Entry("--no-lhs", "The answer alone, where otherwise it is the right side of an equation."),
        Entry("--steps, --table", "How it is found, and entry by entry."),
        Entry("--macros", "The macros of the document, as in --macros bm,top."),
        "A document is the same whoever weaves it: the configuration file is not read.",
        "How names were read, and notes, are said in the comment that begins an answer.",
    ),
)
