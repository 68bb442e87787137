"""Messages of the account's own: what WeChat lets through, and what waits for the person."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer

from bot.engine.messages import Address, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import ChannelFault
from bot.handlers.wechat import sentences
from bot.handlers.wechat.saying import Saying
from bot.services.outbox import Delivered, NotNow, Parcel, Refused
from tests.channels.noted import NotesInMemory
from tests.channels.postbox import Postbox
from tests.channels.wechat_double import account_settings, serving
from tests.channels.wechat_house import Assistant, House, house, long_reply, tools_of
from tests.channels.wechat_platform import DAY, WeChatPlatform, settled
from tests.e2e.fakes import QUESTION, FakeUploads

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


async def push(at: House, text: str, **reply: object) -> object:
    """Something that was not asked for."""
    parcel = Parcel(f"outbox:{text}", "p", Reply((text,), **reply))  # type: ignore[arg-type]
    outcome = await at.talker.channel.send(at.talker.address, parcel)
    at.talker.seen = len(at.platform.texts(at.talker.user))
    return outcome


def last(at: House) -> str:
    return at.platform.texts(at.talker.user)[-1]


async def test_what_comes_by_itself_is_sent() -> None:
    """As a customer-service message."""
    async with house() as at:
        await at.say("好")
        assert await push(at, "审核通过了") == Delivered() and last(at) == "审核通过了"


async def test_after_two_days_it_waits_and_comes_first() -> None:
    """WeChat is not even asked; the person's next message brings it, once, before its own answer."""
    async with house() as at:
        await at.say("好")
        at.platform.ahead = 2 * DAY + 60
        before = len(at.platform.calls)
        assert await push(at, "审核通过了") == Delivered() and await push(at, "请去领取") == Delivered()
        assert "message/custom/send" not in at.platform.calls[before:]
        (text,) = await at.say("在吗")
        assert [line for line in text.split("\n\n")] == [
            sentences.EARLIER,
            "审核通过了",
            "请去领取",
            sentences.NOW,
            "收到：在吗",
        ]
        assert await at.say("好") == ["收到：好"]


async def test_more_than_wechat_lets_through_waits() -> None:
    """It counts to five for each message of the person's, and one of theirs begins anew."""
    async with house() as at:
        await at.say("好")
        for number in range(7):
            assert await push(at, f"通知{number}") == Delivered()
        assert at.platform.texts(at.talker.user)[1:] == [f"通知{n}" for n in range(5)]
        assert at.platform.calls.count("message/custom/send") == 5
        (text,) = await at.say("在吗")
        assert text.index("通知5") < text.index("通知6") < text.index("收到：在吗")
        assert await push(at, "通知7") == Delivered() and last(at) == "通知7"


async def test_a_click_opens_a_minute_for_three() -> None:
    """And takes nothing from what a message opened."""
    async with house() as at:
        await at.platform.click(at.talker.user, "say:进度")
        for number in range(4):
            await push(at, f"通知{number}")
        assert at.platform.texts(at.talker.user)[1:] == ["通知0", "通知1", "通知2"]
        (text,) = await at.say("在吗")
        assert "通知3" in text


@pytest.mark.parametrize("code", [45015, 45047, 43004, 43019, 48002])
async def test_what_wechat_does_not_let_through_waits(code: int) -> None:
    """Whatever our own count says; in the middle of a parcel, too, and in order."""
    async with house() as at:
        at.assistant.script["长"] = long_reply(240)
        at.platform.fails["message/custom/send"] = [0, code]
        texts = await at.say("长")
        assert len(texts) == 2
        assert await push(at, "后来的") == Delivered()
        more = await at.say("继续")
        said = "".join([*texts, *more]).split("后来的")[0]
        assert [n for n in range(240) if f"这是第{n}句话" in said] == list(range(240)) and "后来的" in "".join(more)
        assert said.count("这是第100句话") == 1 and at.assistant.heard == ["长"]


async def test_an_account_that_may_not_send_answers_in_pieces() -> None:
    """What does not fit into an answer waits; the person is told, and “继续” brings the next piece without a turn."""
    async with house() as at:
        at.platform.always["message/custom/send"] = 48001
        await at.say("好")
        await push(at, "审核通过了")
        at.assistant.script["长"] = long_reply(150)
        (first,) = await at.say("长")
        assert "审核通过了" in first and first.endswith(sentences.MORE_WAITS) and len(first.encode()) <= 2048
        pieces = [first]
        while pieces[-1].endswith(sentences.MORE_WAITS):
            pieces += await at.say("继续")
        assert "".join(pieces).count("这是第") == 150 and "1. 甲" in pieces[-1] and len(pieces) < 8
        assert at.assistant.heard == ["好", "长"] and at.platform.calls.count("message/custom/send") == 1
        picture = at.keep("回执.png", "image/png", PNG)
        at.assistant.script["回执"] = Reply(("办好了。",), files=(picture,))
        assert "文件“回执.png”" in (await at.say("回执"))[0] and await at.talker.files() == [("回执.png", PNG)]
        at.platform.always.clear()
        at.platform.ahead = DAY / 2 + 60
        await at.say("好")
        assert await push(at, "又能发了") == Delivered() and last(at) == "又能发了"


@pytest.mark.parametrize("code", [40001, 42001, 40014])
async def test_a_token_that_is_not_taken_is_replaced(code: int) -> None:
    """The message goes out with another one."""
    async with house() as at:
        await at.say("好")
        at.platform.fails["message/custom/send"] = [code]
        assert await push(at, "通知") == Delivered() and last(at) == "通知"
        assert at.platform.calls.count("message/custom/send") == 2


async def test_a_token_whose_time_is_over_is_replaced() -> None:
    """Even where the notes take it for good."""
    async with house() as at:
        await at.say("好")
        for token in at.platform.tokens:
            at.platform.tokens[token] = at.platform.now() - 1
        assert await push(at, "通知") == Delivered() and last(at) == "通知"


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (-502, NotNow),
        (40003, Refused),
        (45009, NotNow),
        (40164, NotNow),
        (45002, Refused),
        (99999, NotNow),
    ],
)
async def test_other_faults_are_the_outbox_s(code: int, outcome: type) -> None:
    """What may pass is tried again, what is hopeless is not; the same parcel again sends the rest alone."""
    async with house() as at:
        await at.say("好")
        at.platform.fails["message/custom/send"] = [0, code]
        parcel = Parcel("outbox:x", "p", long_reply(110))
        assert isinstance(await at.talker.channel.send(at.talker.address, parcel), outcome)
        if outcome is NotNow:
            assert await at.talker.channel.send(at.talker.address, parcel) == Delivered()
            assert "".join(at.platform.texts(at.talker.user)).count("这是第50句话") == 1
            assert "".join(at.platform.texts(at.talker.user)).count("这是第") == 110


async def test_a_message_that_failed_does_not_count() -> None:
    """An outage takes nothing of what may be sent."""
    async with house() as at:
        await at.say("好")
        at.platform.fails["message/custom/send"] = [-502] * 6
        for _ in range(6):
            assert isinstance(await push(at, "通知"), NotNow)
        assert await push(at, "通知") == Delivered() and last(at) == "通知"


async def test_a_set_up_that_is_wrong_loses_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """However long it takes to mend: no try counts as failed, and the log names the setting."""
    async with house() as at:
        await at.say("好")
        at.platform.always["message/custom/send"] = 40243
        outcome = await push(at, "通知")
        assert isinstance(outcome, NotNow) and outcome.retry_after is not None
        assert "CANBAO_WECHAT_APP_SECRET" in caplog.text
        at.platform.always.clear()
        assert await push(at, "通知") == Delivered() and last(at) == "通知"


async def test_an_old_refusal_does_not_close_what_a_new_message_opened() -> None:
    """The person writes while a message is refused that was sent before: it is tried again, and goes out."""
    async with house() as at:
        await at.say("好")
        at.platform.fails["message/custom/send"] = [45047]
        at.platform.holds["message/custom/send"] = 0.2
        pushing = asyncio.create_task(push(at, "通知"))
        await settled(lambda: "message/custom/send" in at.platform.calls)
        await at.platform.say(at.talker.user, "在吗")
        assert isinstance(await pushing, NotNow)
        at.platform.holds.clear()
        assert await push(at, "通知") == Delivered() and last(at) == "通知"


async def test_a_picture_that_wechat_does_not_take_comes_as_a_link() -> None:
    """It would be refused at every try."""
    async with house() as at:
        await at.say("好")
        at.platform.always["media/upload"] = 40005
        assert await push(at, "回执好了", files=(at.keep("回执.png", "image/png", PNG),)) == Delivered()
        assert await at.talker.files() == [("回执.png", PNG)]


async def test_who_left_gets_nothing_until_they_come_back() -> None:
    """Then it comes with the greeting."""
    async with house() as at:
        await at.say("好")
        await at.platform.deliver(at.platform.message(at.talker.user, "event", Event="unsubscribe", EventKey=""))
        before = len(at.platform.calls)
        assert await push(at, "审核通过了") == Delivered()
        assert "message/custom/send" not in at.platform.calls[before:]
        back = at.platform.message(at.talker.user, "event", Event="subscribe", EventKey="")
        answered = await at.platform.deliver(back)
        assert "审核通过了" in answered.text and sentences.WELCOME in answered.text


async def test_pictures_go_out_behind_their_texts() -> None:
    """One that is gone is left out."""
    async with house() as at:
        await at.say("好")
        picture = at.keep("回执.png", "image/png", PNG)
        gone = replace(picture, id="gone")
        assert await push(at, "回执好了", files=(gone, picture)) == Delivered()
        kinds = [each.text or each.name for each in at.platform.arrived[at.talker.user]]
        assert kinds == ["收到：好", "回执好了", "回执.png"]


async def test_a_held_picture_comes_with_the_next_message() -> None:
    """As a picture, now that messages may be sent again."""
    async with house() as at:
        picture = at.keep("回执.png", "image/png", PNG)
        await push(at, "回执好了", files=(picture,))
        await at.say("在吗")
        assert await at.talker.files() == [("回执.png", PNG)]


async def test_a_held_picture_comes_as_a_link_where_nothing_may_be_sent() -> None:
    """It was held before the account was known to be allowed answers alone."""
    async with house() as at:
        at.platform.always["message/custom/send"] = 48001
        await push(at, "回执好了", files=(at.keep("回执.png", "image/png", PNG),))
        await at.say("好")
        await push(at, "通知")
        picture = at.keep("另一张.png", "image/png", PNG)
        await push(at, "又一张", files=(picture,))
        await at.say("在吗")
        assert {name for name, _ in await at.talker.files()} == {"回执.png", "另一张.png"}
        assert await at.say("好") == ["收到：好"]


async def test_held_options_are_shown_before_numbers_count() -> None:
    """A number typed before they were seen does nothing."""
    async with house() as at:
        await push(at, "审核退回了，怎么办？", options=QUESTION.options)
        (text,) = await at.say("2")
        assert "1. 方便" in text and text.endswith(sentences.UNSEEN) and at.assistant.heard == []
        assert await at.say("2") == ["收到：2"]


async def test_two_processes_share_what_they_know() -> None:
    """One gets the message and the other the second delivery: one answer, one token, one count, one menu."""
    assistant, uploads, notes, platform = Assistant(), FakeUploads(), NotesInMemory(), WeChatPlatform()
    assistant.slow["难"], assistant.script["难"] = 0.4, long_reply()
    tools, postbox = tools_of(assistant, uploads, notes), Postbox()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(TestServer(platform.app()))
        platform.url = str(server.make_url("")).rstrip("/")
        settings = account_settings(platform, answer_seconds=0.15)
        served = []
        for _ in range(2):
            channel = await stack.enter_async_context(serving(settings, replace(tools, late=postbox.late), platform))
            served.append((channel, platform.callback))
        postbox.sender = served[0][0]
        tasks = [asyncio.create_task(each.run()) for each, _ in served] + [asyncio.create_task(postbox.run())]
        await settled(lambda: bool(platform.menus))
        message = platform.message("oP", "text", Content="难")
        answers = []
        for _, url in served:
            platform.callback = url
            answers.append((await platform.deliver(message)).text)
        await asyncio.sleep(0.6)
        await postbox.idle()
        platform.callback = served[0][1]
        assert answers == [sentences.WORKING] * 2 and assistant.heard == ["难"]
        assert "".join(platform.texts("oP")).count("这是第7句话") == 1
        assert platform.calls.count("stable_token") == 1 and len(platform.menus) == 1
        for task in tasks:
            task.cancel()


async def test_an_outage_keeps_no_answer_back() -> None:
    """Answers need nothing of the server that is out: they come at once, and the rest when it is back."""
    async with house() as at:
        at.assistant.script["长"] = long_reply()
        at.platform.always["message/custom/send"] = -502
        first = await at.platform.say(at.talker.user, "长")
        await settled(lambda: bool(at.talker.postbox.outcomes))
        for text in ("一", "二"):
            answered = await at.platform.say(at.talker.user, text)
            assert answered.text == f"收到：{text}" and answered.seconds[0] < 1
        at.platform.always.clear()
        await at.talker.postbox.idle()
        said = "".join(at.platform.texts(at.talker.user))
        assert first.text in said and said.count("这是第") == 120


async def test_what_is_under_way_is_finished_before_the_process_ends() -> None:
    """The person was told to wait, and WeChat will not deliver the message again."""
    assistant, platform, postbox = Assistant(), WeChatPlatform(), Postbox()
    assistant.slow["难"] = 0.5
    tools = replace(tools_of(assistant, FakeUploads(), NotesInMemory()), late=postbox.late)
    platform.url = "http://127.0.0.1:1"
    async with serving(account_settings(platform, answer_seconds=0.1), tools, platform):
        assert (await platform.say("oP", "难")).text == sentences.WORKING and not postbox.keys
    assert assistant.heard == ["难"] and len(postbox.keys) == 1


async def test_the_rest_of_an_answer_waits_until_it_is_known_whether_the_answer_was_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However long a slow database takes to say so: what was not answered goes before the rest, all of it once."""
    monkeypatch.setattr("bot.handlers.wechat.pushing._LOOKS", 2)
    async with house() as at:
        await at.say("好")
        pushing = at.talker.channel._pushing  # type: ignore[attr-defined]
        await pushing.later(at.talker.user, "m", Saying(("二", "三")), "一")
        await settled(lambda: len(at.talker.postbox.outcomes) >= 2)
        assert all(isinstance(each, NotNow) and each.retry_after for each in at.talker.postbox.outcomes)
        assert await pushing.is_under_way(at.talker.user), "nothing is to overtake it"
        await pushing.settle("m", "一", False)
        assert await at.talker.hear() == ["一", "二\n\n三"]


async def test_the_rest_of_an_answer_waits_for_no_process_that_died(monkeypatch: pytest.MonkeyPatch) -> None:
    """It never says whether it gave the answer; WeChat asks for that again."""
    monkeypatch.setattr("bot.handlers.wechat.pushing._SETTLES_WITHIN", 0.2)
    async with house() as at:
        await at.say("好")
        await at.talker.channel._pushing.later(at.talker.user, "m", Saying(("二",)), "一")  # type: ignore[attr-defined]
        assert await at.talker.hear() == ["二"]


async def test_a_rest_that_the_outbox_did_not_take_is_not_waited_for() -> None:
    """The answer to the next message comes at once, and not behind something that nobody sends."""
    async with house() as at:
        pushing = at.talker.channel._pushing  # type: ignore[attr-defined]
        pushing._tools = replace(at.tools, late=_out)
        with pytest.raises(StoreTrouble):
            await pushing.later(at.talker.user, "m", Saying(("二",)))
        assert not await pushing.is_under_way(at.talker.user)


async def _out(address: Address, key: str, reply: Reply) -> None:
    raise StoreTrouble("out")


async def test_links_end_after_a_week() -> None:
    """And what was never one opens nothing."""
    async with house() as at:
        at.keep("表.pdf", "application/pdf", b"%PDF")
        at.assistant.script["表"] = Reply(("好了",), files=(at.keep("表.pdf", "application/pdf", b"%PDF"),))
        await at.say("表")
        assert await at.talker.files() == [("表.pdf", b"%PDF")]
        at.platform.ahead = timedelta(days=7, seconds=5).total_seconds()
        with pytest.raises(AssertionError, match="404"):
            await at.talker.files()


async def test_the_check_says_whether_wechat_knows_us() -> None:
    """What is wrong is named with its setting."""
    async with house() as at:
        assert "有效" in await at.talker.channel.check()
        for code, named in ((40125, "CANBAO_WECHAT_APP_SECRET"), (40013, "APP_ID"), (40164, "白名单"), (99, "99")):
            at.platform.always["get_api_domain_ip"] = code
            with pytest.raises(ChannelFault, match=named):
                await at.talker.channel.check()
        at.platform.always["get_api_domain_ip"] = -502
        with pytest.raises(ChannelFault, match="CANBAO_WECHAT_API"):
            await at.talker.channel.check()


async def test_the_check_does_not_go_by_a_token_that_is_kept() -> None:
    """The secret was changed on the platform since; the token is good still."""
    async with house() as at:
        assert "有效" in await at.talker.channel.check()
        at.platform.always["stable_token"] = 40125
        with pytest.raises(ChannelFault, match="CANBAO_WECHAT_APP_SECRET"):
            await at.talker.channel.check()


@pytest.mark.parametrize(("code", "ends"), [(40013, True), (40125, True), (40164, False), (-502, False)])
async def test_a_channel_that_can_never_serve_ends_and_one_that_may_goes_on(code: int, ends: bool) -> None:
    """Answers need no token: an outage, or an address that is not allowed yet, does not end the service."""
    async with AsyncExitStack() as stack:
        platform = WeChatPlatform(always={"stable_token": code})
        server = await stack.enter_async_context(TestServer(platform.app()))
        platform.url = str(server.make_url("")).rstrip("/")
        tools = tools_of(Assistant(), FakeUploads(), NotesInMemory())
        channel = await stack.enter_async_context(serving(account_settings(platform), tools, platform))
        running = asyncio.create_task(channel.run())
        if ends:
            with pytest.raises(ChannelFault, match="CANBAO_WECHAT_APP"):
                await asyncio.wait_for(running, 2)
        else:
            await asyncio.sleep(0.2)
            assert not running.done() and (await platform.say("oP", "好")).text == "收到：好"
            running.cancel()


async def test_the_menu_is_set_however_late_wechat_can_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """An outage at the start does not leave the account without; a refused menu ends nothing."""
    monkeypatch.setattr("bot.handlers.wechat.account._MENU_AGAIN", 0.05)
    async with AsyncExitStack() as stack:
        platform = WeChatPlatform(fails={"menu/create": [-502, 40001, 40001, 65301]})
        server = await stack.enter_async_context(TestServer(platform.app()))
        platform.url = str(server.make_url("")).rstrip("/")
        tools = tools_of(Assistant(), FakeUploads(), NotesInMemory())
        channel = await stack.enter_async_context(serving(account_settings(platform), tools, platform))
        running = asyncio.create_task(channel.run())
        await settled(lambda: bool(platform.menus))
        assert not running.done() and len(platform.menus) == 1
        running.cancel()
