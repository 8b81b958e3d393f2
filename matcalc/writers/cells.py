"""Text measured in terminal cells: 1⃗ takes one, and so does 𝐱."""

from __future__ import annotations


def size(text: str) -> int:
    """How many cells the text takes."""
    from rich.cells import cell_len

    return cell_len(text)


def cut(text: str, width: int, ellipsis: str) -> str:
    """The text, its end replaced by an ellipsis if it takes more than ``width`` cells."""
    if size(text) <= width:
        return text
    from rich.cells import set_cell_size

    room = max(width - size(ellipsis), 0)
    return set_cell_size(text, room).rstrip() + ellipsis


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most ``width`` cells, broken at spaces; a longer word stays whole."""
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        cells = size(word)
        if line and used + 1 + cells > width:
            lines.append(line)
            line, used = word, cells
        else:
            line, used = (f"{line} {word}", used + 1 + cells) if line else (word, cells)
    return [*lines, line]


def hanging(head: str, text: str, width: int) -> list[str]:
    """The text behind ``head``, its further lines as far in."""
    indent = size(head)
    first, *rest = wrapped(text, width - indent)
    return [head + first, *(" " * indent + line for line in rest)]
