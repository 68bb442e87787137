"""What the pages of rules and their parameters show: plain words and numbers, checked against one snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta, timezone

from bot.documents.punctuation import full_width
from bot.services.citing import citing
from bot.services.library import Snapshot
from bot.services.parameter_history import History, history
from rules.entries import RuleEntry, RuleParameter
from rules.listing import RULES

__all__ = ["Asked", "History", "IndexShown", "ParameterShown", "RuleLink", "RuleShown", "UnknownRule"]
__all__ += ["rule_index", "rule_shown"]

_BEIJING = timezone(timedelta(hours=8))


class UnknownRule(LookupError):
    """There is no rule of this name."""


@dataclass(frozen=True, slots=True)
class RuleLink:
    """A rule to go to."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer that a rule asks for; ``choices`` are labels, and then ``wanted`` is empty."""

    label: str
    wanted: str
    required: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParameterShown:
    """A parameter with its history, and the rules that read it."""

    name: str
    history: History
    read_by: tuple[RuleLink, ...]


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule's page.

    Args:
        law_id, read_at: the version of the parameters, and when it was read, Beijing time.
        has_calendar: whether the year's filing calendar belongs to it.
    """

    name: str
    label: str
    asks: tuple[Asked, ...]
    parameters: tuple[ParameterShown, ...]
    has_calendar: bool
    law_id: str
    read_at: str


@dataclass(frozen=True, slots=True)
class IndexShown:
    """All rules with how many parameters they read, and all parameters."""

    rules: tuple[tuple[RuleLink, int], ...]
    parameters: tuple[ParameterShown, ...]
    law_id: str
    read_at: str


def rule_index(snapshot: Snapshot, today: date) -> IndexShown:
    """The index of rules and parameters, with the values of ``today``."""
    return IndexShown(
        rules=tuple((_link(entry), len(entry.law_names(snapshot.law))) for entry in RULES.values()),
        parameters=_parameters(snapshot.law.by_name, snapshot, today),
        law_id=snapshot.law.id,
        read_at=_read_at(snapshot),
    )


def rule_shown(name: str, snapshot: Snapshot, today: date) -> RuleShown:
    """The page of one rule.

    Raises:
        UnknownRule: there is none of this name.
    """
    entry = RULES.get(name)
    if entry is None:
        raise UnknownRule(name)
    return RuleShown(
        name=entry.name,
        label=entry.label,
        asks=tuple(_asked(parameter) for parameter in entry.parameters),
        parameters=_parameters(entry.law_names(snapshot.law), snapshot, today),
        has_calendar="filing" in entry.reads,
        law_id=snapshot.law.id,
        read_at=_read_at(snapshot),
    )


def _parameters(names: Iterable[str], snapshot: Snapshot, today: date) -> tuple[ParameterShown, ...]:
    cite = citing(snapshot.knowledge.guides)
    law = snapshot.law
    return tuple(
        ParameterShown(name, history(law.by_name[name], today, cite), _readers(name, snapshot)) for name in names
    )


def _readers(name: str, snapshot: Snapshot) -> tuple[RuleLink, ...]:
    return tuple(_link(entry) for entry in RULES.values() if name in entry.law_names(snapshot.law))


def _link(entry: RuleEntry) -> RuleLink:
    return RuleLink(entry.name, entry.label)


def _asked(parameter: RuleParameter) -> Asked:
    choices = tuple(label for _, label in parameter.choices)
    members = "、".join(member.label for member in parameter.members)
    wanted = f"一份名单，每人写：{members}" if members else "" if choices else parameter.wanted
    return Asked(full_width(parameter.label), wanted, parameter.required, choices)


def _read_at(snapshot: Snapshot) -> str:
    return f"{snapshot.read_at.astimezone(_BEIJING):%Y-%m-%d %H:%M}"
