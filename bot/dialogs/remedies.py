"""Remedies handed out one after the other: rules that tell whether there is one more to try."""

from __future__ import annotations

from bot.engine.choice import Choice


class Next(Choice):
    """Whether there is one more."""

    THERE = "还有"
    NONE = "没有了"


def has_note(note: str) -> Next:
    """Whether there is a note to forward."""
    return Next.THERE if note.strip() else Next.NONE


def has_first(remedies: tuple[str, ...]) -> Next:
    """Whether there is any remedy."""
    return _has(remedies, 1)


def has_second(remedies: tuple[str, ...]) -> Next:
    """Whether there is a remedy after the first."""
    return _has(remedies, 2)


def has_third(remedies: tuple[str, ...]) -> Next:
    """Whether there is a remedy after the second."""
    return _has(remedies, 3)


def _has(remedies: tuple[str, ...], count: int) -> Next:
    return Next.THERE if len(remedies) >= count else Next.NONE
