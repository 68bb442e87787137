"""Reads how the demonstration is set up: ``data/bureau/demo.toml``, and the portal's messages of ``data/errors/``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.bureau.simulated.deciding import House
from bot.bureau.simulated.demo_parts import DemoFault, Table
from rules.insurances import Insurance
from rules.insured_category import InsuredCategory, category_form
from rules.modules import Module
from rules.typed import Misfit, read

REVIEWABLE = (
    Module.INSURANCE_REGISTRATION,
    Module.PERSON_RECORD,
    Module.EMPLOYEE_ENROLLMENT,
    Module.PERSONNEL_ENROLLMENT,
    Module.COVERAGE_SUSPENSION,
)
"""The modules whose effect can wait for a review."""
NEEDED = {
    "already_enrolled_here", "ended_insurance", "flexible_employment", "household_registration_empty",
    "insured_elsewhere", "insured_here", "multiple_persons", "no_basic_info", "pension_already_insured",
    "police_interface", "police_mismatch", "retired_person", "unemployment_benefit_paid", "unit_info_failed",
}  # fmt: skip
"""The messages that the bureau says, by their ids in the error catalogue."""


def read_house(setup: Table, errors: Path) -> House:
    """The set-up, checked.

    Raises:
        DemoFault: something in it does not check.
    """
    region_code = setup.content.get("region_code")
    if not isinstance(region_code, str) or len(region_code) != 6 or not region_code.isdecimal():
        raise setup.fault("region_code 要写6位数字，加引号，如 \"321399\"。请改正")
    if unknown := sorted(set(setup.content) - {"region_code", "police_down", "reviews", "matched"}):
        raise setup.fault(f"不认识“{unknown[0]}”。可用的：region_code、police_down、reviews、matched；请改正或删去")
    return House(_messages(errors), _matched(setup), _reviews(setup), region_code)


def _messages(folder: Path) -> Mapping[str, str]:
    messages: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            entry = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
            messages[str(entry["id"])] = str(entry["message"])
        except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError) as error:
            raise DemoFault(path, "文件", "读不出 id 和 message。请照别的报错文件改") from error
    if missing := NEEDED - set(messages):
        raise DemoFault(folder, "文件夹", f"缺少报错 {'、'.join(sorted(missing))}，演示经办系统要引用。请补上文件")
    return messages


def _matched(setup: Table) -> Mapping[InsuredCategory, tuple[Insurance, ...]]:
    found = {
        _option(setup, InsuredCategory, key): tuple(_option(setup, Insurance, each) for each in value)
        for key, value in _pairs(setup, "matched")
    }
    for category in InsuredCategory:
        listed = category is not InsuredCategory.OTHER
        if listed and not category_form(category).insurances and not found.get(category):
            raise setup.fault(f"[matched] 缺少 {category.value}（{category.label}），指南没有写它的险种。请补上")
    return found


def _reviews(setup: Table) -> Mapping[Module, timedelta]:
    reviews = {}
    for key, minutes in _pairs(setup, "reviews"):
        module = _option(setup, Module, key)
        if module not in REVIEWABLE:
            can = "、".join(each.value for each in REVIEWABLE)
            raise setup.fault(f"[reviews] 的 {key}（{module.label}）不能设审核，可以设的：{can}。请删去")
        if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 <= minutes <= 100_000:
            raise setup.fault(f"[reviews] 的 {key} 要写分钟数，0至100000的整数。请改正")
        reviews[module] = timedelta(minutes=minutes)
    return reviews


def _pairs(setup: Table, name: str) -> list[tuple[str, Any]]:
    content = setup.content.get(name, {})
    if not isinstance(content, dict):
        raise setup.fault(f"“{name}”要写成一段 [{name}]")
    return list(content.items())


def _option(setup: Table, kind: Any, value: object) -> Any:
    try:
        return read(kind, value)
    except Misfit as misfit:
        raise setup.fault(f"“{value}”{misfit}。请改正") from misfit
