"""Saved conversations: read, put on a stage, and walked to their end by whatever each step takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.dialogs import DIALOGS
from bot.dialogs.filing_steps import FilingDialog
from bot.engine.card import check_of
from bot.engine.checks import Slip
from bot.engine.conversation import Conversation, Origin, Run, dump_conversation, load_conversation
from bot.engine.memory import MemoryConversations
from bot.engine.messages import Address, FileRef, LateResult
from bot.engine.ports import Session
from bot.engine.repair import step_at
from bot.engine.runner import Runner
from bot.engine.steps import Ask, Attach, Step, Wait
from tests.dialogs.stage import OTHERS_CODE, Stage

FOLDER = Path(__file__).parent
SAMPLES = {
    "公民身份号码": "32139919800210041X",
    "公民身份号码或姓名": "32139919800210041X",
    "给谁": "全部",
    "手机号": "13800000000",
    "关联码": OTHERS_CODE,
    "回电手机号": "13800000000",
    "统一社会信用代码": "91110000600037341L",
}
"""What is typed where a check's example says how a value looks instead of being one."""


FACTORY = ("91321399MA000001AC", "321399198206060042")
EMPLOYED = {
    "transfer_dispatch": (("91321399MA000002AD", "321399198505050127"),),
    "register_insurance": (("91321399MA000007AJ", "321399197907070177"),),
    "enroll_in_project": (("91321399MA000009AL", "321399197212120190"),),
    "unbind_employer": (FACTORY,),
    "filing_history": (FACTORY,),
    "take_paper": (FACTORY,),
    "export_data": (FACTORY,),
    "my_calendar": (FACTORY,),
    "switch_employer": (("91321399MA000003AE", "321399198808080147"), ("91321399MA000004AF", "321399198808080147")),
}
"""For whom a dialog acts that is not for the factory, or that files nothing, and as whom."""
BEFORE = {"filing_history": ("suspend_coverage", "32139919800210041X", "辞职", "确认提交")}
"""What is done before, by a dialog and its answers, so that there is something to ask about."""
ON_PAUSED_DAYS = frozenset(["enroll_in_advance"])
"""Dialogs that are for the days on which filing is paused, and for no others."""
PASSING = frozenset(dialog.key for dialog in DIALOGS if dialog.passing)
NOT_LATER = ON_PAUSED_DAYS | {"filing_history"} | PASSING
"""Dialogs that weeks later are over, or have nothing more to ask: what they rest on is looked up anew."""


@dataclass(frozen=True)
class Flight:
    """A conversation as an earlier release kept it.

    ``open`` is the step where it opens now, ``kept`` what the person had said by address now: whoever renames or
    removes steps changes these two, never the conversation.
    """

    path: Path
    dialog: str
    version: int
    conversation: Conversation
    open: str
    kept: dict[str, Any]

    def __str__(self) -> str:
        return self.path.stem


class Holding(MemoryConversations):
    """A store that holds one conversation from before."""

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self._before = conversation

    async def load(self, address: Address) -> Session:
        session = await super().load(address)
        return session if session.revision else Session(session.person, self._before, 0)


def flights(folder: Path = FOLDER) -> Iterator[Flight]:
    """Every saved conversation in the folder; a file's name says its dialog and version."""
    for path in sorted(folder.glob("*.json")):
        dialog, version, _ = path.stem.split(".")
        saved = json.loads(path.read_text("utf-8"))
        conversation = load_conversation(json.dumps(saved["conversation"]).encode())
        yield Flight(path, dialog, int(version.removeprefix("v")), conversation, saved["open"], saved["kept"])


def write(stage: Stage, key: str, folder: Path = FOLDER) -> Path:
    """Saves where the stage stands as the next conversation of the dialog ``key``.

    Raises:
        ValueError: the dialog is not open there.
    """
    conversation, reply = stage.store.turns[-1].conversation, stage.replies[-1]
    run = conversation.active
    if run is None or run.dialog != key or reply.step is None:
        raise ValueError(f"{key} is not open after these answers: {stage.text}")
    stem = f"{key}.v{run.version}"
    number = 1 + len(list(folder.glob(f"{stem}.*.json")))
    saved = {"open": reply.step, "kept": kept(run), "conversation": json.loads(dump_conversation(conversation))}
    path = folder / f"{stem}.{number}.json"
    path.write_text(json.dumps(saved, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return path


def kept(run: Run) -> dict[str, Any]:
    """What the person said, by address."""
    return {address: given.value for address, given in run.given.items() if given.origin is Origin.SAID}


def stage_for(key: str) -> Stage:
    """A stage for the dialog: where it files, the person may file for an employer of the demonstration."""
    stage, dialog = Stage(DIALOGS), DIALOGS.get(key)
    if key == "my_channels" and stage.links is not None:
        stage.links.met.append(Address("telegram", "1000123456"))
    if dialog is not None and issubclass(dialog, FilingDialog):
        stage.employed = EMPLOYED.get(key, (FACTORY,))
    if key in ON_PAUSED_DAYS:
        stage.clock.instant = stage.clock.instant.replace(month=12, day=8)
    if key == "bind_employer":
        stage.guide()
    elif key in EMPLOYED:
        stage.employed = EMPLOYED[key]
    return stage


def on_stage(flight: Flight) -> Stage:
    """The present dialogs with the saved conversation in the store, a minute after it was kept."""
    stage = stage_for(flight.dialog)
    stage.store = Holding(flight.conversation)
    stage.runner = Runner(stage.house, stage.store, stage, stage.clock)
    assert flight.conversation.updated is not None
    stage.clock.instant = flight.conversation.updated + timedelta(minutes=1)
    return stage


async def finish(stage: Stage, run_id: str) -> None:
    """Answers whatever is asked until a closing is reached, be it to come back later; dialogs only go forward."""
    while (run := stage.store.turns[-1].conversation.active) is not None and run.id == run_id and not stage.closed:
        await _answer(stage, run)


async def _answer(stage: Stage, run: Run) -> None:
    reply = stage.replies[-1]
    assert reply.step is not None, f"nothing is asked: {stage.text}"
    step = _open_step(run, reply.step)
    own = [option for option in reply.options if option.id.startswith("answer|")]
    if isinstance(step, Wait):
        await stage.late(LateResult(run.id, reply.step, next(iter(step.targets)).name))
    elif isinstance(step, Attach) and not any(option.id.endswith("=done") for option in own):
        await stage.file(FileRef("f1", "样张", 1, step.kinds[0]))
    elif own:
        wanted = next((option for option in own if option.id.endswith("=done")), own[0])
        await stage.send(choice=wanted.id)
    else:
        await stage.say(_sample(stage, step))


def _open_step(run: Run, address: str) -> Step:
    dialog = DIALOGS.get(run.dialog)
    step = step_at(dialog.steps, address) if dialog else None
    assert step is not None, f"{run.dialog} has no step {address}"
    return step


def _sample(stage: Stage, step: Step) -> str:
    check = check_of(step)
    assert isinstance(step, Ask) and check is not None
    sample = SAMPLES.get(check.label) or check.example or "说明"
    try:
        check.parse(sample, stage.clock.today())
    except Slip as slip:
        raise AssertionError(f"add a sample for {check.label} to tests/in_flight/flight.py: {slip.message}") from slip
    return sample
