"""What each command does."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretBytes
from rich.console import Console

from bot.app import (
    Assistant,
    BeijingClock,
    build_assistant,
    close_bureau,
    knows_dialog,
    open_bureau,
    open_library,
    open_screenshots,
    open_store,
    read_keys,
)
from bot.audit_commands import audit as audit
from bot.bureau.papers import GivesPapers
from bot.bureau.protocol import Bureau
from bot.bureau.simulated.bureau import SimulatedBureau
from bot.calendar_commands import calendar as calendar
from bot.calendar_commands import duties as duties
from bot.demo_commands import demo as demo
from bot.dialogs import DIALOGS, FORMS
from bot.doctor_commands import doctor as doctor
from bot.engine.dialog import Context
from bot.engine.messages import Address, Option
from bot.engine.ports import Clock
from bot.engine.repair import step_at
from bot.evaluate_commands import evaluate as evaluate
from bot.handlers.web_settings import Rate, WebSettings
from bot.logs import set_up_logs
from bot.outbox_commands import outbox as outbox
from bot.services.answers import Answers
from bot.services.batch_reviews import BatchReviews
from bot.services.batching import Batching
from bot.services.demo_panel import DemoPanel
from bot.services.files import AddressFiles
from bot.services.following import Following, KeptJournal
from bot.services.forms import Forms
from bot.services.intake import Intake
from bot.services.library import Library, read_law
from bot.services.outbox import Dispatcher
from bot.services.receipts import Receipts, StatusDesk
from bot.services.report import make_report
from bot.services.rulings import Rulings
from bot.services.sheets import SheetReader
from bot.services.unanswered import forget_each_day
from bot.services.watching import Watching
from bot.settings import ROOT, Settings
from bot.store.store import Store
from bot.unanswered_commands import unanswered as unanswered

DIALOG_FOLDER = ROOT / "bot" / "dialogs"


async def serve(settings: Settings, asked: argparse.Namespace) -> int:
    """The web chat, until told to stop."""
    from bot.handlers.demo_page import DemoPage, add_demo_page
    from bot.handlers.filing_page import FilingPage, add_filing_page
    from bot.handlers.forms_api import add_forms_api
    from bot.handlers.health import Health, add_health
    from bot.handlers.parameter_page import ParameterPages, add_parameter_pages
    from bot.handlers.rules_api import add_rules_api
    from bot.handlers.serving import PortTaken
    from bot.handlers.serving import serve as serve_app
    from bot.handlers.verify_page import VerifyPage, add_verify_page
    from bot.handlers.web import web_chat
    from bot.handlers.web_late import LateLine
    from bot.handlers.web_visitors import CHANNEL

    set_up_logs(settings.log_level)
    watching = Watching()
    async with open_store(settings) as store, open_screenshots() as screenshots:
        kept = store.conversations
        files = AddressFiles(kept, store.uploads)
        library, clock = open_library(settings), BeijingClock(asked.today)
        bureau = await open_bureau(settings, store, lambda: library.current.law, clock)
        assistant = build_assistant(
            settings,
            kept,
            store.handovers,
            clock,
            watching.turn,
            look_each_turn=False,
            files=files,
            library=library,
            bureau=bureau,
            bindings=store.bindings,
            journal=KeptJournal(store.followed, store.audit, clock),
            reader=(reader := SheetReader(store.uploads, FORMS)),
            batches=store.batches,
            receipts=(receipts := _receipts(settings)),
            outbox=store.outbox,
        )
        following = _following(store, bureau, clock, library)
        batching = _batching(store, reader, bureau, assistant)
        address = settings.public_url or f"http://{settings.host}:{settings.port}"
        web_settings = WebSettings(
            key=_cookie_key(settings),
            public_url=address,
            proxies=1 if settings.trust_proxy else 0,
            visitor_rate=_rate(settings.visitor_rate, 4),
            address_rate=_rate(settings.address_rate, 2),
        )
        late = LateLine(store.late, assistant.clock)
        intake = Intake(assistant.runner, files.keep_upload, screenshots)
        app = web_chat(assistant.runner, kept, files, intake.send, web_settings, assistant.clock, late=late)
        dispatcher = Dispatcher(store.outbox, {CHANNEL: late}, assistant.runner)
        rulings = Rulings(lambda: assistant.library.current.law, assistant.clock.today)
        add_rules_api(app, rulings, web_settings)
        add_forms_api(app, _forms(assistant), web_settings)
        add_health(app, Health(assistant.library, watching, store.ping, store.outbox.counts))
        add_parameter_pages(app, ParameterPages(assistant.library, assistant.clock))

        if isinstance(bureau, GivesPapers):
            add_verify_page(app, VerifyPage(bureau.verify_paper, clock.today, isinstance(bureau, SimulatedBureau)))
        if isinstance(bureau, SimulatedBureau):
            add_demo_page(app, DemoPage(DemoPanel(bureau, settings.data), address))

        if bureau is not None:
            statuses = StatusDesk(receipts, store.followed, bureau, clock)
            add_filing_page(app, FilingPage(statuses, isinstance(bureau, SimulatedBureau)))

        def ready() -> None:
            about = f"{_about(settings)}\n数据在 {settings.state}。"
            print(f"参保助手已启动：{address}\n{about}\n按 Ctrl-C 停止。", flush=True)

        try:
            await serve_app(
                app,
                settings.host,
                settings.port,
                assistant.library,
                ready,
                lambda: _together(
                    dispatcher,
                    following,
                    batching,
                    forget_each_day(store.questions, settings.keep_questions_days, clock),
                ),
            )
        except PortTaken as taken:
            print(f"端口用不了（{taken}）。换一个：make run PORT=8001", file=sys.stderr)
            return 1
        finally:
            await close_bureau(bureau)
    return 0


def _following(store: Store, bureau: Bureau | None, clock: Clock, library: Library) -> Following | None:
    if bureau is None:
        return None
    return Following(store.followed, store.audit, store.outbox, bureau, clock, lambda: library.current.wordings)


def _batching(store: Store, reader: SheetReader, bureau: Bureau | None, assistant: Assistant) -> Batching | None:
    if bureau is None:
        return None
    return Batching(
        store.batches,
        reader,
        store.uploads,
        bureau,
        store.audit,
        store.outbox,
        assistant.clock,
        lambda: assistant.library.current.wordings,
        assistant.answers,
    )


async def _together(
    dispatcher: Dispatcher, following: Following | None, batching: Batching | None, *others: Coroutine[Any, Any, None]
) -> None:
    """Sends what is late, follows filings and submits sheets, and does the ``others``, until cancelled."""
    async with asyncio.TaskGroup() as tasks:
        for other in others:
            tasks.create_task(other)
        tasks.create_task(dispatcher.run())
        if following is not None:
            tasks.create_task(following.run())
        if batching is not None:
            tasks.create_task(batching.run())
            tasks.create_task(BatchReviews(batching).run())


_ABOUT = "说明：这是自助助手，不是经办机构。能问答，能一步步带着办账号、授权、报错和申报；\n"
_FILES = {
    "simulated": "申报接的是演示经办系统，单位和人都是虚构的，办了什么都不算数。\n"
    "拿谁来试：网页 /demo，或 python -m bot demo。",
    "guided": "申报不接经办系统：做好办理单，由您自己在网厅提交。",
    "remote": "申报提交到接通的经办系统，提交前都请您核对。",
    "none": "没有接通经办系统，不会替您提交任何申报。",
}


def _about(settings: Settings) -> str:
    return _ABOUT + _FILES[settings.bureau]


def _rate(per_second: float, at_once: int) -> Rate | None:
    return Rate(per_second=per_second, burst=max(1, round(per_second * at_once))) if per_second else None


def _receipts(settings: Settings) -> Receipts:
    """Receipts whose codes open under the public address; the marks on them are of the master key."""
    keys = read_keys(settings)
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    return Receipts(address, lambda request: keys.fingerprint("receipt", request))


def _cookie_key(settings: Settings) -> SecretBytes:
    """What signs the web cookie: of the master key, so that it stays the same."""
    keys = read_keys(settings)
    return SecretBytes(keys.fingerprint("web", "cookie", "1") + keys.fingerprint("web", "cookie", "2"))


async def chat(settings: Settings, asked: argparse.Namespace) -> int:
    """A chat in the terminal; with ``--json`` lines for scripts."""
    from bot.handlers.received import Received
    from bot.handlers.terminal import CHANNEL, LateScreen, Line, Screen, read_lines, serve_json
    from bot.handlers.terminal import chat as chat_on

    set_up_logs("WARNING")
    async with open_store(settings) as store, open_screenshots() as screenshots:
        files = AddressFiles(store.conversations, store.uploads)
        clock = BeijingClock(asked.today)
        library = open_library(settings)
        bureau = await open_bureau(settings, store, lambda: library.current.law, clock)
        assistant = build_assistant(
            settings,
            store.conversations,
            store.handovers,
            clock,
            files=files,
            library=library,
            bureau=bureau,
            bindings=store.bindings,
            journal=KeptJournal(store.followed, store.audit, clock),
            reader=(reader := SheetReader(store.uploads, FORMS)),
            batches=store.batches,
            receipts=_receipts(settings),
            outbox=store.outbox,
        )
        following = _following(store, bureau, clock, library)
        batching = _batching(store, reader, bureau, assistant)

        async def shown(address: Address) -> tuple[Option, ...]:
            return (await store.conversations.load(address)).conversation.shown

        received = Received(files.open_upload, settings.state / "received")
        intake = Intake(assistant.runner, files.keep_upload, screenshots)
        line = Line(assistant.runner, shown, intake.send, Address(CHANNEL, asked.user), received)
        if asked.json:
            await serve_json(line, read_lines(), lambda text: print(text, flush=True))
        else:
            screen, person = Screen(), (await store.conversations.load(line.address)).person
            dispatcher = Dispatcher(store.outbox, {CHANNEL: LateScreen(screen, received)}, assistant.runner)
            reviews = BatchReviews(batching) if batching is not None else None

            async def late() -> int:
                if following is not None and batching is not None:
                    await following.look(person)
                    await batching.go_on()
                if reviews is not None:
                    await reviews.look()
                return await dispatcher.dispatch(person)

            await chat_on(line, screen, tuple(_about(settings).split("\n")), late)
    return 0


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


def _forms(assistant: Assistant) -> Forms:
    return Forms(FORMS, lambda: Context(assistant.clock.today(), assistant.library.current.stamp))


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
