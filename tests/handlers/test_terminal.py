"""The terminal: JSON lines for scripts, and a screen that shows texts as they are."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from rich.console import Console

from bot.engine.messages import Address, Decision, FileRef, Inbound, Option, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.received import Received
from bot.handlers.terminal import LateScreen, Line, Screen, chat, serve_json
from bot.services.intake import Intake
from bot.services.outbox import Delivered, Parcel
from bot.services.screenshots import Screenshots

ME = Address("terminal", "me")


@dataclass
class Echo:
    """Replies with what it got, and two options."""

    got: list[Inbound] = field(default_factory=list)

    async def turn(self, inbound: Inbound) -> Reply:
        self.got.append(inbound)
        said = inbound.text or inbound.choice or (inbound.file.name if inbound.file else "")
        return Reply((said,), (Option("o1", "甲"), Option("o2", "乙")), decision=Decision.STEP)

    async def wants_file(self, address: Address, kind: str) -> bool:
        return True


@dataclass
class Ends:
    """A line to an echo."""

    echo: Echo = field(default_factory=Echo)
    kept: list[bytes] = field(default_factory=list)
    received: Received | None = None

    def line(self) -> Line:
        async def shown(address: Address) -> tuple[Option, ...]:
            return (Option("o1", "甲"), Option("o2", "乙")) if self.echo.got else ()

        async def keep(address: Address, name: str, kind: str, content: bytes) -> FileRef:
            self.kept.append(content)
            return FileRef("f1", name, len(content), kind)

        take_file = Intake(self.echo, keep, Screenshots(None)).send
        return Line(self.echo, shown, take_file, ME, self.received)

    async def run(self, *lines: str) -> list[dict[str, object]]:
        async def read() -> AsyncIterator[str]:
            for line in lines:
                yield line

        written: list[str] = []
        await serve_json(self.line(), read(), written.append)
        return [json.loads(line) for line in written]


async def test_each_line_has_one_reply_with_all_keys() -> None:
    """The public keys are all there, on every line."""
    (reply,) = await Ends().run('{"text": "你好"}')
    assert list(reply) == ["messages", "options", "files", "dialog", "step", "topic", "decision"]
    assert reply["messages"] == [{"text": "你好"}]
    assert reply["options"] == [{"number": 1, "label": "甲"}, {"number": 2, "label": "乙"}]


async def test_choices_by_number_and_by_label() -> None:
    """A number and a label mean the option shown last; what is none of them goes as text."""
    ends = Ends()
    await ends.run('{"text": "a"}', '{"choose": 2}', '{"choose": "甲"}', '{"choose": 9}', '{"choose": true}')
    assert [inbound.choice for inbound in ends.echo.got] == [None, "o2", "o1", None]
    assert ends.echo.got[3].text == "9"


async def test_an_id_is_the_message_s_id() -> None:
    """What a script names, the runner can recognize again."""
    ends = Ends()
    await ends.run('{"text": "a", "id": "x-1"}', '{"text": "a"}', '{"text": "a"}')
    ids = [inbound.message_id for inbound in ends.echo.got]
    assert ids[0] == "x-1" and len(set(ids)) == 3


async def test_a_file_is_kept_and_sent(tmp_path: Path) -> None:
    """A path becomes a kept file with name, size and kind."""
    picture = tmp_path / "报错.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    ends = Ends()
    await ends.run(json.dumps({"file": str(picture)}))
    assert ends.kept == [b"\x89PNG\r\n\x1a\n"]
    assert ends.echo.got[0].file == FileRef("f1", "报错.png", 8, "image/png")


async def test_bad_lines_are_answered_and_the_next_one_is_served(tmp_path: Path) -> None:
    """Neither broken JSON nor a missing or too large file ends the service; each is told why."""
    large = tmp_path / "large.bin"
    large.write_bytes(b"0" * (10 * 2**20 + 1))
    lines = ["{", "[]", "{}", "[" * 100_000, '{"file": "/no/such"}', json.dumps({"file": str(large)}), '{"text": "好"}']
    replies = await Ends().run(*lines, "")
    assert [reply["decision"] for reply in replies] == ["trouble"] * 6 + ["step"]
    said = [reply["messages"][0]["text"] for reply in replies]  # type: ignore[index]
    assert "JSON" in said[0] and "/no/such" in said[4] and "10MB" in said[5]


def shown(reply: Reply) -> str:
    """What the screen shows."""
    out = io.StringIO()
    Screen(Console(file=out, force_terminal=False, width=60)).show(reply)
    return out.getvalue()


def test_the_screen_runs_nothing() -> None:
    """Markup and terminal escapes in a text are shown, not obeyed."""
    text = shown(Reply(("[red]甲[/red] \x1b[31m乙\x1b]0;丙\x07",), (Option("1", "\x1b[2J清屏[b]"),)))
    assert "\x1b" not in text and "\x07" not in text
    assert "[red]甲[/red]" in text and "清屏[b]" in text


def test_the_screen_shows_no_marks_and_scripts_read_them() -> None:
    """What is to be forwarded stands in a frame of its own; details have a heading."""
    reply = Reply(("能办。", "【细节】\n第一步。", "【可转发】\n您好。"))
    text = shown(reply)
    assert "【" not in text and "更多：" in text and text.count("╭") == 4
    assert [message["text"] for message in reply.as_json()["messages"]] == list(reply.messages)


def test_options_have_numbers() -> None:
    """Each option stands with the number to type."""
    text = shown(Reply(("问",), (Option("a", "甲"), Option("b", "乙"))))
    assert "1. 甲" in text and "2. 乙" in text


async def test_what_comes_by_itself_stands_before_the_next_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """After each reply and before the next prompt it is shown, and trouble with it ends nothing."""
    out = io.StringIO()
    screen = Screen(Console(file=out, force_terminal=False, width=60))
    late = [[], [Reply(("审核通过了",))], StoreTrouble("gone"), [Reply(("再提醒一次",))]]

    async def come() -> None:
        due = late.pop(0)
        if isinstance(due, StoreTrouble):
            raise due
        for number, reply in enumerate(due):
            assert await LateScreen(screen).send(ME, Parcel(f"outbox:{number}", "p", reply)) == Delivered()

    monkeypatch.setattr("sys.stdin", io.StringIO("一\n二\n三\n/q\n"))
    await chat(Ends().line(), screen, ("横幅",), come)
    text = out.getvalue()
    said = ["一", "审核通过了", "二", "三", "再提醒一次", "再见"]
    assert [text.index(word) for word in said] == sorted(text.index(word) for word in said)


async def test_what_the_assistant_sends_lies_on_this_computer(tmp_path: Path) -> None:
    """With its name, readable by its owner alone, whoever chats by eye or by lines; what is gone is left out."""
    folder = tmp_path / "received"
    sent = FileRef("abcdef99", "../回执.pdf", 4, "application/pdf")

    async def opened(address: Address, file: str) -> tuple[FileRef, bytes] | None:
        return (sent, b"%PDF") if file == sent.id and address == ME else None

    @dataclass
    class Sends(Echo):
        async def turn(self, inbound: Inbound) -> Reply:
            gone = FileRef("gone", "没了.pdf", 4, "application/pdf")
            return replace(await Echo.turn(self, inbound), files=(sent, gone))

    ends = Ends(Sends(), received=Received(opened, folder))
    (reply,) = await ends.run('{"text": "回执"}')
    shown, gone = reply["files"]  # type: ignore[misc]
    (path,) = folder.iterdir()
    assert shown["path"] == str(path) and path.read_bytes() == b"%PDF" and path.name == "abcdef-回执.pdf"
    assert "path" not in gone and path.stat().st_mode & 0o077 == 0
    out = io.StringIO()
    screen = Screen(Console(file=out, width=200))
    await LateScreen(screen, Received(opened, folder)).send(ME, Parcel("outbox:1", "p", Reply(("好了",), (), (sent,))))
    assert str(path) in out.getvalue()
