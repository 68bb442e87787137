"""Hand-written stand-ins for what the web chat rests on: an assistant with a script, its memory, a clock."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from bot.engine.messages import Address, Decision, FileRef, Inbound, Option, Reply
from bot.services.intake import Intake
from bot.services.screenshots import Screenshots

KEY = b"a key for tests alone, no secret"
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

WELCOME = Reply(
    (
        "您好，我是参保助手，帮用人单位办社保。\n直接说遇到的事就行，例如：“单位密码忘了”“增员提示户籍性质为空”。",
        "可以把报错文字粘贴过来，也可以发截图。",
    ),
    (
        Option("topic|password", "单位账号密码忘记了"),
        Option("topic|error", "增员时提示“养老已参保，不能再办理参保”"),
        Option("topic|calendar", "现在能申报吗"),
        Option("command|help", "看看还能办什么"),
    ),
    decision=Decision.SMALLTALK,
)

LONG = Reply(
    (
        "这个提示是说：这名职工在别的单位（或以灵活就业身份）还在参保，系统不让重复参保。先让原来的那一头停保，您这边再提交。\n"
        "\n"
        "谁来办：原单位、员工本人\n"
        "在哪里点：\n"
        "1. 员工本人：个人网办大厅 → 权益查询 → 个人参保信息，看清现在参保的单位\n"
        "2. 原单位经办：单位网办大厅 → 参保管理 → 退工停保登记\n"
        "3. 单位经办：停保成功后，回到用工参保登记重新提交\n"
        "要准备：\n"
        "- 统一社会信用代码\n"
        "- 职工的公民身份号码、姓名\n"
        "说明：\n"
        "两份资料说法不同：网厅地址以操作指南为准，见 https://rs.jshrss.jiangsu.gov.cn/index/。\n"
        "后来的变化：\n"
        "2023年12月起，工资向税务申报，25日前缴费；增员、停保仍在人社网厅办。\n"
        "依据：《用人单位网上业务操作指南》（2021-08-01）问题三（2）",
        "【可转发】给原单位的说明\n"
        "您好！我单位为职工办理参保时，系统提示“养老已参保，不能再办理参保”。\n"
        "请在单位网办大厅的“退工停保登记”里为该职工办理停保，停保时间选实际离职的月份。办好后告诉我们一声，谢谢！",
        "这样解决了吗？",
    ),
    (
        Option("outcome|solved", "解决了"),
        Option("outcome|unsolved", "还没解决"),
    ),
    topic="error.pension_already",
    decision=Decision.ANSWER,
)

QUESTION = Reply(
    ("好的，来找回单位密码，一步一步来。", "法定代表人现在方便做人脸识别吗？"),
    (
        Option("answer|run|face|YES", "方便"),
        Option("answer|run|face|NO", "不方便"),
        Option("answer|run|face|UNKNOWN", "不清楚"),
    ),
    dialog="forgot_unit_password",
    step="face",
    decision=Decision.STEP,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A turn as the memory gives it back."""

    said: str
    reply: Reply
    at: datetime
    late: int | None = None


@dataclass(slots=True)
class FakeClock:
    """A clock that stands still until it is moved."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return (self.at + timedelta(hours=8)).date()


@dataclass(slots=True)
class ScriptedAssistant:
    """Replies by a script and echoes the rest; the same message id gives the same reply and counts once.

    ``said`` are the messages that counted. ``pace`` is how long a turn takes, in seconds.
    """

    clock: FakeClock = field(default_factory=FakeClock)
    script: dict[str, Reply] = field(default_factory=dict)
    said: list[Inbound] = field(default_factory=list)
    calls: int = 0
    pace: float = 0.0
    trouble: Exception | None = None
    wants_files: bool = True
    _answered: dict[tuple[Address, str], Reply] = field(default_factory=dict)
    _turns: dict[Address, list[Shown]] = field(default_factory=dict)

    async def turn(self, inbound: Inbound) -> Reply:
        self.calls += 1
        await asyncio.sleep(self.pace)
        if self.trouble:
            raise self.trouble
        key = (inbound.address, inbound.message_id)
        if key not in self._answered:
            self.said.append(inbound)
            self._answered[key] = reply = self._reply(inbound)
            self.remember(inbound.address, _words(inbound), reply)
        return self._answered[key]

    async def wants_file(self, address: Address, kind: str) -> bool:
        return self.wants_files

    def remember(self, address: Address, said: str, reply: Reply, late: int | None = None) -> None:
        """Puts a turn into the memory."""
        self._turns.setdefault(address, []).append(Shown(said, reply, self.clock.now(), late))

    async def history(self, address: Address, limit: int) -> Sequence[Shown]:
        if self.trouble:
            raise self.trouble
        return self._turns.get(address, [])[-limit:]

    def _reply(self, inbound: Inbound) -> Reply:
        for key in (inbound.choice, inbound.text):
            if key in self.script:
                return self.script[key]
        if inbound.text == "":
            return WELCOME
        return Reply((f"收到：{_words(inbound)}",), decision=Decision.ANSWER)


@dataclass(slots=True)
class FakeLateTurns:
    """Keeps late messages in the assistant's memory; ``trouble`` is raised where they are read.

    ``behind`` makes the newest number one from before they came, as when one comes while a history is read.
    """

    assistant: ScriptedAssistant
    trouble: Exception | None = None
    behind: bool = False
    _ids: set[tuple[Address, str]] = field(default_factory=set)
    _kept: dict[Address, list[LateKept]] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(100))

    async def keep(self, person: str, address: Address, message_id: str, reply: Reply, at: datetime) -> bool:
        if (address, message_id) in self._ids:
            return False
        self._ids.add((address, message_id))
        late = LateKept(next(self._numbers), reply, at)
        self._kept.setdefault(address, []).append(late)
        self.assistant.remember(address, "", reply, late.number)
        return True

    async def since(self, address: Address, after: int) -> list[LateKept]:
        if self.trouble:
            raise self.trouble
        return [late for late in self._kept.get(address, []) if late.number > after]

    async def newest(self, address: Address) -> int:
        if self.behind:
            return 0
        return max((late.number for late in self._kept.get(address, [])), default=0)


@dataclass(frozen=True, slots=True)
class LateKept:
    """A late message as kept."""

    number: int
    reply: Reply
    at: datetime


def _words(inbound: Inbound) -> str:
    if inbound.unread is not None:
        return f"没有读{inbound.unread.kind}"
    return inbound.file.name if inbound.file else inbound.text or ""


@dataclass(slots=True)
class FakeUploads:
    """Keeps files in memory, each for its person alone."""

    files: dict[tuple[Address, str], tuple[FileRef, bytes]] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    async def keep_upload(self, address: Address, name: str, kind: str, content: bytes) -> FileRef:
        file = FileRef(f"file-{next(self._numbers)}", name, len(content), kind)
        self.files[address, file.id] = (file, content)
        return file

    async def open_upload(self, address: Address, file_id: str) -> tuple[FileRef, bytes] | None:
        return self.files.get((address, file_id))


def intake(assistant: ScriptedAssistant, uploads: FakeUploads) -> Intake:
    """Takes files for the assistant; it cannot read pictures."""
    return Intake(assistant, uploads.keep_upload, Screenshots(None))


def reply_with(*options: str) -> Reply:
    """A short reply with these options."""
    return replace(QUESTION, options=tuple(Option(f"option|{label}", label) for label in options))
