"""What can be asked at the prompt beside mathematics, drawn from the table of commands."""

from __future__ import annotations

from matcalc.manual.chapter import Chapter, Entry, Lines
from matcalc.notation.commands import COMMANDS

CHAPTER = Chapter(
    "commands",
    "the prompt",
    "the prompt and its commands",
    (
        "matcalc alone on a terminal, or matcalc repl, begins a conversation. Declarations and definitions "
        "stay, and a definition made anew flows into those that use it. Each answer has a number, which "
        "stands at its right: ans_3 is the third, _ and ans the last, in any expression.",
        Lines(
            "> w, x : vector(n)\n> u = w .* x\n> ∂u/∂w\n> latex\n> set layout denominator\n> save answers.mc"
        ),
        "A line whose first word is one of these is a command. ANSWER is _, ans or a name like ans_3; "
        "without it or an expression, the last answers are meant.",
        *(Entry(command.shown, command.summary) for command in COMMANDS),
        "A command's word that has been declared or defined is that name again, and what goes on as an "
        "expression or a statement is one: set = 3, set : vector(n), list + 1. A colon in front makes a "
        "command of any line, :list, and brackets make mathematics of it, (set x).",
        "What save writes is a program. It holds the lines that led to the session, and for options on which "
        "answers depend lines such as :set layout denominator, which may stand in any program, loaded "
        "or run. A line that is refused changes nothing, and neither does a file of which one line is.",
    ),
)
