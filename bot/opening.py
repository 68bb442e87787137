"""Everything over one store, opened together: what serving and chatting both need."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.app import (
    Assistant,
    BeijingClock,
    Watch,
    build_assistant,
    close_bureau,
    open_bureau,
    open_library,
    open_screenshots,
    open_store,
    read_keys,
)
from bot.bureau.protocol import Bureau
from bot.dialogs import FORMS
from bot.engine.messages import Address, Option
from bot.engine.ports import Clock
from bot.services.batching import Batching
from bot.services.files import AddressFiles
from bot.services.following import Following, KeptJournal
from bot.services.intake import Intake
from bot.services.library import Library
from bot.services.links import WEB
from bot.services.receipts import Receipts
from bot.services.sheets import SheetReader
from bot.settings import Settings
from bot.store.store import Store

_ABOUT = "说明：这是自助助手，不是经办机构。能问答，能一步步带着办账号、授权、报错和申报；\n"
_FILES = {
    "simulated": "申报接的是演示经办系统，单位和人都是虚构的，办了什么都不算数。\n"
    "拿谁来试：网页 /demo，或 python -m bot demo。",
    "guided": "申报不接经办系统：做好办理单，由您自己在网厅提交。",
    "remote": "申报提交到接通的经办系统，提交前都请您核对。",
    "none": "没有接通经办系统，不会替您提交任何申报。",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """An assistant and what belongs to it. Without a bureau, nothing is followed and no sheet is submitted."""

    settings: Settings
    store: Store
    clock: Clock
    bureau: Bureau | None
    assistant: Assistant
    files: AddressFiles
    intake: Intake
    receipts: Receipts
    following: Following | None
    batching: Batching | None

    async def shown(self, address: Address) -> tuple[Option, ...]:
        """The options that the person met at the address sees now."""
        return (await self.store.conversations.load(address)).conversation.shown


@asynccontextmanager
async def open_all(
    settings: Settings,
    clock: Clock | None = None,
    watch: Watch = lambda inbound, reply, seconds: None,
    look_each_turn: bool = True,
    library: Library | None = None,
    served: Sequence[str] = (WEB,),
) -> AsyncIterator[Opened]:
    """Opens everything that the settings name, and closes it at the end.

    ``watch``, ``look_each_turn`` and ``served`` are as in ``build_assistant``; a ``library`` given is not read again.

    Raises:
        DataFault, WrongBureau, WrongKey, NewerDatabase, StoreTrouble: what is not in order.
    """
    library, clock = library or open_library(settings), clock or BeijingClock()
    async with open_store(settings) as store, open_screenshots() as screenshots:
        files = AddressFiles(store.conversations, store.uploads)
        bureau = await open_bureau(settings, store, lambda: library.current.law, clock)
        reader = SheetReader(store.uploads, FORMS)
        assistant = build_assistant(
            settings,
            store.conversations,
            store.handovers,
            clock,
            watch,
            look_each_turn,
            files=files,
            library=library,
            bureau=bureau,
            bindings=store.bindings,
            journal=KeptJournal(store.followed, store.audit, clock),
            reader=reader,
            batches=store.batches,
            receipts=(receipts := _receipts(settings)),
            outbox=store.outbox,
            served=served,
        )
        intake = Intake(assistant.runner, files.keep_upload, screenshots, FORMS)
        following = _following(store, bureau, clock, library)
        batching = _batching(store, reader, bureau, assistant)
        try:
            yield Opened(settings, store, clock, bureau, assistant, files, intake, receipts, following, batching)
        finally:
            await close_bureau(bureau)


def public_address(settings: Settings) -> str:
    """What links point to."""
    return settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"


def about(settings: Settings) -> str:
    """What the assistant is, and what stands behind filings: a few lines for the start."""
    return _ABOUT + _FILES[settings.bureau]


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


def _receipts(settings: Settings) -> Receipts:
    """Receipts whose codes open under the public address; the marks on them are of the master key."""
    keys = read_keys(settings)
    return Receipts(public_address(settings), lambda request: keys.fingerprint("receipt", request))
