"""Classes of named fields, declared as with ``dataclass`` and made at a tenth of the price.

``dataclass`` compiles methods for every class, which for all of ours would take a fifth of the time of a
short answer. Here the classes share their methods, and differ in their slots only. A class of which many
are made gets a constructor of its own in time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, field
from itertools import count
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeVar, dataclass_transform

REQUIRED: Any = field()
MANY = 40
"""Records of a class that are made before its constructor is compiled, which takes as long as making them."""


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
class RecordType(type):
    """The class of the record classes: each annotation in one is a field, beside those of its base.

    ``field`` says of a field what a default cannot: ``kw_only``, ``default_factory``, and with
    ``compare=False`` that it is left out where values are compared and printed. In a class declared with
    ``frozen=False`` fields can be set.
    """

    # Places are those of the fields, the ones that can only be given by name last.
    _places: Mapping[str, int] = MappingProxyType({})
    _defaults: tuple[Any, ...] = ()  # a Field where there is none, or it is made each time
    _setters: tuple[Callable[[Any, Any], None], ...] = ()
    _values: Callable[[Any], Any]
    _told: tuple[str, ...] = ()  # the fields by which values are compared and printed
    _least = 0  # so many values, given without their names, leave none to be asked for or made
    _most = 0  # so many can be given without their names
    _frozen: bool
    _count: Iterator[int]  # of the records made before the constructor is compiled
    __match_args__ = ()

    def __new__(
        mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], frozen: bool = True
    ) -> RecordType:
        own = {key: namespace.pop(key, REQUIRED) for key in namespace.get("__annotations__", ())}
        namespace["__slots__"] = (*own, *namespace.get("__slots__", ()))
        if not frozen:
            namespace |= {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
        made = super().__new__(mcs, name, bases, namespace)
        made._frozen = frozen
        if own:
            made._add(own)
        return made

    def _add(cls, own: dict[str, Any]) -> None:
        named = [*cls._places][cls._most :]
        named += [name for name, given in own.items() if getattr(given, "kw_only", False) is True]
        positional = [*cls.__match_args__, *[name for name in own if name not in named]]
        defaults = {**dict(zip(cls._places, cls._defaults, strict=True)), **own}
        names = [*positional, *named]
        cls._places = {name: place for place, name in enumerate(names)}
        cls._defaults = tuple([_default(defaults[name]) for name in names])
        cls._setters = tuple([getattr(cls, name).__set__ for name in names])
        aside = {name for name, given in own.items() if isinstance(given, Field) and not given.compare}
        told = {*cls._told, *own} - aside
        cls._told = tuple([name for name in names if name in told])
        cls._values = attrgetter(*cls._told)
        cls._least = max(
            [place for place, given in enumerate(cls._defaults, 1) if isinstance(given, Field)], default=0
        )
        cls._most = len(positional)
        cls._count = count()
        type.__setattr__(cls, "__match_args__", tuple(positional))
        type.__setattr__(cls, "__init__", _init)

    def _compile(cls) -> None:
        """Give the class the constructor that ``dataclass`` would give it."""
        scope: dict[str, Any] = {}
        parameters, lines = ["self"], []
        for place, (name, given) in enumerate(zip(cls._places, cls._defaults, strict=True)):
            if place == cls._most:
                parameters.append("*")
            scope[f"_put{place}"], scope[f"_default{place}"] = cls._setters[place], given
            parameters.append(name if _is_required(given) else f"{name}=_default{place}")
            value = name
            if isinstance(given, Field) and not _is_required(given):
                value = f"_default{place}.default_factory() if {name} is _default{place} else {name}"
            lines.append(f"    _put{place}(self, {value})" if cls._frozen else f"    self.{name} = {value}")
        exec("\n".join([f"def __init__({', '.join(parameters)}):", *lines]), scope)
        type.__setattr__(cls, "__init__", scope["__init__"])

    def _bound(cls, args: tuple[Any, ...], named: dict[str, Any]) -> list[Any]:
        """The values of all fields, by place; TypeError where they are not what the class takes."""
        if len(args) > cls._most:
            raise TypeError(f"{cls.__name__} takes at most {cls._most} values without their names")
        values = [*args, *cls._defaults[len(args) :]]
        for name, value in named.items():
            place = cls._places.get(name, -1)
            if place < len(args):
                raise TypeError(f"{cls.__name__} takes no {name!r}, or has it already")
            values[place] = value
        for place in range(len(args), cls._least):
            value = values[place]
            if isinstance(value, Field):
                if value.default_factory is MISSING:
                    raise TypeError(f"{cls.__name__} takes a value for {[*cls._places][place]!r}")
                values[place] = value.default_factory()
        return values


def _default(given: Any) -> Any:
    return given.default if isinstance(given, Field) and given.default is not MISSING else given


def _is_required(given: Any) -> bool:
    return isinstance(given, Field) and given.default_factory is MISSING


def _init(self: Record, *args: Any, **named: Any) -> None:
    cls = type(self)
    if named or not cls._least <= len(args) <= cls._most:
        values: Any = cls._bound(args, named)
    else:
        values = args + cls._defaults[len(args) :]
    for put, value in zip(cls._setters, values):  # noqa: B905
        put(self, value)
    if next(cls._count) == MANY:
        cls._compile()


class Record(metaclass=RecordType):
    """Immutable, and equal to itself only."""

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change: replace() makes another")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change: replace() makes another")


class Value(Record):
    """Immutable, and equal to what has the same class and equal fields."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        values = type(self)._values
        return bool(values(self) == values(other))

    def __hash__(self) -> int:
        return hash(type(self)._values(self))

    def __repr__(self) -> str:
        fields = ", ".join([f"{name}={getattr(self, name)!r}" for name in type(self)._told])
        return f"{type(self).__name__}({fields})"


R = TypeVar("R", bound=Record)


def replace(record: R, **changes: Any) -> R:
    """The record with some fields changed; TypeError for what is no field of it."""
    cls = type(record)
    made = cls.__new__(cls)
    for name, put in zip(cls._places, cls._setters):  # noqa: B905
        put(made, changes.pop(name) if name in changes else getattr(record, name))
    if changes:
        raise TypeError(f"{cls.__name__} takes no {', '.join(changes)}")
    return made
