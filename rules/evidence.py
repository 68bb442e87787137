"""Where a result comes from, read off its explanation."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rules.explained import Because
from rules.series import Grade


class Reasoned:
    """A result whose ``sources`` are those of its ``because``, read off it when they are first asked for.

    A dataclass that builds on it declares ``sources: tuple[str, ...] = field(init=False)``.
    """

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name != "sources":
                raise AttributeError(f"{type(self).__name__} has no {name}")
            sources = sources_of(self.because)
            object.__setattr__(self, name, sources)
            return sources


def sources_of(because: Because) -> tuple[str, ...]:
    """Every source in the tree once, in the order it is told: guide and heading, or a parameter's document.

    What stands beside an unknown value is no source and is left out.
    """
    return tuple(dict.fromkeys(source for source in _sources(because) if source))


def _sources(because: Because) -> Iterator[str]:
    if because.used is None or because.used.value is not None:
        yield because.source
    for part in because.parts:
        yield from _sources(part)


def grades_of(because: Because) -> dict[str, str]:
    """The grade of each document that gave the value of a parameter in the tree; of several, the weakest."""
    grades: dict[str, str] = {}
    for grade, document in _graded(because):
        grades[document] = max(grade, grades.get(document, ""), key=_WEAKEST_LAST.index)
    return grades


_WEAKEST_LAST = ["", *(grade.value for grade in (Grade.GUIDE, Grade.OFFICIAL, Grade.REPUBLISHED, Grade.WEAK))]
_WEAKEST_LAST += [Grade.GENERAL.value, Grade.OURS.value]


def _graded(because: Because) -> Iterator[tuple[str, str]]:
    if because.used is not None and because.used.value is not None and because.used.grade is not None:
        yield because.used.grade, because.source
    for part in because.parts:
        yield from _graded(part)
