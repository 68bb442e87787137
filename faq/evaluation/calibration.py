"""Whether what is said to be likely is right as often as it is said to be."""

from collections.abc import Sequence
from dataclasses import dataclass

from faq.evaluation.shares import Share

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Messages whose confidence is from ``low`` to under ``high``; the last bin holds 1 too."""

    low: float
    high: float
    confidence: float
    """Their mean confidence, 0 to 1."""
    right: Share


@dataclass(frozen=True)
class Calibration:
    """How confidence and being right agree; both figures are 0 at best and None of nothing."""

    brier: float | None
    """The mean squared distance of the confidence from 1 where it was right, from 0 where not."""
    ece: float | None
    """Expected calibration error: the bins' distance of mean confidence and share right, weighed by their size."""
    bins: tuple[Bin, ...]
    """Those in which there is anything, lowest first."""


def calibration(said: Sequence[tuple[float, bool]], bins: int = BINS) -> Calibration:
    """The calibration of pairs of a confidence, 0 to 1, and whether it was right, in ``bins`` of one width."""
    if not said:
        return Calibration(None, None, ())
    filled: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in said:
        filled.setdefault(min(bins - 1, int(confidence * bins)), []).append((confidence, right))
    made = tuple(_bin(number, filled[number], bins) for number in sorted(filled))
    brier = sum((confidence - right) ** 2 for confidence, right in said) / len(said)
    ece = sum(abs(each.confidence * each.right.of - each.right.hits) for each in made) / len(said)
    return Calibration(brier, ece, made)


def _bin(number: int, held: Sequence[tuple[float, bool]], bins: int) -> Bin:
    mean = sum(confidence for confidence, _ in held) / len(held)
    return Bin(number / bins, (number + 1) / bins, mean, Share(sum(right for _, right in held), len(held)))
