"""Promises of ``rules.plain``."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

import pytest

from rules.explained import Because
from rules.identifiers import FaultKind, Sex
from rules.month import Month
from rules.plain import as_json


class Shade(Enum):
    """An enum without labels."""

    DARK = 1


@dataclass(frozen=True)
class Sample:
    """Every kind of value that a result may hold."""

    sex: Sex
    sexes: tuple[Sex, ...]
    none: tuple[Sex, ...]
    day: date
    month: Month
    amount: Decimal
    count: int
    flag: bool
    unknown: Sex | None
    by_sex: dict[Sex, Decimal]
    kinds: frozenset[str]
    because: Because


_SAMPLE = Sample(
    Sex.MALE,
    (Sex.MALE, Sex.FEMALE),
    (),
    date(2026, 2, 28),
    Month(2026, 2),
    Decimal("4952.10"),
    3,
    True,
    None,
    {Sex.FEMALE: Decimal("1E+3")},
    frozenset({"b", "a"}),
    Because("说明。", parts=(Because("一步。"),)),
)


def test_every_kind_of_value() -> None:
    """Each value has one plain form; enums have their labels beside them; amounts keep their cents and no exponent."""
    assert as_json(_SAMPLE) == {
        "sex": "male",
        "sex_label": "男",
        "sexes": ["male", "female"],
        "sexes_labels": ["男", "女"],
        "none": [],
        "day": "2026-02-28",
        "month": "2026-02",
        "amount": "4952.10",
        "count": 3,
        "flag": True,
        "unknown": None,
        "by_sex": {"female": "1000"},
        "kinds": ["a", "b"],
        "because": {
            "says": "说明。",
            "source": "",
            "used": None,
            "parts": [{"says": "一步。", "source": "", "used": None, "parts": []}],
        },
    }


def test_the_plain_form_is_json() -> None:
    """The standard encoder writes it, and reads the same back: no enum hides in it."""
    plain = as_json(_SAMPLE)
    assert json.loads(json.dumps(plain)) == plain
    assert isinstance(plain, dict)
    assert type(plain["sex"]) is str


def test_enums_without_labels() -> None:
    """An enum that has no label is called by its value."""
    assert as_json(Shade.DARK) == 1
    assert as_json({"shade": Shade.DARK, "kind": FaultKind.SIGN}) == {
        "shade": 1,
        "shade_label": "1",
        "kind": "sign",
        "kind_label": "sign",
    }


def test_what_has_no_plain_form_is_a_mistake_of_ours() -> None:
    """Something unforeseen is not silently written as its Python text."""
    with pytest.raises(TypeError, match="object"):
        as_json({"x": object()})
