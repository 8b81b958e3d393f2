"""Work beside typing: the latest text counts."""

from __future__ import annotations

from threading import Event

from matcalc.repl.editor.background import Background

LIMIT = 10.0


def test_a_text_that_waits_gives_way_to_a_later_one() -> None:
    begun, go, done = Event(), Event(), Event()
    worked: list[str] = []

    def work(text: str) -> str:
        begun.set()
        assert go.wait(LIMIT)
        worked.append(text)
        return text.upper()

    def told() -> None:
        if worked[-1] == "c":
            done.set()

    background = Background(work, told, "")
    background.want("a")
    assert begun.wait(LIMIT)
    background.want("b")
    background.want("c")
    go.set()
    assert done.wait(LIMIT)
    assert worked == ["a", "c"]
    assert background.latest == ("c", "C")


def test_rest_waits_for_what_is_at_work_and_forgets_it() -> None:
    begun, go = Event(), Event()
    finished: list[str] = []

    def work(text: str) -> str:
        begun.set()
        assert go.wait(LIMIT)
        finished.append(text)
        return text

    background = Background(work, lambda: None, "nothing")
    background.want("a")
    assert begun.wait(LIMIT)
    background.want("b")
    go.set()
    background.rest()
    assert finished in (["a"], ["a", "b"])
    assert background.latest == ("", "nothing")


def test_what_fails_says_nothing() -> None:
    done = Event()

    def work(text: str) -> str:
        raise RuntimeError(text)

    background = Background(work, done.set, "nothing")
    background.want("a")
    assert done.wait(LIMIT)
    assert background.latest == ("a", "nothing")
