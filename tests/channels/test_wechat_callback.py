"""What reaches the callback that WeChat did not send, or not so."""

from __future__ import annotations

import asyncio
import logging
import time

import aiohttp
import pytest

from bot.handlers.tencent.envelopes import Envelope, Forged
from tests.channels.wechat_house import House, house, long_reply
from tests.channels.wechat_platform import AES_KEY, APP_ID, APP_SECRET, TOKEN, sealed, signed, unsealed


async def post(at: House, query: dict[str, str], body: bytes) -> tuple[int, str]:
    """A call, as whoever makes it."""
    url = at.platform.callback
    async with aiohttp.ClientSession() as session, session.post(url, params=query, data=body) as response:
        return response.status, await response.text()


async def get(at: House, query: dict[str, str]) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(at.platform.callback, params=query) as response:
        return response.status, await response.text()


@pytest.mark.parametrize("aes", [True, False])
async def test_the_address_is_confirmed(aes: bool) -> None:
    """What WeChat sent comes back, where WeChat sent it."""
    async with house(aes=aes) as at:
        query = at.platform.query(echostr="8234567890")
        assert await get(at, query) == (200, "8234567890")
        assert await get(at, query | {"signature": "0" * 40}) == (403, "")
        assert await get(at, at.platform.query(echostr="1", timestamp="1600000000")) == (403, "")
        assert await get(at, {"echostr": "1"}) == (403, "")


@pytest.mark.parametrize("aes", [True, False])
@pytest.mark.parametrize(
    "forged",
    [
        {"signature": "0" * 40},
        {"signature": ""},
        {"signature": "签名"},
        {"nonce": "another"},
        {"timestamp": "1"},
        {"timestamp": ""},
    ],
)
async def test_forged_calls_are_refused_without_a_word(aes: bool, forged: dict[str, str]) -> None:
    """And nobody is heard."""
    async with house(aes=aes) as at:
        query, body = at.platform.call(at.platform.message("oP", "text", Content="问"))
        assert await post(at, query | forged, body) == (403, "")
        assert await post(at, {}, body) == (403, "")
        assert at.assistant.heard == []


async def test_with_a_key_only_what_is_sealed_counts() -> None:
    """Neither a message in the clear, nor one sealed by somebody else, for somebody else, or altered is heard."""
    async with house() as at:
        message = at.platform.message("oP", "text", Content="问")
        at.platform.aes = False
        clear_query, clear = at.platform.call(message)
        at.platform.aes = True
        assert await post(at, clear_query, clear) == (403, "")
        query, body = at.platform.call(message)
        assert await post(at, query | {"msg_signature": "0" * 40}, body) == (403, "")
        inner = "<xml><FromUserName>oP</FromUserName></xml>"
        for secret in (sealed(inner, "wx_another"), "no base64!", "", "QUJD", sealed(inner)[:-24] + "A" * 24):
            document = f"<xml><Encrypt>{secret}</Encrypt></xml>".encode()
            assert await post(at, at.platform.query(secret), document) == (403, "")
        assert await post(at, query, clear.replace(b"</xml>", b"<Encrypt>x</Encrypt></xml>")) == (403, "")
        assert at.assistant.heard == []


async def test_what_is_out_of_date_is_refused() -> None:
    """Five minutes are allowed for clocks, to both sides."""
    async with house() as at:
        for seconds, status in ((-400, 403), (-200, 200), (200, 200), (400, 403)):
            query, body = at.platform.call(
                at.platform.message("oP", "text", Content=str(seconds)), timestamp=str(int(time.time()) + seconds)
            )
            assert (await post(at, query, body))[0] == status
        assert at.assistant.heard == ["-200", "200"]


@pytest.mark.parametrize("aes", [True, False])
async def test_a_call_that_is_replayed_does_nothing_again(aes: bool) -> None:
    """The same message gets the same answer; another message under a nonce that was used is forged."""
    async with house(aes=aes) as at:
        query, body = at.platform.call(at.platform.message("oP", "text", Content="问"))
        first, again = await post(at, query, body), await post(at, query, body)
        assert first[0] == again[0] == 200 and at.assistant.heard == ["问"]
        other, _ = at.platform.call(at.platform.message("oP", "text", Content="别的"))
        reused = {"nonce": query["nonce"], "timestamp": query["timestamp"]}
        _, document = at.platform.call(at.platform.message("oP", "text", Content="伪造"), **reused)
        query2, _ = at.platform.call(at.platform.message("oP", "text", Content="伪造"), **reused)
        if aes:
            secret = document.split(b"<Encrypt><![CDATA[")[1].split(b"]]")[0].decode()
            query2["msg_signature"] = signed(query["timestamp"], query["nonce"], secret)
        assert await post(at, query2, document) == (403, "")
        assert other["nonce"] != query["nonce"] and at.assistant.heard == ["问"]


def bodies() -> list[tuple[str, bytes]]:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    head = "<ToUserName>a</ToUserName><FromUserName>oP</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType>"
    whole = f"<xml>{head}<MsgId>1</MsgId><Content>x</Content></xml>"
    return [
        ("bomb", f"<!DOCTYPE x [{bomb}]><xml>{head}<Content>&e8;</Content></xml>".encode()),
        ("entity", f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{whole}'.encode()),
        ("encoding", f'<?xml version="1.0" encoding="gbk"?>{whole}中文'.encode("gbk")),
        ("sixteen bits", whole.encode("utf-16")),
        ("nothing", b""),
        ("json", b'{"MsgType": "text"}'),
        ("no sender", b"<xml><MsgType>text</MsgType></xml>"),
        ("no id", f"<xml>{head}<Content>x</Content></xml>".encode()),
        ("odd sender", whole.replace("oP", "o P\n").encode()),
        ("too large", whole.replace("x<", "x" * 2**20 + "<").encode()),
        ("half", whole[:-20].encode()),
    ]


@pytest.mark.parametrize(("name", "body"), bodies())
async def test_bodies_that_harm_are_refused(name: str, body: bytes) -> None:
    """Fast, in the same way, and the next call is served."""
    async with house(aes=False) as at:
        began = time.monotonic()
        assert await post(at, at.platform.query(), body) == (400, "")
        assert time.monotonic() - began < 0.5
        assert await at.say("好") == ["收到：好"] and at.assistant.heard == ["好"]


async def test_a_bomb_that_is_sealed_is_one_all_the_same() -> None:
    """What was unsealed is read as carefully."""
    async with house() as at:
        secret = sealed(bodies()[0][1].decode())
        assert (await post(at, at.platform.query(secret), f"<xml><Encrypt>{secret}</Encrypt></xml>".encode()))[0] == 400


async def test_a_body_that_does_not_come_keeps_nothing_waiting() -> None:
    """It is given up after some seconds."""
    async with house(aes=False) as at:
        host, port = at.platform.callback.removeprefix("http://").removesuffix("/wechat").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        query = "&".join(f"{name}={value}" for name, value in at.platform.query().items())
        writer.write(f"POST /wechat?{query} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<xml>".encode())
        async with asyncio.timeout(6):
            assert b"408" in await reader.readline()
        writer.close()


async def test_secrets_are_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    """Neither in logs nor in what the channel says of itself, whatever goes wrong."""
    caplog.set_level(logging.DEBUG)
    async with house() as at:
        at.platform.fails["message/custom/send"] = [-502, 40001]
        at.assistant.script["长"] = long_reply()
        await at.say("长")
        await post(at, at.platform.query() | {"signature": "0"}, b"x")
        # The double's own server logs what it was asked.
        logged = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]
        told = "".join(logged) + at.talker.channel.about() + repr(at.talker.postbox.outcomes) + repr(at.talker.channel)
        assert any("refused" in line for line in logged)
        secrets = [APP_SECRET, TOKEN, AES_KEY, *at.platform.tokens]
        assert len(secrets) >= 4 and not [secret for secret in secrets if secret in told]


def test_both_implementations_seal_alike() -> None:
    """What one closes the other opens, empty texts and block limits included; an altered one is not opened."""
    envelope = Envelope(TOKEN, AES_KEY, APP_ID)
    for length in (0, 1, 11, 12, 13, 31, 32, 33, 2048):
        text = "甲" * length
        secret = sealed(text)
        assert envelope.open(secret, signed("1", "n", secret), "1", "n") == text
        document = envelope.close(text, "1", "n")
        assert unsealed(document.split("<Encrypt><![CDATA[")[1].split("]]")[0]) == text
    with pytest.raises(Forged):
        envelope.open(secret, signed("2", "n", secret), "1", "n")
