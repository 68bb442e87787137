"""Checks of topics that the knowledge alone cannot make: texts of the day render, and dialogs exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from jinja2 import TemplateError

from bot.services.day_names import day_names, day_wording
from faq.knowledge import ErrorEntry, Knowledge, Topic
from rules.parameters import ParameterMissing, Parameters

_OPEN, _PAUSED = date(2026, 11, 22), date(2026, 12, 8)
_MOST_SIGNS = 3_000


def check_topics(
    knowledge: Knowledge,
    folder: Path,
    knows_dialog: Callable[[str, Mapping[str, str]], str | None],
    law: Parameters | None,
) -> Iterator[str]:
    """The faults, each with file, line, reason and mend."""
    for topic in knowledge.topics.values():
        path = folder / "topics" / f"{topic.id}.yaml"
        if law is not None and (wrong := _wrong_with_answer(topic, law)):
            yield f"{path}:{_line(path, 'answer:')}: {wrong}"
        if topic.dialog and (wrong := knows_dialog(topic.dialog, topic.start)):
            yield f"{path}:{_line(path, 'dialog:')}: {wrong}"
    for entry in knowledge.errors.values():
        path = folder / "errors" / f"{entry.id}.yaml"
        if entry.dialog and (wrong := knows_dialog(entry.dialog, {})):
            yield f"{path}:{_line(path, 'dialog:')}: {wrong}"
        if wrong := _wrong_with_sources(entry, knowledge):
            yield f"{path}:{_line(path, 'sources:')}: {wrong}"


def _wrong_with_answer(topic: Topic, law: Parameters) -> str | None:
    """What goes wrong when the answer is filled in for an open and for a paused day."""
    read = day_wording(topic.answer)
    if unknown := read.reads - {"today", "window"}:
        return f"回答里用了没有的变量 {'、'.join(sorted(unknown))}；可用的是 today 和 window"
    for day in (_OPEN, _PAUSED) if read.reads else ():
        try:
            said = read.render(day_names(day, law))
        except ParameterMissing:
            continue
        except (TemplateError, ArithmeticError, TypeError, ValueError, AttributeError) as error:
            return f"回答在{day}这天填不出来（{error}）；请检查花括号里的写法"
        if len(said) > _MOST_SIGNS:
            return f"回答填出来有{len(said)}个字，最多{_MOST_SIGNS}个；请缩短"
    if not read.reads and read.is_template:
        return "回答里的花括号没有用到 today 或 window；请去掉，或者改成要用的变量"
    return None


def _wrong_with_sources(entry: ErrorEntry, knowledge: Knowledge) -> str | None:
    missing = [source.guide for source in entry.sources if source.guide not in knowledge.guides]
    return f"没有编号为 {'、'.join(missing)} 的资料；请照 guides.yaml 改" if missing else None


def _line(path: Path, key: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(key)), 1)
