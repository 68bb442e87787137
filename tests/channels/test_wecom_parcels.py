"""The WeCom application: what goes out by calls arrives once, wherever a try broke off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.engine.messages import Address, Option, Reply
from bot.handlers.tencent.calls import Line, Upload
from bot.handlers.tencent.troubles import Unreachable
from bot.handlers.wecom.channel import WecomChannel
from bot.services.outbox import Delivered, NotNow, Outcome, Parcel, Refused
from tests.channels.wecom_double import MEMBER, Phone, played
from tests.channels.wecom_stand import Stand

ME = Address("wecom", MEMBER)


@pytest.fixture
def stand() -> Stand:
    return Stand()


@pytest_asyncio.fixture
async def both(stand: Stand) -> AsyncIterator[tuple[Phone, WecomChannel]]:
    async with played(stand.tools()) as both:
        yield both


def told(key: str, *texts: str) -> Parcel:
    return Parcel(f"outbox:{key}", "person", Reply(texts))


async def cut_off(phone: Phone, channel: WecomChannel, parcel: Parcel, pause: float) -> Outcome | None:
    """A try that the outbox ends, since every call takes so long."""
    phone.platform.pause = pause
    try:
        async with asyncio.timeout(pause * 1.5):
            return await channel.send(ME, parcel)
    except TimeoutError:
        return None
    finally:
        phone.platform.pause = 0


async def test_a_slow_parcel_goes_on_where_it_was_cut_off(both: tuple[Phone, WecomChannel]) -> None:
    """The outbox gives a try twenty seconds; what was said within them is not said again."""
    phone, channel = both
    await channel.send(ME, told("0", "你好"))
    phone.texts.clear()
    for _ in range(2):
        assert await cut_off(phone, channel, told("1", "一", "二", "三", "四"), 0.2) is None
    assert await channel.send(ME, told("1", "一", "二", "三", "四")) == Delivered()
    assert phone.texts == ["一", "二", "三", "四"]


async def test_what_arrived_without_an_answer_is_not_said_again(both: tuple[Phone, WecomChannel]) -> None:
    """WeCom is asked to look whether it had it."""
    phone, channel = both
    phone.platform.answers_lost = 1
    assert isinstance(await channel.send(ME, told("1", "审核通过了。")), NotNow)
    assert await channel.send(ME, told("1", "审核通过了。")) == Delivered()
    assert phone.texts == ["审核通过了。"]


async def test_the_same_words_may_be_said_again(both: tuple[Phone, WecomChannel]) -> None:
    """Of another filing, even after a refusal: it is no second try."""
    phone, channel = both
    assert await channel.send(ME, told("1", "审核通过了。")) == Delivered()
    phone.platform.refusals["message/send"] = [45009]
    assert isinstance(await channel.send(ME, told("2", "审核通过了。")), NotNow)
    assert await channel.send(ME, told("2", "审核通过了。")) == Delivered()
    assert phone.texts == ["审核通过了。"] * 2


@pytest.mark.parametrize("code", [40005, 40058, 42014, 45002])
async def test_what_never_passes_is_refused_at_once(both: tuple[Phone, WecomChannel], code: int) -> None:
    """It holds up nothing that comes behind it."""
    phone, channel = both
    phone.platform.refusals["message/send"] = [code]
    assert isinstance(await channel.send(ME, told("1", "一")), Refused)
    assert await channel.send(ME, told("2", "二")) == Delivered()


async def test_a_card_that_is_not_taken_has_numbers(both: tuple[Phone, WecomChannel]) -> None:
    """Whatever is wrong with it, its options arrive."""
    phone, channel = both
    phone.platform.refusals["message/send"] = [42014]
    reply = Reply(("要打印吗？",), (Option("o|1", "要"), Option("o|2", "不要")))
    assert await channel.send(ME, Parcel("outbox:1", "person", reply)) == Delivered()
    assert phone.texts == ["要打印吗？\n\n1. 要\n2. 不要\n回复序号即可，也可以直接打字。"]


@pytest.mark.parametrize(("size", "is_sent"), [(5, False), (6, True)])
async def test_a_file_has_more_than_five_bytes(
    stand: Stand, both: tuple[Phone, WecomChannel], size: int, is_sent: bool
) -> None:
    """WeCom takes no smaller one; the member is told."""
    phone, channel = both
    file = await stand.uploads.keep_upload(ME, "小.txt", "text/plain", b"x" * size)
    assert await channel.send(ME, Parcel("outbox:1", "person", Reply((), files=(file,)))) == Delivered()
    assert len(await phone.files()) == is_sent
    assert phone.texts == ([] if is_sent else ["文件“小.txt”在这里发不了（要在20MB以内），请到网页上取。"])


async def test_an_upload_ends_before_the_outbox_ends_it() -> None:
    """Eight seconds for a call, sixteen for a file, where the outbox gives twenty."""

    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.25)
        return web.json_response({"errcode": 0})

    app = web.Application()
    app.router.add_post("/upload", slow)
    async with TestServer(app) as server:
        line = Line(str(server.make_url("")), seconds=0.1)
        with pytest.raises(Unreachable):
            await line.ask("upload", upload=Upload("a.txt", "text/plain", b"123456"))
        await line.close()


async def test_no_name_stands_in_the_key_of_what_waits(stand: Stand, both: tuple[Phone, WecomChannel]) -> None:
    """The outbox shows its keys to whoever runs the assistant."""
    phone, _ = both
    phone.platform.knows_our_ip = False
    stand.answers("问", "一", "二")
    await phone.say("问")
    (key,) = stand.late
    assert MEMBER not in key


async def test_trouble_after_the_turn_is_not_told_as_nothing_done(
    stand: Stand, both: tuple[Phone, WecomChannel]
) -> None:
    """Who sent a filing must not send it again."""
    phone, _ = both
    file = await stand.uploads.keep_upload(ME, "回执.pdf", "application/pdf", b"%PDF-1.7")
    stand.answers("提交", "已提交。", files=[file])
    stand.opening_trouble = True
    said = await phone.say("提交")
    assert said[0] == "已提交。" and "可能已经处理" in said[1] and "没有处理" not in "".join(said)
    assert stand.said == ["提交"]
