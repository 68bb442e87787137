"""Turns that were begun end, whoever goes away."""

from __future__ import annotations

import asyncio

import pytest

from bot.engine.messages import Address, Inbound, Reply
from bot.handlers.finishing import Finishing

ME = Address("parrot", "me")


class Slow:
    """Takes a while for each message."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.go = asyncio.Event()

    async def turn(self, inbound: Inbound) -> Reply:
        await self.go.wait()
        self.done.append(inbound.text or "")
        return Reply((inbound.text or "",))

    async def take_file(self, address: Address, message_id: str, name: str, content: bytes) -> Reply:
        return await self.turn(Inbound(address, message_id, text=name))


async def test_a_turn_ends_where_its_channel_was_stopped() -> None:
    """Shutting down waits for it, and for a file as well."""
    slow = Slow()
    finishing = Finishing(slow, slow.take_file)
    work = [finishing.turn(Inbound(ME, "1", text="一")), finishing.take_file(ME, "2", "二", b"")]
    callers = [asyncio.create_task(one) for one in work]
    await asyncio.sleep(0)
    for caller in callers:
        caller.cancel()
    await asyncio.gather(*callers, return_exceptions=True)
    assert slow.done == []
    slow.go.set()
    assert await finishing.finish(5) and slow.done == ["一", "二"]


async def test_waiting_has_an_end() -> None:
    """A turn that does not end does not keep the program from ending."""
    slow = Slow()
    finishing = Finishing(slow, slow.take_file)
    caller = asyncio.create_task(finishing.turn(Inbound(ME, "1", text="一")))
    await asyncio.sleep(0)
    assert not await finishing.finish(0.01)
    slow.go.set()
    assert (await caller).messages == ("一",) and await finishing.finish(0)


async def test_the_order_of_arrival_stays() -> None:
    """What was asked first is taken first."""
    slow = Slow()
    slow.go.set()
    finishing = Finishing(slow, slow.take_file)
    texts = [str(n) for n in range(20)]
    await asyncio.gather(*(finishing.turn(Inbound(ME, text, text=text)) for text in texts))
    assert slow.done == texts


async def test_a_turn_that_fails_when_nobody_waits_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever runs the assistant learns of it though its channel was stopped."""

    class Broken(Slow):
        async def turn(self, inbound: Inbound) -> Reply:
            await self.go.wait()
            raise RuntimeError("broken")

    broken = Broken()
    finishing = Finishing(broken, broken.take_file)
    caller = asyncio.create_task(finishing.turn(Inbound(ME, "1", text="一")))
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    broken.go.set()
    await finishing.finish(5)
    await asyncio.sleep(0)
    assert [record.exc_info[1].args for record in caplog.records if record.exc_info] == [("broken",)]  # type: ignore[union-attr]
