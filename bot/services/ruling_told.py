"""A rule's numbers for the eye: each with its Chinese name, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from bot.services.result_labels import UNTOLD, result_label
from rules.back_payment import MonthSpan
from rules.calendar import DayRange
from rules.month import Month
from rules.telling import chinese_day
from rules.typed import label_of


@dataclass(frozen=True, slots=True)
class Told:
    """One number: ``field`` names it for programs, ``label`` and ``text`` for people."""

    field: str
    label: str
    text: str


def told(rule: str, result: Any) -> tuple[Told, ...]:
    """The numbers of the result of ``rule``, without its outcome; what is empty or unknown is left out."""
    return tuple(_members(rule, result, "", "", frozenset({"outcome"})))


def _members(rule: str, record: Any, path: str, label: str, left_out: frozenset[str] = frozenset()) -> Iterator[Told]:
    for field in fields(record):
        if field.name not in UNTOLD | left_out:
            name = f"{label} · {result_label(rule, field.name)}" if label else result_label(rule, field.name)
            yield from _value(rule, getattr(record, field.name), f"{path}{field.name}", name)


def _value(rule: str, value: Any, path: str, label: str) -> Iterator[Told]:
    if value is None or value == () or value == "":
        return
    if is_dataclass(value) and _plain(value) is None:
        yield from _members(rule, value, f"{path}.", label)
    elif isinstance(value, tuple) and is_dataclass(value[0]) and _plain(value[0]) is None:
        for number, item in enumerate(value, 1):
            parts = _members(rule, item, "", "")
            yield Told(f"{path}.{number}", f"{label} {number}", "；".join(_said(part) for part in parts))
    else:
        yield Told(path, label, _text(value, path))


def _said(part: Told) -> str:
    return f"{part.label}：{part.text.rstrip('。')}"


def _text(value: Any, path: str) -> str:
    if isinstance(value, (tuple, frozenset)):
        texts = [_text(item, path) for item in value]
        return ("" if all(text.endswith("。") for text in texts) else "、").join(texts)
    if isinstance(value, Decimal) and path.endswith("_rate"):
        return f"{(value * 100).normalize():f}%"
    return _plain(value) or f"{value}"


def _plain(value: Any) -> str | None:
    """Values of one word; None for what has parts, or is as Python writes it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return chinese_day(value)
    if isinstance(value, DayRange):
        return f"{chinese_day(value.first_day)}至{chinese_day(value.last_day)}"
    if isinstance(value, Enum):
        return label_of(value)
    if isinstance(value, (Month, MonthSpan)):
        return value.label
    return f"{value:f}" if isinstance(value, Decimal) else None
