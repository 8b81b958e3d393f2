"""Programs in files and pipes."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter, Entry, Lines

CHAPTER = Chapter(
    "scripts",
    "scripts and pipes",
    "programs in files and pipes, their answers and their refusals",
    (
        "A program in a file, or in a pipe, is a conversation: each entry is answered before the next one is "
        "read, with what was declared and defined above it. A name that is declared or defined again means "
        "the new thing from there on, also in the definitions that use it; what was answered above stays, "
        "and where it used the name before anything was said of it, a note says so. The last answer is _ or "
        "ans, the third ans_3. Each file is a session of its own.",
        Entry(
            "Entries",
            "An entry is a line, or several where a bracket or an environment is open or a line ends with an "
            "operator; an empty line ends it. In a file, also in one that is redirected to standard input, a "
            "line that begins with = or where goes on with the line before. From a pipe a line is answered "
            "without waiting for another.",
        ),
        Entry(
            "Answers",
            "What begins on the line below an expression and is indented more than it is its answer, as in a "
            "session that was copied, and is not read; run --compare tells where it is not what matcalc "
            "answers now. A program that asks nothing asks for what it defines last.",
        ),
        Lines("w, x : vector(n)\nu = w .* x\ndu/dw\n    diag(𝐱)"),
        Entry(
            ":set OPTION VALUE",
            "From here on the option has this value, as after set at the prompt; what the prompt saves can "
            "be run.",
        ),
        Entry(
            "Refusals",
            "A refusal names the file, the line and the column, as compilers do, and ends the file it is in; "
            "with --keep-going what follows is tried. With -o FILE nothing is written then.",
        ),
        Entry(
            "-f json",
            "Each answer is an object on a line, which says the line that it was asked on, and each refusal "
            "one with input, line and error: its message, hint, span (offsets in the input) and labels. They "
            "are written as soon as they are there, in the order of the input. Where standard error is a "
            "terminal and standard output is not, it shows how many there are so far.",
        ),
        "The answers of a program are one document with --standalone, and with -f numpy functions with "
        "numbers; both are written at its end.",
        Lines(
            "matcalc run --keep-going exercises.mc\n"
            "matcalc -f json --keep-going < exercises.mc | jq .latex"
        ),
    ),
)
