"""What was recognized on a picture, put in the order in which people read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_LEAST_SCORE = 0.6


@dataclass(frozen=True, slots=True)
class Seen:
    """Words at a place, in dots from the left and the top; ``score`` from 0 to 1 is how surely they are read."""

    words: str
    score: float
    left: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of their middle."""
        return (self.top + self.bottom) / 2


def in_lines(seen: Iterable[Seen]) -> str:
    """The words from top to bottom, those of one height from left to right; what is hardly read is left out."""
    rows: list[list[Seen]] = []
    for each in sorted((s for s in seen if s.score >= _LEAST_SCORE and s.words.strip()), key=lambda s: s.middle):
        if rows and any(other.top < each.middle < other.bottom for other in rows[-1]):
            rows[-1].append(each)
        else:
            rows.append([each])
    return "\n".join("  ".join(s.words.strip() for s in sorted(row, key=lambda s: s.left)) for row in rows)
