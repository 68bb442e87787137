"""Screenshots through the real assistant, on the web and in the terminal, with the real reader: both say the same."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer

from bot.app import Assistant, BeijingClock, build_assistant, open_screenshots, open_store
from bot.dialogs import FORMS
from bot.documents.ocr import PictureReader
from bot.engine.messages import Address, Option
from bot.handlers.terminal import Line
from bot.handlers.web import web_chat
from bot.handlers.web_settings import WebSettings
from bot.services.files import AddressFiles
from bot.services.intake import Intake
from bot.services.screenshots import Screenshots
from bot.services.sheets import SheetReader
from bot.settings import Settings
from bot.store.store import Store
from tests.documents.screens import ERROR, as_phone_photo, blank, error_box, needs_ocr, page, saved
from tests.documents.test_pictures import png_of
from tests.e2e.fakes import KEY

pytestmark = pytest.mark.asyncio(loop_scope="module")
_PATIENT_SECONDS = 120.0

Say = Callable[[str], Awaitable[dict[str, Any]]]
Send = Callable[[str, bytes], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class End:
    """A person's end of a channel; replies are as their public form says them."""

    say: Say
    send: Send

    async def shown(self, name: str, content: bytes) -> str:
        """All that the reply to a file says."""
        return said(await self.send(name, content))


def said(reply: dict[str, Any]) -> str:
    return "\n".join(message["text"] for message in reply["messages"])


@dataclass
class House:
    """The assistant over a store of its own, with both channels."""

    store: Store
    state: Path
    assistant: Assistant
    files: AddressFiles
    screenshots: Screenshots

    async def web(self, stack: AsyncExitStack) -> End:
        take_file = Intake(self.assistant.runner, self.files.keep_upload, self.screenshots).send
        settings = WebSettings(key=KEY, visitor_rate=None, address_rate=None)
        kept = self.store.conversations
        app = web_chat(self.assistant.runner, kept, self.files, take_file, settings, self.assistant.clock)
        client = await stack.enter_async_context(TestClient(TestServer(app)))

        async def say(text: str) -> dict[str, Any]:
            response = await client.post("/api/chat/turn", json={"id": uuid.uuid4().hex, "text": text})
            return await response.json()  # type: ignore[no-any-return]

        async def send(name: str, content: bytes) -> dict[str, Any]:
            form = FormData({"id": uuid.uuid4().hex}, quote_fields=False)
            form.add_field("file", content, filename=name, content_type="application/octet-stream")
            response = await client.post("/api/chat/file", data=form, headers={"X-Canbao": "1"})
            assert response.status == 200, await response.text()
            return await response.json()  # type: ignore[no-any-return]

        return End(say, send)

    async def terminal(self, folder: Path) -> End:
        take_file = Intake(self.assistant.runner, self.files.keep_upload, self.screenshots).send

        async def shown(address: Address) -> tuple[Option, ...]:
            return (await self.store.conversations.load(address)).conversation.shown

        line = Line(self.assistant.runner, shown, take_file, Address("terminal", uuid.uuid4().hex))

        async def say(text: str) -> dict[str, Any]:
            return (await line.send_text(text)).as_json()

        async def send(name: str, content: bytes) -> dict[str, Any]:
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
            return (await line.send_file(folder / name)).as_json()

        return End(say, send)


async def opened(stack: AsyncExitStack, state: Path, screenshots: Screenshots) -> House:
    settings = Settings(state=state)
    store = await stack.enter_async_context(open_store(settings))
    files = AddressFiles(store.conversations, store.uploads)
    assistant = build_assistant(
        settings, store.conversations, store.handovers, BeijingClock(), files=files,
        reader=SheetReader(store.uploads, FORMS), batches=store.batches,
    )  # fmt: skip
    return House(store, state, assistant, files, screenshots)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    needs_ocr()
    async with AsyncExitStack() as stack:
        reader = PictureReader()
        stack.push_async_callback(reader.close)
        patient = Screenshots(reader, _PATIENT_SECONDS, _PATIENT_SECONDS)
        yield await opened(stack, tmp_path_factory.mktemp("state"), patient)


@pytest_asyncio.fixture(params=["web", "terminal"], loop_scope="module")
async def end(request: pytest.FixtureRequest, house: House, tmp_path: Path) -> AsyncIterator[End]:
    """A new person on either channel."""
    async with AsyncExitStack() as stack:
        yield await (house.web(stack) if request.param == "web" else house.terminal(tmp_path / "files"))


def kept_files(house: House) -> int:
    folder = house.state / "uploads"
    return len(list(folder.iterdir())) if folder.exists() else 0


async def test_an_error_box_leads_to_its_topic(end: End, house: House) -> None:
    """What was read is told, then the answer; the picture itself is nowhere."""
    before = kept_files(house)
    reply = await end.send("报错.png", saved(error_box()))
    assert reply["topic"] == "error.pension_already" and reply["decision"] == "answer"
    assert reply["messages"][0]["text"].startswith(f"图上读到：\n系统提示\n{ERROR}\n取消  确定\n")
    assert kept_files(house) == before


@pytest.mark.parametrize(
    "picture",
    [
        as_phone_photo(error_box()),
        saved(error_box(), "JPEG", quality=60),
        saved(error_box(), "WEBP"),
        saved(error_box(), "BMP"),
        saved(error_box(), "GIF"),
        saved(page("2026年31日 首页 人工客服", *["单位名称 参保人数 险种 工伤保险 正常参保"] * 30, ERROR, dots=30)),
    ],
    ids=["EXIF", "jpg", "webp", "bmp", "gif", "a page around it"],
)
async def test_however_it_comes_it_is_the_same_topic(end: End, picture: bytes) -> None:
    """Formats, a photo on its side, a page full of other words."""
    assert (await end.send("图片", picture))["topic"] == "error.pension_already"


async def test_other_messages_are_told_apart(end: End) -> None:
    """Not every box is the same one."""
    reply = await end.send("a.png", saved(error_box("该人员户籍性质为空，不能参保")))
    assert reply["topic"] == "error.household_empty"


async def test_numbers_of_persons_are_starred(end: End) -> None:
    """Read or typed, they are not repeated in full."""
    text = await end.shown("a.png", saved(page("证件号码 321302199001011234", "手机 13812345678", ERROR)))
    assert "3213**********1234" in text and "138****5678" in text
    assert "321302199001011234" not in text and "13812345678" not in text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("没有字.png", saved(blank()), "没有读出字"),
        ("断了.png", saved(error_box())[:9_000], "“断了.png”打不开"),
        ("断了.jpg", saved(error_box(), "JPEG")[:9_000], "“断了.jpg”打不开"),
        ("其实是文字.png", "提示".encode() * 99, "“其实是文字.png”的名字像图片，内容却不是图片"),
        ("其实是程序.JPG", b"MZ\x90\x00" * 99, "内容却不是图片"),
        ("炸弹.png", png_of(30_000, 30_000), "最多4000万像素"),
        ("超过.png", png_of(8_000, 5_001), "最多4000万像素"),
        ("长条.png", saved(blank(100, 2_000)), "最多4000万像素"),
        ("照片.heic", b"\x00\x00\x00\x24ftypheic" + bytes(99), "HEIC"),
        ("换了名.jpg", b"\x00\x00\x00\x24ftypmif1" + bytes(99), "HEIC"),
    ],
    ids=["blank", "cut png", "cut jpg", "text", "program", "bomb", "pixels", "strip", "heic", "heic as jpg"],
)
async def test_what_is_not_read_says_why_and_what_to_do(
    end: End, house: House, name: str, content: bytes, told: str
) -> None:
    """The same words on each channel, a way out in each, and nothing kept."""
    before = kept_files(house)
    text = await end.shown(name, content)
    assert told in text and "打出来" in text
    assert kept_files(house) == before


async def test_the_words_go_to_the_step_that_asks_for_them(end: End) -> None:
    """The dialog for unknown messages takes what was read as what it asked for."""
    await end.say("网页弹出一个看不懂的报错")
    asked = await end.say("1")
    assert (asked["dialog"], asked["step"]) == ("unknown_error", "pasted")
    reply = await end.send("a.png", saved(error_box("上传文件失败")))
    assert reply["dialog"] == "unknown_error" and reply["step"] != "pasted"


async def test_what_was_read_wrongly_is_corrected_by_typing(end: End) -> None:
    """After a picture, typed words are taken as ever."""
    await end.send("a.png", saved(error_box("养老")))
    assert (await end.say(ERROR))["topic"] == "error.pension_already"


async def test_other_files_go_where_they_went(end: End, house: House) -> None:
    """A paper is said to be of no use here, and is not kept."""
    before = kept_files(house)
    assert "没有哪一步要附件" in await end.shown("a.pdf", b"%PDF-1.7 ...")
    assert kept_files(house) == before


async def test_without_the_extra_the_words_are_asked_for(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where nothing can read, that is said, and nothing is kept either."""
    monkeypatch.setattr("bot.documents.ocr.find_spec", lambda name: None)
    before = kept_files(house)
    async with open_screenshots() as blind, AsyncExitStack() as stack:
        unable = House(house.store, house.state, house.assistant, house.files, blind)
        for end in (await unable.web(stack), await unable.terminal(tmp_path / "files")):
            text = await end.shown("a.png", saved(error_box()))
            assert "看不懂图片里的字" in text and "复制粘贴过来" in text
    assert kept_files(house) == before
