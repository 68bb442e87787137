"""Promises of ``bot.services.intake``: a picture is kept where a step wants it, and otherwise read and forgotten."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field

import pytest

from bot.documents.workbook_template import blank_workbook
from bot.engine.checks import FreeText
from bot.engine.choice import Reviewed
from bot.engine.dialog import Dialog
from bot.engine.faces import columns_of
from bot.engine.messages import Address, FileRef, Reply
from bot.engine.ports import StoreTrouble
from bot.engine.steps import ask, attach, end, review
from bot.services.file_kinds import FileKind, kind_of
from bot.services.intake import Intake
from bot.services.screenshots import Screenshots
from tests.documents.sheets import plain
from tests.engine.sample_form import Enrollment
from tests.engine.small import Person
from tests.engine.stand import Stand

ME = Address("test", "我")
PNG, GIF = b"\x89PNG\r\n\x1a\n...", b"GIF89a..."


class Report(Dialog):
    """Asks for words and photos, then shows a card."""

    key, title = "report", "报告"

    remark: FreeText = ask("说明？")
    photos: tuple[FileRef, ...] = attach("请发照片。", kinds=("image/png",), max_bytes=2**20)
    card: Reviewed = review("{{ photos|length }}张，对吗？", {Reviewed.SEND: "done", Reviewed.DROP: "done"})
    done = end("好。", silent=True)


@dataclass
class Reader:
    """Reads the same on every picture."""

    text: str = "搬家"
    seen: list[bytes] = field(default_factory=list)

    async def read(self, content: bytes) -> str:
        self.seen.append(content)
        return self.text


@dataclass
class Counter:
    """An intake over a stand, with what it kept and what it read."""

    stand: Stand = field(default_factory=lambda: Stand([Report, Person]))
    kept: list[FileRef] = field(default_factory=list)
    reader: Reader = field(default_factory=Reader)
    trouble: bool = False

    def __post_init__(self) -> None:
        self.intake = Intake(self.stand.runner, self.keep, Screenshots(self.reader), {"enrollment": Enrollment})
        self.ids = itertools.count()

    async def keep(self, address: Address, name: str, kind: str, content: bytes) -> FileRef:
        if self.trouble:
            raise StoreTrouble
        self.kept.append(FileRef(f"f{len(self.kept)}", name, len(content), kind))
        return self.kept[-1]

    async def send(self, name: str, content: bytes, message_id: str = "") -> Reply:
        return await self.intake.send(ME, message_id or f"p{next(self.ids)}", name, content)

    async def at(self, step: str) -> Counter:
        """Goes on to the step."""
        reply = await self.stand.start(Report)
        if reply.step != step:
            reply = await self.stand.say("说明")
        if reply.step != step:
            await self.send("a.png", PNG)
            reply = await self.stand.say("传好了")
        assert reply.step == step
        self.kept.clear()
        return self


async def test_a_picture_that_nobody_wants_is_read_and_not_kept() -> None:
    """It goes the way of words."""
    counter = Counter()
    reply = await counter.send("a.png", PNG)
    assert reply.topic == "moving" and counter.reader.seen == [PNG] and not counter.kept


async def test_a_step_that_wants_a_file_gets_the_picture() -> None:
    """It is kept and counted, nobody reads it."""
    counter = await Counter().at("photos")
    reply = await counter.send("a.png", PNG)
    assert reply.messages[0] == "收到“a.png”，现在共1个文件。"
    assert [file.kind for file in counter.kept] == ["image/png"] and not counter.reader.seen


async def test_a_card_takes_the_kinds_of_its_files_and_reads_the_others() -> None:
    """While looking at the card another photo can be sent; a screenshot of another kind is read."""
    counter = await Counter().at("card")
    assert "图上读到" in (await counter.send("a.gif", GIF)).messages[0] and not counter.kept
    assert "收到“b.png”" in (await counter.send("b.png", PNG)).messages[0] and len(counter.kept) == 1


async def test_a_step_that_wants_words_gets_them() -> None:
    """Its answer is what was read."""
    counter = await Counter().at("remark")
    assert (await counter.send("截图.png", PNG)).step == "photos"
    assert not counter.kept


@pytest.mark.parametrize("step", ["remark", "photos"])
async def test_the_same_message_again_gets_the_same_reply(step: str) -> None:
    """After a broken line nothing is kept or counted twice, though the step has moved on."""
    counter = await Counter(reader=Reader("系统提示")).at(step)
    first = await counter.send("a.png", PNG, "the-same")
    assert await counter.send("a.png", PNG, "the-same") == first
    assert len(counter.kept) == (step == "photos")


async def test_what_is_no_picture_is_kept_for_no_step() -> None:
    """A name that lies, and a format that cannot be opened, are told even where a file is wanted."""
    counter = await Counter().at("photos")
    assert "内容却不是图片" in (await counter.send("a.png", b"text")).messages[0]
    assert "HEIC" in (await counter.send("a.heic", b"....ftypheic")).messages[0]
    assert not counter.kept and not counter.reader.seen


async def test_other_files_are_kept_by_their_kind() -> None:
    """By their bytes, else by their name, where a step asks for files."""
    counter = await Counter().at("photos")
    for name, content in (("a.bin", b"%PDF-1.7"), ("b.txt", b"text"), ("c", b"?")):
        await counter.send(name, content)
    assert [file.kind for file in counter.kept] == ["application/pdf", "text/plain", "application/octet-stream"]


async def test_a_file_that_could_not_be_kept_can_come_again() -> None:
    """Trouble with the store is the channel's to tell; the next try is a first one."""
    counter = await Counter().at("photos")
    counter.trouble = True
    with pytest.raises(StoreTrouble):
        await counter.send("a.pdf", b"%PDF-1.7", "the-same")
    counter.trouble = False
    await counter.send("a.pdf", b"%PDF-1.7", "the-same")
    assert len(counter.kept) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.xlsx", b"", "“空.xlsx”是空的，没有收"),
        ("名单.csv", "姓名,号码".encode(), "“名单.csv”没有收：这是文本"),
        ("假.xlsx", b"hello", "“假.xlsx”没有收：这是文本"),
        ("我的表.xlsx", plain([["客户", "金额"]]), "“我的表.xlsx”没有收：它不是批量模板"),
        ("说明.docx", b"PK\x03\x04...word/document.xml", "“说明.docx”没有收：这种文件里的字我看不了"),
        ("材料.pdf", b"%PDF-1.7", "“材料.pdf”没有收：这种文件里的字我看不了"),
        ("语音.AMR", b"#!AMR...", "语音我听不了"),
        ("录屏.mp4", b"\0\0\0\x18ftypmp42", "视频我看不了"),
    ],
)
async def test_what_nobody_can_use_is_told_why_and_not_kept(name: str, content: bytes, said: str) -> None:
    """No dialog begins with it, and the open question is asked again."""
    counter = await Counter().at("remark")
    reply = await counter.send(name, content)
    assert reply.messages[0].startswith(said) and reply.messages[-1] == "说明？"
    assert reply.step == "remark" and not counter.kept


async def test_an_empty_file_is_told_where_a_step_wants_files_too() -> None:
    """It is not taken for an attachment."""
    counter = await Counter().at("photos")
    reply = await counter.send("a.png", b"")
    assert reply.messages == ("“a.png”是空的，没有收。请检查一下，把有内容的再发一次。", "请发照片。")
    assert not counter.kept


@pytest.mark.parametrize(
    "content", [blank_workbook(Enrollment), plain([[column.label for column in columns_of(Enrollment)]])]
)
async def test_a_sheet_of_one_of_the_forms_is_kept(content: bytes) -> None:
    """Known by the template's mark, or by the headings in a table of one's own."""
    counter = Counter()
    await counter.send("名单.xlsx", content)
    assert [file.kind for file in counter.kept] == [FileKind.XLSX]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"GIF87a", FileKind.GIF),
        (b"BM\x46\x00\x00\x00" + bytes(8), FileKind.BMP),
        (b"BMW\xe8\xbd\xa6\xe7\x9a\x84\xe5\x8f\x91\xe7\xa5\xa8", None),
        (b"\x00\x00\x00\x18ftypmif1", FileKind.HEIC),
        (b"\x00\x00\x00\x18ftypisom", None),
    ],
)
def test_kinds_are_told_by_their_bytes(content: bytes, kind: FileKind | None) -> None:
    """Beginnings that others share are not enough."""
    assert kind_of(content) is kind


async def test_a_file_that_comes_twice_at_once_is_kept_once() -> None:
    """A platform that is impatient sends it again while it is being kept."""
    counter = await Counter().at("photos")
    replies = await asyncio.gather(*(counter.send("a.png", PNG, "twice") for _ in range(3)))
    assert len(counter.kept) == 1 and {reply.messages[0] for reply in replies} == {"收到“a.png”，现在共1个文件。"}


async def test_a_file_that_could_not_be_kept_is_tried_anew() -> None:
    """What failed is not remembered."""
    counter = await Counter().at("photos")
    counter.trouble = True
    with pytest.raises(StoreTrouble):
        await counter.send("a.png", PNG, "again")
    counter.trouble = False
    assert "收到“a.png”" in (await counter.send("a.png", PNG, "again")).messages[0]
