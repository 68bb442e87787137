"""What every rule's explanation owes: checked the same way for all of them."""

import re
from collections.abc import Iterator

from rules.explained import Because, Explained, OpenPoint

_HALF_WIDTH = re.compile(r"(?<=[一-鿿]),|(?<=[一-鿿]);|,(?=[一-鿿])")


def steps(because: Because) -> Iterator[Because]:
    """Every step of the tree, the root first."""
    yield because
    for part in because.parts:
        yield from steps(part)


def check_explained(result: Explained) -> None:
    """The tree speaks whole sentences, names sources that the result lists, and open points say whom to ask."""
    told = list(steps(result.because))
    for step in told:
        assert step.says.endswith("。"), step.says
        assert not _HALF_WIDTH.search(step.says), step.says
    assert result.sources
    assert {step.source for step in told if step.source} <= set(result.sources)
    for point in result.open_points:
        assert point.question.endswith("。")
        assert point.ask
        assert all(reading.endswith("。") for reading in point.readings)
        assert len(set(point.readings)) == len(point.readings)


def questions_are(points: tuple[OpenPoint, ...], phrases: list[str]) -> bool:
    """Whether there is one open point for each phrase, in order, and no other."""
    pairs = list(zip(points, phrases, strict=False))
    return len(points) == len(phrases) and all(phrase in point.question for point, phrase in pairs)


def readings_of(points: tuple[OpenPoint, ...], phrase: str) -> tuple[str, ...]:
    """The readings of the one open point whose question holds ``phrase``."""
    (found,) = (point for point in points if phrase in point.question)
    return found.readings
