"""How a document differs from what it was woven into, as a unified diff without context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from matcalc.documents.weave import Change


def unified(name: str, changes: Sequence[Change]) -> str:
    """Empty where nothing differs."""
    return "".join(f"{line}\n" for line in _lines(name, changes)) if changes else ""


def _lines(name: str, changes: Sequence[Change]) -> Iterator[str]:
    yield f"--- {name}"
    yield f"+++ {name}"
    more = 0
    for change in changes:
        same = _same(change.old, change.new)
        old, new = change.old[same:], change.new[same:]
        behind = _same(old[::-1], new[::-1])
        old, new = old[: len(old) - behind], new[: len(new) - behind]
        line = change.line + same
        before, after = line - (not old), line + more - (not new)
        yield f"@@ -{before},{len(old)} +{after},{len(new)} @@ {change.query}"
        yield from (f"-{line}" for line in old)
        yield from (f"+{line}" for line in new)
        more += len(new) - len(old)


def _same(old: tuple[str, ...], new: tuple[str, ...]) -> int:
    """How many lines at the beginning are the same; none where only the ends of lines differ."""
    both = zip(old, new, strict=False)
    return 0 if old == new else sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))
