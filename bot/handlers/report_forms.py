"""The hotline's report for the eye: a table in the terminal, a page of JSON, a picture (SVG)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import pygal
from rich.console import Console
from rich.table import Table

from bot.services.report import Report, Row

_COLUMNS = ("咨询", "解决", "没解决", "要人工", "离开", "进行中", "自助解决率")
_MOST_ROWS = 15


def print_report(report: Report, console: Console) -> None:
    """Prints the report as tables."""
    console.print(f"\n[b]参保助手报表[/b]  {report.first} 至 {report.last}", highlight=False)
    for title, rows in (
        ("按天", (*report.by_day, report.total)),
        ("按渠道", report.by_channel),
        ("按主题", report.by_topic[:_MOST_ROWS]),
    ):
        console.print(_table(title, rows))
    drop = Table(title="在哪一步离开", title_justify="left")
    for name in ("办理", "步骤", "次数"):
        drop.add_column(name, justify="right" if name == "次数" else "left")
    for one in report.drop_off[:_MOST_ROWS]:
        drop.add_row(one.dialog, one.step, str(one.count))
    console.print(drop)
    seen = "，python -m bot unanswered 按类列出" if report.unanswered else ""
    console.print(f"没听懂的问题：{report.unanswered} 条{seen}", highlight=False)


def _table(title: str, rows: Sequence[Row]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(title.removeprefix("按"), overflow="fold", ratio=1)
    for column in _COLUMNS:
        table.add_column(column, justify="right")
    for row in rows:
        counts = (row.contacts, row.solved, row.unsolved, row.person_wanted, row.left, row.under_way)
        table.add_row(row.name, *map(str, counts), f"{row.saved:.0%}")
    return table


def report_json(report: Report) -> str:
    """The report as JSON."""
    return json.dumps(dataclasses.asdict(report), ensure_ascii=False, indent=2, default=str)


def draw_report(report: Report, path: Path) -> None:
    """Draws contacts by day and outcome into an SVG file that needs nothing from outside."""
    chart = pygal.StackedBar(
        title=f"参保助手 {report.first} 至 {report.last}",
        js=[],
        disable_xml_declaration=True,
        x_label_rotation=45,
        style=pygal.style.CleanStyle(font_family="Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"),
    )
    chart.x_labels = [row.name for row in report.by_day]
    for name, column in (
        ("解决", "solved"),
        ("没解决", "unsolved"),
        ("要人工", "person_wanted"),
        ("离开", "left"),
        ("进行中", "under_way"),
    ):
        chart.add(name, [getattr(row, column) for row in report.by_day])
    chart.render_to_file(str(path))
