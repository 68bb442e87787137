"""Writes ``rules/open_points.md``, the list of all that the guides leave open, from runs of the rules over the cases.

``python -m tests.rules.open_points`` writes it anew.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rules.explained import OpenPoint
from rules.listing import RULES, BadGiven, run_rule
from rules.parameters import ParameterMissing, Parameters, load_parameters

_ROOT = Path(__file__).parents[2]
COPY = _ROOT / "rules" / "open_points.md"
_TODAY = date(2026, 11, 22)
_AGES = {"birth_month": "birth_date", "post": "female_post", "category": "insured_category"}
_TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "filing_window": ("window_told", {}),
    "module": ("module_chooser", {}),
    "back_payment": ("back_payment", {}),
    "contribution_base": (
        "contribution_base",
        {"month": "contribution_month", "wage": "monthly_wage", "months": "months_worked_last_year"},
    ),
    "base_change": ("base_change", {"current": "current_base", "new": "new_base"}),
    "contribution_estimate": ("estimate", {"base": "contribution_base", "month": "contribution_month"}),
    "back_payment_estimate": ("back_payment_estimate", {}),
    "base_limits": ("base_limits", {}),
    "contribution_rates": ("contribution_rates", {}),
    "deadline": ("deadline", {}),
    "suspension": ("suspension", {}),
    "rollback": ("rollback", {}),
    "insured_category": ("insured_category", _AGES),
    "enrollment_age": ("enrollment_age", _AGES),
    "retirement_age": ("retirement_age", _AGES),
    "duty_calendar": ("duties", {}),
    "record_validity": ("record_validity", {}),
    "permission": ("permissions", {}),
    "attachment": ("attachments", {}),
    "identity_number": ("identity_number", {"text": "number"}),
    "credit_code": ("credit_code", {"text": "code"}),
    "mobile": ("mobile", {"text": "number"}),
    "person_name": ("names", {"text": "name"}),
    "password": ("password_strength", {}),
}
_HEAD = """# 没有写明的几点

指南和后来的资料没有写明、规则会告诉用户的每一点：问题、几种读法、问谁、哪些规则会说到。
日期和数额取自一个例子，随用户的情形而变。本页由 `python -m tests.rules.open_points` 生成，请不要手改。
"""


@dataclass
class Listed:
    """An open point as the first case told it, with every rule that tells it."""

    point: OpenPoint
    example: str
    rules: list[str] = field(default_factory=list)


def told_points(law: Parameters) -> Iterator[tuple[str, str, OpenPoint]]:
    """Every open point that a rule tells over its example and its cases: rule, the case's sentence, the point."""
    for name, entry in RULES.items():
        for sentence, given in (("规则自带的例子", entry.example_given()), *cases_of(name)):
            try:
                result = run_rule(name, given, law, _TODAY)
            except (BadGiven, ParameterMissing):
                continue
            for point in result.open_points:
                yield name, sentence, point


def listed_points(law: Parameters) -> list[Listed]:
    """Each open point once, whatever the days and amounts in it."""
    by_kind: dict[str, Listed] = {}
    for name, sentence, point in told_points(law):
        listed = by_kind.setdefault(re.sub(r"\d+", "", point.question), Listed(point, sentence))
        if name not in listed.rules:
            listed.rules.append(name)
    return list(by_kind.values())


def written(law: Parameters) -> str:
    """The reading copy's text."""
    parts = [_HEAD]
    for number, listed in enumerate(listed_points(law), 1):
        parts.append(f"\n## {number}. {listed.point.question}\n")
        parts += [f"- 读法：{reading}" for reading in listed.point.readings] or ["- 读法：资料里没有，不给答案。"]
        parts.append(f"- 问：{listed.point.ask}")
        parts.append(f"- 规则：{'、'.join(f'{RULES[name].label}（`{name}`）' for name in listed.rules)}")
        parts.append(f"- 例：{listed.example}")
    return "\n".join(parts) + "\n"


def cases_of(rule: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rule's rows as ``run_rule`` takes them: sentence and what is given."""
    if rule not in _TABLES:
        return
    table, names = _TABLES[rule]
    text = (_ROOT / "tests" / "cases" / f"{table}.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text, parse_float=Decimal)["case"]:
        given = {names.get(key, key): value for key, value in row["given"].items()}
        if "events" in given:
            given["events"] = [dict(zip(("day", "kind", "who"), each.split(), strict=True)) for each in given["events"]]
        yield row["sentence"], given


if __name__ == "__main__":
    COPY.write_text(written(load_parameters(_ROOT / "data" / "parameters" / "jiangsu")), encoding="utf-8")
    print(COPY.relative_to(_ROOT))
