"""The rules as they are described to people and programs: for the list, the API and its OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, get_type_hints

from bot.services.result_labels import UNTOLD, result_label
from bot.services.rule_given import is_secret
from rules.listing import RULES, RuleEntry, RuleParameter
from rules.month import Month
from rules.parameters import Parameters
from rules.typed import alternatives, item_kind, label_of

_KINDS = {
    date: "date",
    Month: "month",
    Decimal: "number",
    int: "integer",
    bool: "boolean",
    str: "string",
    bytes: "hex",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A name for programs with its Chinese label."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class ParameterTold:
    """An answer that a rule asks for.

    Args:
        type: ``date``, ``month``, ``number``, ``integer``, ``boolean``, ``string``, ``hex``, ``choice``, ``list``, or
            two of them with a bar between.
        choices: where it is a choice.
        members: of each record, where it is a list.
    """

    name: str
    label: str
    type: str
    wanted: str
    required: bool
    secret: bool
    choices: tuple[Named, ...]
    members: tuple[ParameterTold, ...]


@dataclass(frozen=True, slots=True)
class RuleTold:
    """A rule.

    Args:
        example: as a command line writes it; ``example_given`` as JSON.
        time: the answer that is changed to ask for other days; empty where it has none.
        secret: whether something is asked for that must stand in no address.
        law: the parameters of the law that it may read.
        outcomes, numbers: what its result says.
    """

    name: str
    label: str
    about: str
    example: str
    example_given: dict[str, str]
    time: str
    secret: bool
    parameters: tuple[ParameterTold, ...]
    law: tuple[Named, ...]
    outcomes: tuple[Named, ...]
    numbers: tuple[Named, ...]


def describe_rules(law: Parameters) -> tuple[RuleTold, ...]:
    """All rules in their order, over ``law``."""
    return tuple(_rule(entry, law) for entry in RULES.values())


def _rule(entry: RuleEntry, law: Parameters) -> RuleTold:
    result = get_type_hints(entry.function)["return"]
    return RuleTold(
        name=entry.name,
        label=entry.label,
        about=entry.about.replace("``", ""),
        example=entry.example,
        example_given=entry.example_given(),
        time=entry.time.name if entry.time else "",
        secret=is_secret(entry),
        parameters=tuple(map(_parameter, entry.parameters)),
        law=tuple(Named(name, law.by_name[name].label) for name in entry.law_names(law)),
        outcomes=_members(get_type_hints(result)["outcome"]),
        numbers=tuple(_numbers(entry.name, result)),
    )


def _parameter(parameter: RuleParameter) -> ParameterTold:
    return ParameterTold(
        name=parameter.name,
        label=parameter.label,
        type=_type(parameter.kind),
        wanted=parameter.wanted,
        required=parameter.required,
        secret=parameter.name == "password",
        choices=tuple(Named(*choice) for choice in parameter.choices),
        members=tuple(map(_parameter, parameter.members)),
    )


def _type(kind: Any) -> str:
    if options := alternatives(kind):
        return "|".join(map(_type, options))
    if item_kind(kind):
        return "list"
    return _KINDS.get(kind, "choice")


def _members(kind: type[Enum]) -> tuple[Named, ...]:
    return tuple(Named(str(member.value), label_of(member)) for member in kind)


def _numbers(rule: str, result: Any) -> Iterable[Named]:
    for field in fields(result):
        if field.name not in UNTOLD | {"outcome"}:
            yield Named(field.name, result_label(rule, field.name))
