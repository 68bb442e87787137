"""The one place where everything is joined: settings in, an assistant out."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from pydantic import ValidationError

from bot.bureau.guided import GuidedBureau
from bot.bureau.protocol import Bureau
from bot.bureau.remote import RemoteBureau, WrongAddress
from bot.bureau.simulated.bureau import open_simulated
from bot.dialogs import DIALOGS, WITHOUT_FILING
from bot.dialogs.desk import NOT_TOLD_IN_GROUPS, Desk
from bot.documents.ocr import PictureReader, can_read_pictures
from bot.engine.conversation import Conversation
from bot.engine.dialog import Context
from bot.engine.memory import MemoryConversations
from bot.engine.messages import Candidate, Inbound, Offer, Reply
from bot.engine.ports import Clock, Conversations, Session
from bot.engine.runner import Files, Runner
from bot.engine.turning import House
from bot.engine.walk import load_value
from bot.handlers.channels import channel_titles
from bot.services.answers import Answers
from bot.services.binder import Binder, KeepsBindings
from bot.services.employers import NO_EMPLOYERS, own_employers
from bot.services.filings import Filings
from bot.services.following import Journal, NoJournal, Whose
from bot.services.handover import PacketStore, PersonHandovers
from bot.services.library import Library, Snapshot
from bot.services.link_code import code_in
from bot.services.links import WEB, ChannelNames, KeepsLinks, Links
from bot.services.papers import Papers
from bot.services.receipts import NO_RECEIPTS, Receipts
from bot.services.reminders import Reminders
from bot.services.screenshots import Screenshots
from bot.services.sheets import SheetReader, Sheets
from bot.settings import Settings
from bot.store.batches import Batches
from bot.store.bindings import Binding
from bot.store.conversations import StoredConversations
from bot.store.keys import Keys, WrongKey, keys_from
from bot.store.outbox import Outbox
from bot.store.store import Store
from rules.parameters import Parameters

BEIJING = timezone(timedelta(hours=8))
PERSON_DIALOG = "reach_a_person"


@dataclass(frozen=True, slots=True)
class BeijingClock:
    """The real time; ``day`` puts another Beijing day in its place, for trying things out."""

    day: date | None = None

    def now(self) -> datetime:
        """The instant, in Beijing."""
        now = datetime.now(BEIJING)
        return now if self.day is None else datetime.combine(self.day, now.timetz())

    def today(self) -> date:
        """The Beijing calendar day."""
        return self.now().date()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Sets the desk that dialogs read, for each turn."""

    library: Library
    answers: Answers
    packets: PacketStore
    clock: Clock
    bureau: Bureau | None
    bindings: KeepsBindings
    journal: Journal
    reader: SheetReader | None
    batches: Batches | None
    receipts: Receipts
    outbox: Outbox | None
    files: Files | None
    links: KeepsLinks | None
    channel_names: ChannelNames
    channels_here: str

    def _recent_matter(self, conversation: Conversation) -> str:
        return self.answers.title(conversation.last_topic) if conversation.last_topic else ""

    async def context(self, session: Session, inbound: Inbound) -> Desk:
        """The desk for one turn."""
        conversation, snapshot = session.conversation, self.library.current
        filings = Filings(
            self.bureau,
            self.bindings,
            session.person,
            self.journal,
            inbound.address,
            snapshot.stamp,
            files=self.files,
        )
        binder = Binder(
            self.bureau,
            self.bindings,
            session.person,
            self.clock.now(),
            self.journal,
            Whose(session.person, inbound.address, snapshot.stamp),
        )
        employers = await own_employers(binder) if inbound.private else NO_EMPLOYERS
        return Desk(
            today=self.clock.today(),
            stamp=snapshot.stamp,
            recent_matter=self._recent_matter(conversation) if inbound.private else "",
            tried=_tried(conversation, inbound.private),
            catalogue=self.answers,
            handovers=PersonHandovers(self.packets, session.person, self.clock.now()),
            law=snapshot.law,
            filings=filings,
            binder=binder,
            demo=filings.demo,
            by_hand=filings.by_hand,
            portal=self.answers,
            sheets=Sheets(
                self.reader,
                self.batches,
                filings,
                session.person,
                inbound.address,
                Context(self.clock.today(), snapshot.stamp),
                self.clock.now(),
            ),
            receipts=self.receipts,
            papers=Papers(filings, self.files, self.receipts.base_url),
            reminders=Reminders(self.outbox, session.person, inbound.address, lambda: self.library.current.wordings),
            links=Links(
                self.links,
                session.person,
                inbound.address,
                inbound.private,
                lambda: self.library.current.wordings,
                self.channel_names,
            ),
            now=self.clock.now(),
            channels_here=self.channels_here,
            employers=employers,
            behalf=employers.current,
        )


def _tried(conversation: Conversation, private: bool) -> str:
    """What was gone through; a group does not hear what that was, since some of it was in private."""
    return "；".join(conversation.trail) if private or not conversation.trail else NOT_TOLD_IN_GROUPS


@dataclass(frozen=True, slots=True)
class Assistant:
    """The assistant, ready for turns."""

    runner: Runner
    library: Library
    answers: Answers
    clock: Clock


Watch = Callable[[Inbound, Reply, float], None]


def build_assistant(
    settings: Settings,
    conversations: Conversations,
    packets: PacketStore,
    clock: Clock | None = None,
    watch: Watch = lambda inbound, reply, seconds: None,
    look_each_turn: bool = True,
    files: Files | None = None,
    library: Library | None = None,
    bureau: Bureau | None = None,
    bindings: KeepsBindings | None = None,
    journal: Journal | None = None,
    reader: SheetReader | None = None,
    batches: Batches | None = None,
    receipts: Receipts = NO_RECEIPTS,
    outbox: Outbox | None = None,
    served: Sequence[str] = (WEB,),
) -> Assistant:
    """Joins the parts over a store of conversations, and a bureau to file with where there is one.

    With ``look_each_turn`` a turn looks itself whether data were edited; a server has a task for it instead. ``files``
    keeps the pictures that answers come with; ``served`` are the channels on which persons may go on.

    Raises:
        DataFault: the data folder does not check.
    """
    library = library or open_library(settings)
    answers = Answers(lambda: library.current)

    def current() -> Snapshot:
        return library.look() if look_each_turn else library.current

    clock = clock or BeijingClock()

    dialogs = DIALOGS if bureau is not None else WITHOUT_FILING
    reads_pictures = can_read_pictures()

    def house() -> House:
        wordings = current().wordings
        welcome = tuple(Candidate(topic, answers.title(topic), 0.0) for topic in wordings.welcome)
        progress = "filing_history" if bureau is not None else ""
        sheet = "batch_filing" if reader is not None else ""
        names = PERSON_DIALOG, welcome, progress, sheet
        return House(dialogs, answers, wordings.phrases, *names, link_sent, reads_pictures)

    names = ChannelNames(channel_titles())
    surroundings = Surroundings(
        library,
        answers,
        packets,
        clock,
        bureau,
        bindings or NoBindings(),
        journal or NoJournal(),
        reader,
        batches,
        receipts,
        outbox,
        files,
        conversations.links if isinstance(conversations, StoredConversations) else None,
        names,
        names.told(served, settings.public_url),
    )
    runner = Runner(house, conversations, surroundings, clock, watch, files)
    return Assistant(runner, library, answers, clock)


def link_sent(text: str, taken: bool = False) -> Offer | None:
    """What a message begins that has a code for linking channels in it; None where it has none.

    Where the open step takes the message, too (``taken``), the code must be written or named as one.
    """
    code = code_in(text, plainly=taken)
    return None if code is None else Offer("link_channels", {"way": "HAVE", "code": code})


def open_library(settings: Settings) -> Library:
    """The data folder's knowledge, texts and parameters.

    Raises:
        DataFault: the data folder does not check.
    """
    return Library(settings.data, knows_dialog, settings.region)


def knows_dialog(key: str, given: Mapping[str, str]) -> str | None:
    """What is wrong with a dialog's key, or with the answers that it is to start with; None where nothing is."""
    dialog = DIALOGS.get(key)
    if dialog is None:
        return f"没有叫 {key} 的办理流程；请改 dialog"
    for name, value in given.items():
        if name not in dialog.steps:
            return f"流程 {key} 没有叫 {name} 的步骤；请改 with"
        try:
            load_value(dialog.steps[name], value)
        except ValidationError:
            return f"流程 {key} 的步骤 {name} 没有 {value} 这个选项；请改 with"
    return None


class NoPackets:
    """Keeps no packets: for questions without a past."""

    async def keep_handover(self, request: str, person: str, packet: object, at: datetime) -> bool:
        """Forgets the packet."""
        return True


class NoBindings:
    """Keeps no bindings: where nobody files."""

    async def bind(self, person: str, binding: Binding) -> None:
        """Forgets the binding."""

    async def bindings(self, person: str) -> Sequence[Binding]:
        """None."""
        return ()

    async def switch(self, person: str, credit_code: str) -> bool:
        """There is nothing to switch to."""
        return False

    async def unbind(self, person: str, credit_code: str) -> bool:
        """There is nothing to take out."""
        return False


def passing_assistant(settings: Settings, clock: Clock | None = None) -> Assistant:
    """An assistant that keeps nothing."""
    return build_assistant(settings, MemoryConversations(), NoPackets(), clock)


def read_keys(settings: Settings) -> Keys:
    """The master key of the settings, or of the file under ``state``, made on the first run.

    Raises:
        WrongKey: there is no key where one should be.
    """
    settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    place, database = settings.state / "canbao.key", settings.state / "canbao.db"
    if not settings.key and not settings.database_url and database.exists() and not place.exists():
        raise WrongKey(f"{place} 不见了，数据库 {database} 要用它才打得开。请从备份放回；数据不要了，就把数据库移走")
    return keys_from(settings.key, settings.state / "canbao.key")


class WrongBureau(Exception):
    """The bureau that the settings name cannot be used so; says in Chinese how to mend it."""


async def open_bureau(
    settings: Settings, store: Store, law_of: Callable[[], Parameters], clock: Clock
) -> Bureau | None:
    """The bureau that the settings name; None where nobody can file.

    Raises:
        WrongBureau: a setting is missing or wrong, or a demonstration would be served under a public address without
            anybody having said so.
    """
    if settings.bureau == "none":
        return None
    if settings.bureau == "guided":
        return GuidedBureau(law_of, clock)
    if settings.bureau == "remote":
        return _remote(settings)
    if settings.public_url.startswith("https:") and not settings.demo:
        raise WrongBureau(
            "经办系统现在是演示（CANBAO_BUREAU=simulated），不能用在公开网址上："
            "正式用请设CANBAO_BUREAU=guided或remote；只想公开演示，请设CANBAO_DEMO=true"
        )
    key = read_keys(settings).fingerprint("bureau", "codes")
    return await open_simulated(store.database, law_of, clock, settings.data, key)


def _remote(settings: Settings) -> RemoteBureau:
    token = settings.bureau_token.get_secret_value()
    if not settings.bureau_url or not token:
        raise WrongBureau("CANBAO_BUREAU=remote 还要设CANBAO_BUREAU_URL和CANBAO_BUREAU_TOKEN")
    try:
        return RemoteBureau(settings.bureau_url, token)
    except WrongAddress as wrong:
        raise WrongBureau(str(wrong)) from wrong


@asynccontextmanager
async def open_screenshots() -> AsyncIterator[Screenshots]:
    """What looks at pictures; it reads them where the extra ``ocr`` is installed."""
    reader = PictureReader() if can_read_pictures() else None
    try:
        yield Screenshots(reader)
    finally:
        if reader is not None:
            await reader.close()


async def close_bureau(bureau: Bureau | None) -> None:
    """Closes connections that the bureau has of its own."""
    if isinstance(bureau, RemoteBureau):
        await bureau.close()


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """The store that the settings name, migrated as needed, closed at the end.

    Raises:
        WrongKey: the database belongs to another key.
        StoreTrouble: the database did not answer.
    """
    old = os.umask(0o077)
    try:
        store = await Store.open(settings.database, read_keys(settings), settings.state / "uploads")
    finally:
        os.umask(old)
    try:
        yield store
    finally:
        await store.close()
