"""How the line looks: the terminal's own colours, so that any theme suits."""

from __future__ import annotations

from prompt_toolkit.styles import Style

STYLE = Style.from_dict(
    {
        "mark": "bold",
        "number": "ansimagenta",
        "known": "bold",
        "function": "ansicyan",
        "operator": "ansiyellow",
        "keyword": "ansiblue",
        "command": "ansiblue bold",
        "comment": "ansibrightblack italic",
        "markup": "ansibrightblack",
        "wrong": "ansired",
        "mistake": "underline",
        "matching-bracket.cursor": "bold underline",
        "matching-bracket.other": "bold underline",
        "bottom-toolbar": "noreverse",
        "read": "ansibrightblack",
        "open": "ansibrightblack italic",
        "refused": "ansired",
        "auto-suggestion": "ansibrightblack",
    }
)
