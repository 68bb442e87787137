"""Promises about every rule's answers, over all their cases."""

from dataclasses import is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from rules.listing import RULES
from rules.parameters import Parameters
from tests.rules.explanations import COPY, answered, section


@pytest.mark.parametrize("name", RULES)
def test_the_copy_of_explanations_is_fresh(name: str, law: Parameters) -> None:
    """What an expert has read is what the rule says today: every step, source and reading, word by word."""
    fresh = section(name, law) in COPY.read_text(encoding="utf-8")
    assert fresh, "stale: python -m tests.rules.explanations"


@pytest.mark.parametrize("name", RULES)
def test_an_answer_holds_what_it_declares(name: str, law: Parameters) -> None:
    """Every field is of its type, down to the last step: no text, source or list is None where it must not be."""
    for each in answered(name, law):
        assert _fits(each.result, type(each.result)), each.sentence


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value is of the type, and so are all its fields and items."""
    inner = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        return any(_fits(value, option) for option in inner)
    if get_origin(kind) is tuple:
        kinds = (inner[0],) * len(value) if inner[-1] is Ellipsis else inner
        return isinstance(value, tuple) and all(map(_fits, value, kinds))
    if get_origin(kind):
        return isinstance(value, get_origin(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return isinstance(value, kind) and all(_fits(getattr(value, name), hint) for name, hint in hints.items())
    return isinstance(value, kind)
