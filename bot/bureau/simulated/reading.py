"""Reads records from plain values, typed by a dataclass whose fields are ``Annotated`` with their Chinese labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, TypeVar, get_args, get_type_hints

from rules.identifiers import IdentityNumber, identity_number
from rules.money import yuan
from rules.typed import Misfit, read

T = TypeVar("T")


class Unreadable(ValueError):
    """What does not read: each fault with the field that it is about, in Chinese."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__("；".join(fault for _, fault in faults))
        self.faults = faults


def read_record(kind: type[T], given: Mapping[str, object]) -> T:
    """``given`` as the dataclass ``kind``; None and empty text count as not given, other keys are passed over.

    Raises:
        Unreadable: a field is missing or of another type; every one is named.
    """
    values: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    declaring: Any = kind
    for field in _declared(declaring):
        value = given.get(field.name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if field.required:
                faults.append((field.name, f"缺少“{field.label}”，请补上"))
            continue
        try:
            values[field.name] = _value(field.kind, value)
        except Misfit as misfit:
            faults.append((field.name, f"“{field.label}”{misfit}"))
        except ValueError as fault:
            faults.append((field.name, f"“{field.label}”不对：{str(fault).rstrip('。')}"))
    if faults:
        raise Unreadable(tuple(faults))
    return kind(**values)


@dataclass(frozen=True, slots=True)
class _Declared:
    name: str
    label: str
    kind: Any
    required: bool


@cache
def _declared(kind: Any) -> tuple[_Declared, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        _Declared(each.name, label, declared, each.default is MISSING)
        for each in fields(kind)
        for declared, label in [get_args(hints[each.name])]
    )


def _value(declared: Any, value: object) -> Any:
    if declared is IdentityNumber:
        return identity_number(str(value))
    if declared is str:
        return "".join(sign for sign in str(value) if sign.isprintable()).strip()
    found = _known(declared, value) if isinstance(value, str) else read(declared, value)
    return yuan(found) if isinstance(found, Decimal) else found


@lru_cache(maxsize=4096)
def _known(declared: Any, value: str) -> Any:
    """A workbook says the same few options and days thousands of times."""
    return read(declared, value)
