"""The table of what can be asked at the prompt beside mathematics; what each does is in ``repl.commands``."""

from __future__ import annotations

from typing import Literal

from matcalc.records import Value

Takes = Literal["", "name", "names", "asked", "steps", "copied", "file", "setting", "topic"]


class Command(Value):
    """words: what it is called by. usage: what may stand behind it, as it is shown. takes: what that is, to be
    completed. summary: what it does, in a few words."""

    words: tuple[str, ...]
    usage: str
    takes: Takes
    summary: str

    @property
    def name(self) -> str:
        """What it is called in a list."""
        return self.words[0]

    @property
    def shown(self) -> str:
        """How it is typed."""
        return f"{', '.join(self.words)} {self.usage}".rstrip()


ASKED = "[ANSWER|EXPR]"

COMMANDS: tuple[Command, ...] = (
    Command(("list",), "[answers]", "names", "what has been declared and defined, or the answers so far"),
    Command(("info",), "NAME", "name", "all about a name, a function, a rule, a symbol, an answer or a command"),
    Command(("undo",), "", "", "take back the last line that changed something"),
    Command(("redo",), "", "", "do again what was undone"),
    Command(("reset",), "", "", "forget all declarations, definitions and answers; options stay as they are"),
    Command(("save",), "FILE", "file", "write the session as a program, to be loaded or run"),
    Command(("load",), "FILE", "file", "enter the lines of a program; all of them, or none where one is refused"),
    Command(("set",), "[OPTION [VALUE]]", "setting", "change an option, show what it may be, or show all of them"),
    Command(("steps",), f"[brief|full|index] {ASKED}", "steps", "how an answer is found"),
    Command(("latex",), ASKED, "asked", "an answer in LaTeX"),
    Command(("unicode",), ASKED, "asked", "an answer on a line"),
    Command(("ascii",), ASKED, "asked", "an answer on a line of 7-bit characters"),
    Command(("table",), ASKED, "asked", "an answer with its entries"),
    Command(("code",), ASKED, "asked", "an answer as a Python function"),
    Command(("json",), ASKED, "asked", "an answer for programs"),
    Command(("check",), "EQUATION", "asked", "whether an equation is true"),
    Command(("graph",), ASKED, "asked", "the data-flow of what was asked"),
    Command(("copy",), f"[unicode|ascii|latex|code|json] {ASKED}", "copied", "an answer to the clipboard of the terminal"),
    Command(("help", "?"), "[TOPIC]", "topic", "this list, or a chapter of the manual, or a command"),
    Command(("quit", "exit"), "", "", "leave, as Ctrl-D does"),
)

WORDS: dict[str, Command] = {word: row for row in COMMANDS for word in row.words}
