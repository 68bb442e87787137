"""办理单: what a person who files by hand takes to the portal. It is never a receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from bot.dialogs.desk import Portal
from bot.documents.workbook_template import blank_workbook
from bot.engine.card import show_answer
from bot.engine.dialog import Dialog
from bot.engine.faces import columns_of
from bot.engine.messages import Made
from rules.duties import duty_calendar
from rules.duty_file import as_ics
from rules.parameters import Parameters

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BEIJING = timezone(timedelta(hours=8))
_DAYS = 40


def task_lines(
    dialog: type[Dialog], answers: Mapping[str, Any], portal: Portal, computed: tuple[str, ...]
) -> Iterator[str]:
    """Where to click, what to type into which field, and what the rules computed, line by line."""
    yield "一、登录网厅，打开："
    yield from portal.click_path(dialog.topic or "") or (f"办理{dialog.title}的页面（资料没有写菜单，以网厅为准）",)
    yield "二、照着填（网厅的栏目名可能不一样，以网厅为准）："
    yield from (f"{label}：{text}" for label, text in _filled(dialog, answers).items())
    if computed:
        yield "三、按规则算的，填完对一对，以网厅为准："
        yield from computed


def task_workbook(dialog: type[Dialog], answers: Mapping[str, Any]) -> Made:
    """The form's batch workbook with the answers filled in."""
    row = {column.name: show_answer(column.step, answers[column.name], True) for column in _known(dialog, answers)}
    return Made(f"{dialog.title}.xlsx", WORKBOOK, blank_workbook(dialog, [row]))


def window_reminder(today: date, law: Parameters) -> Made:
    """The coming weeks' duties as a file for calendar programs.

    Raises:
        ParameterMissing: the days are not known.
    """
    calendar = duty_calendar(today, today + timedelta(days=_DAYS), (), law)
    made = as_ics(calendar, datetime.combine(today, datetime.min.time(), _BEIJING))
    return Made("申报提醒.ics", "text/calendar", made.encode())


def _filled(dialog: type[Dialog], answers: Mapping[str, Any]) -> dict[str, str]:
    return {column.label: show_answer(column.step, answers[column.name], True) for column in _known(dialog, answers)}


def _known(dialog: type[Dialog], answers: Mapping[str, Any]) -> Iterator[Any]:
    return (column for column in columns_of(dialog) if answers.get(column.name) is not None)
