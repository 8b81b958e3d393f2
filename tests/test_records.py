"""Records behave as frozen dataclasses do."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import field

import pytest

from matcalc.records import MANY, Record, Value, replace
from matcalc.terms import Apply, Name


class Base(Record):
    note: str | None = field(default=None, kw_only=True)


class Pair(Base):
    left: int
    right: int = 2


class Point(Value):
    x: int
    y: int = 0


class Marked(Point):
    mark: object = field(default=None, compare=False)


class Basket(Record, frozen=False):
    owner: str
    items: list[str] = field(default_factory=list)


@pytest.fixture(params=["few", "many"], scope="module", autouse=True)
def many(request: pytest.FixtureRequest) -> None:
    """Whether so many records have been made that their constructors are compiled."""
    for _ in range(2 * MANY if request.param == "many" else 0):
        Pair(1), Point(1), Marked(1), Basket("me")


def test_fields_are_given_by_place_or_by_name() -> None:
    for pair in (Pair(1, 3, note="n"), Pair(left=1, right=3, note="n"), Pair(1, note="n", right=3)):
        assert (pair.left, pair.right, pair.note) == (1, 3, "n")
    assert (Pair(1).right, Pair(1).note) == (2, None)


@pytest.mark.parametrize(
    "call",
    [
        lambda: Pair(),
        lambda: Pair(right=1),
        lambda: Pair(1, 2, "note"),
        lambda: Pair(1, left=1),
        lambda: Pair(1, middle=1),
        lambda: replace(Pair(1), middle=1),
    ],
)
def test_other_fields_are_refused(call: Callable[[], object]) -> None:
    with pytest.raises(TypeError):
        call()


def test_a_record_is_immutable_unless_declared_otherwise() -> None:
    pair = Pair(1)
    for change in (lambda: setattr(pair, "left", 2), lambda: delattr(pair, "left")):
        with pytest.raises(AttributeError):
            change()
    basket = Basket("me")
    basket.owner = "you"
    assert basket.owner == "you"
    with pytest.raises(AttributeError):
        basket.price = 1


def test_a_default_that_is_made_is_made_each_time() -> None:
    first, second = Basket("a"), Basket("b")
    first.items.append("apple")
    assert second.items == []


def test_records_equal_themselves_and_values_their_like() -> None:
    assert Pair(1) != Pair(1)
    assert Point(1) == Point(1, 0) != Point(2)
    assert len({Point(1), Point(x=1)}) == 1
    assert repr(Point(1)) == "Point(x=1, y=0)"


def test_a_field_may_be_left_out_of_what_is_compared_and_printed() -> None:
    assert Marked(1, mark="a") == Marked(1, mark="b") != Marked(2)
    assert Marked(1, mark="a").mark == "a"
    assert repr(Marked(1, mark="a")) == "Marked(x=1, y=0)"


def test_replace_makes_another() -> None:
    pair = Pair(1, note="n")
    other = replace(pair, left=5)
    assert (other.left, other.right, other.note, pair.left) == (5, 2, "n", 1)


def test_terms_match_by_place_and_can_be_watched() -> None:
    term = Apply("sin", (Name("x"),))
    match term:
        case Apply("sin", (Name(name),)):
            assert name == "x"
        case _:
            pytest.fail("no match")
    assert weakref.ref(term)() is term
