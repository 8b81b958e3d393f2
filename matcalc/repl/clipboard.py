"""The clipboard of a terminal, which is written by an escape sequence.

OSC 52 is described in xterm's control sequences (ctlseqs): ESC ] 52 ; c ; text in base64, then BEL.
"""

from __future__ import annotations

from base64 import b64encode

LARGEST = 74_994
"""Bytes that terminals take: in base64, with what stands around it, they are 100 000."""

NO_CLIPBOARD = frozenset(("dumb", "linux"))
"""Types of terminals that would show the sequence instead."""


def sequence(text: str) -> str:
    """What puts a text in the clipboard, when it is written to the terminal."""
    return f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07"
