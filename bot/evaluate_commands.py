"""The command that says how well messages are understood, beside what is expected and beside plain methods."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from bot.app import BeijingClock
from bot.handlers.evaluation_forms import Chapter, markdown, print_evaluation
from bot.handlers.evaluation_pictures import draw_bars, draw_reliability
from bot.services.evaluation_json import plain_evaluations
from bot.services.evaluation_tables import (
    full_tables,
    noise_bars,
    part_title,
    part_warning,
    reliability,
    short_tables,
)
from bot.services.library import Library, Snapshot
from bot.settings import Settings
from faq.evaluation import evaluated
from faq.evaluation.baselines import BASELINES, Teaches, taught_from
from faq.evaluation.comparison import teach
from faq.evaluation.evaluated import Evaluation
from faq.evaluation.judged import Judged, judge
from faq.evaluation.messages import MessageFaults, read_messages
from faq.knowledge import Knowledge


async def evaluate(settings: Settings, asked: argparse.Namespace) -> int:
    """Prints the figures; with ``--report`` writes them with every failure and the pictures."""
    if asked.report is not None and not asked.report.parent.is_dir():
        print(f"没有文件夹 {asked.report.parent}，报告写不进去；请先建好，或改 --report。", file=sys.stderr)
        return 1
    snapshot = Library(settings.data, region=settings.region).current
    knowledge = snapshot.knowledge
    try:
        messages = read_messages(asked.files, knowledge.topics)
    except MessageFaults as fault:
        print("文件没有通过检查，没有评测：", *fault.faults, sep="\n  ", file=sys.stderr)
        return 1
    _warm(snapshot)
    judged = judge(messages, lambda message: snapshot.understanding)
    evaluations, missing = _beside(BASELINES if asked.baselines else {}, judged, knowledge)
    remarks = _remarks(asked.files, knowledge, missing)
    if asked.report is not None:
        _write(asked.report, evaluations, remarks)
    if asked.json:
        print(json.dumps(plain_evaluations(evaluations, knowledge.id, missing), ensure_ascii=False))
    else:
        chapters = [Chapter(part_title(each), part_warning(each), tuple(short_tables(each))) for each in evaluations]
        print_evaluation(chapters, remarks, Console())
    return 0


def _beside(
    methods: Mapping[str, Teaches], judged: Sequence[Judged], knowledge: Knowledge
) -> tuple[tuple[Evaluation, ...], tuple[str, ...]]:
    """The figures, those of the methods beside the assistant's, and what is said of methods that do not run here."""
    taught, missing = teach(methods, taught_from(knowledge), lambda name: _progress(f"教对照方法：{name}"))
    for said in missing:
        print(said, file=sys.stderr)
    if taught:
        _progress("对照方法逐条作答")
    return evaluated.evaluate(judged, taught), missing


def _write(path: Path, evaluations: Sequence[Evaluation], remarks: Sequence[str]) -> None:
    """The report, and each part's pictures beside it."""
    chapters = []
    for each in evaluations:
        place = path.with_name(f"{path.stem}-{each.part or 'all'}")
        curve, bars = place.with_name(f"{place.name}-calibration.svg"), place.with_name(f"{place.name}-noise.svg")
        draw_reliability(reliability(each), curve)
        draw_bars(noise_bars(each), bars)
        chapters.append(
            Chapter(part_title(each), part_warning(each), tuple(full_tables(each)), (curve.name, bars.name))
        )
    path.write_text(markdown("参保助手评测", chapters, remarks), "utf-8")


def _remarks(files: Sequence[Path], knowledge: Knowledge, missing: Sequence[str]) -> tuple[str, ...]:
    names = "、".join(path.name for path in files)
    return f"{BeijingClock().today()}，知识 {knowledge.id}，数据 {names}。", *missing


def _warm(snapshot: Snapshot) -> None:
    """Reads titles, so that what loads with the first question is no latency of a message."""
    for topic in snapshot.knowledge.topics.values():
        snapshot.understanding.understand(f"想问一句跟“{topic.title}”有关的")


def _progress(said: str) -> None:
    print(f"… {said}", file=sys.stderr, flush=True)
