"""Typed values from text: what is typed on a command line or sent as JSON becomes what a rule asks for."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from rules.calendar import beijing_day
from rules.month import Month

Given = object
"""A value as it was given: text, or what JSON can hold, or already the type that is asked for."""

_DAY = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})[日号]?|([0-9]{4})([0-9]{2})([0-9]{2})")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})月?|([0-9]{4})([0-9]{2})")
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_TOO_LARGE = Decimal(10) ** 15
_TRUE = {"true", "yes", "y", "1", "是", "有", "对"}
_FALSE = {"false", "no", "n", "0", "否", "不是", "没有", "没", "无"}
_UNKNOWN = {"", "null", "none", "unknown", "不知道", "未知"}
_SEPARATOR = re.compile("[,，、;；]")
_WIDE_TO_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


class Misfit(ValueError):
    """What was given is not of the type; ``str`` says in Chinese what is wanted, never what was given."""


def read(kind: Any, given: Given) -> Any:
    """``given`` as ``kind``: a date, Month, Decimal, int, bool, str, bytes, enum, dataclass, list, or one of several.

    An enum is read by its value, its name, its Chinese label, or a part that only one label has; a list from a list,
    JSON, or text with commas; a dataclass from a mapping or JSON. Where ``kind`` allows None, “不知道” and an empty
    text are None.

    Raises:
        Misfit: it cannot be read so.
    """
    if options := alternatives(kind):
        return _one_of(options, given, optional(kind))
    if item := item_kind(kind):
        return tuple(read(item, each) for each in _items(given))
    if is_dataclass(kind) and isinstance(kind, type) and kind is not Month:
        return _record(kind, given)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _choice(kind, given)
    if type(given) is kind:
        return given
    return _READERS[kind](given)


def alternatives(kind: Any) -> tuple[Any, ...]:
    """The types of a union without None; empty where ``kind`` is no union."""
    if get_origin(kind) not in (Union, types.UnionType):
        return ()
    return tuple(option for option in get_args(kind) if option is not type(None))


def optional(kind: Any) -> bool:
    """Whether None is allowed."""
    return get_origin(kind) in (Union, types.UnionType) and type(None) in get_args(kind)


def item_kind(kind: Any) -> Any:
    """The type of a list's items; None where ``kind`` is no list."""
    if get_origin(kind) in (Sequence, Iterable, tuple, list, frozenset):
        return get_args(kind)[0]
    return None


def wanted(kind: Any) -> str:
    """What is wanted, with an example, in Chinese."""
    if options := alternatives(kind):
        return "，或".join(wanted(option) for option in options)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"这些当中的一个：{'、'.join(f'{member.value}（{label_of(member)}）' for member in kind)}"
    if item := item_kind(kind):
        return f"一组值，每一个是{wanted(item)}"
    if is_dataclass(kind) and kind is not Month:
        return f"一组项（{'、'.join(field.name for field in fields(kind))}），写成JSON"
    return _WANTED[kind]


def label_of(member: Enum) -> str:
    """An enum member's Chinese label, or its value where it has none."""
    return str(getattr(member, "label", member.value))


def _one_of(options: tuple[Any, ...], given: Given, may_be_none: bool) -> Any:
    if given is None or (isinstance(given, str) and may_be_none and given.strip().lower() in _UNKNOWN):
        if may_be_none:
            return None
        raise Misfit("不能空着")
    if len(options) == 1:
        return read(options[0], given)
    for option in options:
        try:
            return read(option, given)
        except Misfit:
            continue
    raise Misfit(f"须是{'，或'.join(wanted(option) for option in options)}")


def _items(given: Given) -> Sequence[Given]:
    if isinstance(given, str):
        text = given.strip()
        if text.startswith("["):
            return _items(_json(text))
        return [part for part in _SEPARATOR.split(text) if part.strip()]
    if isinstance(given, Sequence) and not isinstance(given, bytes):
        return given
    raise Misfit("须是一组值，写成JSON的方括号，或用顿号隔开")


def _record(kind: Any, given: Given) -> Any:
    if isinstance(given, kind):
        return given
    content = _json(given) if isinstance(given, str) else given
    if not isinstance(content, Mapping):
        raise Misfit(f"须是{wanted(kind)}")
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    if strange := [str(key) for key in content if key not in names]:
        raise Misfit(f"里没有“{strange[0][:20]}”这一项，可用的：{'、'.join(names)}")
    try:
        return kind(**{name: _member(hints[name], content, name) for name in names})
    except Misfit:
        raise
    except ValueError as error:
        raise Misfit(f"不合要求：{str(error).rstrip('。')}") from error


def _member(kind: Any, content: Mapping[str, Given], name: str) -> Any:
    if name not in content and not optional(kind):
        raise Misfit(f"里缺少“{name}”这一项")
    try:
        return read(kind, content.get(name))
    except Misfit as error:
        raise Misfit(f"的“{name}”{error}") from error


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Misfit("须是写对的JSON") from error


def _choice(kind: type[Enum], given: Given) -> Enum:
    if isinstance(given, kind):
        return given
    text = _folded(str(given))
    for member in kind:
        if text in (_folded(str(member.value)), _folded(member.name), _folded(label_of(member))):
            return member
    near = [member for member in kind if _is_near(text, _folded(label_of(member)))]
    if len(near) == 1:
        return near[0]
    raise Misfit(f"须是{wanted(kind)}")


def _folded(text: str) -> str:
    return re.sub(r"\s", "", text.translate(_WIDE_TO_NARROW)).lower()


def _is_near(text: str, label: str) -> bool:
    """Whether one is a part of the other: “增员” of a longer label, or a message with junk around it."""
    return len(text) >= 2 and (text in label or (len(label) >= 2 and label in text))


def _text(given: Given) -> str:
    if not isinstance(given, str):
        raise Misfit(f"须是{_WANTED[str]}")
    return given


def _narrow(given: Given, kind: Any) -> str:
    if isinstance(given, bool) or not isinstance(given, (str, int, float, Decimal)):
        raise Misfit(f"须是{_WANTED[kind]}")
    return re.sub(r"\s", "", str(given).translate(_WIDE_TO_NARROW))


def _day(given: Given) -> date:
    """A day; an instant that names its zone counts on its Beijing day."""
    if isinstance(given, str) and _INSTANT.fullmatch(given.strip()):
        return _beijing(given.strip())
    match = _DAY.fullmatch(_narrow(given, date))
    if match is None:
        raise Misfit(f"须是{_WANTED[date]}")
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        raise Misfit("不是日历上有的日子，请核对") from None


def _beijing(instant: str) -> date:
    try:
        return beijing_day(datetime.fromisoformat(instant))
    except (ValueError, OverflowError):
        raise Misfit("不是有的时刻，请核对") from None


def _month(given: Given) -> Month:
    match = _MONTH.fullmatch(_narrow(given, Month))
    if match is None:
        raise Misfit(f"须是{_WANTED[Month]}")
    year, month = (int(part) for part in match.groups() if part)
    try:
        return Month(year, month)
    except ValueError:
        raise Misfit("不是有的月份，请核对") from None


def _decimal(given: Given) -> Decimal:
    text = _narrow(given, Decimal).lstrip("¥￥").replace(",", "").removesuffix("元")
    factor = 10000 if text.endswith("万") else 1
    try:
        number = Decimal(text.removesuffix("万")) * factor
    except InvalidOperation:
        raise Misfit(f"须是{_WANTED[Decimal]}") from None
    if not number.is_finite() or abs(number) >= _TOO_LARGE:
        raise Misfit(f"须是{_WANTED[Decimal]}")
    return number


def _whole(given: Given) -> int:
    text = _narrow(given, int)
    if _WHOLE.fullmatch(text) is None:
        raise Misfit(f"须是{_WANTED[int]}")
    return int(text)


def _flag(given: Given) -> bool:
    text = str(given).strip().lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise Misfit(f"须是{_WANTED[bool]}")


def _bytes(given: Given) -> bytes:
    try:
        return bytes.fromhex(_text(given))
    except ValueError:
        raise Misfit(f"须是{_WANTED[bytes]}") from None


_READERS: dict[Any, Callable[[Given], Any]] = {
    date: _day,
    Month: _month,
    Decimal: _decimal,
    int: _whole,
    bool: _flag,
    str: _text,
    bytes: _bytes,
}
_WANTED = {
    date: "日期，如 2026-08-20",
    Month: "月份，如 2026-08",
    Decimal: "数，如 6000 或 4879.50",
    int: "整数，如 6",
    bool: "是或否",
    str: "文字",
    bytes: "十六进制的字节，如 25504446",
}
