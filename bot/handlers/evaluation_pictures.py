"""Pictures of how well messages are understood (SVG), which need nothing from outside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pygal

from bot.services.evaluation_tables import Bars, Reliability


def draw_reliability(told: Reliability, path: Path) -> None:
    """Draws how often a confidence was right; on the diagonal it says the truth."""
    ticks = [tenth / 10 for tenth in range(11)]
    chart = pygal.XY(
        title=told.title,
        x_title="平均可信度",
        y_title="实际对的比率",
        range=(0, 1),
        xrange=(0, 1),
        x_labels=ticks,
        y_labels=ticks,
        **_look(),
    )
    chart.add("说得准的线", [(0, 0), (1, 1)], show_dots=False, stroke_style={"dasharray": "4, 4"})
    for name, points in told.lines.items():
        chart.add(name, list(points), dots_size=4)
    chart.render_to_file(str(path))


def draw_bars(told: Bars, path: Path) -> None:
    """Draws percentages side by side; the number after each label is that of its messages."""
    chart = pygal.Bar(title=told.title, range=(0, 100), x_label_rotation=30, **_look())
    chart.x_labels = told.labels
    chart.value_formatter = lambda value: f"{value:.1f}%"
    for name, values in told.rows.items():
        chart.add(name, list(values))
    chart.render_to_file(str(path))


def _look() -> dict[str, Any]:
    style = pygal.style.CleanStyle(font_family="Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif")
    return {"js": [], "legend_at_bottom": True, "disable_xml_declaration": True, "style": style}
