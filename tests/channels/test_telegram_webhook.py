"""The webhook: only Telegram gets in, it is answered at once, and each chat keeps its order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.engine.messages import Inbound, Reply
from bot.handlers.channel import ChannelFault
from bot.handlers.telegram.channel import open_telegram
from bot.handlers.telegram.pace import Pace
from tests.channels.telegram_double import FAST, serving, settings
from tests.channels.telegram_house import Scripted, step
from tests.channels.telegram_person import Person
from tests.channels.telegram_server import bot_api, free_port

SECRET = "a-secret-of-the-tests"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(slots=True)
class Hooked:
    """A person whose messages Telegram brings, and the address to which it brings them."""

    person: Person
    url: str

    async def post(self, body: bytes | str, **headers: str) -> tuple[int, str]:
        """Calls the webhook as anybody may."""
        async with ClientSession() as session, session.post(self.url, data=body, headers=headers) as answered:
            return answered.status, await answered.text()


@asynccontextmanager
async def hooked(house: Scripted, **others: object) -> AsyncIterator[Hooked]:
    """The channel behind an address that Telegram calls."""
    port = free_port()
    given = {"receive": "webhook", "webhook_secret": SecretStr(SECRET), **others}
    async with bot_api() as api:
        channel = open_telegram(settings(api.url, **given), house.tools(f"http://127.0.0.1:{port}"), Pace(FAST))
        api.settled = channel.idle
        async with serving(channel, port):
            await api.until(lambda: api.webhook)
            yield Hooked(Person(api), api.webhook["url"])


async def test_the_webhook_is_made_known() -> None:
    """Telegram learns the address, the secret, and which updates are wanted; nothing that waits is dropped."""
    async with hooked(Scripted()) as hook:
        fields = hook.person.api.webhook
    assert fields["url"].endswith("/telegram/webhook") and fields["secret_token"] == SECRET
    assert json.loads(fields["allowed_updates"]) == ["message", "edited_message", "callback_query"]
    assert "drop_pending_updates" not in fields and "getUpdates" not in hook.person.api.asked


async def test_a_conversation_by_webhook() -> None:
    """Words, buttons and files, as by polling."""
    house = Scripted(lambda inbound: step("第一步？" if inbound.text else "第二步？"))
    async with hooked(house) as hook:
        assert await hook.person.say("办理") == ["第一步？\n1. 是\n2. 否"]
        assert await hook.person.choose("是") == ["第二步？\n1. 是\n2. 否"]
        await hook.person.send_file("表.xlsx", b"PK")
    assert house.sent == [("表.xlsx", b"PK")] and hook.person.api.count("editMessageText") == 1


FORGED = [{}, {HEADER: ""}, {HEADER: SECRET[:-1]}, {HEADER: SECRET.upper()}, {HEADER: "é" * 20}, {"Other": SECRET}]


@pytest.mark.parametrize("headers", FORGED)
async def test_without_the_secret_nobody_gets_in(headers: dict[str, str]) -> None:
    """A made-up secret is refused before the message is looked at."""
    house = Scripted()
    async with hooked(house) as hook:
        update = {"update_id": 1, **hook.person.message(text="你好")}
        status, text = await hook.post(json.dumps(update), **headers)
    assert status == 401 and SECRET not in text and house.got == []


async def test_a_secret_is_made_of_the_token_where_none_is_set() -> None:
    """It is not guessed from the bot's number, and stays the same over restarts."""
    secrets = []
    for _ in range(2):
        async with hooked(Scripted(), webhook_secret=SecretStr("")) as hook:
            secrets.append(hook.person.api.webhook["secret_token"])
            assert await hook.person.say("你好") == ["收到：你好"]
    assert secrets[0] == secrets[1] and len(secrets[0]) == 64


BROKEN = [
    b"",
    b"{",
    b"[]",
    b'"text"',
    b"{}",
    b'{"update_id": "1"}',
    b'{"update_id": true}',
    b"\xff\xfe",
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", BROKEN)
async def test_what_is_no_update_is_refused(body: bytes) -> None:
    """It is told so, nothing is taken, and the next one is."""
    house = Scripted()
    async with hooked(house) as hook:
        status, _ = await hook.post(body, **{HEADER: SECRET})
        assert status == 400 and house.got == []
        assert await hook.person.say("你好") == ["收到：你好"]


async def test_the_webhook_answers_at_once() -> None:
    """However long a turn takes, Telegram does not wait for it; the reply comes all the same."""
    house = Scripted(seconds=1.5)
    async with hooked(house) as hook:
        update = {"update_id": 1, **hook.person.message(text="慢")}
        began = asyncio.get_running_loop().time()
        status, _ = await hook.post(json.dumps(update), **{HEADER: SECRET})
        assert status == 200 and asyncio.get_running_loop().time() - began < 1.2 and hook.person.api.said() == []
        await hook.person.api.until(lambda: hook.person.api.said() == ["收到：慢"])


@dataclass
class Slowing(Scripted):
    """Takes no turn of person 1001 before it is told to, and then each one sooner than the one that came before it."""

    begins: asyncio.Event = field(default_factory=asyncio.Event)
    pauses: Iterator[float] = field(default_factory=lambda: iter([0.3, 0.2, 0.1, 0.0]))

    async def turn(self, inbound: Inbound) -> Reply:
        if inbound.address.user == "1001":
            await self.begins.wait()
            await asyncio.sleep(next(self.pauses))
        return await Scripted.turn(self, inbound)


async def test_each_chat_keeps_its_order_and_waits_for_no_other() -> None:
    """One person's messages are taken in the order in which they came, however long each takes; another person's is
    answered meanwhile.
    """
    house = Slowing()
    async with hooked(house) as hook:
        person, other = hook.person, Person(hook.person.api, 2002)
        updates = [*(person.message(text=text) for text in "一二三四"), other.message(text="在吗")]
        for number, update in enumerate(updates):
            status, _ = await hook.post(json.dumps({"update_id": number, **update}), **{HEADER: SECRET})
            assert status == 200
        await person.api.until(lambda: person.api.said(2002) == ["收到：在吗"])
        assert person.api.said(1001) == []
        house.begins.set()
        await person.api.settled()
    assert [inbound.text for inbound in house.got] == ["在吗", *"一二三四"]
    assert person.api.said(1001) == [f"收到：{text}" for text in "一二三四"]


async def test_an_update_that_comes_again_while_it_is_dealt_with_is_one() -> None:
    """Telegram repeats what was not answered in time."""
    house = Scripted(seconds=0.7)
    async with hooked(house) as hook:
        body = json.dumps({"update_id": 1, **hook.person.message(text="慢")})
        answered = [await hook.post(body, **{HEADER: SECRET}) for _ in range(3)]
        await hook.person.api.settled()
    assert [status for status, _ in answered] == [200] * 3
    assert [inbound.text for inbound in house.got] == ["慢"] and hook.person.api.said() == ["收到：慢"]


async def test_an_address_that_telegram_does_not_take_is_a_fault() -> None:
    """It names the setting and the mend."""
    async with bot_api() as api:
        channel = open_telegram(settings(api.url, receive="webhook"), Scripted().tools("http://intranet"), Pace(FAST))
        api.refusals["setWebhook"] = [(400, "Bad Request: bad webhook: An HTTPS URL must be provided", {})]
        with pytest.raises(ChannelFault, match="CANBAO_PUBLIC_URL"):
            await channel.run()
        await channel.check()
