"""Forms for programs: their schemas, their blank workbooks, and what is wrong with an entry. Nothing is filed here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.documents.workbook_template import blank_workbook
from bot.engine.dialog import Context, Dialog
from bot.engine.entries import EntryReader
from bot.engine.faces import Column, ColumnKind, columns_of
from bot.engine.form_schema import form_schema


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms by their keys; ``context`` is the day on which an entry is checked."""

    dialogs: Mapping[str, type[Dialog]]
    context: Callable[[], Context]

    def listed(self) -> list[dict[str, Any]]:
        """Every form: key, title, the topic of its filing module, and version."""
        return [
            {"key": form.key, "title": form.title, "topic": form.topic, "version": form.version}
            for form in self.dialogs.values()
        ]

    def schema(self, key: str) -> dict[str, Any] | None:
        """The form's JSON schema; None where there is no such form."""
        form = self.dialogs.get(key)
        return form_schema(form) if form else None

    def template(self, key: str) -> tuple[str, bytes] | None:
        """A name for the form's blank workbook, and the workbook."""
        form = self.dialogs.get(key)
        return (f"{form.title}批量模板.xlsx", blank_workbook(form)) if form else None

    def check(self, key: str, answers: Mapping[str, Any]) -> list[dict[str, str]] | None:
        """What is wrong with the answers, field by field: first its form, then what the form itself checks."""
        form = self.dialogs.get(key)
        if form is None:
            return None
        columns = {column.name: column for column in columns_of(form)}
        if unknown := [name for name in answers if name not in columns]:
            why = f"没有“{'”“'.join(unknown[:5])}”这样的栏目。"
            return [{"field": "", "label": "", "why": why, "mend": f"请只写这些：{'、'.join(columns)}。"}]
        misfits = [fault for name, value in answers.items() if (fault := _misfit(columns[name], value))]
        if misfits:
            return misfits
        entry = EntryReader(form, self.context()).read(
            {name: _text(columns[name], value) for name, value in answers.items()}
        )
        return [{"field": f.name, "label": f.heading, "why": f.cause, "mend": f.remedy} for f in entry.faults]


def _misfit(column: Column, value: Any) -> dict[str, str] | None:
    """What is wrong with the form of a value, as the schema has it; None where it fits."""
    names = {option.name for option in column.options}
    match column.kind:
        case ColumnKind.CHOICE:
            fits, mend = isinstance(value, str) and value in names, f"请写这些之一：{'、'.join(sorted(names))}。"
        case ColumnKind.CHOICES:
            fits = isinstance(value, list) and all(isinstance(each, str) and each in names for each in value)
            mend = f"请写成一组，每个是这些之一：{'、'.join(sorted(names))}。"
        case ColumnKind.FILES:
            fits, mend = isinstance(value, list) and all(isinstance(each, str) for each in value), "请写成一组文字。"
        case ColumnKind.COUNT:
            fits, mend = isinstance(value, int) and not isinstance(value, bool), "请写整数，不加引号。"
        case ColumnKind.DAY:
            fits, mend = isinstance(value, str) and _DAY.fullmatch(value) is not None, "请写成 \"2026-11-20\"。"
        case _:
            fits, mend = isinstance(value, str), "请写成文字，加引号；数额也是。"
    if fits:
        return None
    return {"field": column.name, "label": column.label, "why": "写法和表的要求不一样。", "mend": mend}


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _text(column: Column, value: Any) -> str:
    """A value of the schema as it would stand in a cell."""
    labels = {option.name: option.label for option in column.options}
    if isinstance(value, list):
        return "、".join(labels.get(str(each), str(each)) for each in value)
    return labels.get(value, str(value))
