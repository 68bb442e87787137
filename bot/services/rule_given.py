"""What is given to a rule, read strictly: one meaning, no broken signs, names in English or Chinese."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Never

from rules.listing import BadGiven, RuleEntry

__all__ = ["BadGiven", "is_secret", "one_of_each", "read_given", "strict_json"]

_DEEPEST = 8
_UNFIT = {"Cs", "Cc"}
_SPACES = "\t\n\r"


def strict_json(text: str) -> Any:
    """JSON with exact numbers, in which no key stands twice.

    Raises:
        BadGiven: it is not JSON, says NaN or Infinity, or repeats a key.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=one_of_each)
    except BadGiven:
        raise
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise BadGiven("不是写对的JSON。请检查引号、逗号和括号。") from error


def one_of_each(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Pairs as a mapping.

    Raises:
        BadGiven: a key stands twice.
    """
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadGiven("有一项写了两次，不知道以哪个为准。请每一项只写一次。", _safe(key))
        found[key] = value
    return found


def read_given(entry: RuleEntry, given: object) -> dict[str, Any]:
    """What is given to ``entry`` under its English names; lists of records that are written as JSON are opened.

    Raises:
        BadGiven: it is no mapping, a name is unknown or given twice, or a text holds broken or invisible signs.
    """
    if not isinstance(given, Mapping):
        raise BadGiven("给规则的值须是一组“名称：值”（JSON对象）。请写成花括号。")
    named = one_of_each((_name(entry, str(key)), value) for key, value in given.items())
    lists = {parameter.name for parameter in entry.parameters if parameter.members}
    opened = {key: _opened(value, key) if key in lists else value for key, value in named.items()}
    for key, value in opened.items():
        _check(value, key, 1)
    return opened


def is_secret(entry: RuleEntry) -> bool:
    """Whether a rule asks for something that must stand in no address and no message."""
    return any(parameter.name == "password" for parameter in entry.parameters)


def _name(entry: RuleEntry, key: str) -> str:
    names = {parameter.name for parameter in entry.parameters}
    labels = [(parameter.label, parameter.label.partition("（")[0], parameter.name) for parameter in entry.parameters]
    meant = [name for whole, short, name in labels if key in (whole, short)]
    if key in names or len(meant) == 1:
        return key if key in names else meant[0]
    told = "、".join(f"{name}（{label}）" for label, _, name in labels)
    strange = "" if is_secret(entry) else _safe(key)
    raise BadGiven(f"“{entry.label}”没有“{strange or '这个名称'}”这一项。请从这些当中选：{told}。", strange)


def _opened(value: Any, key: str) -> Any:
    if isinstance(value, str) and value.lstrip().startswith(("[", "{")):
        try:
            value = strict_json(value)
        except BadGiven as bad:
            raise BadGiven(bad.message_zh, key) from bad
    return [_opened(item, key) for item in value] if isinstance(value, list) else value


def _check(value: Any, key: str, depth: int) -> None:
    if depth > _DEEPEST:
        raise BadGiven("括号套得太深。请照例子写。", key)
    if isinstance(value, str) and any(map(_is_unfit, value)):
        raise BadGiven("有残缺的字符或看不见的控制符。请重新输入这一项。", key)
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    for item in inner:
        _check(item, key, depth + 1)
    if isinstance(value, Mapping):
        for name in value:
            _check(name, key, depth + 1)


def _is_unfit(sign: str) -> bool:
    return sign not in _SPACES and unicodedata.category(sign) in _UNFIT


def _safe(key: str) -> str:
    """A key for a message: short, and without signs that a screen would obey."""
    return "".join(sign for sign in key[:20] if unicodedata.category(sign) not in _UNFIT)


def _no_constant(name: str) -> Never:
    raise BadGiven("NaN和Infinity不是数。请写成普通的数。")
