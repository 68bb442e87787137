"""Calls that are not as they should be: each has a clean answer in Chinese, and the server goes on."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from bot.handlers.rasa.calls import MOST_BYTES
from tests.channels.rasa_double import TOKEN, Rasa, house_of, served
from tests.channels.rasa_house import Echo, echo_tools

TURN = "action_canbao_turn"


@pytest_asyncio.fixture
async def rasa() -> AsyncIterator[Rasa]:
    async with served(house_of(echo_tools(Echo()))) as url, ClientSession() as session:
        rasa = Rasa(session, url)
        rasa.hears("你好")
        yield rasa


def without(call: dict[str, Any], *path: str) -> dict[str, Any]:
    """The call without what stands at the path."""
    inner = call
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return call


def put(call: dict[str, Any], value: object, *path: str) -> dict[str, Any]:
    """The call with the value at the path."""
    inner = call
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return call


@pytest.mark.parametrize(
    ("status", "told", "spoilt"),
    [
        (400, "tracker", lambda call: without(call, "tracker")),
        (400, "tracker", lambda call: put(call, [], "tracker")),
        (400, "next_action", lambda call: without(call, "next_action")),
        (400, "next_action", lambda call: put(call, 7, "next_action")),
        (400, "sender_id", lambda call: put(without(call, "sender_id"), None, "tracker", "sender_id")),
        (400, "sender_id", lambda call: put(put(call, 5, "sender_id"), 5, "tracker", "sender_id")),
        (400, "200", lambda call: put(call, "u" * 201, "tracker", "sender_id")),
        (400, "slots", lambda call: put(call, [1], "tracker", "slots")),
        (400, "latest_message", lambda call: put(call, "你好", "tracker", "latest_message")),
        (400, "events", lambda call: put(call, [1], "tracker", "events")),
        (400, "events", lambda call: put(call, {"event": "user"}, "tracker", "events")),
        (400, "槽位", lambda call: put(call, [{"event": "slot"}], "tracker", "events")),
        (400, "domain", lambda call: put(call, "x", "domain")),
        (404, "action_fly", lambda call: put(call, "action_fly", "next_action")),
        (449, "domain", lambda call: put(without(call, "domain"), "abc", "domain_digest")),
    ],
)
async def test_a_call_that_lacks_something_says_what(rasa: Rasa, status: int, told: str, spoilt: Any) -> None:
    """What is wrong is named, in the form in which Rasa reads it; the next call is served."""
    got, body = await rasa.post(spoilt(rasa.call(TURN)))
    assert (got, set(body)) == (status, {"error", "action_name"})
    assert told in body["error"] and any("\u4e00" <= sign <= "\u9fff" for sign in body["error"])
    assert (await rasa.run(TURN))[0]["text"] == "听到你好"


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe\x00", b"[]", b'"x"', b"null", b"[" * 200_000, "你好".encode("gb18030")]
)
async def test_what_is_no_call_is_refused(rasa: Rasa, body: bytes) -> None:
    """Broken JSON, another encoding, JSON too deep to read."""
    status, answer = await rasa.post(None, data=body)
    assert status == 400 and "JSON" in answer["error"]


async def test_an_empty_call_is_refused(rasa: Rasa) -> None:
    """No body at all."""
    async with rasa.session.post(f"{rasa.url}/webhook", params={"token": TOKEN}) as response:
        assert response.status == 400 and "JSON" in (await response.json())["error"]


async def test_a_call_that_is_too_large_is_refused(rasa: Rasa) -> None:
    """The way out of a conversation that grew too long is said."""
    status, answer = await rasa.post(None, data=b" " * (MOST_BYTES + 1))
    assert status == 413 and "/restart" in answer["error"]


async def test_a_compressed_call_is_read_and_a_bomb_is_not(rasa: Rasa) -> None:
    """Rasa may be told to compress; what swells beyond the limit is not unpacked."""
    deflated = {"headers": {"Content-Encoding": "deflate"}}
    status, body = await rasa.post(None, data=zlib.compress(json.dumps(rasa.call(TURN)).encode()), **deflated)
    assert (status, body["responses"][0]["text"]) == (200, "听到你好")
    status, body = await rasa.post(None, data=zlib.compress(b" " * (MOST_BYTES + 1)), **deflated)
    assert status == 413
    status, body = await rasa.post(None, data=b"not deflate", **deflated)
    assert status == 400 and "解不开" in body["error"]


async def test_half_a_sign_comes_back_as_something_that_can_be_sent(rasa: Rasa) -> None:
    """JSON may hold half of an emoji; the answer is UTF-8 all the same."""
    rasa.hears("坏\ud83d字")
    assert "听到坏" in (await rasa.run(TURN))[0]["text"]


@pytest.mark.parametrize(
    ("status", "given"),
    [
        (401, {"params": {}}),
        (401, {"params": {"token": ""}}),
        (403, {"params": {"token": "wrong"}}),
        (403, {"params": {"token": "错"}}),
        (403, {"params": {}, "headers": {"Authorization": "Bearer wrong"}}),
        (401, {"params": {}, "headers": {"Authorization": f"Basic {TOKEN}"}}),
        (200, {"params": {}, "headers": {"Authorization": f"Bearer {TOKEN}"}}),
        (200, {"params": {"token": TOKEN}}),
    ],
)
async def test_only_who_shows_the_token_is_let_in(rasa: Rasa, status: int, given: dict[str, Any]) -> None:
    """In the header, or in the query as Rasa's ``endpoints.yml`` sends it; a refusal says where to write it."""
    got, body = await rasa.post(rasa.call(TURN), **given)
    assert got == status
    if status != 200:
        assert "endpoints.yml" in body["error"] and TOKEN not in body["error"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/actions"), ("GET", "/files/f1?sender=u-1"), ("POST", "/files?sender=u-1")]
)
async def test_the_other_pages_want_the_token_too(rasa: Rasa, method: str, path: str) -> None:
    """All but the one that says that the server is well."""
    async with rasa.session.request(method, rasa.url + path) as response:
        assert response.status == 401
    async with rasa.session.get(f"{rasa.url}/health") as response:
        assert await response.json() == {"status": "ok"}


async def test_a_file_that_is_nobody_s_or_too_large_is_refused(rasa: Rasa) -> None:
    """Who sent it, its name and the message's id are needed."""
    place = f"{rasa.url}/files"
    named = {"token": TOKEN, "sender": "u-1", "name": "a.xlsx", "message_id": "m"}
    for lacking in ("sender", "name", "message_id"):
        given = {key: value for key, value in named.items() if key != lacking}
        async with rasa.session.post(place, params=given, data=b"abc") as response:
            assert response.status == 400 and lacking in (await response.json())["error"]
    for megabytes in (10, 25):
        async with rasa.session.post(place, params=named, data=b"0" * (megabytes * 2**20 + 1)) as response:
            assert response.status == 413 and "太大，没有收：每个最多10MB" in (await response.json())["error"]


@pytest.mark.parametrize(("method", "path"), [("GET", "/webhook"), ("PUT", "/webhook"), ("GET", "/nothing")])
async def test_other_addresses_say_where_to_go(rasa: Rasa, method: str, path: str) -> None:
    """A wrong address or method is answered in Chinese, too."""
    async with rasa.session.request(method, rasa.url + path) as response:
        assert response.status in (404, 405) and "/webhook" in (await response.json())["error"]
