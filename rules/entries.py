"""A rule as an entry of the list: what it asks for, and how it is run on values given as text."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, get_type_hints

from rules.answer_labels import LABELS
from rules.explained import Explained
from rules.month import Month
from rules.parameters import Parameters
from rules.typed import Misfit, alternatives, item_kind, label_of, optional, read, wanted

_TODAY = ("today", "day", "filing_day")
_TIMES = (*_TODAY, "contribution_month")


class BadGiven(ValueError):
    """A rule cannot be run on what was given; ``message_zh`` says what is wrong, why, and what to do.

    It names answers and what they look like, never what was typed.
    """

    def __init__(self, message_zh: str, key: str = "") -> None:
        super().__init__(message_zh)
        self.message_zh = message_zh
        self.key = key


@dataclass(frozen=True)
class RuleParameter:
    """An answer that a rule asks for.

    Args:
        kind: its Python type.
        wanted: what it looks like, in Chinese.
        required: False where it may be left out: then it is unknown, or today.
        choices: value and Chinese label of each option, where there are options.
        members: of each item, where it is a list of records.
    """

    name: str
    label: str
    kind: Any
    wanted: str
    required: bool
    choices: tuple[tuple[str, str], ...]
    members: tuple[RuleParameter, ...]


@dataclass(frozen=True)
class RuleEntry:
    """A rule of the list.

    Args:
        name: for commands and the API.
        label: for users.
        reads: the parameters of the law that it reads, by the first part of their names.
        example: answers with which it gives a result, as a command line writes them.
    """

    name: str
    label: str
    function: Callable[..., Explained]
    reads: tuple[str, ...]
    example: str

    @property
    def parameters(self) -> tuple[RuleParameter, ...]:
        """The answers that it asks for, in order: without the law, and with a record of facts as its facts."""
        return _parameters(self.function)

    @property
    def time(self) -> RuleParameter | None:
        """The answer to change to ask the same for another time: its day, or else its month; None where it has none."""
        return next((each for name in _TIMES for each in self.parameters if each.name == name), None)

    @property
    def about(self) -> str:
        """The first line of what the rule says of itself."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    def example_given(self) -> dict[str, str]:
        """The example as ``run`` takes it."""
        return {key: value for key, _, value in (word.partition("=") for word in self.example.split())}

    def law_names(self, law: Parameters) -> tuple[str, ...]:
        """The parameters of ``law`` that it may read."""
        return tuple(name for name in law.by_name if name.partition(".")[0] in self.reads)

    def run(self, given: Mapping[str, object], law: Parameters, today: date) -> Explained:
        """Run the rule on values given as text or JSON; what is left out is unknown, or ``today`` where it is the day.

        Raises:
            BadGiven: something is missing, unknown, not of its type, or contradicts something else.
            ParameterMissing: as the rule.
        """
        self._check_keys(given)
        try:
            result: Explained = _call(self.function, given, law, today)
        except BadGiven:
            raise
        except ValueError as error:
            raise BadGiven(str(error)) from error
        return result

    def _check_keys(self, given: Mapping[str, object]) -> None:
        known = {parameter.name: parameter.label for parameter in self.parameters}
        for key in given:
            if key not in known:
                names = "、".join(f"{name}（{label}）" for name, label in known.items())
                raise BadGiven(f"“{self.label}”没有“{key[:20]}”这一项。请从这些当中选：{names}。", key[:20])


@cache
def _parameters(function: Callable[..., Any]) -> tuple[RuleParameter, ...]:
    return tuple(_each_parameter(function))


@cache
def _signature(function: Callable[..., Any]) -> tuple[tuple[str, Any, bool], ...]:
    """Name, type, and whether there is a default."""
    hints = get_type_hints(function)
    parameters = inspect.signature(function).parameters.values()
    return tuple((each.name, hints[each.name], each.default is not inspect.Parameter.empty) for each in parameters)


def _each_parameter(function: Callable[..., Any]) -> Iterator[RuleParameter]:
    for name, kind, has_default in _signature(function):
        if _is_record(kind):
            yield from _parameters(kind)
        elif kind is not Parameters:
            needed = not has_default and not optional(kind) and name not in _TODAY
            item = item_kind(kind)
            members = _parameters(item) if _is_record(item) else ()
            yield RuleParameter(name, LABELS[name], kind, wanted(kind), needed, _choices(kind), members)


def _call(function: Callable[..., Any], given: Mapping[str, object], law: Parameters, today: date) -> Any:
    arguments: dict[str, Any] = {}
    for name, kind, has_default in _signature(function):
        if kind is Parameters:
            arguments[name] = law
        elif _is_record(kind):
            arguments[name] = _call(kind, given, law, today)
        elif given.get(name) is not None:
            arguments[name] = _value(name, kind, given[name])
        elif name in _TODAY:
            arguments[name] = today
        elif not has_default:
            _check_may_be_unknown(name, kind)
            arguments[name] = None
    return function(**arguments)


def _value(name: str, kind: Any, given: object) -> Any:
    try:
        return read(kind, given)
    except Misfit as error:
        raise BadGiven(f"“{LABELS[name]}”（{name}）{error}。请改正后再试。", name) from error


def _check_may_be_unknown(name: str, kind: Any) -> None:
    if not optional(kind):
        raise BadGiven(f"还缺“{LABELS[name]}”（{name}）：{wanted(kind)}。请补上。", name)


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and is_dataclass(kind) and kind not in (Month, Parameters)


def _choices(kind: Any) -> tuple[tuple[str, str], ...]:
    """Value and label of each option, also of a list's items and of what may be unknown."""
    for one in (kind, item_kind(kind), *alternatives(kind)):
        if isinstance(one, type) and issubclass(one, Enum):
            return tuple((str(member.value), label_of(member)) for member in one)
    return ()
