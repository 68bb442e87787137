"""A channel that fails is begun again, is told of, and hurts no other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.engine.messages import Address, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import ChannelFault
from bot.handlers.channel_runs import ChannelRuns, ChannelSender, Patience, Standing
from bot.services.outbox import Delivered, NotNow, Parcel
from bot.services.watching import Watching
from tests.channels.made_up import SECRET, Attempts, Parrot, breaks, misfits, works_on

HASTY = Patience(first=0.01, longest=0.04, proven=0.05, start=10)
PARCEL = Parcel("outbox:1", "p", Reply(("好",)))
ME = Address("parrot", "me")


@asynccontextmanager
async def running(runs: ChannelRuns) -> AsyncIterator[asyncio.Event]:
    """Runs the channels meanwhile; gives what they ring to stop the program."""
    stop = asyncio.Event()
    task = asyncio.create_task(runs.run(stop))
    yield stop
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.005)


async def test_one_that_fails_is_begun_again_until_it_works() -> None:
    """It counts as failing until it has worked for a while; the other one works all the time."""
    told: list[tuple[str, Standing]] = []
    attempts, owl = Attempts([breaks, breaks, works_on]), Attempts([works_on])
    channels = [Parrot(works=attempts), Parrot(works=owl, name="owl")]
    runs = ChannelRuns(channels, lambda *one: told.append(one), HASTY)
    async with running(runs) as stop:
        await until(lambda: attempts.begun == 3)
        assert runs.standing == {"parrot": "failing", "owl": "ok"}
        await until(lambda: runs.standing["parrot"] == "ok")
        assert owl.begun == 1 and not stop.is_set()
    ok, failing = Standing.OK, Standing.FAILING
    assert told == [("parrot", ok), ("owl", ok), ("parrot", failing), ("parrot", ok)]


def test_pauses_grow_and_have_an_end() -> None:
    """Each is twice the one before, up to five minutes, however often it fails."""
    assert [Patience().pause(failed) for failed in (1, 2, 3, 9, 10, 10_000)] == [1, 2, 4, 256, 300, 300]


async def test_one_with_nothing_to_do_may_end() -> None:
    """A channel that only has callbacks is not begun again."""
    attempts = Attempts([lambda: asyncio.sleep(0)])
    runs = ChannelRuns([Parrot(works=attempts)], patience=HASTY)
    async with asyncio.timeout(5):
        await runs.run(asyncio.Event())
    assert attempts.begun == 1 and runs.standing == {"parrot": "ok"}


async def in_a_group() -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(misfits())


@pytest.mark.parametrize("fails", [misfits, in_a_group])
async def test_settings_that_do_not_fit_end_the_start(fails: Callable[[], object]) -> None:
    """The program is told to stop, and why."""
    runs = ChannelRuns([Parrot(works=fails)], patience=HASTY)  # type: ignore[arg-type]
    async with running(runs) as stop, asyncio.timeout(5):
        await stop.wait()
    assert isinstance(runs.fault, ChannelFault) and "CANBAO_PARROT_TOKEN" in str(runs.fault)


async def test_a_broken_line_at_the_start_hides_no_misfit() -> None:
    """A platform that is reached only at the second try may still say that it does not know the settings."""
    runs = ChannelRuns([Parrot(works=Attempts([breaks, misfits]))], patience=HASTY)
    async with running(runs) as stop, asyncio.timeout(5):
        await stop.wait()
    assert isinstance(runs.fault, ChannelFault)


async def test_one_that_worked_for_a_while_is_begun_again_soon() -> None:
    """Failures that lie far apart do not add up to long pauses."""
    patience = Patience(first=0.01, longest=60, proven=0.05, start=0)

    async def works_for_a_while() -> None:
        await asyncio.sleep(0.1)
        raise RuntimeError(SECRET)

    attempts = Attempts([*[breaks] * 3, works_for_a_while])
    async with running(ChannelRuns([Parrot(works=attempts)], patience=patience)):
        await until(lambda: attempts.begun == 12)


async def test_settings_that_fit_no_more_later_do_not() -> None:
    """A token that is withdrawn while serving takes its channel away and no other."""
    attempts = Attempts([breaks, misfits])
    runs = ChannelRuns([Parrot(works=attempts)], patience=Patience(first=0.01, longest=0.04, proven=0.05, start=0))
    async with running(runs) as stop:
        await until(lambda: attempts.begun == 4)
        assert runs.standing == {"parrot": "failing"} and runs.fault is None and not stop.is_set()


async def test_no_secret_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The kind of error and its place are, its words are not: neither of running nor of sending."""
    attempts = Attempts([breaks])
    with caplog.at_level(logging.DEBUG):
        async with running(ChannelRuns([Parrot(works=attempts)], patience=HASTY)):
            await until(lambda: attempts.begun == 2)
        outcome = await ChannelSender(Parrot(works=breaks)).send(ME, PARCEL)
    assert isinstance(outcome, NotNow) and "RuntimeError" in outcome.reason and SECRET not in outcome.reason
    assert "RuntimeError" in caplog.text and "made_up.py" in caplog.text and SECRET not in caplog.text


async def test_what_is_sent_goes_through() -> None:
    """The outbox hears what the channel says, and of an outage of the database."""

    async def away() -> None:
        raise StoreTrouble("gone")

    parrot = Parrot()
    assert await ChannelSender(parrot).send(ME, PARCEL) == Delivered() and parrot.sent == [PARCEL]
    with pytest.raises(StoreTrouble):
        await ChannelSender(Parrot(works=away)).send(ME, PARCEL)


async def test_a_failing_channel_is_counted() -> None:
    """An alarm can be set on it."""
    watching = Watching()
    attempts = Attempts([breaks, works_on])
    async with running(ChannelRuns([Parrot(works=attempts)], watching.channel, HASTY)):
        await until(lambda: b'canbao_channel_working{channel="parrot"} 0.0' in watching.exposition())
        await until(lambda: b'canbao_channel_working{channel="parrot"} 1.0' in watching.exposition())
    assert b'canbao_channel_failures_total{channel="parrot"} 1.0' in watching.exposition()
