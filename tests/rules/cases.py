"""Reads the rows of ``tests/cases/``: a sentence, what is given, what is expected, and the source."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parents[1] / "cases"


@dataclass(frozen=True)
class Case:
    """One row: what a rule gives for one set of facts."""

    sentence: str
    given: dict[str, Any]
    expect: dict[str, Any]
    source: str


def rows(rule: str) -> list[Any]:
    """The rows of ``tests/cases/<rule>.toml``, each named by its sentence."""
    text = (_FOLDER / f"{rule}.toml").read_text(encoding="utf-8")
    cases = [Case(**row) for row in tomllib.loads(text, parse_float=Decimal)["case"]]
    return [pytest.param(case, id=case.sentence) for case in cases]
