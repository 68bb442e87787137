"""Entries of a form that come as a table: each is read by the same check that the chat asks with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final

from bot.engine.checks import Slip, fold, tidy
from bot.engine.dialog import Context, Dialog
from bot.engine.faces import Column, ColumnKind, columns_of, needed_when
from bot.engine.filling import heard_by
from bot.engine.needs import Demand
from bot.engine.signature import call_with, signature
from bot.engine.steps import Ask, Attach, ChooseMany

_BETWEEN: Final = re.compile(r"[、,，;；\n]+")
_REMEDY: Final = re.compile(r"^(?P<cause>.*?[，。；！])(?P<remedy>请[^。]*。?)$", re.DOTALL)
_MEND: Final = "请改好这一行再发。"
_MOST_KEPT: Final = 4096
_NOTHING: Final[Any] = object()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an entry: in which column (empty for the whole row), why, and what to do, in Chinese."""

    name: str
    heading: str
    cause: str
    remedy: str

    def __str__(self) -> str:
        lead = f"“{self.heading}”" if self.heading and not self.cause.startswith(self.heading) else ""
        lead += "：" if lead and self.cause.startswith("这个") else ""
        return f"{lead}{self.cause}{self.remedy}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One filled-in form: the answers that could be read, by field, and what is wrong with it."""

    answers: Mapping[str, Any] = field(repr=False)
    faults: tuple[Fault, ...]


def fault_of(column: Column, message: str) -> Fault:
    """The message of a ``Slip`` as a fault of the column, what to do taken apart from why."""
    match = _REMEDY.match(message)
    cause, remedy = (match["cause"], match["remedy"]) if match else (message, _MEND)
    return Fault(column.name, column.label, cause, remedy)


class EntryReader:
    """Reads entries of one form on one day; a column's last few thousand texts are not read twice."""

    def __init__(self, dialog: type[Dialog], context: Context) -> None:
        self.columns = columns_of(dialog)
        self._around = {field.name: getattr(context, field.name) for field in fields(context)}
        self._read = {column.name: _cached(_reader(column, context.today)) for column in self.columns}

    def read(self, cells: Mapping[str, str | Slip]) -> Entry:
        """The entry of the texts by field, where an empty text is no answer and a ``Slip`` was found before."""
        answers: dict[str, Any] = {}
        faults: list[Fault] = []
        for column in self.columns:
            cell = cells.get(column.name, "")
            value = cell if isinstance(cell, Slip) or not cell else self._value(column, cell, answers)
            if isinstance(value, Slip):
                faults.append(fault_of(column, value.message))
            elif value != "":
                answers[column.name] = value
        slipped = {fault.name for fault in faults}
        self._fill_in(answers, slipped)
        faults += [f for column in self.columns if column.name not in slipped and (f := self._judged(column, answers))]
        return Entry(answers, tuple(faults))

    def _value(self, column: Column, text: str, answers: Mapping[str, Any]) -> Any:
        """What the text says, or a ``Slip``: as in the chat, the step's own rule hears it beside the answers before it,
        where a value is typed before the check does, and after the options where one is chosen.
        """
        chosen = None if isinstance(column.step, Ask) else self._read[column.name](text)
        if chosen is not None and not isinstance(chosen, Slip):
            return chosen
        try:
            heard = heard_by(column.step, {**self._around, **answers}, text)
        except Slip as wrong:
            return wrong
        return heard if heard is not None else chosen or self._read[column.name](text)

    def _fill_in(self, answers: dict[str, Any], slipped: set[str]) -> None:
        """Answers what was left blank as the chat would, unasked, where that takes no more than the other answers."""
        for column in self.columns:
            rule = column.step.prefill
            if rule is None or column.name in answers or column.name in slipped:
                continue
            known = signature(rule).needs.keys() <= {*self._around, *answers}
            if known and column.need.beside(answers) is not Demand.UNASKED:
                value = call_with(rule, {**self._around, **answers})
                if value is not None:
                    answers[column.name] = value

    def _judged(self, column: Column, answers: Mapping[str, Any]) -> Fault | None:
        """What is wrong with the column in view of the other answers."""
        demand = column.need.beside(answers)
        if column.name not in answers:
            return self._missing(column) if demand is Demand.NEEDED else None
        if demand is Demand.UNASKED:
            return self._unasked(column, answers)
        rule = column.step.check
        if rule is None or not signature(rule).needs.keys() <= {*self._around, *answers}:
            return None
        wrong = call_with(rule, {**self._around, **answers})
        return fault_of(column, str(wrong)) if wrong else None

    def _missing(self, column: Column) -> Fault:
        when = "" if column.need.always else f"（{needed_when(self.columns, column)}）"
        return Fault(column.name, column.label, f"没有填{when}。", "请补上。")

    def _unasked(self, column: Column, answers: Mapping[str, Any]) -> Fault:
        other = next(one for one in self.columns if column.need.condition and one.name == column.need.condition.field)
        cause = f"与“{other.label}”的“{answers[other.name]}”合不上，那样不用填这一栏。"
        return Fault(column.name, column.label, cause, "请看哪一栏填错了：改好，或者把这一栏清空。")


def _reader(column: Column, today: date) -> Callable[[str], Any]:
    check, step = column.check, column.step
    if check is not None:
        return lambda text: check.parse(text, today)
    if isinstance(step, Attach):
        return lambda text: _file_names(text, step)
    named = {fold(wording): option for option in reversed(column.options) for wording in option.wordings}
    if column.kind is ColumnKind.CHOICE:
        return lambda text: _option(text, named, column)
    least = step.least if isinstance(step, ChooseMany) else 0
    return lambda text: _options(text, named, column, least)


def _cached(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """The reader with a memory; what it raises is given back."""
    known: dict[str, Any] = {}

    def cached(text: str) -> Any:
        value = known.get(text, _NOTHING)
        if value is _NOTHING:
            try:
                value = read(text)
            except Slip as slip:
                value = slip
            if len(known) < _MOST_KEPT:
                known[text] = value
        return value

    return cached


def _option(text: str, named: Mapping[str, Any], column: Column) -> Any:
    option = named.get(fold(text))
    if option is None:
        listed = "、".join(option.label for option in column.options)
        raise Slip(f"“{_short(text)}”不在可选项里。请从这些里选：{listed}。")
    return option


def _options(text: str, named: Mapping[str, Any], column: Column, least: int) -> tuple[Any, ...]:
    chosen = {_option(part, named, column) for part in _parts(text)}
    if len(chosen) < least:
        raise Slip(f"只选了{len(chosen)}项，至少{least}项。请补选，用“、”隔开。")
    return tuple(option for option in column.options if option in chosen)


def _file_names(text: str, step: Attach) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(_parts(text)))
    if not max(step.least, 1) <= len(names) <= step.most:
        raise Slip(f"写了{len(names)}个文件名，要{max(step.least, 1)}到{step.most}个。请改好，文件名之间用“、”隔开。")
    return names


def _parts(text: str) -> Sequence[str]:
    return [part for piece in _BETWEEN.split(text) if (part := tidy(piece))]


def _short(text: str) -> str:
    plain = " ".join(tidy(text).split())
    return plain if len(plain) <= 20 else f"{plain[:20]}…"
