"""An official account, from a person's message to what they see."""

from __future__ import annotations

import asyncio
import itertools
import time

import pytest

from bot.engine.messages import Reply, Unread, UnreadKind
from bot.handlers.wechat import sentences
from bot.handlers.wording import HOW_TO_ANSWER
from tests.channels.wechat_house import house, long_reply
from tests.channels.wechat_platform import settled
from tests.e2e.fakes import QUESTION, WELCOME

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.mark.parametrize("aes", [True, False])
async def test_a_text_is_answered_at_once(aes: bool) -> None:
    """In the clear and sealed; options stand under numbers, and a number is passed on as it was typed."""
    async with house(aes=aes) as at:
        at.assistant.script["密码忘了"] = QUESTION
        (text,) = await at.say("密码忘了")
        assert text.startswith(QUESTION.messages[0]) and QUESTION.messages[1] in text
        assert "1. 方便\n2. 不方便\n3. 不清楚" in text and text.endswith(HOW_TO_ANSWER)
        assert await at.talker.choose("不方便") == ["收到：2"]
        assert not at.talker.postbox.keys


async def test_a_long_reply_is_split_where_sentences_end_and_stays_in_order() -> None:
    """The first part is the answer, the rest are messages; nothing is lost, none is over 2,048 bytes."""
    async with house() as at:
        at.assistant.script["长"] = long_reply()
        texts = await at.say("长")
        assert len(texts) == 3 and all(len(text.encode()) <= 2048 for text in texts)
        assert all(text.endswith(("。", HOW_TO_ANSWER)) for text in texts)
        said = "".join(texts).replace("\n\n1. 甲\n2. 乙\n" + HOW_TO_ANSWER, "")
        assert said == long_reply().messages[0]
        assert "1. 甲\n2. 乙" in texts[-1]
        assert at.platform.calls.count("message/custom/send") == 2


async def test_the_rest_does_not_overtake_its_answer() -> None:
    """The answer is on its way for a moment, which a message of the account's own could be faster than."""
    async with house(transit=0.3) as at:
        at.assistant.script["长"] = long_reply()
        texts = await at.say("长")
        assert texts[0].startswith("这是第0句话") and texts[-1].endswith(HOW_TO_ANSWER)


async def test_a_message_that_comes_three_times_counts_once() -> None:
    """While it is worked on, and after, whatever nonce it comes under; each time the answer is the same."""
    async with house() as at:
        at.assistant.slow["问"] = 0.3
        at.assistant.script["问"] = long_reply()
        message = at.platform.message("oP", "text", Content="问")
        tries = [asyncio.create_task(at.platform.deliver(message)) for _ in range(2)]
        answers = [(await each).text for each in tries] + [(await at.platform.deliver(message)).text]
        await at.talker.postbox.idle()
        assert len(set(answers)) == 1 and answers[0].startswith("这是第0句话")
        assert at.assistant.heard == ["问"] and at.platform.calls.count("message/custom/send") == 2


async def test_a_message_tried_again_by_the_platform_counts_once() -> None:
    """The platform gives up waiting, tries again, and takes the answer then."""
    async with house(patience=0.3) as at:
        at.assistant.slow["问"] = 0.5
        answered = await at.platform.say("oP", "问")
        assert answered.text == "收到：问" and answered.statuses == [0, 200] and at.assistant.heard == ["问"]


async def test_the_same_click_twice_is_two_clicks_and_once_delivered_twice_is_one() -> None:
    """Events have no id: sender, time and entry tell them apart."""
    async with house() as at:
        click = at.platform.message("oP", "event", Event="CLICK", EventKey="say:进度")
        first, again = await at.platform.deliver(click), await at.platform.deliver(click)
        assert first.text == again.text == "收到：进度" and at.assistant.heard == ["进度"]
        await at.platform.deliver(click | {"CreateTime": str(int(click["CreateTime"]) + 1)})
        await at.platform.deliver(click | {"EventKey": "say:帮助"})
        assert at.assistant.heard == ["进度", "进度", "帮助"]


async def test_what_takes_long_is_answered_in_time_and_said_later() -> None:
    """The platform is told that it is under way, tries nothing again, and the result follows once."""
    async with house(answer_seconds=0.2) as at:
        at.assistant.slow["难"] = 0.6
        at.assistant.script["难"] = QUESTION
        began = time.monotonic()
        answered = await at.platform.say(at.talker.user, "难")
        assert time.monotonic() - began < 0.5 and answered.statuses == [200]
        assert answered.text == sentences.WORKING
        await settled(lambda: len(at.platform.texts(at.talker.user)) == 2)
        assert "1. 方便" in at.platform.texts(at.talker.user)[1]
        assert at.assistant.heard == ["难"]


async def test_one_person_s_messages_are_answered_in_their_order() -> None:
    """However long each takes; another person does not wait."""
    async with house(answer_seconds=1.0) as at:
        at.assistant.slow |= {"一": 0.2, "二": 0.1}
        sent = []
        for text in ("一", "二", "三"):
            sent.append(asyncio.create_task(at.platform.say("oP", text)))
            await asyncio.sleep(0.03)
        other = await at.platform.say("oQ", "问")
        assert other.text == "收到：问" and other.seconds[0] < 0.15
        await asyncio.gather(*sent)
        assert at.platform.texts("oP") == ["收到：一", "收到：二", "收到：三"]


async def test_the_next_answer_does_not_overtake_the_rest_of_the_last_one() -> None:
    """Who writes on while parts are still on their way sees them first."""
    async with house() as at:
        at.assistant.script["长"] = long_reply()
        await at.platform.say(at.talker.user, "长")
        await at.platform.say(at.talker.user, "短")
        await at.talker.postbox.idle()
        assert at.platform.texts(at.talker.user)[3] == "收到：短"


async def test_a_number_typed_before_its_options_were_seen_does_not_count() -> None:
    """What waits with options is shown first; then numbers count again."""
    async with house(answer_seconds=0.1) as at:
        at.assistant.slow["难"] = 0.3
        at.assistant.script["难"] = QUESTION
        at.platform.always["message/custom/send"] = 45015
        assert (await at.platform.say(at.talker.user, "难")).text == sentences.WORKING
        await at.talker.postbox.idle()
        await settled(lambda: len(at.assistant.heard) == 1)
        await at.talker.postbox.idle()
        answered = await at.platform.say(at.talker.user, "1")
        assert "1. 方便" in answered.text and answered.text.endswith(sentences.UNSEEN)
        assert at.assistant.heard == ["难"]
        assert (await at.platform.say(at.talker.user, "1")).text == "收到：1"


async def test_a_picture_is_read() -> None:
    """It is fetched by its id and taken as any file is."""
    async with house() as at:
        assert await at.talker.send_file("报错.png", PNG) == ["收到：图片.png"]
        assert [content for _, content in at.uploads.files.values()] == [PNG]


@pytest.mark.parametrize(
    ("fault", "told"),
    [(40007, sentences.PICTURE_UNFETCHED), (48001, sentences.PICTURE_UNALLOWED), (-502, sentences.PICTURE_UNFETCHED)],
)
async def test_a_picture_that_cannot_be_fetched_is_told_of(fault: int, told: str) -> None:
    """With what to do instead."""
    async with house() as at:
        at.platform.fails["media/get"] = [fault]
        assert await at.talker.send_file("报错.png", PNG) == [told]


async def test_a_picture_of_twenty_megabytes_is_not_taken() -> None:
    """It is not even read to its end."""
    async with house() as at:
        assert await at.talker.send_file("大.png", PNG + bytes(20 * 2**20)) == ["收到：没有读too_large"]
        assert not at.uploads.files


async def test_voice_is_what_was_recognized() -> None:
    """The person sees what was heard, without the full stop that speech gets."""
    async with house() as at:
        voice = at.platform.message("oP", "voice", MediaId="m", Format="amr", Recognition="单位密码忘了。")
        answered = await at.platform.deliver(voice)
        assert answered.text == "听到的是：“单位密码忘了”\n\n收到：单位密码忘了"
        for words in ({}, {"Recognition": ""}, {"Recognition": "。"}):
            silent = at.platform.message("oP", "voice", MediaId="m", Format="amr", **words)
            assert (await at.platform.deliver(silent)).text == sentences.VOICE_UNHEARD
        assert at.assistant.heard == ["单位密码忘了"]


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        ("video", {"MediaId": "m"}, UnreadKind.VIDEO),
        ("shortvideo", {"MediaId": "m"}, UnreadKind.VIDEO),
        ("location", {"Location_X": "31.9", "Location_Y": "118.7", "Label": "某地"}, UnreadKind.PLACE),
        ("link", {"Title": "题", "Url": "http://127.0.0.1/"}, UnreadKind.LINK),
        ("miniprogrampage", {"Title": "题"}, UnreadKind.OTHER),
        ("hologram", {}, UnreadKind.OTHER),
        ("text", {"Content": "【收到不支持的消息类型，暂无法显示】"}, UnreadKind.OTHER),
        ("text", {"Content": "[Unsupported Message]"}, UnreadKind.OTHER),
    ],
)
async def test_what_is_of_no_use_has_a_helpful_answer(kind: str, values: dict[str, str], told: UnreadKind) -> None:
    """The assistant says it, over what is open."""
    async with house() as at:
        assert (await at.platform.deliver(at.platform.message("oP", kind, **values))).text == f"收到：没有读{told}"
        assert [inbound.unread for inbound in at.assistant.said] == [Unread(told)]


async def test_a_workbook_is_told_another_way() -> None:
    """The account gets no files: the web page takes them."""
    async with house() as at:
        (text,) = await at.talker.send_file("增员.xlsx", b"PK")
        assert "“增员.xlsx”" in text and "http://127.0.0.1" in text and "网页版" in text


async def test_who_subscribes_is_greeted_and_who_comes_back_sees_where_they_are() -> None:
    """The greeting offers topics; a scanned code greets, too."""
    async with house() as at:
        subscribes = at.platform.message("oP", "event", Event="subscribe", EventKey="qrscene_12")
        answered = await at.platform.deliver(subscribes)
        assert answered.text.startswith(sentences.WELCOME) and "1. " + WELCOME.options[0].label in answered.text
        again = at.platform.message("oP", "event", Event="SCAN", EventKey="12")
        assert (await at.platform.deliver(again)).text.endswith("收到：进度")


async def test_events_that_expect_nothing_get_nothing() -> None:
    """Nor does who left."""
    async with house() as at:
        for event in ("LOCATION", "VIEW", "TEMPLATESENDJOBFINISH", "unsubscribe", "not known"):
            message = at.platform.message("oP", "event", Event=event, EventKey="")
            answered = await at.platform.deliver(message)
            assert (answered.text, answered.statuses) == ("", [200])
        assert at.assistant.heard == []


async def test_the_menu_is_set_once_and_its_entries_speak() -> None:
    """Every entry says what can always be said; an entry of somebody else's shows where the person is."""
    async with house() as at:
        await settled(lambda: len(at.platform.menus) == 1)
        (menu,) = at.platform.menus
        entries = [leaf for entry in menu["button"] for leaf in entry.get("sub_button", [entry])]
        assert len(menu["button"]) <= 3 and all(len(entry.get("sub_button", ())) <= 5 for entry in menu["button"])
        assert all(len(entry["name"].encode()) <= 16 for entry in menu["button"])
        for entry in entries:
            assert (await at.platform.click("oP", entry["key"])).text == f"收到：{entry['key'].removeprefix('say:')}"
        assert (await at.platform.click("oP", "not ours")).text.startswith(WELCOME.messages[0])


async def test_pictures_arrive_as_pictures_and_other_files_as_links() -> None:
    """What a link opens is the file, for the one who has the link alone."""
    async with house() as at:
        picture, paper = at.keep("回执.png", "image/png", PNG), at.keep("回执.pdf", "application/pdf", b"%PDF-1.7")
        at.assistant.script["回执"] = Reply(("办好了。",), files=(picture, paper))
        (text,) = await at.say("回执")
        assert text.startswith("办好了。") and "文件“回执.pdf”：http://127.0.0.1" in text
        assert await at.talker.files() == [("回执.png", PNG), ("回执.pdf", b"%PDF-1.7")]


@pytest.mark.parametrize("trouble", [ValueError("1"), OSError("2")])
async def test_a_turn_that_fails_is_told_of(trouble: Exception) -> None:
    """The next one is answered as ever."""
    async with house() as at:
        at.assistant.breaks["坏"] = trouble
        assert await at.say("坏") == [sentences.FAILED]
        assert await at.say("好") == ["收到：好"]


async def test_without_the_database_the_person_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """Whichever part of the way it is missed on, there is an answer."""
    async with house() as at:
        for part in ("wechat:message", "wechat:window"):
            at.notes.out = lambda name, part=part: name.startswith(part)  # type: ignore[misc]
            assert await at.say("问") == [sentences.OUTAGE]
        at.assistant.script["长"] = long_reply()
        at.notes.out = lambda name: name.startswith("wechat:under-way")
        (text,) = await at.say("长")
        assert text.endswith(sentences.REST_LOST)
        at.notes.out = lambda name: False
        at.notes.unread = lambda name: name.startswith("wechat:no-push")
        at.assistant.slow["慢"] = 0.5
        at.talker.channel._deliveries._patience = 0.1  # type: ignore[attr-defined]
        assert (await at.say("慢"))[0] == sentences.FAILED
        at.notes.unread = lambda name: False
        await settled(lambda: "慢" in at.assistant.heard)
        assert (await at.say("好"))[-1] == "收到：好"


async def test_texts_arrive_whatever_signs_they_hold() -> None:
    """Nothing breaks out of the document; signs that XML cannot hold are left out."""
    async with house() as at:
        for text in ("]]></Content><Content>", "<a href='x'>甲</a> & \"乙\"", "😀👨‍👩‍👧", "\x00\x07甲\x1b", " \n "):
            at.assistant.script["问"] = Reply((f"“{text}”",))
            at.assistant._answered.clear()
            (told,) = await at.say("问")
            assert told == "“" + "".join(sign for sign in text if sign >= " " or sign == "\n") + "”"


async def test_many_people_at_once() -> None:
    """None is lost, none is doubled, and each one's order is kept."""
    async with house() as at:

        async def person(name: str) -> None:
            for number in range(5):
                answered = await at.platform.say(name, f"{name}-{number}")
                assert answered.text == f"收到：{name}-{number}" and len(answered.seconds) == 1

        await asyncio.gather(*(person(f"o{n}") for n in range(40)))
        assert sorted(at.assistant.heard) == sorted(f"o{n}-{m}" for n, m in itertools.product(range(40), range(5)))
