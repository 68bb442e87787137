"""Groups: only what is addressed to the bot is answered, and nothing private is shown there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.engine.messages import Inbound, Option, Reply
from tests.channels.telegram_double import talking
from tests.channels.telegram_house import Scripted, step
from tests.channels.telegram_person import Person
from tests.channels.telegram_server import BOT

GROUP = -100200
OTHER = {"id": 77, "is_bot": False, "first_name": "别人"}
STICKER = {
    "file_id": "s",
    "file_unique_id": "s",
    "type": "regular",
    "width": 9,
    "height": 9,
    "is_animated": False,
    "is_video": False,
}
PLACE = {"id": GROUP, "type": "supergroup", "title": "群"}


def answering(sender: dict[str, Any]) -> dict[str, Any]:
    """The message that another one answers."""
    return {"message_id": 1, "date": 1, "chat": PLACE, "from": sender, "text": "先前的话"}


ADDRESSED = [
    ("by name", "@canbao_test_bot 密码忘了怎么办", None, "密码忘了怎么办"),
    ("by name, any case, anywhere", "请问@Canbao_Test_Bot密码忘了怎么办", None, None),
    ("by name in the middle", "请问 @CANBAO_TEST_BOT 密码忘了", None, "请问   密码忘了"),
    ("as an answer to the bot", "第二个", BOT, "第二个"),
    ("by a command with its name", "/help@canbao_test_bot", None, "帮助"),
    ("not at all", "密码忘了怎么办", None, None),
    ("as an answer to another", "第二个", OTHER, None),
    ("by a command of nobody's", "/help", None, None),
    ("by another bot's command", "/help@other_bot", None, None),
    ("another of a longer name", "@canbao_test_bot2 你好", None, None),
]


@pytest.mark.parametrize(("typed", "answers", "heard"), [row[1:] for row in ADDRESSED], ids=[r[0] for r in ADDRESSED])
async def test_only_what_is_addressed_is_heard(typed: str, answers: dict[str, Any] | None, heard: str | None) -> None:
    """By name, by a command with its name, or as an answer to what the bot said; never as private."""
    house = Scripted()
    async with talking(house.tools()) as person:
        member = Person(person.api, 1001, GROUP)
        content = {"reply_to_message": answering(answers)} if answers else {}
        texts = await member.do(member.message(text=typed, **content))
    assert [inbound.text for inbound in house.got] == ([heard] if heard else [])
    assert len(texts) == len(house.got) and not any(inbound.private for inbound in house.got)


async def test_the_answer_hangs_on_the_question() -> None:
    """In a group one sees what is answered, and in a forum it stays in its topic."""
    house = Scripted()
    async with talking(house.tools()) as person:
        member = Person(person.api, 1001, GROUP)
        asked = member.message(text="@canbao_test_bot 在吗", message_thread_id=9, is_topic_message=True)
        await member.do(asked)
        (call,) = [call for call in person.api.calls if call.method == "sendMessage"]
    assert f'"message_id": {asked["message"]["message_id"]}' in call.fields["reply_parameters"]
    assert call.fields["message_thread_id"] == "9"


async def test_buttons_in_a_group_are_the_asker_s() -> None:
    """Another member's press does nothing, and tells them why."""
    house = Scripted(lambda inbound: step("第一步？"))
    async with talking(house.tools()) as person:
        member = Person(person.api, 1001, GROUP)
        await member.say("@canbao_test_bot 办理")
        press = member.press(member.button("是"))
        press["callback_query"]["from"] = OTHER
        assert await member.do(press) == []
        told = [call.fields for call in person.api.calls if call.method == "answerCallbackQuery"]
        assert "给提问的人" in told[0]["text"] and told[0]["show_alert"] == "true"
        await member.choose("是")
    assert [(inbound.address.user, inbound.private) for inbound in house.got] == [("1001", False)] * 2


async def test_a_press_is_answered_in_its_topic() -> None:
    """In a forum the next step stands where the button stood."""
    house = Scripted(lambda inbound: step("第一步？") if inbound.text else Reply(("好了。",)))
    async with talking(house.tools()) as person:
        member = Person(person.api, 1001, GROUP)
        await member.do(member.message(text="@canbao_test_bot 办理", message_thread_id=9, is_topic_message=True))
        press = member.press(member.button("是"))
        press["callback_query"]["message"] |= {"message_thread_id": 9, "is_topic_message": True}
        assert await member.do(press) == ["好了。"]
        assert [call.fields.get("message_thread_id") for call in person.api.calls if call.method == "sendMessage"] == [
            "9",
            "9",
        ]


async def test_files_go_to_the_person_alone() -> None:
    """A receipt is not shown to a group: it goes to the private chat, or the person is told to open one."""
    house = Scripted()
    receipt = house.keep("回执.pdf", "application/pdf", b"%PDF")
    house.replies = lambda inbound: Reply(("办好了。",), files=(receipt,))
    async with talking(house.tools()) as person:
        member = Person(person.api, 1001, GROUP)
        assert "私聊里" in (await member.say("@canbao_test_bot 回执"))[1]
        assert await member.files() == [] and await person.files() == [("回执.pdf", b"%PDF")]
        person.api.refusals["sendDocument"] = [(403, "Forbidden: bot can't initiate conversation", {})]
        assert "https://t.me/canbao_test_bot" in (await member.say("@canbao_test_bot 回执"))[1]


async def test_a_file_that_arrived_is_not_sent_again_for_what_the_group_could_not_be_told() -> None:
    """It is with the person; the files behind it are, too."""
    house = Scripted()
    files = tuple(house.keep(name, "application/pdf", b"%PDF") for name in ("一.pdf", "二.pdf"))
    house.replies = lambda inbound: Reply(files=files)
    async with talking(house.tools()) as person:
        person.api.refusals["sendMessage"] = [(429, "Too Many Requests", {"retry_after": 900})]
        await Person(person.api, 1001, GROUP).say("@canbao_test_bot 回执")
        assert [name for name, _ in await person.files()] == ["一.pdf", "二.pdf"]
    assert house.late == []


async def test_a_file_that_arrived_is_not_sent_again_after_a_stop() -> None:
    """Only what did not arrive waits in the outbox, be the group told or not."""
    house = Scripted()
    files = tuple(house.keep(name, "application/pdf", b"%PDF") for name in ("一.pdf", "二.pdf"))
    house.replies = lambda inbound: Reply(files=files)
    async with talking(house.tools()) as person:
        person.api.refusals["sendMessage"] = [(429, "Too Many Requests", {"retry_after": 50})]
        member = Person(person.api, 1001, GROUP)
        await person.api.deliver_unwatched(member.message(text="@canbao_test_bot 回执"))
        await person.api.until(lambda: "sendMessage" in person.api.asked)
    assert [reply.files for _, _, reply in house.late] == [files[1:]]


SHEET = {"document": {"file_id": "d", "file_unique_id": "d", "file_name": "名单.xlsx", "file_size": 3}}
PICTURE = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90, "file_size": 3}]}


@pytest.mark.parametrize("file", [SHEET, PICTURE], ids=["a workbook", "a picture"])
@pytest.mark.parametrize(
    ("how", "is_told"),
    [
        ({"caption": "@canbao_test_bot"}, True),
        ({"reply_to_message": answering(BOT)}, True),
        ({"caption": "批量"}, False),
        ({"reply_to_message": answering(OTHER)}, False),
        ({}, False),
    ],
    ids=["under the bot's name", "as an answer to the bot", "under words", "as an answer to another", "alone"],
)
async def test_files_are_not_taken_in_a_group(file: dict[str, Any], how: dict[str, Any], is_told: bool) -> None:
    """What others could see is not taken; whoever addressed it is told why, and where to; others are not answered."""
    house = Scripted()
    async with talking(house.tools()) as person:
        member = Person(person.api, 1001, GROUP)
        texts = await member.do(member.message(**file, **how))
    assert len(texts) == is_told and house.sent == [] and house.got == []
    for text in texts:
        assert "个人信息" in text and "群里的这个没有收" in text and "私聊里再发一次" in text
        assert "https://t.me/canbao_test_bot?start=" in text


async def test_words_under_a_file_in_a_group_are_answered() -> None:
    """The file is not taken, the question is."""
    house = Scripted()
    async with talking(house.tools()) as person:
        member = Person(person.api, 1001, GROUP)
        told, answer = await member.do(member.message(**SHEET, caption="@canbao_test_bot 停保怎么办"))
    assert "私聊" in told and answer == "收到：停保怎么办"
    assert house.sent == [] and [(inbound.text, inbound.private) for inbound in house.got] == [("停保怎么办", False)]


async def test_what_is_open_in_private_is_not_shown_to_a_group() -> None:
    """Options may name persons: neither a refused file nor an old button brings them there."""
    house = Scripted(lambda inbound: step("给谁办？", Option("a", "张三 320102199003078888"), Option("b", "别人")))
    async with talking(house.tools()) as person:
        member = Person(person.api, 1001, GROUP)
        await member.say("@canbao_test_bot 办理")
        old = member.press(member.button("别人"))
        house.replies = lambda inbound: step("再给谁办？", Option("c", "李四" if inbound.private else "李*"))
        await person.say("再办")
        (refused,) = await member.do(member.message(**SHEET, caption="@canbao_test_bot"))
        (sticker,) = await member.do(member.message(sticker=STICKER, reply_to_message=answering(BOT)))
        (expired,) = await member.do(old)
    assert not any("李四" in text for text in (refused, sticker, expired))
    assert "已过期" in expired and "@我" in expired and "https://t.me/canbao_test_bot" in expired


async def test_who_speaks_as_a_group_is_nobody() -> None:
    """An anonymous administrator has no conversation."""
    house = Scripted()
    async with talking(house.tools()) as person:
        member = Person(person.api, 1001, GROUP)
        assert await member.do(member.message(text="@canbao_test_bot 在吗", sender_chat=PLACE)) == []
    assert house.got == []


async def test_a_group_that_moved_is_followed() -> None:
    """A group that became a supergroup has a new id, to which the answer goes."""
    house = Scripted()
    async with talking(house.tools()) as person:
        member, moved = Person(person.api, 1001, -5), Person(person.api, 1001, GROUP)
        why = "Bad Request: group chat was upgraded to a supergroup chat"
        person.api.refusals["sendMessage"] = [(400, why, {"migrate_to_chat_id": GROUP})]
        await member.say("@canbao_test_bot 在吗")
        assert person.api.said(GROUP) == ["收到：在吗"] and person.api.said(-5) == []
    assert moved.address == member.address


async def test_one_person_is_the_same_everywhere() -> None:
    """What is begun in a group goes on in private."""
    house = Scripted(lambda inbound: step("第一步？"))
    async with talking(house.tools()) as person:
        await Person(person.api, 1001, GROUP).say("@canbao_test_bot 办理")
        await person.say("接着办")
    assert [replace(inbound, message_id="") for inbound in house.got] == [
        Inbound(person.address, "", text="办理", private=False),
        Inbound(person.address, "", text="接着办"),
    ]
