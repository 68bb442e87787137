"""The WeCom application's door, its settings, and what it makes of the platform's refusals."""

from __future__ import annotations

import asyncio
import base64
import logging
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from bot.engine.messages import Address, FileRef, Option, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import ChannelFault
from bot.handlers.wecom import configured
from bot.handlers.wecom.channel import WecomChannel
from bot.services.outbox import Delivered, NotNow, Parcel, Refused
from tests.channels.noted import NotesInMemory
from tests.channels.wechat_platform import settled
from tests.channels.wecom_double import AGENT, MEMBER, SECRET, Phone, Platform, played
from tests.channels.wecom_double import settings as settings_for
from tests.channels.wecom_sealing import AES_KEY, CORP_ID, TOKEN, Sealing
from tests.channels.wecom_stand import Stand

ME = Address("wecom", MEMBER)
LATE = Parcel("outbox:review:1", "person", Reply(("审核通过了。", "可以去打印了。")))
NEEDED = {
    "CANBAO_WECOM_CORP_ID": CORP_ID,
    "CANBAO_WECOM_SECRET": SECRET,
    "CANBAO_WECOM_AGENT_ID": AGENT,
    "CANBAO_WECOM_TOKEN": TOKEN,
    "CANBAO_WECOM_AES_KEY": AES_KEY,
}


@pytest.fixture
def stand() -> Stand:
    return Stand()


@pytest_asyncio.fixture
async def both(stand: Stand) -> AsyncIterator[tuple[Phone, WecomChannel]]:
    async with played(stand.tools()) as both:
        yield both


def sealed_body(sealed: str) -> bytes:
    return f"<xml><ToUserName>{CORP_ID}</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()


async def verified(phone: Phone, sealing: Sealing, at: float | None = None) -> tuple[int, str]:
    """WeCom asks whether the address is ours."""
    sealed = sealing.seal("1616140317555161061")
    async with aiohttp.ClientSession() as session:
        query = {**sealing.query(sealed, at), "echostr": sealed}
        async with session.get(phone.url, params=query) as response:
            return response.status, await response.text()


async def test_the_address_is_verified(both: tuple[Phone, WecomChannel]) -> None:
    """The word that was sealed comes back, bare."""
    assert await verified(both[0], Sealing()) == (200, "1616140317555161061")


@pytest.mark.parametrize(
    "sealing",
    [Sealing(token="another"), Sealing(corp_id="wwanotherone"), Sealing(aes_key=AES_KEY[::-1])],
    ids=["token", "receiver", "key"],
)
async def test_who_does_not_know_the_secrets_gets_nothing(
    stand: Stand, both: tuple[Phone, WecomChannel], sealing: Sealing
) -> None:
    """A wrong token, another enterprise's id inside, another key: neither verified nor heard."""
    phone, _ = both
    assert await verified(phone, sealing) == (403, "")
    sealed = sealing.seal(phone.message("text", "<Content>你好</Content>"))
    assert await phone.post_raw(sealed_body(sealed), sealing.query(sealed)) == (403, "")
    assert stand.assistant.calls == 0


@pytest.mark.parametrize("apart", [-3_600, -400, 400])
async def test_a_callback_out_of_date_is_refused(stand: Stand, both: tuple[Phone, WecomChannel], apart: int) -> None:
    """What was recorded cannot be played again later."""
    phone, _ = both
    sealed = phone.sealing.seal(phone.message("text", "<Content>你好</Content>"))
    query = phone.sealing.query(sealed, time.time() + apart)
    assert await phone.post_raw(sealed_body(sealed), query) == (403, "")
    assert (await verified(phone, phone.sealing, time.time() + apart))[0] == 403
    assert stand.assistant.calls == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not xml",
        b"{}",
        b"<xml><Encrypt></Encrypt></xml>",
        b"<xml><Encrypt>AAAA</Encrypt></xml>",
        "<xml><Encrypt>你好</Encrypt></xml>".encode(),
        "<xml><Encrypt>你好</Encrypt></xml>".encode("gb18030"),
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>',
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Encrypt>&f;</Encrypt></xml>',
        b"<a>" * 100_000,
    ],
)
async def test_bodies_that_are_not_wecom_s(stand: Stand, both: tuple[Phone, WecomChannel], body: bytes) -> None:
    """Refused, whatever they are; the next message is served."""
    phone, _ = both
    status, _said = await phone.post_raw(body, phone.sealing.query(""))
    assert status in (403, 413)
    assert await phone.say("你好") == ["收到：你好"]


async def test_a_body_without_end_is_cut_off(both: tuple[Phone, WecomChannel]) -> None:
    """No more is read than a message can have."""
    phone, _ = both

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(10_000):
            yield b"<a>" * 1_000

    async with aiohttp.ClientSession() as session:
        try:
            async with session.post(phone.url, params=phone.sealing.query(""), data=endless()) as response:
                assert response.status == 413
        except aiohttp.ClientError:
            pass
    assert await phone.say("你好") == ["收到：你好"]


async def test_a_body_that_does_not_come_keeps_nothing_waiting(both: tuple[Phone, WecomChannel]) -> None:
    """It is given up after some seconds."""
    phone, _ = both
    host, port = phone.url.removeprefix("http://").partition("/")[0].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /wecom/callback HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<xml>")
    async with asyncio.timeout(6):
        assert b"408" in await reader.readline()
    writer.close()


@pytest.mark.parametrize("user", ["@all", "LiSi|WangWu", "", "a" * 65, "李四", "Li\nSi"])
async def test_who_is_no_single_member_is_not_heard(stand: Stand, both: tuple[Phone, WecomChannel], user: str) -> None:
    """An answer would go to everybody, or to several."""
    phone, _ = both
    phone.user = user
    assert await phone.deliver(phone.message("text", "<Content>你好</Content>")) == [200]
    assert stand.assistant.calls == 0 and phone.platform.calls == []


@pytest.mark.parametrize(
    "sealed",
    ["AAAA", "!!!!", "", "A" * 43, base64.b64encode(bytes(32)).decode(), base64.b64encode(bytes(range(64))).decode()],
)
async def test_what_is_signed_and_cannot_be_opened_is_refused(
    stand: Stand, both: tuple[Phone, WecomChannel], sealed: str
) -> None:
    """Garbage under a right signature reaches the cipher, and ends there."""
    phone, _ = both
    assert await phone.post_raw(sealed_body(sealed), phone.sealing.query(sealed)) == (403, "")
    assert await phone.say("你好") == ["收到：你好"] and stand.assistant.calls == 1


@pytest.mark.parametrize(
    "inside",
    [
        "no xml",
        "<xml></xml>",
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><FromUserName>&a;</FromUserName></xml>',
        f"<xml><ToUserName>wwanother</ToUserName><FromUserName>{MEMBER}</FromUserName>"
        "<MsgType>text</MsgType><Content>你好</Content><MsgId>1</MsgId></xml>",
    ],
)
async def test_what_is_inside_is_not_trusted_either(
    stand: Stand, both: tuple[Phone, WecomChannel], inside: str
) -> None:
    """A sealed bomb, and a message to another enterprise."""
    phone, _ = both
    await phone.deliver(inside)
    assert stand.assistant.calls == 0


async def test_a_token_that_ran_out_is_renewed(stand: Stand, both: tuple[Phone, WecomChannel]) -> None:
    """In the middle of a reply, and nothing is said twice."""
    phone, _ = both
    stand.answers("问", "一", "二")
    await phone.say("问")
    phone.platform.expire_token()
    assert await phone.say("问") == ["一", "二"]
    assert phone.platform.tokens_given == 2


async def test_late_messages_are_sent(stand: Stand, both: tuple[Phone, WecomChannel]) -> None:
    """With options and files, whenever they come."""
    phone, channel = both
    file = await stand.uploads.keep_upload(ME, "回执.pdf", "application/pdf", b"%PDF-1.7")
    reply = Reply(("审核通过了。", "要打印吗？"), (Option("o|1", "要"), Option("o|2", "不要")), (file,))
    assert await channel.send(ME, Parcel("outbox:1", "person", reply)) == Delivered()
    assert phone.texts == ["审核通过了。", "要打印吗？\n[要]\n[不要]"]
    assert await phone.files() == [("回执.pdf", b"%PDF-1.7")]


async def test_what_arrived_of_a_late_message_is_not_sent_again(both: tuple[Phone, WecomChannel]) -> None:
    """A try that broke off goes on where it broke off."""
    phone, channel = both
    phone.platform.refusals["message/send"] = [0, 45009]
    assert isinstance(await channel.send(ME, LATE), NotNow)
    assert await channel.send(ME, LATE) == Delivered()
    assert phone.texts == ["审核通过了。", "可以去打印了。"]


async def test_too_many_messages_wait(both: tuple[Phone, WecomChannel]) -> None:
    """45009 is no failure."""
    phone, channel = both
    phone.platform.refusals["message/send"] = [45009]
    outcome = await channel.send(ME, LATE)
    assert isinstance(outcome, NotNow) and outcome.retry_after == timedelta(minutes=1)


async def test_who_left_the_enterprise_is_not_tried_again(both: tuple[Phone, WecomChannel]) -> None:
    """81013: nobody of those named may see the application."""
    assert isinstance(await both[1].send(Address("wecom", "Gone"), LATE), Refused)


async def test_without_a_trusted_ip_late_messages_wait(both: tuple[Phone, WecomChannel]) -> None:
    """60020 is mended by somebody, and then they go out."""
    phone, channel = both
    phone.platform.knows_our_ip = False
    outcome = await channel.send(ME, LATE)
    assert isinstance(outcome, NotNow) and outcome.retry_after and "企业可信IP" in outcome.reason
    phone.platform.knows_our_ip = True
    assert await channel.send(ME, LATE) == Delivered()


async def test_a_platform_that_does_not_answer_is_tried_again(stand: Stand) -> None:
    """A failure, so that there is an end to it."""
    channel = WecomChannel(settings_for("http://127.0.0.1:9"), stand.tools())
    assert await channel.send(ME, LATE) == NotNow(reason="gettoken: ClientConnectorError")
    await channel._api.close()


async def test_the_check_names_the_application(both: tuple[Phone, WecomChannel]) -> None:
    """One line that says that all is well."""
    assert await both[1].check() == "企业微信应用“参保助手”连得上。"


@pytest.mark.parametrize(
    ("more", "ip", "named"),
    [
        ({}, False, "企业可信IP"),
        ({"secret": "wrong"}, True, "CANBAO_WECOM_SECRET"),
        ({"corp_id": "wwother"}, True, "CANBAO_WECOM_CORP_ID"),
        ({"api": "http://127.0.0.1:9"}, True, "CANBAO_WECOM_API"),
    ],
)
async def test_the_check_names_the_mend(stand: Stand, more: dict[str, str], ip: bool, named: str) -> None:
    """What is wrong, in the words of the settings."""
    platform = Platform(knows_our_ip=ip)
    async with aiohttp.test_utils.TestServer(platform.app()) as api:
        channel = WecomChannel(settings_for(**{"api": str(api.make_url("")), **more}), stand.tools())
        with pytest.raises(ChannelFault, match=named):
            await channel.check()


async def test_the_check_does_not_go_by_a_token_that_is_kept(both: tuple[Phone, WecomChannel]) -> None:
    """The secret was changed in the administration since."""
    phone, channel = both
    assert "连得上" in await channel.check()
    phone.platform.secret = "the-new-secret"
    with pytest.raises(ChannelFault, match="CANBAO_WECOM_SECRET"):
        await channel.check()


async def test_another_secret_has_another_token(stand: Stand, both: tuple[Phone, WecomChannel]) -> None:
    """What was kept for one application is not used for another of the same enterprise."""
    phone, channel = both
    assert await channel.send(ME, LATE) == Delivered()
    async with played(stand.tools(), phone.platform, secret="wrong") as (_, other):
        assert "CANBAO_WECOM_SECRET" in str(await other.send(ME, Parcel("outbox:2", "person", Reply(("又通过了。",)))))
    assert not any(SECRET in name for name in stand.notes.values)


async def test_no_secret_is_logged(
    stand: Stand, both: tuple[Phone, WecomChannel], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong."""
    caplog.set_level(logging.DEBUG, "bot")
    phone, _ = both
    stand.answers("问", "一", "二")
    for code in (45009, 60020, 40058):
        phone.platform.refusals["message/send"] = [code]
        await phone.say("问")
    await phone.post_raw(b"<xml/>", phone.sealing.query(""))
    silent = WecomChannel(settings_for("http://127.0.0.1:9"), stand.tools())
    await silent.send(ME, LATE)
    await silent._api.close()
    told = caplog.text
    assert "could not be sent" in told and "refused" in told
    for secret in (SECRET, TOKEN, AES_KEY, phone.platform.token):
        assert secret not in told


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No setting of WeCom's, and no file of settings."""
    for name in (*NEEDED, "CANBAO_WECOM_API", "CANBAO_WECOM_CARDS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(settings_for("x").model_config, "env_file", None)
    return monkeypatch


def test_without_settings_there_is_no_channel(bare: pytest.MonkeyPatch) -> None:
    """Nothing is set, nothing is served."""
    assert configured() is None


def test_with_settings_there_is_one(bare: pytest.MonkeyPatch, stand: Stand) -> None:
    """The five are enough."""
    for name, value in NEEDED.items():
        bare.setenv(name, value)
    opens = configured()
    assert opens is not None and opens(stand.tools()).name == "wecom"


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_a_missing_setting_is_named(bare: pytest.MonkeyPatch, missing: str) -> None:
    """By its whole name, with what to do."""
    for name, value in NEEDED.items():
        if name != missing:
            bare.setenv(name, value)
    with pytest.raises(ChannelFault, match=f"{missing}：请补上"):
        configured()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CANBAO_WECOM_AES_KEY", "tooshort"),
        ("CANBAO_WECOM_TOKEN", "not a token!"),
        ("CANBAO_WECOM_AGENT_ID", "agent"),
        ("CANBAO_WECOM_API", "qyapi.weixin.qq.com"),
        ("CANBAO_WECOM_API", "http://qyapi.weixin.qq.com"),
        ("CANBAO_WECOM_API", "http://127.0.0.1.example"),
        ("CANBAO_WECOM_API", "https://somebody@qyapi.example"),
        ("CANBAO_WECOM_API", "https://[qyapi"),
        ("CANBAO_WECOM_CARDS", "perhaps"),
    ],
)
def test_a_setting_without_its_form_is_named_and_not_shown(bare: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The value may be a secret with a slip in it."""
    for needed, right in NEEDED.items():
        bare.setenv(needed, right)
    bare.setenv(name, value)
    with pytest.raises(ChannelFault, match=name) as fault:
        configured()
    assert value not in str(fault.value).replace("https://qyapi.weixin.qq.com", "")


def test_files_are_no_part_of_a_text(stand: Stand) -> None:
    """A file that could not be sent waits as a file."""
    from bot.handlers.wecom.speaking import Words, as_reply

    file = FileRef("1", "a.pdf", 9, "application/pdf")
    assert as_reply([Words("一"), file]) == Reply(("一",), files=(file,))


class Busy(Platform):
    """An interface that gives no token now."""

    async def _gettoken(self, request: web.Request) -> web.Response:
        return web.json_response({"errcode": -1, "errmsg": "system busy"})


class OutOfOrder(NotesInMemory):
    """Notes whose database does not answer."""

    async def get(self, name: str) -> str | None:
        raise StoreTrouble("out")


@pytest.mark.parametrize("trouble", ["unreachable", "database", "busy"])
async def test_an_outage_at_the_start_keeps_nothing_from_going_on(
    stand: Stand, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The channel does not fail for it: what a dead process left is taken up, and the token comes when it can."""
    platform = Busy() if trouble == "busy" else Platform()
    notes = OutOfOrder() if trouble == "database" else stand.notes
    async with played(replace(stand.tools(), notes=notes), platform) as (_, channel):
        if trouble == "unreachable":
            channel = WecomChannel(settings_for("http://127.0.0.1:9"), stand.tools())
        running = asyncio.create_task(channel.run())
        await settled(lambda: running.done() or "no access token yet" in caplog.text)
        await asyncio.sleep(0.05)
        assert not running.done()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await channel._api.close()


async def test_the_time_in_which_the_callback_came_in_counts(both: tuple[Phone, WecomChannel], stand: Stand) -> None:
    """WeCom waits from the first byte that it sent, not from the last one."""
    phone, channel = both
    channel._answers._deliveries._patience, stand.assistant.pace = 0.7, 2.0
    sealed = Sealing().seal(phone.message("text", "<Content>慢</Content>"))

    async def slowly() -> AsyncIterator[bytes]:
        body = sealed_body(sealed)
        yield body[:20]
        await asyncio.sleep(0.5)
        yield body[20:]

    query, began = Sealing().query(sealed), time.monotonic()
    async with aiohttp.ClientSession() as session, session.post(phone.url, params=query, data=slowly()) as response:
        assert response.status == 200
    assert time.monotonic() - began < 1.1
