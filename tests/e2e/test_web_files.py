"""Pictures and files on the web page."""

from __future__ import annotations

import base64

import pytest
from playwright.async_api import FilePayload, Page

from tests.e2e.screen import DESKTOP, NO_NETWORK, REFUSED, Chat, Look, Serve, both_sizes

pytestmark = pytest.mark.asyncio(loop_scope="session")

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC"
)


def picture(name: str = "报错截图.png", content: bytes = PNG) -> FilePayload:
    """A file as the browser's picker hands it over."""
    return FilePayload(name=name, mimeType="image/png", buffer=content)


async def hand_over(page: Page, kind: str, name: str) -> None:
    """Pastes or drops a file."""
    await page.evaluate(
        """([kind, name, bytes]) => {
          const data = new DataTransfer();
          const content = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0));
          data.items.add(new File([content], name, { type: "image/png" }));
          const options = { bubbles: true, cancelable: true };
          const event = kind === "paste"
            ? new ClipboardEvent("paste", { ...options, clipboardData: data })
            : new DragEvent(kind, { ...options, dataTransfer: data });
          document.getElementById("say").dispatchEvent(event);
        }""",
        [kind, name, base64.b64encode(PNG).decode()],
    )


@both_sizes
async def test_picture_is_sent_by_button(chat: Chat, look: Look, size: tuple[int, int]) -> None:
    """A chosen picture is shown small, can be seen large, and arrives whole."""
    screen = await look(size)
    await screen.open(chat.address)
    async with screen.page.expect_file_chooser() as asked:
        await screen.page.get_by_role("button", name="发送图片").click()
    await (await asked.value).set_files([picture()])
    await screen.told("收到：报错截图.png")
    assert [content for _, content in chat.uploads.files.values()] == [PNG]
    await screen.page.get_by_role("button", name="查看图片").click()
    await screen.page.locator("#viewer[open] img").wait_for()
    await screen.page.keyboard.press("Escape")
    await screen.page.locator("#viewer[open]").wait_for(state="detached")


async def test_file_is_sent_once_over_a_broken_line(chat: Chat, look: Look) -> None:
    """A file whose reply is lost is kept once and counts once."""
    screen = await look()
    screen.forgiven.append(NO_NETWORK)
    await screen.open(chat.address)
    chat.line.cut = 1
    await screen.page.set_input_files("#file", [picture()])
    await screen.told("收到：报错截图.png")
    assert len(chat.uploads.files) == 1
    assert len(chat.assistant.said) == 2


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.png", b"", "“空.png”是空的，没有收"),
        ("大.png", PNG + b"x" * 1_200_000, "每个最多1MB"),
    ],
)
async def test_unfit_file_is_told(serve: Serve, look: Look, name: str, content: bytes, told: str) -> None:
    """An empty file and one too large are named with the reason."""
    chat = await serve(most_file_bytes=1024**2)
    screen = await look()
    screen.forgiven.append(REFUSED)
    await screen.open(chat.address)
    await screen.page.set_input_files("#file", [picture(name, content)])
    await screen.page.get_by_text(told).wait_for()
    assert not chat.uploads.files


@pytest.mark.parametrize("kind", ["paste", "drop"])
async def test_pasted_and_dropped_files_are_confirmed(chat: Chat, look: Look, kind: str) -> None:
    """A file that comes by paste or drop is shown first, and sent only when the person says so."""
    screen = await look(DESKTOP)
    await screen.open(chat.address)
    await hand_over(screen.page, kind, "误传.png")
    await screen.page.get_by_role("button", name="不发送").click()
    await hand_over(screen.page, kind, "截图.png")
    await screen.page.get_by_text("截图.png · 78 B").wait_for()
    await screen.page.locator("#confirm").get_by_role("button", name="发送", exact=True).click()
    await screen.told("收到：截图.png")
    assert [file.name for file, _ in chat.uploads.files.values()] == ["截图.png"]
