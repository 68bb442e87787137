"""Shares of counted things, how far they can be trusted, and what they aim at."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

_Z = 1.959964
"""Standard deviations on either side that hold 95 % of a normal distribution."""


@dataclass(frozen=True)
class Share:
    """``hits`` of ``of``."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share as a fraction; None of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % confidence interval by Wilson's score, as fractions; 0 to 1 of nothing."""
        if not self.of:
            return 0.0, 1.0
        share, spread = self.hits / self.of, _Z * _Z / self.of
        center = (share + spread / 2) / (1 + spread)
        half = sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
        return max(0.0, center - half), min(1.0, center + half)


def share_of(found: Iterable[bool]) -> Share:
    """How many of them are true."""
    counted = tuple(found)
    return Share(sum(counted), len(counted))


@dataclass(frozen=True)
class Aim:
    """What a share should be: ``bound`` or more, or less than ``bound`` where ``below``; a fraction."""

    bound: float
    below: bool = False

    def met(self, share: Share) -> bool | None:
        """Whether the share itself, not its interval, meets the aim; None where nothing was counted."""
        if share.value is None:
            return None
        return share.value < self.bound if self.below else share.value >= self.bound
