"""Results as plain JSON values: what commands print and the API sends."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from rules.month import Month
from rules.typed import label_of

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def as_json(result: object) -> Json:
    """Any rule's result, in JSON's own values.

    A dataclass becomes an object of its fields; an enum its value, with its Chinese label beside it under
    ``<field>_label``, and several of them under ``<field>_labels``. Days and months are ISO text; amounts are text,
    too, so that no cent is lost.

    Raises:
        TypeError: something in it has no plain form.
    """
    if result is None or (isinstance(result, (bool, int, str)) and not isinstance(result, Enum)):
        return result
    if isinstance(result, Enum):
        return as_json(result.value)
    if isinstance(result, Decimal):
        return f"{result:f}"
    if isinstance(result, (date, Month)):
        return str(result)
    if is_dataclass(result) and not isinstance(result, type):
        return _members({field.name: getattr(result, field.name) for field in fields(result)})
    if isinstance(result, Mapping):
        return _members({_key(key): value for key, value in result.items()})
    if isinstance(result, (tuple, list)):
        return [as_json(item) for item in result]
    if isinstance(result, (set, frozenset)):
        return [as_json(item) for item in sorted(result)]
    raise TypeError(f"{type(result).__name__} has no plain JSON form")


def _key(key: object) -> str:
    return str(key.value if isinstance(key, Enum) else key)


def _members(members: Mapping[str, object]) -> dict[str, Json]:
    plain: dict[str, Json] = {}
    for name, value in members.items():
        plain[name] = as_json(value)
        if isinstance(value, Enum):
            plain[f"{name}_label"] = label_of(value)
        elif isinstance(value, tuple) and value and all(isinstance(item, Enum) for item in value):
            plain[f"{name}_labels"] = [label_of(item) for item in value]
    return plain
