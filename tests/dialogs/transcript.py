"""Transcripts: what a person and the assistant say, read from text files and played through the real runner.

A file holds transcripts, each headed ``## 标题``. Lines: ``办：key`` starts a dialog (``办：key {"step": "MEMBER"}``
with answers), ``我：`` is typed, ``点：`` presses the option with that label, ``过：6h`` lets time pass,
``日：2026-12-08`` sets the day, ``换：key`` presses the offer of another dialog, ``文件：name`` sends a file
(``坏的….pdf`` is none), ``答：``
must be in the last reply (after what the line before it matched), ``不答：`` must not be, ``选：甲 | 乙`` are its
options in order, ``终：name`` is the closing just reached. ``系：演示`` opens the demonstration of the bureau,
``系：不回话``, ``系：丢回话`` (the next filing arrives, its reply does not), ``系：被抢先``, ``系：没权限了``,
``系：被收回``, ``系：已参保``, ``系：要审核``, ``系：当场办成``, ``系：出原件`` (papers come
with the bureau's file), ``系：不在这里给`` and ``系：回话`` set how it answers; ``系：记不住``
keeps nothing, ``系：手工`` leaves all filings to the person, ``系：不能提醒`` has nowhere
to send reminders; ``绑：credit-code operator`` binds them, ``码：`` types
the code that was sent last; ``表：key [rows]`` sends a workbook of that form;
``醒：`` must be in a reminder that is kept, which begins with its instant. ``群：`` is typed in a group,
``联：别人的码`` types a code that another channel gave, ``联：错码`` one that nobody gave,
``联：自己的码`` the one that was given here; ``系：别的渠道`` links another channel, ``系：刚关联`` is within a day
of it, ``系：只剩这里`` takes it off elsewhere, ``系：试多了`` is after too many codes,
``系：用掉了`` uses the other's code up, ``系：没有渠道`` has nothing to link,
``系：码重了`` finds each new code to be somebody's.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl

from bot.dialogs import FORMS
from bot.documents.workbook_cells import MARK_SHEET
from bot.documents.workbook_template import blank_workbook
from bot.engine.dialog import Registry
from bot.engine.messages import Address, FileRef
from bot.engine.turning import start_option
from bot.services.sheets import WORKBOOK
from bot.store.link_codes import Seen
from tests.dialogs.stage import OTHERS_CODE, WRONG_CODE, Stage


@dataclass(frozen=True)
class Transcript:
    """One conversation, with where it stands."""

    path: Path
    title: str
    lines: tuple[tuple[int, str], ...]

    def __str__(self) -> str:
        return f"{self.path.stem}: {self.title}"


def transcripts(folder: Path) -> Iterator[Transcript]:
    """Every transcript under the folder."""
    for path in sorted(folder.glob("*.txt")):
        title, lines = "", list[tuple[int, str]]()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if line.startswith("## "):
                if lines:
                    yield Transcript(path, title, tuple(lines))
                title, lines = line[3:].strip(), []
            elif line.strip() and not line.startswith("#"):
                lines.append((number, line))
        if lines:
            yield Transcript(path, title, tuple(lines))


MOODS = {
    "演示": "",
    "回话": "",
    "不回话": "silent",
    "丢回话": "loses",
    "被抢先": "late",
    "没权限了": "ended",
    "要审核": "reviews",
    "当场办成": "accepts",
    "已参保": "insured",
    "记不住": "",
    "被收回": "revoked",
    "出原件": "original",
    "不在这里给": "portal",
}


async def play(transcript: Transcript, dialogs: Registry) -> set[tuple[str, str]]:
    """Plays a transcript; gives the closings reached as (dialog, closing). Fails naming file and line."""
    stage = Stage(dialogs)
    rest = ""
    for number, line in transcript.lines:
        place = f"{transcript.path.name}:{number}: {line}"
        verb, _, what = re.sub("^([^:：]{1,3}):", r"\1：", line).partition("：")
        what = what.strip()
        if verb == "答":
            assert what in rest, f"{place}\nsaid: {stage.text}"
            rest = rest[rest.index(what) + len(what) :]
            continue
        if verb == "不答":
            assert what not in stage.text, f"{place}\nsaid: {stage.text}"
        elif verb == "选":
            assert [part.strip() for part in what.split("|")] == stage.labels, f"{place}\nwere: {stage.labels}"
        elif verb == "终":
            assert stage.closed and stage.closed[-1][1] == what, f"{place}\nclosed: {stage.closed}\nsaid: {stage.text}"
        else:
            await _do(stage, verb, what, place)
            rest = stage.text if stage.replies else ""
    return set(stage.closed)


async def _do(stage: Stage, verb: str, what: str, place: str) -> None:
    if verb == "办":
        key, _, given = what.partition(" ")
        await stage.send(choice=start_option(key, json.loads(given) if given else {}))
    elif verb == "我":
        await stage.say(what.replace("\\n", "\n"))
    elif verb in ("点", "换"):
        assert any(what in label for label in stage.labels), f"{place}\nwere: {stage.labels}"
        await stage.pick(what)
    elif verb == "过":
        match = re.fullmatch(r"(\d+)([hd])", what)
        assert match, place
        stage.clock.forward(hours=int(match[1]) * (24 if match[2] == "d" else 1))
    elif verb == "日":
        stage.clock.instant = stage.clock.instant.replace(**_year_month_day(what))
    elif verb == "系":
        await _switch(stage, what, place)
    elif verb == "绑":
        await stage.bind(*what.split())
    elif verb == "码":
        await stage.say((await (await stage.open_bureau()).bureau.demo_codes())[0].code)
    elif verb == "表":
        await stage.file(_sheet(stage, what))
    elif verb == "醒":
        kept = stage.outbox.put_in.values()
        reminders = [f"{one.not_before:%Y-%m-%d %H:%M} {one.content.messages[0]}" for one in kept]
        assert any(what in reminder for reminder in reminders), f"{place}\nwere: {reminders}"
    elif verb == "群":
        await stage.say(what, private=False)
    elif verb == "联":
        await stage.say(_link_code(stage, what))
    elif verb == "文件" and what.endswith(".pdf"):
        content = b"MZ no paper" if what.startswith("坏的") else b"%PDF-1.4 a paper"
        await stage.file(replace(stage.files.keep(what, content), kind="application/pdf"))
    elif verb == "文件":
        await stage.file(FileRef("f1", what, 1000, "image/jpeg"))
    else:
        raise AssertionError(f"{place}: unknown verb")


def _sheet(stage: Stage, what: str) -> FileRef:
    """A workbook: ``坏的``, ``丢了的``, or the form's key with its rows as JSON; after ``无记号`` without our mark."""
    if what == "坏的":
        return stage.files.keep("坏的.xlsx", b"no workbook at all")
    if what == "丢了的":
        return FileRef("gone", "丢了的.xlsx", 100, WORKBOOK)
    key, _, rows = what.removeprefix("无记号 ").partition(" ")
    content = blank_workbook(FORMS[key], json.loads(rows))
    if what.startswith("无记号"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        del book[MARK_SHEET]
        book.save(plain := io.BytesIO())
        content = plain.getvalue()
    return stage.files.keep("名单.xlsx", content)


def _link_code(stage: Stage, what: str) -> str:
    assert stage.links is not None
    own = [code for code, seen in stage.links.codes.known.items() if seen is Seen.OWN]
    return {"别人的码": OTHERS_CODE, "错码": WRONG_CODE, "自己的码": (*own, "")[0]}[what]


def _switch_links(stage: Stage, what: str) -> bool:
    assert stage.links is not None
    codes, met = stage.links.codes, stage.links.met
    if what == "没有渠道":
        stage.links = None
    elif what == "别的渠道":
        met.append(Address("telegram", "1000123456"))
    elif what == "刚关联":
        stage.links.just_linked = True
    elif what == "只剩这里":
        met.pop()
    elif what == "试多了":
        codes.known[WRONG_CODE] = Seen.TOO_MANY
    elif what == "用掉了":
        codes.known.pop(OTHERS_CODE)
    elif what == "码重了":
        codes.taken = True
    else:
        return False
    return True


async def _switch(stage: Stage, what: str, place: str) -> None:
    if _switch_links(stage, what):
        return
    if what == "手工":
        stage.guide()
        return
    if what == "不能提醒":
        stage.mute = True
        return
    bureau = await stage.open_bureau()
    assert what in MOODS, place
    bureau.mood, stage.kept.broken, stage.batches.broken = MOODS[what], what == "记不住", what == "记不住"
    stage.outbox.broken = what == "记不住"
    stage.links.codes.broken = stage.links.broken = what == "记不住"


def _year_month_day(text: str) -> dict[str, int]:
    return dict(zip(("year", "month", "day"), map(int, text.split("-")), strict=True))
