"""The dispatcher: every entry to its sender, in order, again until it is taken or cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.engine.messages import Address, Decision, FileRef, Inbound, LateResult, Reply
from bot.engine.ports import StoreTrouble
from bot.services.outbox import Delivered, Dispatcher, NotNow, Outcome, Pace, Parcel, Refused
from bot.store.keys import Keys
from bot.store.outbox import Outbox
from bot.store.outbox_rows import Entry, Note, Outgoing, State
from bot.store.store import Store

WEB = Address("web", "w")
TELEGRAM = Address("telegram", "t")
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
PACE = Pace(
    most_tries=3,
    send_limit=timedelta(seconds=0.1),
    poll=timedelta(seconds=0.02),
    longest_outage=timedelta(seconds=0.05),
)
PATIENT = Pace(send_limit=timedelta(minutes=1), poll=timedelta(seconds=0.02))
PASSED = Reply(("审核通过了",), decision=Decision.STEP)


@dataclass
class Channel:
    """A channel that does what it is told to, one entry after another, and then takes everything."""

    does: list[Outcome | Exception | None] = field(default_factory=list)
    got: list[Parcel] = field(default_factory=list)

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        """Takes a parcel; None hangs."""
        self.got.append(parcel)
        outcome = self.does.pop(0) if self.does else Delivered()
        if isinstance(outcome, Exception):
            raise outcome
        if outcome is None:
            await asyncio.Event().wait()
            raise AssertionError
        return outcome

    @property
    def said(self) -> list[str]:
        return [parcel.reply.messages[0] for parcel in self.got]


@dataclass
class Talk:
    """Takes turns, each message once."""

    reply: Reply = PASSED
    got: list[Inbound] = field(default_factory=list)

    async def turn(self, inbound: Inbound) -> Reply:
        """Replies with what was set."""
        self.got.append(inbound)
        return self.reply


@dataclass
class Post:
    """A dispatcher with two channels, a real outbox, and a clock moved by hand."""

    store: Store
    outbox: Outbox
    person: str
    at: list[datetime]
    talk: Talk = field(default_factory=Talk)
    web: Channel = field(default_factory=Channel)
    telegram: Channel = field(default_factory=Channel)

    @property
    def dispatcher(self) -> Dispatcher:
        return Dispatcher(self.outbox, {"web": self.web, "telegram": self.telegram}, self.talk, PACE, lambda: 1.0)

    async def put(self, *keys: str, address: Address = WEB) -> None:
        await self.outbox.put(*(Outgoing(self.person, address, key, Note((key,))) for key in keys))

    def move(self, **by: float) -> None:
        self.at[0] += timedelta(**by)

    async def keys(self, state: State) -> list[str]:
        return sorted(entry.key for entry in await self.outbox.entries(state))


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    """A store of its own."""
    store = await Store.open(f"sqlite:///{tmp_path / 'canbao.db'}", Keys(bytes(32)), tmp_path)
    at = [NOON]
    person = (await store.conversations.load(WEB)).person
    yield Post(store, Outbox(store.database, store.persons, clock=lambda: at[0]), person, at)
    await store.close()


async def test_entries_reach_their_channels_in_order(post: Post) -> None:
    """Each channel gets its own, oldest first, once, under an id that names the key."""
    await post.put("1", "2", "3")
    await post.put("4", address=TELEGRAM)
    assert await post.dispatcher.dispatch() == 4
    assert post.web.said == ["1", "2", "3"] and post.telegram.said == ["4"]
    assert [parcel.id for parcel in post.web.got] == ["outbox:1", "outbox:2", "outbox:3"]
    assert await post.dispatcher.dispatch() == 0
    assert await post.keys(State.DELIVERED) == ["1", "2", "3", "4"]


async def test_files_go_along(post: Post) -> None:
    """A receipt comes with its file."""
    file = FileRef("f", "回执.pdf", 9, "application/pdf")
    await post.outbox.put(Outgoing(post.person, WEB, "a", Note(("回执",), (file,))))
    await post.dispatcher.dispatch()
    assert post.web.got[0].reply.files == (file,)


@pytest.mark.parametrize("trouble", [NotNow(), RuntimeError("broken line"), None], ids=["not now", "raises", "hangs"])
async def test_what_is_not_taken_is_tried_again_and_not_overtaken(post: Post, trouble: Outcome | None) -> None:
    """Under the same id, after a pause; what is behind it waits; another channel does not."""
    post.web.does = [trouble]
    await post.put("1", "2")
    await post.put("3", address=TELEGRAM)
    assert await post.dispatcher.dispatch() == 1
    assert post.web.said == ["1"] and post.telegram.said == ["3"]
    post.move(seconds=1)
    assert await post.dispatcher.dispatch() == 0
    post.move(seconds=1)
    assert await post.dispatcher.dispatch() == 2
    assert post.web.said == ["1", "1", "2"] and post.web.got[0].id == post.web.got[1].id


async def test_after_the_last_try_it_is_a_dead_letter_and_others_go_on(post: Post) -> None:
    """Three tries here; the reason is kept, and the next entry is sent at once."""
    post.web.does = [RuntimeError("down"), RuntimeError("down"), RuntimeError("down for 13800001234")]
    await post.put("1", "2")
    for _ in range(3):
        await post.dispatcher.dispatch()
        post.move(minutes=1)
    assert post.web.said == ["1", "1", "1", "2"]
    (dead,) = await post.outbox.entries(State.DEAD)
    assert dead.key == "1" and "down" in dead.trouble and "13800001234" not in dead.trouble
    await post.outbox.retry(dead.id)
    assert await post.dispatcher.dispatch() == 1


async def test_a_refusal_is_a_dead_letter_at_once(post: Post) -> None:
    """Nobody is written to again who blocked the assistant, until somebody retries it."""
    post.telegram.does = [Refused("blocked by the user")]
    await post.put("1", "2", address=TELEGRAM)
    await post.dispatcher.dispatch()
    assert await post.keys(State.DEAD) == ["1"] and await post.keys(State.DELIVERED) == ["2"]


async def test_a_channel_that_asks_for_a_pause_gets_it(post: Post) -> None:
    """However often it asks, that is no failure."""
    post.web.does = [NotNow(timedelta(seconds=30))] * 5
    await post.put("1")
    for _ in range(5):
        assert await post.dispatcher.dispatch() == 0
        post.move(seconds=29)
        assert await post.dispatcher.dispatch() == 0
        post.move(seconds=1)
    assert await post.dispatcher.dispatch() == 1


async def test_a_late_result_is_taken_as_a_turn(post: Post) -> None:
    """Its reply is what is sent; the turn has the entry's id, so that it counts once."""
    late = LateResult("run", "verdict", "PASSED")
    await post.outbox.put(Outgoing(post.person, WEB, "r", late))
    await post.dispatcher.dispatch()
    assert post.talk.got == [Inbound(WEB, "outbox:r", late=late)]
    assert post.web.said == ["审核通过了"]


async def test_a_late_result_that_cannot_be_taken_waits(post: Post) -> None:
    """While the store is in trouble the turn is not kept: nothing is sent, and it is tried again."""
    good, post.talk.reply = post.talk.reply, Reply(("系统忙",), decision=Decision.TROUBLE)
    await post.outbox.put(Outgoing(post.person, WEB, "r", LateResult("run", "verdict", "PASSED")))
    assert await post.dispatcher.dispatch() == 0
    post.talk.reply = good
    post.move(seconds=10)
    assert await post.dispatcher.dispatch() == 1 and post.web.said == ["审核通过了"]


async def test_only_one_person_is_served_where_asked(post: Post) -> None:
    """A terminal sends to the one who sits there."""
    other = (await post.store.conversations.load(TELEGRAM)).person
    await post.put("1")
    await post.outbox.put(Outgoing(other, TELEGRAM, "2", Note(("2",))))
    assert await post.dispatcher.dispatch(other) == 1
    assert post.web.said == [] and post.telegram.said == ["2"]


def test_pauses_double_up_to_an_hour() -> None:
    """The first is short, chance makes it up to half as long, and none is over an hour."""
    pace = Pace()
    assert [pace.pause(n, 1.0).total_seconds() for n in (1, 2, 3)] == [2, 4, 8]
    assert pace.pause(3, 0.0).total_seconds() == 4
    assert pace.pause(10_000, 1.0) == timedelta(hours=1)


@asynccontextmanager
async def running(dispatcher: Dispatcher) -> AsyncIterator[None]:
    """The dispatcher at work."""
    task = asyncio.create_task(dispatcher.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(holds: object) -> None:
    """Waits until a condition holds."""
    async with asyncio.timeout(5):
        while not holds():  # type: ignore[operator]
            await asyncio.sleep(0.01)


async def test_what_is_put_goes_at_once(post: Post) -> None:
    """The running dispatcher is woken by what is put in its process."""
    slow = Dispatcher(post.outbox, {"web": post.web}, post.talk, Pace(poll=timedelta(minutes=1)))
    async with running(slow):
        await asyncio.sleep(0.05)
        await post.put("1")
        await until(lambda: post.web.said == ["1"])


class Failing(Outbox):
    """An outbox whose database is away for a while."""

    away = 3

    async def claim(self, channels: Sequence[str], only: str | None = None, most: int = 32) -> list[Entry]:
        self.away -= 1
        if self.away >= 0:
            raise StoreTrouble("The database did not answer: database or disk is full")
        return await super().claim(channels, only, most)


async def test_an_outage_of_the_database_is_waited_for(post: Post) -> None:
    """The dispatcher goes on by itself when the database is back, and nothing is lost."""
    failing = Failing(post.store.database, post.store.persons, clock=lambda: post.at[0])
    await post.put("1")
    async with running(Dispatcher(failing, {"web": post.web}, post.talk, PACE)):
        await until(lambda: post.web.said == ["1"])
    assert failing.away < 0


async def test_what_was_sent_but_not_written_down_is_sent_again(post: Post) -> None:
    """When the database fails after the channel took it, the same id goes out once more, and then no more."""

    class Forgetful(Outbox):
        failed = False

        async def delivered(self, entry: object) -> bool:
            if not self.failed:
                self.failed = True
                raise StoreTrouble("The database did not answer: disk I/O error")
            return await super().delivered(entry)  # type: ignore[arg-type]

    forgetful = Forgetful(post.store.database, post.store.persons, clock=lambda: post.at[0])
    await post.put("1")
    async with running(Dispatcher(forgetful, {"web": post.web}, post.talk, PACE)):
        await until(lambda: len(post.web.got) == 2)
        await asyncio.sleep(0.1)
    assert post.web.said == ["1", "1"] and len({parcel.id for parcel in post.web.got}) == 1
    assert await post.keys(State.DELIVERED) == ["1"]


async def test_a_channel_that_hangs_holds_up_nobody_else(post: Post) -> None:
    """While one person's message is on its slow way, others get theirs as soon as they are put."""
    other = (await post.store.conversations.load(TELEGRAM)).person
    post.web.does = [None]
    await post.put("slow")
    async with running(Dispatcher(post.outbox, {"web": post.web, "telegram": post.telegram}, post.talk, PATIENT)):
        await until(lambda: post.web.said == ["slow"])
        await post.outbox.put(Outgoing(other, TELEGRAM, "quick", Note(("quick",))))
        await until(lambda: post.telegram.said == ["quick"])


@dataclass
class Slow(Channel):
    """A channel that takes its time; ``is_closed`` says that its connections are no more."""

    seconds: float = 0.2
    is_closed: bool = False
    arrived: list[str] = field(default_factory=list)

    async def send(self, address: Address, parcel: Parcel) -> Outcome:
        self.got.append(parcel)
        await asyncio.sleep(self.seconds)
        assert not self.is_closed
        self.arrived.append(parcel.reply.messages[0])
        return Delivered()


async def test_what_is_being_sent_at_a_stop_is_sent_to_its_end_and_nothing_is_begun(post: Post) -> None:
    """The channels close their connections only then; what is left is sent by the next process."""
    other = (await post.store.conversations.load(TELEGRAM)).person
    channel = Slow()
    dispatcher = Dispatcher(post.outbox, {"web": channel, "telegram": post.telegram}, post.talk, PATIENT)
    await post.put("1")
    async with running(dispatcher):
        await until(lambda: channel.said == ["1"])
        await post.outbox.put(Outgoing(other, TELEGRAM, "2", Note(("2",))))
        await dispatcher.finish(5.0)
        channel.is_closed = True
        assert channel.arrived == ["1"]
        await asyncio.sleep(0.1)
    assert post.telegram.said == [] and await post.keys(State.DELIVERED) == ["1"]
    assert await post.dispatcher.dispatch() == 1 and post.telegram.said == ["2"]


@pytest.mark.parametrize("moments", range(4))
async def test_a_stop_is_heard_though_something_is_put_just_then(post: Post, moments: int) -> None:
    """The bell that wakes the dispatcher does not drown it."""
    running = asyncio.create_task(Dispatcher(post.outbox, {"web": post.web}, post.talk, Pace()).run())
    await asyncio.sleep(0.1)
    post.outbox.bell.set()
    for _ in range(moments):
        await asyncio.sleep(0)
    running.cancel()
    ended, _ = await asyncio.wait([running], timeout=2)
    assert ended


async def test_a_stop_waits_for_no_channel_that_hangs(post: Post) -> None:
    """What it was to send is cut off, and sent again by the next process."""
    post.web.does = [None]
    dispatcher = Dispatcher(post.outbox, {"web": post.web}, post.talk, PATIENT)
    await post.put("1")
    async with running(dispatcher):
        await until(lambda: post.web.said == ["1"])
        await dispatcher.finish(0.05)
        assert await post.dispatcher.dispatch() == 1
    assert post.web.said == ["1", "1"]


async def test_many_who_cannot_be_reached_now_do_not_keep_others_waiting(post: Post) -> None:
    """However many are to be tried again in every pass, who has something new comes first."""
    channel = Channel(does=[NotNow(timedelta(seconds=1))] * 1000)
    for number in range(6):
        address = Address("web", f"lapsed {number}")
        person = (await post.store.conversations.load(address)).person
        await post.outbox.put(Outgoing(person, address, "1", Note(("never",))))
    dispatcher = Dispatcher(post.outbox, {"web": channel, "telegram": post.telegram}, post.talk, Pace(most_lines=2))
    for _ in range(3):
        await dispatcher.dispatch()
    post.move(minutes=1)
    await post.put("new", address=TELEGRAM)
    await dispatcher.dispatch()
    assert post.telegram.said == ["new"]


async def test_who_waits_longest_is_tried_first(post: Post) -> None:
    """Of those to be tried again nobody is left out, though there are more than are served at once."""
    channel = Channel(does=[NotNow(timedelta(seconds=1))] * 1000)
    for number in range(6):
        address = Address("web", f"lapsed {number}")
        person = (await post.store.conversations.load(address)).person
        await post.outbox.put(Outgoing(person, address, "1", Note((str(number),))))
    dispatcher = Dispatcher(post.outbox, {"web": channel}, post.talk, Pace(most_lines=2))
    for _ in range(6):
        await dispatcher.dispatch()
        post.move(seconds=2)
    assert sorted(channel.said) == sorted("001122334455")
