"""The command that looks over an installation and says what is in order, what to think of, and what to mend."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator

from bot.app import BeijingClock, WrongBureau, open_bureau, open_library, open_store
from bot.bureau.protocol import Outage
from bot.bureau.remote import RemoteBureau
from bot.doctor_channels import examine_channels
from bot.doctor_rasa import examine_rasa
from bot.documents.ocr import can_read_pictures
from bot.engine.ports import StoreTrouble
from bot.findings import Finding, Found
from bot.services.library import DataFault, Library
from bot.settings import Settings
from bot.store.database import UnusableDatabase
from bot.store.keys import WrongKey
from bot.store.migrations import HEAD, NewerDatabase
from bot.store.outbox_rows import State
from bot.store.store import Store
from bot.trouble import advice
from rules.calendar import window_on
from rules.parameters import ParameterMissing
from rules.telling import chinese_day


async def doctor(settings: Settings, asked: argparse.Namespace) -> int:
    """Prints every finding; the status is 1 where something has to be mended."""
    mend = False
    async for finding in _examine(settings):
        print(finding, flush=True)
        mend = mend or finding.found is Found.MEND
    print("有要修的，修好再启动。" if mend else "可以启动。")
    return 1 if mend else 0


async def _examine(settings: Settings) -> AsyncIterator[Finding]:
    library = None
    try:
        library = open_library(settings)
        knowledge, law = library.current.knowledge, library.current.law
        told = f"{len(knowledge.topics)}个主题、{len(knowledge.errors)}条报错，参数{law.id}（{settings.region}）"
        yield Finding(Found.GOOD, f"数据：{told}")
        yield _understanding(library)
        yield _window(library)
    except DataFault as fault:
        yield Finding(Found.MEND, f"数据：{fault.faults[0]}（共{len(fault.faults)}处）")
    yield _address(settings)
    yield _pictures()
    try:
        async with open_store(settings) as store:
            yield Finding(Found.GOOD, f"数据库：{store.database.dialect}，结构版本{HEAD}")
            yield _key(settings)
            yield await _outbox(store)
            if library is not None:
                yield await _bureau(settings, store, library)
        if library is not None:
            async for finding in examine_channels(settings, library):
                yield finding
        async for finding in examine_rasa():
            yield finding
    except (StoreTrouble, OSError) as trouble:
        yield Finding(Found.MEND, f"数据库：{advice(str(trouble))}")
    except WrongBureau:
        # Told above; without a bureau no channel can be opened.
        return
    except (WrongKey, NewerDatabase, UnusableDatabase) as fault:
        yield Finding(Found.MEND, f"数据库：{fault}")


def _understanding(library: Library) -> Finding:
    understanding = library.current.understanding
    if not understanding.is_learned:
        return Finding(Found.THINK, "理解：没有可用的训练文件，只按字面远近猜，错得多些；请运行 make train")
    meaning = "" if understanding.reads_meaning else "；本机没有句向量模型，口语问法会差一点"
    newer = understanding.newer_phrasings
    late = f"；有{newer}条问法是训练以后加的，已经生效，攒多了请运行 make train" if newer else ""
    return Finding(Found.GOOD, f"理解：用训练好的文件{meaning}{late}")


def _window(library: Library) -> Finding:
    today = BeijingClock().today()
    try:
        window = window_on(today, library.current.law)
    except ParameterMissing as missing:
        return Finding(Found.THINK, f"今天的申报期：{missing}")
    said = f"到{chinese_day(window.last_day)}" if window.open else "今天暂停申报"
    return Finding(Found.GOOD, f"今天的申报期：{said}")


def _address(settings: Settings) -> Finding:
    if settings.public_url.startswith("https:"):
        behind = "" if settings.trust_proxy else "；前面有反向代理的，还要设CANBAO_TRUST_PROXY=true"
        return Finding(Found.GOOD, f"网址：{settings.public_url}{behind}")
    if settings.host in ("127.0.0.1", "localhost", "::1"):
        return Finding(Found.GOOD, f"网址：只在本机，http://{settings.host}:{settings.port}")
    return Finding(Found.THINK, f"网址：在{settings.host}上没有https，说的话和证件号码会明文传；请放在https后面")


def _pictures() -> Finding:
    if can_read_pictures():
        return Finding(Found.GOOD, "图片：能读图上的字，第一张图来时才装载")
    return Finding(Found.THINK, "图片：没有装OCR，会请人把字打出来；要读图，请运行 pip install -e '.[ocr]'")


def _key(settings: Settings) -> Finding:
    place = settings.state / "canbao.key"
    if settings.key:
        return Finding(Found.GOOD, "主密钥：在CANBAO_KEY里，请另外存一份")
    return Finding(Found.GOOD, f"主密钥：{place}，请和数据库分开备份，丢了就都打不开")


async def _outbox(store: Store) -> Finding:
    counts = await store.outbox.counts()
    dead = counts[State.DEAD]
    if dead:
        return Finding(Found.THINK, f"发件箱：{dead}条发不出去，用 python -m bot outbox --dead 看")
    return Finding(Found.GOOD, f"发件箱：{counts[State.WAITING]}条在等")


async def _ask_remote(bureau: RemoteBureau) -> None:
    """Asks for a filing that there is not; raises ``Outage`` where nobody answers."""
    try:
        await bureau.status("doctor")
    finally:
        await bureau.close()


async def _bureau(settings: Settings, store: Store, library: Library) -> Finding:
    try:
        bureau = await open_bureau(settings, store, lambda: library.current.law, BeijingClock())
        if isinstance(bureau, RemoteBureau):
            await _ask_remote(bureau)
    except WrongBureau as fault:
        return Finding(Found.MEND, f"经办系统：{fault}")
    except Outage:
        return Finding(Found.MEND, "经办系统：没有回话，请检查地址和网络")
    told = {
        "simulated": "演示，只能试用；正式用请设CANBAO_BUREAU=guided或remote",
        "none": "没有接通，只问答，不申报",
    }.get(settings.bureau)
    return Finding(Found.THINK, f"经办系统：{told}") if told else Finding(Found.GOOD, f"经办系统：{settings.bureau}")
