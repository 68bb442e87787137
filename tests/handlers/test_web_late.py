"""Promises of ``bot.handlers.web_late``: streams that lose nothing, double nothing, and end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.engine.messages import Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.web import web_chat
from bot.handlers.web_late import LateLine
from bot.handlers.web_settings import WebSettings
from bot.services.outbox import Delivered, Parcel, Refused
from bot.store.persons import NoSuchPerson
from tests.e2e.fakes import KEY, FakeLateTurns, FakeUploads, ScriptedAssistant, intake

Client = TestClient[web.Request, web.Application]
ID = "0b8f3a52-7f0e-4f0c-9d38-2a4f4e0f6a01"


@dataclass
class House:
    """A web chat with a late line, and one visitor's client."""

    assistant: ScriptedAssistant
    turns: FakeLateTurns
    late: LateLine
    client: Client

    async def send(self, text: str) -> object:
        """Sends a late message to the visitor."""
        (address,) = {inbound.address for inbound in self.assistant.said}
        return await self.late.send(address, Parcel(f"outbox:{text}", "p", Reply((text,))))

    @asynccontextmanager
    async def stream(self, query: str = "", **headers: str) -> AsyncIterator[ClientResponse]:
        """An open stream, as a page holds it."""
        async with self.client.get(f"/api/chat/late{query}", headers=headers) as response:
            yield response


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    assistant = ScriptedAssistant()
    turns = FakeLateTurns(assistant)
    late = LateLine(turns, assistant.clock, beat=0.1)
    uploads, settings = FakeUploads(), WebSettings(key=KEY)
    take_file = intake(assistant, uploads).send
    app = web_chat(assistant, assistant, uploads, take_file, settings, assistant.clock, late=late)
    async with TestClient(TestServer(app)) as client:
        await client.post("/api/chat/turn", json={"id": ID, "hello": True})
        yield House(assistant, turns, late, client)


async def events(response: ClientResponse, count: int) -> list[dict[str, Any]]:
    """The next events of a stream."""
    found: list[dict[str, Any]] = []
    number = 0
    async with asyncio.timeout(5):
        while len(found) < count:
            line = (await response.content.readline()).decode().rstrip("\n")
            if line.startswith("id: "):
                number = int(line.removeprefix("id: "))
            if line.startswith("data: "):
                found.append(json.loads(line.removeprefix("data: ")))
                assert found[-1]["late"] == number
    return found


def texts(found: list[dict[str, Any]]) -> list[str]:
    return [event["reply"]["messages"][0]["text"] for event in found]


async def test_what_is_sent_arrives_at_once(house: House) -> None:
    """An open stream gets each message as the page gets replies; the same id again is no second message."""
    async with house.stream("?after=0") as stream:
        assert await house.send("一") == Delivered()
        assert await house.send("一") == Delivered()
        await house.send("二")
        assert texts(await events(stream, 2)) == ["一", "二"]


async def test_a_page_that_comes_back_gets_what_it_missed(house: House) -> None:
    """What the browser says it has last counts more than what the address says."""
    for text in ("一", "二", "三"):
        await house.send(text)
    async with house.stream("?after=0") as stream:
        first, second, third = await events(stream, 3)
    async with house.stream("?after=0", **{"Last-Event-ID": str(first["late"])}) as stream:
        assert await events(stream, 2) == [second, third]


async def test_without_a_number_only_what_comes_is_told(house: House) -> None:
    """What lay there before is in the history."""
    await house.send("旧")
    async with house.stream() as stream:
        await house.send("新")
        assert texts(await events(stream, 1)) == ["新"]


async def test_the_history_says_where_to_go_on(house: House) -> None:
    """Its number is that of the newest late message in it, and each late turn has its own."""
    assert (await (await house.client.get("/api/chat/history")).json())["late"] == 0
    await house.send("一")
    told = await (await house.client.get("/api/chat/history")).json()
    assert told["late"] == told["turns"][-1]["late"] and "late" not in told["turns"][0]
    async with house.stream(f"?after={told['late']}") as stream:
        await house.send("二")
        assert texts(await events(stream, 1)) == ["二"]


async def test_another_visitor_gets_nothing(house: House) -> None:
    """Streams belong to the visitor of the cookie alone."""
    house.client.session.cookie_jar.clear()
    async with house.stream("?after=0") as stream:
        await house.send("一")
        await asyncio.sleep(0.35)
        assert b"data" not in stream.content.read_nowait()


async def test_messages_of_another_process_arrive_too(house: House) -> None:
    """What was put into the history without this process's knowing comes with the next beat."""
    async with house.stream("?after=0") as stream:
        await asyncio.sleep(0.05)
        (address,) = {inbound.address for inbound in house.assistant.said}
        await house.turns.keep("p", address, "outbox:x", Reply(("别处来的",)), house.assistant.clock.now())
        assert texts(await events(stream, 1)) == ["别处来的"]


async def test_a_stream_is_hardened_and_kept_by_nobody(house: House) -> None:
    """The policy is that of every answer; neither caches nor proxies hold events back."""
    async with house.stream() as stream:
        assert stream.status == 200
        assert stream.content_type == "text/event-stream"
        assert "default-src 'none'" in stream.headers["Content-Security-Policy"]
        assert stream.headers["Cache-Control"] == "no-store"
        assert stream.headers["X-Accel-Buffering"] == "no"


@pytest.mark.parametrize("number", ["x", "-1", "1.5", "9" * 16, "１２", "'; DROP TABLE turns"])
async def test_a_number_that_is_none_is_refused(house: House, number: str) -> None:
    """In Chinese, and without a trace of what was sent."""
    response = await house.client.get("/api/chat/late", params={"after": number})
    assert response.status == 400
    assert "整数" in (await response.json())["error"]["message"]


async def test_trouble_of_the_store_ends_the_stream(house: House) -> None:
    """The page comes back by itself and goes on where it was: nothing is lost."""
    async with house.stream("?after=0") as stream:
        house.turns.trouble = StoreTrouble("gone")
        await house.send("一")
        async with asyncio.timeout(5):
            assert b"data" not in await stream.content.read()
    house.turns.trouble = None
    async with house.stream("?after=0") as stream:
        assert texts(await events(stream, 1)) == ["一"]


async def test_of_too_many_tabs_the_oldest_ends(house: House) -> None:
    """One visitor cannot take all lines; the newest tabs go on."""
    first = await house.client.get("/api/chat/late")
    others = [await house.client.get("/api/chat/late?after=0") for _ in range(12)]
    async with asyncio.timeout(5):
        await first.content.read()
    await house.send("一")
    assert [texts(await events(other, 1)) for other in others] == [["一"]] * 12
    assert house.late.open_streams == 12
    for response in (first, *others):
        response.close()


async def test_closed_tabs_are_noticed(house: House) -> None:
    """A tab that left is forgotten within a few beats."""
    async with house.stream():
        await asyncio.sleep(0.05)
        assert house.late.open_streams == 1
    async with asyncio.timeout(5):
        while house.late.open_streams:
            await asyncio.sleep(0.05)


async def test_open_streams_do_not_keep_the_server_from_ending(house: House) -> None:
    """Stopping ends them at once."""
    async with house.stream() as stream:
        async with asyncio.timeout(30):
            await house.client.server.close()
        await stream.content.read()


async def test_a_forgotten_person_is_written_to_no_more(house: House) -> None:
    """The entry becomes a dead letter instead of being tried for hours."""

    class Gone(FakeLateTurns):
        async def keep(self, *args: Any) -> bool:
            raise NoSuchPerson("gone")

    (address,) = {inbound.address for inbound in house.assistant.said}
    line = LateLine(Gone(house.assistant), house.assistant.clock)
    assert isinstance(await line.send(address, Parcel("outbox:1", "p", Reply(("一",)))), Refused)
