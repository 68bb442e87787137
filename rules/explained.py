"""What every rule gives back beside its numbers: why, what is left open, and from where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Protocol

from rules.parameters import Parameters, Value


@dataclass(frozen=True)
class Used:
    """A parameter as a rule used it: its value in force on ``day``, with the document and grade that say so.

    ``value`` is None where it is known to be unknown.
    """

    name: str
    label: str
    day: date
    value: Value | None
    document: str
    grade: str | None
    provisional: bool = False


@dataclass(frozen=True)
class Because:
    """One step of an explanation in Chinese: what follows, from which rule or parameter, resting on which steps."""

    says: str
    source: str = field(default_factory=str)
    used: Used | None = field(default_factory=lambda: None)
    parts: tuple[Because, ...] = field(default_factory=tuple)

    @staticmethod
    def later(make: Callable[[], Because]) -> Because:
        """The step that ``make`` gives, made when it is first looked at: most people never ask why.

        ``make`` is pure and raises nothing.
        """
        return _Later(make)

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The tree as indented lines, for 为什么？."""
        yield "　" * depth + self.says + (f"（{self.source}）" if self.source else "")
        for part in self.parts:
            yield from part.lines(depth + 1)


class _Later(Because):
    """A step not looked at yet. It becomes a plain ``Because`` as soon as it is."""

    def __init__(self, make: Callable[[], Because]) -> None:
        self.__dict__["_make"] = make

    def __getattr__(self, name: str) -> Any:
        if "_make" not in self.__dict__ or name.startswith("__"):
            raise AttributeError(name)
        made = self._made()
        return getattr(made, name)

    def __eq__(self, other: object) -> bool:
        return self._made() == other

    def __hash__(self) -> int:
        return hash(self._made())

    def __repr__(self) -> str:
        return repr(self._made())

    def __reduce__(self) -> tuple[Any, ...]:
        made = self._made()
        return Because, (made.says, made.source, made.used, made.parts)

    def _made(self) -> Because:
        """Makes the step and takes its place."""
        if type(self) is _Later:
            made = self.__dict__["_make"]()
            known = {each.name: getattr(made, each.name) for each in fields(made)}
            self.__dict__.clear()
            self.__dict__.update(known)
            object.__setattr__(self, "__class__", Because)
        return self


@dataclass(frozen=True)
class OpenPoint:
    """What the guides leave open: the question, how it may be read, and whom to ask. All in Chinese."""

    question: str
    readings: tuple[str, ...]
    ask: str = "参保地社保经办机构或12333"


class Explained(Protocol):
    """Every rule's result: a frozen dataclass with an enum ``outcome``, its numbers, and these."""

    @property
    def because(self) -> Because:
        """Why, as a tree."""
        ...

    @property
    def open_points(self) -> tuple[OpenPoint, ...]:
        """Readings that the guides leave open, where they make a difference here."""
        ...

    @property
    def sources(self) -> tuple[str, ...]:
        """Guide and heading, or document."""
        ...


def used(law: Parameters, name: str, day: date) -> Used:
    """The parameter as it stands on ``day``, for an explanation; an unknown value is named, not raised.

    Raises:
        ParameterMissing: no row has begun by ``day``.
    """
    row = law.row(name, day)
    grade = row.grade.value if row.grade else None
    return Used(name, law.by_name[name].label, day, row.value, row.document, grade, row.provisional)
