"""The WeCom application: what members say is answered once, in time, in the form that fits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.engine.messages import Address, Reply, Unread, UnreadKind
from bot.engine.ports import StoreTrouble
from bot.handlers.wecom.channel import WecomChannel
from tests.channels.wecom_double import MEMBER, Phone, Platform, played
from tests.channels.wecom_stand import Stand
from tests.e2e.fakes import WELCOME

ME = Address("wecom", MEMBER)
YES_NO = ("能", "不能")


@pytest.fixture
def stand() -> Stand:
    return Stand()


@pytest_asyncio.fixture
async def phone(stand: Stand) -> AsyncIterator[Phone]:
    async with played(stand.tools()) as (phone, _):
        yield phone


async def until(true: object, *, tries: int = 200) -> None:
    """Waits until the callable says true."""
    for _ in range(tries):
        if true():  # type: ignore[operator]
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to that")


async def test_a_short_answer_comes_in_the_response(stand: Stand, phone: Phone) -> None:
    """One text needs no call, and so no token."""
    assert await phone.say("你好") == ["收到：你好"]
    assert phone.platform.calls == []
    assert stand.assistant.said[0].address == ME


async def test_several_texts_are_sent_in_order(stand: Stand, phone: Phone) -> None:
    """Each message of a reply is one of its own."""
    stand.answers("问", "一", "二", "三")
    assert await phone.say("问") == ["一", "二", "三"]


async def test_a_few_short_options_are_buttons(stand: Stand, phone: Phone) -> None:
    """The question stands on the card; a press chooses, and makes the card grey."""
    stand.answers("问", "前言", "方便吗？", options=YES_NO)
    stand.answers("option|能", "好的。")
    assert await phone.say("问") == ["前言", "方便吗？\n[能]\n[不能]"]
    assert await phone.choose("能") == ["好的。"]
    await until(lambda: phone.platform.cards[0].grey == "已选：能")
    assert stand.said == ["问", "option|能"]


async def test_more_short_options_are_a_vote(stand: Stand, phone: Phone) -> None:
    """Seven do not fit as buttons."""
    labels = [f"第{n}项" for n in range(1, 8)]
    stand.answers("问", "哪一项？", options=labels)
    await phone.say("问")
    assert phone.platform.cards[0].kind == "vote_interaction"
    assert await phone.choose("第7项") == ["收到："]
    assert stand.said == ["问", "option|第7项"]


async def test_a_vote_for_nothing_is_asked_again(stand: Stand, phone: Phone) -> None:
    """It reaches no dialog, and says what to do."""
    stand.answers("问", "哪一项？", options=[f"第{n}项" for n in range(1, 8)])
    await phone.say("问")
    await phone.deliver(phone.press(phone.platform.cards[0], None))
    assert "先选一项" in phone.texts[-1]
    assert stand.said == ["问"]


@pytest.mark.parametrize("labels", [["一步步带我办：找回单位密码", "不用"], [f"第{n}项" for n in range(21)]])
async def test_what_fits_on_no_card_has_numbers(stand: Stand, phone: Phone, labels: list[str]) -> None:
    """Long labels and long lists."""
    stand.answers("问", "选哪个？", options=labels)
    (text,) = await phone.say("问")
    assert f"1. {labels[0]}\n2. {labels[1]}" in text and not phone.platform.cards
    await phone.choose(labels[1])
    assert stand.said == ["问", "2"]


async def test_cards_can_be_switched_off(stand: Stand) -> None:
    """As where members use the application inside WeChat."""
    stand.answers("问", "方便吗？", options=YES_NO)
    async with played(stand.tools(), cards=False) as (phone, _):
        (text,) = await phone.say("问")
    assert "1. 能\n2. 不能" in text and phone.platform.calls == []


async def test_a_long_question_stands_before_its_card(stand: Stand, phone: Phone) -> None:
    """A card holds 112 signs."""
    question = "请看清楚再选。" * 20
    stand.answers("问", question, options=YES_NO)
    assert await phone.say("问") == [question, "[能]\n[不能]"]


async def test_a_typed_answer_makes_the_card_grey(stand: Stand, phone: Phone) -> None:
    """Nobody presses a question that is over."""
    stand.answers("问", "方便吗？", options=YES_NO)
    await phone.say("问")
    await phone.say("能")
    await until(lambda: phone.platform.cards[0].grey == "已回答")


async def test_an_old_button_is_told_and_the_new_card_gets_grey_too(stand: Stand, phone: Phone) -> None:
    """The dialog says that it is expired; the card says so as well."""
    stand.answers("问", "方便吗？", options=YES_NO)
    stand.answers("再问", "几个人？", options=("一个", "两个"))
    stand.answers("option|能", "此按钮已过期。几个人？", options=("一个", "两个"))
    await phone.say("问")
    await phone.say("再问")
    old = phone.platform.cards[0]
    await phone.deliver(phone.press(old, "能"))
    assert "已过期" in phone.texts[-1]
    await until(lambda: old.grey == "已过期" and phone.platform.cards[1].grey == "已回答")
    assert phone.platform.cards[2].grey == ""


async def test_a_double_tap_is_one_choice(stand: Stand, phone: Phone) -> None:
    """Two presses of one button before it is grey."""
    stand.answers("问", "方便吗？", options=YES_NO)
    await phone.say("问")
    card = phone.platform.cards[0]
    await asyncio.gather(phone.deliver(phone.press(card, "能")), phone.deliver(phone.press(card, "能")))
    assert stand.said == ["问", "option|能"] and phone.texts[1:] == ["收到："]


async def test_a_message_sent_again_is_answered_once(stand: Stand, phone: Phone) -> None:
    """WeCom repeats what it got no response to; the response is the same, the turn is one."""
    message = phone.message("text", "<Content>你好</Content>")
    answers = await asyncio.gather(*(phone.post(message) for _ in range(3)))
    assert answers == [(200, "收到：你好")] * 3
    assert stand.assistant.calls == 1


async def test_a_message_sent_again_to_another_process_is_answered_once(stand: Stand) -> None:
    """Where calls answered, the second process says nothing; where a response may be lost, it gives the same."""
    stand.answers("问", "一", "二")
    platform = Platform()
    async with played(stand.tools(), platform) as (one, _), played(stand.tools(), platform) as (other, _):
        message = one.message("text", "<Content>问</Content>")
        await one.deliver(message)
        await other.deliver(message)
        assert one.texts == ["一", "二"]
        short = one.message("text", "<Content>短</Content>")
        assert await one.post(short) == await other.post(short) == (200, "收到：短")
    assert stand.said == ["问", "短"]


async def test_what_takes_longer_comes_by_a_call(stand: Stand) -> None:
    """WeCom gets its response in time, once, and the answer follows."""
    async with played(stand.tools()) as (phone, channel):
        channel._answers._deliveries._patience = 0.2
        stand.assistant.pace = 0.5
        phone.limit = 0.4
        assert await phone.deliver(phone.message("text", "<Content>慢</Content>")) == [200]
        assert phone.texts == []
        await until(lambda: phone.texts == ["收到：慢"])
    assert phone.platform.calls == ["message/send"] and stand.assistant.calls == 1


async def test_messages_of_one_member_keep_their_order(stand: Stand, phone: Phone) -> None:
    """A file that takes long to come does not let the next text overtake it."""
    phone.platform.pause = 0.1
    media_id = phone.platform.put_media("名单.xlsx", b"PK\x03\x04 xl/workbook.xml")
    messages = [phone.message("file", f"<MediaId>{media_id}</MediaId>")]
    messages += [phone.message("text", f"<Content>{n}</Content>") for n in range(5)]
    tasks = []
    for message in messages:
        tasks.append(asyncio.create_task(phone.deliver(message)))
        await asyncio.sleep(0.01)
    await asyncio.gather(*tasks)
    assert stand.said == ["名单.xlsx", "0", "1", "2", "3", "4"]


async def test_long_texts_are_split_at_sentences(stand: Stand, phone: Phone) -> None:
    """WeCom takes 2,048 bytes."""
    text = "这是一句不短的话，说完就完了。" * 100
    stand.answers("长", text)
    parts = await phone.say("长")
    assert len(parts) == 3 and "".join(parts) == text and all(part.endswith("。") for part in parts)


async def test_a_picture_and_a_file_come_in(stand: Stand, phone: Phone) -> None:
    """With the name that WeCom tells, in Chinese too."""
    await phone.send_file("报错.png", b"\x89PNG\r\n\x1a\n picture")
    await phone.send_file("增员名单.xlsx", b"PK\x03\x04 xl/workbook.xml")
    assert stand.said == ["报错.png", "增员名单.xlsx"]
    assert [content for _, content in stand.uploads.files.values()][1].startswith(b"PK")


async def test_a_file_that_is_too_large_is_told(stand: Stand, phone: Phone) -> None:
    """More than 10 MB is not even fetched to its end."""
    (said,) = await phone.send_file("大.xlsx", b"0" * (20 * 2**20))
    assert said == "收到：没有读too_large" and stand.unread == [Unread(UnreadKind.TOO_LARGE)]


async def test_a_file_that_is_gone_is_told(stand: Stand, phone: Phone) -> None:
    """Media lie there for three days."""
    await phone.deliver(phone.message("image", "<MediaId>gone</MediaId><PicUrl>http://x/</PicUrl>"))
    assert "再发一次" in phone.texts[-1]


async def test_a_store_out_of_order_is_told(stand: Stand, phone: Phone) -> None:
    """Nothing was kept, and the person knows."""
    stand.file_trouble = True
    (said,) = await phone.send_file("名单.xlsx", b"PK\x03\x04 xl/workbook.xml")
    assert "没有处理" in said and "再发一次" in said


async def test_files_go_out(stand: Stand, phone: Phone) -> None:
    """A picture as a picture, all else as a file with its name; what is gone is told."""
    sheet = await stand.uploads.keep_upload(ME, "结果.xlsx", "application/x", b"PK\x03\x04 sheet")
    picture = await stand.uploads.keep_upload(ME, "日历.png", "image/png", b"\x89PNG\r\n\x1a\n picture")
    stand.answers("取", "给您。", files=[sheet, picture, replace(sheet, id="gone", name="旧.xlsx")])
    assert await phone.say("取") == ["给您。", "文件“旧.xlsx”已经过期，请再要一次。"]
    assert await phone.files() == [("结果.xlsx", b"PK\x03\x04 sheet"), ("日历.png", b"\x89PNG\r\n\x1a\n picture")]


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("voice", "<MediaId>v</MediaId><Format>amr</Format>", UnreadKind.VOICE),
        ("video", "<MediaId>v</MediaId>", UnreadKind.VIDEO),
        ("location", "<Location_X>33</Location_X><Label>宿迁</Label>", UnreadKind.PLACE),
        ("link", "<Title>标题</Title><Url>http://x/</Url>", UnreadKind.LINK),
        ("hologram", "", UnreadKind.OTHER),
    ],
)
async def test_what_cannot_be_read_is_told(stand: Stand, phone: Phone, kind: str, body: str, told: UnreadKind) -> None:
    """The assistant says what to do instead."""
    await phone.deliver(phone.message(kind, body))
    assert phone.texts[-1] == f"收到：没有读{told}"
    assert stand.unread == [Unread(told)]


async def test_who_opens_the_chat_is_greeted_once(stand: Stand, phone: Phone) -> None:
    """The chat is opened often."""
    await phone.deliver(phone.event("subscribe", at=4))
    assert WELCOME.messages[0] in phone.texts[0] and "1. 单位账号密码忘记了" in phone.texts[-1]
    shown = list(phone.texts)
    await phone.deliver(phone.event("enter_agent", at=5))
    await phone.say("谢谢")
    await phone.deliver(phone.event("enter_agent", at=6))
    assert phone.texts == [*shown, "收到：谢谢"]


async def test_who_was_here_before_is_not_greeted(stand: Stand, phone: Phone) -> None:
    """As when the event was switched on later; nobody is told that an empty message came."""
    stand.assistant.script[""] = Reply(("没有收到文字。",))
    await phone.say("谢谢")
    await phone.deliver(phone.event("enter_agent"))
    assert phone.texts == ["收到：谢谢"]


async def test_other_events_get_no_answer(stand: Stand, phone: Phone) -> None:
    """Reports of places, menus of the enterprise, other applications."""
    for name in ("LOCATION", "view", "unsubscribe", "batch_job_result"):
        assert await phone.deliver(phone.event(name)) == [200]
    foreign = phone.message("text", "<Content>x</Content>").replace("<AgentID>1000002", "<AgentID>1000009")
    assert await phone.deliver(foreign) == [200]
    assert stand.said == [] and phone.texts == []


async def test_without_a_trusted_ip_the_response_still_answers(stand: Stand, phone: Phone) -> None:
    """What fits into it stands there with numbers; the rest waits in the outbox."""
    phone.platform.knows_our_ip = False
    stand.answers("问", "一", "方便吗？", options=YES_NO)
    assert await phone.say("问") == ["一"]
    ((address, reply),) = stand.late.values()
    assert address == ME and "1. 能\n2. 不能" in reply.messages[0]


async def test_the_store_breaking_in_a_turn_is_told(stand: Stand, phone: Phone) -> None:
    """No exception of ours leaves a member without an answer."""
    stand.assistant.trouble = StoreTrouble("gone")
    assert "没有处理" in (await phone.say("你好"))[0]
    stand.assistant.trouble = RuntimeError("a mistake of ours")
    assert "出了点问题" in (await phone.say("你好"))[0]


async def test_an_emoji_and_odd_signs_come_back_whole(stand: Stand, phone: Phone) -> None:
    """What XML cannot hold is left out, all else stays."""
    stand.assistant.script["怪"] = Reply(("㛃𬭎😀]]>&lt;<b>\x0b\x00尾",))
    assert await phone.say("怪") == ["㛃𬭎😀]]>&lt;<b>尾"]


def test_the_channel_says_what_it_serves(stand: Stand) -> None:
    """With the address to type in."""
    from tests.channels.wecom_double import settings

    about = WecomChannel(settings("http://127.0.0.1"), stand.tools()).about()
    assert "企业微信" in about and "https://canbao.example/wecom/callback" in about
