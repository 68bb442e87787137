"""The words of a year's filing calendar, which its picture and its text share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.documents.punctuation import full_width
from bot.documents.year_days import DayState, Run, YearDays
from rules.explained import Used
from rules.parameters import Grade, Parameters
from rules.telling import chinese_day

Cite = Callable[[str], str]
"""Names a document for users, such as ``002 §一`` by the guide's title."""

DISCLAIMER = "参保助手按查到的规定排出，不是经办机构的文件；以后有变动，以网厅通知为准。"


def title_of(year: int) -> str:
    """The calendar's title."""
    return f"{year}年社保申报日历"


def caption(run: Run, month_ends: bool) -> str:
    """What a picture says of a run beside its month: ``1–6日报11月``, ``11日起报12月``; empty where nothing is."""
    if run.state is DayState.UNKNOWN:
        return "没有查到申报期"
    if run.state not in (DayState.OPEN, DayState.OLD_OPEN):
        return ""
    when = f"{run.days[0].day.day}日起" if month_ends else run.span
    return when + (run.filed or run.state.label)


def captions(days: YearDays, month: int) -> tuple[str, ...]:
    """All captions of the month."""
    runs = days.runs(month)
    return tuple(said for run in runs if (said := caption(run, run is runs[-1])))


def month_line(days: YearDays, month: int) -> str:
    """The month in one line: ``12月：1–6日报12月；7–10日暂停申报；11–31日报次年1月``."""
    return f"{month}月：{'；'.join(f'{run.span}{run.filed or run.state.label}' for run in days.runs(month))}"


def gap_lines(days: YearDays) -> tuple[str, ...]:
    """Which days are missing, and whom to ask."""
    return tuple(
        full_width(
            f"{chinese_day(gap.first_day)}至{chinese_day(gap.last_day)}没有查到“{gap.label}”，不作推测，"
            f"请问{gap.whom_to_ask}。"
        )
        for gap in days.gaps
    )


def source_lines(days: YearDays, law: Parameters, cite: Cite) -> tuple[str, ...]:
    """The numbers behind the calendar with their documents and grades, each document once."""
    said: dict[tuple[str, str], list[str]] = {}
    for used in days.used:
        if used.value is not None:
            said.setdefault(_document(used, law, cite), []).append(_number(used, law))
    return tuple(
        full_width(f"{document}：{'；'.join(numbers)}。{note}") for (document, note), numbers in said.items()
    )


def text_lines(days: YearDays, law: Parameters, cite: Cite) -> Iterator[str]:
    """The whole calendar as lines."""
    yield title_of(days.year)
    yield from (month_line(days, month) for month in range(1, 13))
    yield from gap_lines(days)
    yield from (f"没有写明的：{question}" for question in days.questions)
    yield from (f"来源：{line}" for line in source_lines(days, law, cite))
    yield DISCLAIMER


def _document(used: Used, law: Parameters, cite: Cite) -> tuple[str, str]:
    grade = f"（{Grade(used.grade).label}）" if used.grade else ""
    return f"{cite(used.document)}{grade}", law.row(used.name, used.day).note


def _number(used: Used, law: Parameters) -> str:
    return f"{used.label}是{used.value}{law.by_name[used.name].unit.value}"
