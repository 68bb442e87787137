"""Enums whose members carry their Chinese label."""

from enum import StrEnum


class Labelled(StrEnum):
    """An enum whose members carry their Chinese label: ``NAME = "value", "标签"``."""

    label: str

    def __new__(cls, value: str, label: str) -> "Labelled":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
