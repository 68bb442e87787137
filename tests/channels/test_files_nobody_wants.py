"""Files that nobody wants are told in the same words on every channel, and begin nothing."""

from __future__ import annotations

import pytest

from tests.channels.doubles import doubles
from tests.channels.house import HouseTools
from tests.documents.sheets import plain

DOUBLES = {name: talking for name, talking in doubles().items() if name != "wechat"}
"""All but the Official Account, which gets no files from WeChat."""

FILES = [
    ("空.xlsx", b"", "“空.xlsx”是空的，没有收。"),
    ("空表.xlsx", plain([]), "“空表.xlsx”没有收：它不是批量模板"),
    ("客户.xlsx", plain([["客户", "金额"], ["某某", 3]]), "“客户.xlsx”没有收：它不是批量模板"),
    ("说明.docx", b"PK\x03\x04" + bytes(100) + b"word/document.xml", "“说明.docx”没有收：这种文件里的字我看不了"),
    ("语音.amr", b"#!AMR\n" + bytes(100), "语音我听不了。"),
    ("录屏.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(100), "视频我看不了。"),
]


@pytest.mark.parametrize("name", DOUBLES)
async def test_files_that_nobody_wants(name: str, house: HouseTools) -> None:
    """The step stands where it stood."""
    async with DOUBLES[name](house) as talker:
        await talker.say("忘记单位密码了")
        await talker.choose("一步步带我办：找回单位密码")
        for file, content, told in FILES:
            heard = "\n".join(await talker.send_file(file, content))
            assert told in heard and "法定代表人现在能配合吗" in heard, file
        conversation = (await house.opened.store.conversations.load(talker.address)).conversation
        assert [run.dialog for run in conversation.runs] == ["forgot_unit_password"]


async def test_what_wechat_cannot_deliver_is_told_where_to_send(house: HouseTools) -> None:
    """The Official Account says which way is open."""
    async with doubles()["wechat"](house) as talker:
        (said,) = await talker.send_file("名单.xlsx", b"PK")  # type: ignore[attr-defined]
        assert "公众号收不了文件“名单.xlsx”" in said and "http://" in said
