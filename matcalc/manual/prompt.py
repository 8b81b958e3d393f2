"""Typing at the prompt."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter, Entry, Heading
from matcalc.notation.symbols import SIGNS

CHAPTER = Chapter(
    "prompt",
    "typing at the prompt",
    "the keys of the prompt, and how mathematics is typed",
    (
        "While a line is typed, what stands below it tells how it is read: the kinds of its names, from "
        "where to where it leads, and the shape of each derivative. Where it is wrong there is a caret under "
        "the place, and why; what only breaks off is not wrong yet. A line that is refused comes back to be "
        "corrected, with the cursor at the error.",
        Heading("Typing mathematics"),
        "TAB puts a character in the place of what is typed for it:",
        Entry(r"\alpha TAB", "α, and so all Greek letters by their names."),
        Entry(r"\bfx TAB, \mathbf{x} TAB", "𝐱, a bold letter."),
        Entry(r"\hat{w} TAB, \bar w TAB", "ŵ, w̄, letters with accents."),
        Entry(
            "x_1 TAB, x^2 TAB, A^T TAB",
            "x₁, x², Aᵀ, and so other indices and exponents that have characters.",
        ),
        Entry(
            r"\otimes TAB", "⊗, and so " + ", ".join(f"\\{word} {sign}" for word, sign in SIGNS.items()) + "."
        ),
        "Formulas are read as well without such characters, as alpha, x_1 or .* (help symbols).",
        "TAB also completes the names of the session, functions, commands and what these take; where there "
        "are several it writes what they have in common, then lists them, and TAB again goes from one to the "
        "next.",
        Heading("Keys"),
        Entry(
            "Enter",
            "Enters the line, or begins another where a bracket is open or an operator stands at the end.",
        ),
        Entry("Alt-Enter", "Begins another line anywhere. An empty line ends what is open."),
        Entry("Up, Down", "Lines entered before, those that begin with what stands before the cursor."),
        Entry("Right, Ctrl-E", "At the end of a line: take what is suggested from lines entered before."),
        Entry("Ctrl-R", "Searches lines entered before."),
        Entry("Ctrl-X Ctrl-E", "Edits the line with the program that VISUAL or EDITOR names."),
        Entry("Ctrl-C", "Clears the line. While an answer is computed, stops that and keeps the session."),
        Entry("Ctrl-D", "Leaves, in an empty line."),
        'The other keys are those of Emacs or, after set keys vi, those of vi. keys = "vi" in the '
        "section [repl] of the configuration makes it so for good.",
        Heading("What is kept"),
        "Lines are kept for the next conversation in a file that none but you can read: "
        "~/.local/state/matcalc/history on Linux, or matcalc/history in the folder that XDG_STATE_HOME "
        "names; ~/Library/Application Support/matcalc/history on macOS; %LOCALAPPDATA%\\matcalc\\history on "
        "Windows. Several conversations at once share it.",
        "What is longer than the terminal goes through the program that PAGER names, or less; PAGER=cat "
        "writes it as it is. On a terminal that is dumb lines are read without any of this, and a pipe into "
        "matcalc repl is a program.",
    ),
)
