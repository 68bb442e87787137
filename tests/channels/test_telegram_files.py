"""Files both ways: workbooks and photos in, receipts and pictures out."""

from __future__ import annotations

import json

from bot.engine.messages import Inbound, Reply, Unread, UnreadKind
from tests.channels.telegram_double import talking
from tests.channels.telegram_house import OPTIONS, Scripted, step
from tests.channels.telegram_person import Person

PDF = b"%PDF-1.7 receipt"
PNG = b"\x89PNG\r\n\x1a\n picture"
MEGABYTE = 2**20


def sizes(person: Person, **uploads: int) -> list[dict[str, object]]:
    """Sizes of a photo as Telegram lists them: file ids with their bytes."""
    listed = []
    for width, (id, size) in enumerate(uploads.items(), 1):
        person.api.uploads[id] = id.encode()
        listed.append({"file_id": id, "file_unique_id": id, "width": width, "height": width, "file_size": size})
    return listed


async def test_a_workbook_is_taken_with_its_name() -> None:
    """Name and bytes reach the assistant, and its reply comes back with buttons."""
    house = Scripted(lambda inbound: step(f"收下了{inbound.file.name if inbound.file else ''}"))
    async with talking(house.tools()) as person:
        assert await person.send_file("参保.xlsx", b"PK workbook") == ["收下了参保.xlsx\n1. 是\n2. 否"]
    assert house.sent == [("参保.xlsx", b"PK workbook")]


async def test_of_a_photo_the_largest_within_the_limit_is_read() -> None:
    """Telegram offers several sizes; the words under the photo are a message of their own, after it."""
    house = Scripted()
    async with talking(house.tools()) as person:
        photo = sizes(person, small=1_000, large=9 * MEGABYTE, huge=11 * MEGABYTE)
        await person.do(person.message(photo=photo, caption="这是什么报错"))
    assert house.sent == [("照片.jpg", b"large")]
    assert [inbound.text for inbound in house.got] == [None, "这是什么报错"]
    assert len({inbound.message_id for inbound in house.got}) == 2


async def test_a_file_over_the_limit_is_refused_politely_and_unread() -> None:
    """Over 10 MB and over Telegram's own 20 MB it says how large it may be; the conversation stands where it stood."""
    house = Scripted(lambda inbound: step("请发表格"))
    async with talking(house.tools()) as person:
        await person.say("办理")
        for size in (10 * MEGABYTE + 1, 21 * MEGABYTE):
            document = {"file_id": "d", "file_unique_id": "d", "file_name": "很大.xlsx", "file_size": size}
            (text,) = await person.do(person.message(document=document))
            assert text.endswith("1. 是\n2. 否") and house.got[-1].unread == Unread(UnreadKind.TOO_LARGE, "很大.xlsx")
        await person.do(person.message(photo=sizes(person, huge=20 * MEGABYTE)))
        assert house.got[-1].unread == Unread(UnreadKind.TOO_LARGE, "照片.jpg")
    assert house.sent == [] and "getFile" not in person.api.asked


async def test_a_file_that_hides_its_size_is_stopped_on_the_way() -> None:
    """Whatever size is said, not more than 10 MB are read."""
    house = Scripted()
    async with talking(house.tools()) as person:
        for size in (11, 21):
            person.api.uploads["d"] = b"0" * (size * MEGABYTE)
            document = {"file_id": "d", "file_unique_id": "d", "file_name": "很大.xlsx"}
            await person.do(person.message(document=document))
            assert house.got[-1].unread == Unread(UnreadKind.TOO_LARGE, "很大.xlsx")
    assert house.sent == []


async def test_a_file_that_cannot_be_had_or_kept_is_told() -> None:
    """Neither Telegram's nor the store's trouble passes in silence."""
    house = Scripted(out_of_order=True)
    async with talking(house.tools()) as person:
        document = {"file_id": "gone", "file_unique_id": "gone", "file_name": "表.xlsx", "file_size": 3}
        assert "没有取下来" in (await person.do(person.message(document=document)))[0]
        assert "没有存上" in (await person.send_file("表.xlsx", b"PK"))[0]


async def test_files_of_a_reply_come_after_its_words() -> None:
    """Pictures come as photos, all else as documents, under their names; one that is gone is told of."""
    house = Scripted()
    receipt = house.keep("回执.pdf", "application/pdf", PDF)
    picture = house.keep("进度.png", "image/png", PNG)
    gone = house.keep("旧.pdf", "application/pdf", PDF)
    house.files.pop(gone.id)
    house.replies = lambda inbound: Reply(("办好了。",), OPTIONS, (receipt, picture, gone))
    async with talking(house.tools()) as person:
        assert await person.say("进度") == ["办好了。\n1. 是\n2. 否", "“旧.pdf”已经取不到了，请再要一次。"]
        assert await person.files() == [("回执.pdf", PDF), ("进度.png", PNG)]
        methods = [call.method for call in person.api.calls if call.method.startswith("send")]
    assert methods == ["sendMessage", "sendDocument", "sendPhoto", "sendMessage"]


async def test_a_picture_that_is_no_photo_to_telegram_comes_as_a_document() -> None:
    """Telegram refuses photos that are very long; the picture arrives all the same."""
    house = Scripted()
    picture = house.keep("长图.png", "image/png", PNG)
    house.replies = lambda inbound: Reply(files=(picture,))
    async with talking(house.tools()) as person:
        person.api.refusals["sendPhoto"] = [(400, "Bad Request: PHOTO_INVALID_DIMENSIONS", {})]
        await person.say("图")
        assert await person.files() == [("长图.png", PNG)]
        assert person.api.count("sendDocument") == 1


async def test_a_file_that_telegram_does_not_take_is_told() -> None:
    """The person learns that it did not come, and the rest of the reply does."""
    house = Scripted()
    receipt = house.keep("回执.pdf", "application/pdf", PDF)
    house.replies = lambda inbound: Reply(("办好了。",), files=(receipt,))
    async with talking(house.tools()) as person:
        person.api.refusals["sendDocument"] = [(413, "Request Entity Too Large", {})]
        assert await person.say("回执") == ["办好了。", "“回执.pdf”Telegram不肯收，没有发成。请到网页上取。"]


async def test_a_document_s_buttons_go_on() -> None:
    """After a file, the next step is a new message below it."""
    house = Scripted()
    receipt = house.keep("回执.pdf", "application/pdf", PDF)

    def reply(inbound: Inbound) -> Reply:
        asked = step("还要吗？")
        return Reply(asked.messages, asked.options, () if inbound.choice else (receipt,), step="s")

    house.replies = reply
    async with talking(house.tools()) as person:
        await person.say("回执")
        await person.choose("是")
        assert person.api.count("editMessageText") == 0 and person.api.count("sendMessage") == 2
        assert all(json.loads(c.fields["reply_markup"]) for c in person.api.calls if c.method == "sendMessage")
