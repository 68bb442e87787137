"""A person talks with the bot: words, buttons, commands, and what it cannot read."""

from __future__ import annotations

import re
import time

import pytest

from bot.engine.messages import Decision, Inbound, Option, Reply, Unread, UnreadKind
from bot.handlers.telegram.parts import shape
from bot.handlers.wording import TO_FORWARD
from tests.channels.telegram_double import talking
from tests.channels.telegram_house import OPTIONS, Scripted, step
from tests.channels.telegram_person import Person
from tests.channels.telegram_server import BOT

MENU = "1. 是\n2. 否"


async def test_words_are_answered_in_their_order() -> None:
    """Each message is one turn, with the person's id and the message's own."""
    house = Scripted()
    async with talking(house.tools()) as person:
        assert await person.say("单位密码忘了怎么办") == ["收到：单位密码忘了怎么办"]
        assert await person.say("现在能申报吗") == ["收到：现在能申报吗"]
    assert [inbound.text for inbound in house.got] == ["单位密码忘了怎么办", "现在能申报吗"]
    assert {inbound.address for inbound in house.got} == {person.address}
    assert len({inbound.message_id for inbound in house.got}) == 2
    assert all(inbound.private for inbound in house.got)


async def test_a_reply_is_one_message_with_numbered_buttons() -> None:
    """What belongs together comes together, its options as buttons that fit the 64 bytes of their data."""
    long = Option("start|employee_enrollment|" + "{}" * 200, "参保登记")
    house = Scripted(lambda inbound: Reply(("第一句。", "第二句。"), (*OPTIONS, long)))
    async with talking(house.tools()) as person:
        assert await person.say("你好") == [f"第一句。\n\n第二句。\n{MENU}\n3. 参保登记"]
        await person.choose("参保登记")
    assert house.got[-1].choice == long.id and house.got[-1].text is None


async def test_labels_too_long_for_a_button_are_told_in_the_text() -> None:
    """A label that a phone would cut off can be read whole."""
    label = "单位已经办过参保登记，但是还没有在税务那边做过缴费关联的"
    house = Scripted(lambda inbound: Reply(("哪一种？",), (Option("a", label), Option("b", "其他"))))
    async with talking(house.tools()) as person:
        (text,) = await person.say("你好")
        await person.choose(label)
    assert text == f"哪一种？\n\n1. {label}\n2. 其他\n1\n2"
    assert house.got[-1].choice == "a"


async def test_details_are_folded() -> None:
    """They stand in a quote that opens when it is pressed, with no markup of their own; others stand around it."""
    house = Scripted(lambda inbound: Reply(("能办。", "【细节】\n第<一>步。", "接着办吗？"), OPTIONS))
    async with talking(house.tools()) as person:
        await person.say("你好")
    (call,) = (call for call in person.api.calls if call.method == "sendMessage")
    quote = "<blockquote expandable>更多：\n第&lt;一&gt;步。</blockquote>"
    assert call.fields["text"] == f"能办。\n\n{quote}\n\n接着办吗？"


async def test_long_details_are_folded_in_each_message() -> None:
    """Nothing is lost, no message is over the limit, and each quote is closed."""
    lines = [f"第{number:04}行。" for number in range(1_200)]
    house = Scripted(lambda inbound: Reply(("能办。", "【细节】\n" + "\n".join(lines)), OPTIONS))
    async with talking(house.tools()) as person:
        await person.say("你好")
    texts = [call.fields["text"] for call in person.api.calls if call.method == "sendMessage"]
    assert len(texts) > 2 and texts[0].startswith("能办。\n\n<blockquote expandable>")
    assert all(text.count("<blockquote expandable>更多：") == text.count("</blockquote>") == 1 for text in texts)
    assert re.findall("第[0-9]{4}行。", "".join(texts)) == lines


async def test_a_note_to_forward_is_a_message_of_its_own() -> None:
    """Without the mark, and buttons stand under another."""
    house = Scripted(lambda inbound: Reply(("要他本人办。", "【可转发】\n您好，请您找回密码。"), OPTIONS))
    async with talking(house.tools()) as person:
        told = await person.say("你好")
    assert told == [f"要他本人办。\n\n{TO_FORWARD}", "您好，请您找回密码。", f"请选择：\n{MENU}"]


def test_what_waits_keeps_its_forms() -> None:
    """What could not be said is said later in the same form."""
    messages = ("能办。", "【细节】\n第一步。", "【可转发】\n您好。", "办好了吗？")
    shaped = shape(Reply(messages, OPTIONS), "1001")
    rest = shape(shaped.rest(0), "1001")
    assert [part.html for part in rest.parts[:-1]] == [part.html for part in shaped.parts[:-1]]
    assert rest.parts[-1].text == "办好了吗？\n\n1. 是\n2. 否"


async def test_a_step_takes_the_place_of_the_one_before() -> None:
    """Buttons of steps edit their message; an answer is a new message, and its buttons make new ones."""
    asked = iter(
        [step("第一步？"), step("第二步？"), Reply(("答复。",), OPTIONS, decision=Decision.ANSWER), step("三？")]
    )
    house = Scripted(lambda inbound: next(asked))
    async with talking(house.tools()) as person:
        await person.say("办理")
        assert await person.choose("是") == [f"第二步？\n{MENU}"]
        assert person.api.count("sendMessage") == 1 and person.api.count("editMessageText") == 1
        await person.choose("是")
        await person.choose("否")
    assert person.api.count("sendMessage") == 3 and person.api.count("editMessageText") == 1
    assert [inbound.choice for inbound in house.got] == [None, OPTIONS[0].id, OPTIONS[0].id, OPTIONS[1].id]


async def test_nothing_above_the_newest_message_is_edited() -> None:
    """A step that is answered further up is asked again below, where the person sees it."""
    house = Scripted(lambda inbound: step("第一步？" if inbound.choice is None else "第二步？"))
    async with talking(house.tools()) as person:
        await person.say("办理")
        first = person.press(person.button("是"))
        await person.say("什么意思")
        assert await person.do(first) == [f"第二步？\n{MENU}"]
    assert person.api.count("editMessageText") == 0


async def test_every_press_is_answered() -> None:
    """A button never stays lit, be it valid, old, someone else's or made up."""
    house = Scripted(lambda inbound: step("第一步？") if inbound.text else Reply(("好了。",)))
    async with talking(house.tools()) as person:
        await person.say("办理")
        old = person.button("是")
        await person.choose("否")
        for data in (old["callback_data"], "", "x" * 64, "e:1001:zz:1", "e:1001:zz:²", "e:1:2:3:4:5"):
            await person.do(person.press({"callback_data": data}))
        await person.do(Person(person.api, 2002).press(old, message_id=1))
    assert person.api.count("answerCallbackQuery") == 8
    assert [inbound.choice for inbound in house.got] == [None, OPTIONS[1].id]


async def test_an_old_button_is_told_with_what_is_on_offer_now() -> None:
    """An old button does nothing but show the way on."""
    asked = iter([step("第一步？"), step("第二步？", Option("n1", "甲"), Option("n2", "乙"))])
    house = Scripted(lambda inbound: next(asked))
    async with talking(house.tools()) as person:
        await person.say("办理")
        old = person.press(person.button("是"))
        await person.say("直接打字回答")
        assert await person.do(old) == ["此按钮已过期，继续：\n1. 甲\n2. 乙"]
    assert len(house.got) == 2


async def test_an_old_button_where_nothing_is_open() -> None:
    """Then the person is told to say what they want."""
    house = Scripted(lambda inbound: step("第一步？") if inbound.choice is None else Reply(("好了。",)))
    async with talking(house.tools()) as person:
        await person.say("办理")
        old = person.press(person.button("是"))
        await person.do(old)
        again = {"callback_query": {**old["callback_query"], "id": "later"}}
        assert await person.do(again) == ["此按钮已过期，现在没有在办的事。请直接说要办什么。"]


async def test_two_taps_are_one_press() -> None:
    """The second tap on a box to tick does not untick it, and says nothing."""
    ticked = (Option("answer|r|s|A", "✓ 甲"), Option("answer|r|s|B", "乙"))
    plain = (Option("answer|r|s|A", "甲"), Option("answer|r|s|B", "乙"))
    house = Scripted(lambda inbound: step("选哪些？", *(ticked if inbound.choice else plain)))
    async with talking(house.tools()) as person:
        await person.say("办理")
        button = person.button("甲")
        assert await person.do(person.press(button)) == ["选哪些？\n1. ✓ 甲\n2. 乙"]
        assert await person.do(person.press(button)) == []
    assert [inbound.choice for inbound in house.got] == [None, "answer|r|s|A"]


async def test_a_number_or_a_label_may_be_typed_instead() -> None:
    """What is typed goes to the assistant as it is: it knows numbers and labels itself."""
    house = Scripted(lambda inbound: step("第一步？"))
    async with talking(house.tools()) as person:
        await person.say("办理")
        await person.say("2")
    assert house.got[-1].text == "2"


async def test_a_message_comes_twice_and_is_answered_once() -> None:
    """Telegram repeats what it does not know to have arrived, also to a bot that was started anew."""
    house = Scripted()
    async with talking(house.tools()) as person:
        update = person.message(text="你好")
        assert await person.do(update) == ["收到：你好"]
        assert await person.do(dict(update)) == []
    async with talking(house.tools()) as person:
        assert await person.do(dict(update)) == []
        assert await person.say("再见") == ["收到：再见"]
    assert [inbound.text for inbound in house.got] == ["你好", "再见"]


async def test_without_a_database_a_repeated_message_is_still_answered_once() -> None:
    """What this process answered it knows itself."""
    house = Scripted()
    house.notes.out_of_order = True
    async with talking(house.tools()) as person:
        assert await person.say("你好") == ["收到：你好"]
        assert await person.repeat() == []


async def test_a_reply_cut_off_by_a_crash_is_said_when_the_message_comes_again() -> None:
    """What was taken, but not answered, is answered with the same reply."""
    house = Scripted()
    async with talking(house.tools()) as person:
        update = person.message(text="你好")
        message_id = f"{BOT['id']}:{person.user}:{update['message']['message_id']}"
        house.answered[person.address, message_id] = Reply(("先前的答复",))
        assert await person.do(update) == ["先前的答复"]
    assert house.got == []


COMMANDS = [
    ("/help", "帮助"),
    ("/back", "返回"),
    ("/cancel@canbao_test_bot", "取消"),
    ("/modify 姓名", "修改 姓名"),
    ("/progress", "进度"),
    ("/resume", "继续"),
    ("/restart", "重新开始"),
    ("/person", "人工"),
    ("/nothing", "/nothing"),
]


@pytest.mark.parametrize(("typed", "heard"), COMMANDS)
async def test_commands_are_the_assistant_s_own(typed: str, heard: str) -> None:
    """Each command of the menu says the assistant's word."""
    house = Scripted()
    async with talking(house.tools()) as person:
        await person.say(typed)
    assert [inbound.text for inbound in house.got] == [heard]


async def test_the_menu_has_all_commands() -> None:
    """Telegram shows them beside the field to type in."""
    async with talking(Scripted().tools()) as person:
        await person.api.until(lambda: person.api.count("setMyCommands"))
        (call,) = [call for call in person.api.calls if call.method == "setMyCommands"]
    assert all(f'"{typed[1:].split("@")[0].split()[0]}"' in call.fields["commands"] for typed, _ in COMMANDS[:-1])


async def test_start_greets_a_newcomer_and_tells_others_how_far_they_are() -> None:
    """The first time it is a greeting, then help, and in the middle of something the progress."""
    house = Scripted(lambda inbound: step("第一步？") if inbound.text == "办理" else Reply(("好。",)))
    async with talking(house.tools()) as person:
        for typed in ("/start", "/start", "办理", "/start"):
            await person.say(typed)
    assert [inbound.text for inbound in house.got] == ["", "帮助", "办理", "进度"]


async def test_a_link_opens_a_topic() -> None:
    """``t.me/bot?start=…`` names it, and what names none is a plain start; it can say nothing else."""
    house = Scripted()
    async with talking(house.tools()) as person:
        await person.say("/start ZmlsaW5nLnN0b3A")
        for bad in ("确认提交", "%%%", "x" * 64, "Y29tbWFuZHxjYW5jZWw"):
            await person.say(f"/start {bad}")
    assert [(inbound.choice, inbound.text) for inbound in house.got] == [
        ("topic|filing.stop", None),
        (None, ""),
        *[(None, "帮助")] * 3,
    ]


async def test_long_texts_are_split_and_nothing_is_markup() -> None:
    """No text is over 4,096 UTF-16 units, where an emoji counts twice; signs of HTML are shown as they are."""
    text = "<b>“请&看”</b>😀 " * 600
    house = Scripted(lambda inbound: Reply((text,), OPTIONS))
    async with talking(house.tools()) as person:
        texts = await person.say("你好")
    assert len(texts) > 1 and texts[-1].endswith(MENU)
    assert "".join("".join(texts).removesuffix(MENU).split()) == "".join(text.split())
    assert person.api.asked.count("sendMessage") == len(texts)


async def test_what_no_encoding_can_carry_is_replaced() -> None:
    """Half an emoji, as a broken client sends it, ends nothing."""
    house = Scripted()
    async with talking(house.tools()) as person:
        assert await person.do(person.message(text="半个\ud83d表情\x00")) == ["收到：半个?表情\x00"]


STICKER = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1} | dict.fromkeys(
    ("is_animated", "is_video"), False
)
CONTENTS = [
    ("sticker", STICKER, UnreadKind.STICKER),
    ("voice", {"file_id": "v", "file_unique_id": "v", "duration": 3}, UnreadKind.VOICE),
    ("location", {"latitude": 31.0, "longitude": 118.0}, UnreadKind.PLACE),
    ("contact", {"phone_number": "10", "first_name": "测试"}, UnreadKind.CARD),
    ("dice", {"emoji": "🎲", "value": 3}, UnreadKind.STICKER),
    ("video_note", {"file_id": "n", "file_unique_id": "n", "length": 9, "duration": 3}, UnreadKind.VIDEO),
]


@pytest.mark.parametrize(("kind", "content", "told"), CONTENTS, ids=[row[0] for row in CONTENTS])
async def test_what_cannot_be_read_is_told_over_the_open_options(kind: str, content: object, told: UnreadKind) -> None:
    """A kind of message that is no use is named, with what to do, and the conversation stands where it stood."""
    house = Scripted(lambda inbound: step("第一步？"))
    async with talking(house.tools()) as person:
        await person.say("办理")
        (text,) = await person.do(person.message(**{kind: content}))
        assert text.endswith(MENU)
        await person.choose("是")
    assert [inbound.unread for inbound in house.got] == [None, Unread(told), None]
    assert house.got[-1].choice == OPTIONS[0].id


async def test_words_under_what_cannot_be_read_are_answered() -> None:
    """A question under a video or a voice message is not lost with it."""
    house = Scripted()
    async with talking(house.tools()) as person:
        voice = {"file_id": "v", "file_unique_id": "v", "duration": 3}
        _, answer = await person.do(person.message(voice=voice, caption="停保怎么办"))
    assert answer == "收到：停保怎么办"
    assert [(inbound.unread, inbound.text) for inbound in house.got] == [
        (Unread(UnreadKind.VOICE), None),
        (None, "停保怎么办"),
    ]


async def test_a_moving_picture_is_no_workbook() -> None:
    """Telegram tells a GIF as a document, too; it is not fetched."""
    house = Scripted()
    async with talking(house.tools()) as person:
        file = {"file_id": "g", "file_unique_id": "g", "file_name": "猫.mp4"}
        animation = file | {"width": 9, "height": 9, "duration": 2}
        await person.do(person.message(animation=animation, document=file))
    assert (
        [inbound.unread for inbound in house.got] == [Unread(UnreadKind.VIDEO)]
        and house.sent == []
        and "getFile" not in person.api.asked
    )


async def test_an_edit_is_told_once_to_change_nothing() -> None:
    """What was said counts; the person is told how to correct it, and each message's edits are told of once."""
    house = Scripted()
    async with talking(house.tools()) as person:
        update = person.message(text="320102")
        await person.do(update)
        edited = {**update["message"], "text": "320103", "edit_date": int(time.time())}
        assert "改过的消息" in (await person.do({"edited_message": edited}))[0]
        assert await person.do({"edited_message": {**edited, "text": "320104"}}) == []
    assert [inbound.text for inbound in house.got] == ["320102"]


async def test_what_is_no_person_s_message_is_left_alone() -> None:
    """Other bots, channels, and notices of Telegram's own get no answer; unknown updates end nothing."""
    house = Scripted()
    async with talking(house.tools()) as person:
        bot = {"from": {"id": 5, "is_bot": True, "first_name": "另一个机器人"}}
        channel = {"message_id": 1, "date": 1, "chat": {"id": -100, "type": "channel", "title": "频道"}, "text": "你好"}
        for update in (
            person.message(text="你好", **bot),
            {"channel_post": channel},
            {"message": channel},
            person.message(new_chat_members=[bot["from"]]),
            person.message(pinned_message=channel),
            {"message": {"nothing": "as it should be"}},
            {"message": "text"},
            {"callback_query": {"id": 7}},
            {"an_update_of_next_year": {}},
        ):
            assert await person.do(update) == []
        assert await person.say("还在吗") == ["收到：还在吗"]
    assert len(house.got) == 1


async def test_an_old_update_is_answered_and_its_press_carried_out() -> None:
    """What waited while nothing served is taken in its order, though Telegram takes no answer to a press any more."""
    house = Scripted(lambda inbound: step("第一步？"))
    async with talking(house.tools()) as person:
        old = person.message(text="昨天问的")
        old["message"]["date"] -= 86_000
        await person.do(old)
        press = person.press(person.button("是"))
        press["callback_query"]["message"] = {
            "chat": {"id": person.user, "type": "private"},
            "message_id": 1,
            "date": 0,
        }
        person.api.refusals["answerCallbackQuery"] = [(400, "Bad Request: query is too old", {})]
        assert await person.do(press) == [f"第一步？\n{MENU}"]
    assert [inbound.text or inbound.choice for inbound in house.got] == ["昨天问的", OPTIONS[0].id]
    assert person.api.count("editMessageText") == 0


async def test_typing_is_shown_while_it_takes_a_while() -> None:
    """A quick answer shows nothing, a slow one that somebody is at it."""
    house = Scripted()
    async with talking(house.tools()) as person:
        await person.say("快")
        assert person.api.count("sendChatAction") == 0
        house.seconds = 0.6
        await person.say("慢")
        assert person.api.count("sendChatAction") == 1


async def test_a_failing_turn_ends_nothing() -> None:
    """A mistake of ours in one message does not keep the next one from its answer."""

    def reply(inbound: Inbound) -> Reply:
        if inbound.text == "坏":
            raise RuntimeError("by mistake")
        return Reply(("好。",))

    async with talking(Scripted(reply).tools()) as person:
        assert await person.say("坏") == []
        assert await person.say("你好") == ["好。"]
