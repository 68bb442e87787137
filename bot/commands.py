"""What each command does."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from bot.app import BeijingClock, knows_dialog, open_store
from bot.audit_commands import audit as audit
from bot.calendar_commands import calendar as calendar
from bot.calendar_commands import duties as duties
from bot.demo_commands import demo as demo
from bot.dialogs import DIALOGS, FORMS
from bot.doctor_commands import doctor as doctor
from bot.engine.dialog import Context
from bot.engine.repair import step_at
from bot.evaluate_commands import evaluate as evaluate
from bot.outbox_commands import outbox as outbox
from bot.services.answers import Answers
from bot.services.forms import Forms
from bot.services.library import Library, read_law
from bot.services.report import make_report
from bot.services.rulings import Rulings
from bot.settings import ROOT, Settings
from bot.unanswered_commands import unanswered as unanswered

DIALOG_FOLDER = ROOT / "bot" / "dialogs"


async def serve(settings: Settings, asked: argparse.Namespace) -> int:
    """The web chat and the channels that are set up, until told to stop."""
    from bot.serve_commands import serve as run

    return await run(settings, asked)


async def chat(settings: Settings, asked: argparse.Namespace) -> int:
    """A chat in the terminal; with ``--json`` lines for scripts."""
    from bot.chat_commands import chat as run

    return await run(settings, asked)


async def rasa(settings: Settings, asked: argparse.Namespace) -> int:
    """Rasa's action server, until told to stop."""
    from bot.rasa_commands import rasa as run

    return await run(settings, asked)


async def ask(settings: Settings, asked: argparse.Namespace) -> int:
    """Answers questions, each a conversation of its own."""
    library = Library(settings.data, region=settings.region)
    answers = Answers(lambda: library.look())
    clock = BeijingClock(asked.today)
    async for text in _questions(asked.text):
        answered = answers.ask(text, clock.today())
        if asked.json:
            print(json.dumps(answered, ensure_ascii=False), flush=True)
        else:
            print(answered["answer"], flush=True)
    return 0


async def _questions(text: str | None) -> AsyncIterator[str]:
    from bot.handlers.terminal import read_lines

    if text is not None:
        yield text
        return
    async for line in read_lines():
        if line.strip():
            yield _text_of(line).encode("utf-8", "replace").decode()


def _text_of(line: str) -> str:
    """The question on a line: the line itself, or ``text`` of the JSON object that it is."""
    if line.lstrip().startswith("{"):
        try:
            asked = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            return line
        if isinstance(asked, dict) and isinstance(asked.get("text"), str):
            return str(asked["text"])
    return line


async def rule(settings: Settings, asked: argparse.Namespace) -> int:
    """The rules by name, for people and scripts."""
    from bot.handlers.rule_command import run_rule_command

    law = read_law(settings.data, settings.region)
    return await run_rule_command(Rulings(lambda: law, BeijingClock().today), asked)


async def form(settings: Settings, asked: argparse.Namespace) -> int:
    """The forms, the JSON schema of one, or its blank workbook."""
    forms = Forms(FORMS, lambda: Context(BeijingClock().today(), ""))
    if not asked.key:
        for each in forms.listed():
            print(f"{each['key']:<20} {each['title']}")
        return 0
    schema, template = forms.schema(asked.key), forms.template(asked.key) if asked.template else None
    if schema is None:
        print(f"没有叫 {asked.key} 的表；python -m bot form 列出全部。", file=sys.stderr)
        return 1
    if template is not None:
        asked.template.write_bytes(template[1])
        print(f"{template[0]} 写在 {asked.template}")
    else:
        print(json.dumps(schema, ensure_ascii=False, indent=1))
    return 0


async def check(settings: Settings, asked: argparse.Namespace) -> int:
    """Checks all that is data or declared; dialogs checked themselves when they were imported."""
    library = Library(settings.data, knows_dialog, settings.region)
    knowledge = library.current.knowledge
    print(
        f"{len(list(DIALOGS))} dialogs, {len(knowledge.topics)} topics, {len(knowledge.errors)} error messages, "
        f"knowledge {knowledge.id}, parameters {library.current.law.id}: in order"
    )
    understanding = library.current.understanding
    by = "a trained file" if understanding.is_learned else "nearness only: there is no trained file (make train)"
    meaning = "with" if understanding.reads_meaning else "without"
    print(
        f"understanding: by {by}, {meaning} the sentence model, {understanding.newer_phrasings} phrasings newer than it"
    )
    return 0


async def draw(settings: Settings, asked: argparse.Namespace) -> int:
    """Writes the reading copies, or says which are stale."""
    from bot.engine.drawing import stale_copies, write_copies

    if asked.check:
        stale = stale_copies(DIALOGS, DIALOG_FOLDER)
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: python -m bot draw", file=sys.stderr)
        return 1 if stale else 0
    for path in write_copies(DIALOGS, DIALOG_FOLDER):
        print(path.relative_to(ROOT))
    return 0


async def report(settings: Settings, asked: argparse.Namespace) -> int:
    """What the hotline sees."""
    from bot.handlers.report_forms import draw_report, print_report, report_json

    clock = BeijingClock()
    last = asked.last or clock.today()
    first = asked.first or last - timedelta(days=29)
    if first > last:
        print(f"报表的第一天 {first} 在最后一天 {last} 之后，请改 --from 或 --to。", file=sys.stderr)
        return 1
    async with open_store(settings) as store:
        ended = await store.records.outcomes_between(first, last + timedelta(days=30))
        under_way = await store.records.open_matters()
        missed = await store.records.not_understood_between(first, last)
    library = Library(settings.data, region=settings.region)
    title = Answers(lambda: library.current).title
    made = make_report(ended, under_way, missed, first, last, clock.now(), title, _place)
    if asked.json:
        print(report_json(made))
    else:
        print_report(made, Console())
    if asked.picture:
        draw_report(made, Path(asked.picture))
    return 0


def _place(dialog: str, step: str) -> tuple[str, str]:
    """A dialog's title and a step's label, for the eye."""
    known = DIALOGS.get(dialog)
    at = step_at(known.steps, step) if known else None
    return (known.title if known else dialog), str(getattr(at, "label", "") or step)


async def handovers(settings: Settings, asked: argparse.Namespace) -> int:
    """The newest packets for a person, newest first."""
    async with open_store(settings) as store:
        for kept in await store.handovers.handovers(asked.most):
            packet = kept.packet
            print(f"{packet['number']}  {kept.at:%Y-%m-%d %H:%M}  {packet['matter']}")
            print(f"    试过：{packet['tried'] or '—'}    电话：{packet['mobile'] or '—'}")
    return 0
