"""How a document differs from what it was woven into, as a unified diff without context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.documents.weave import Change


def unified(name: str, changes: Sequence[Change]) -> str:
    """Empty where nothing differs."""
    return "".join(f"{line}\n" for line in _lines(name, changes)) if changes else ""


def _lines(name: str, changes: Sequence[Change]) -> Iterator[str]:
    yield f"--- {name}"
    yield f"+++ {name}"
    more = 0
    for change in changes:
        old, new = len(change.old), len(change.new)
        yield f"@@ -{change.line - (not old)},{old} +{change.line + more - (not new)},{new} @@ {change.query}"
        yield from (f"-{line}" for line in change.old)
        yield from (f"+{line}" for line in change.new)
        more += new - old
