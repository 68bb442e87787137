"""Looking something up outside: once for each answer that it reads, again on another day, and never a barrier."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest

from bot.engine import settling
from bot.engine.checks import Name, WholeNumber
from bot.engine.choice import Choice, Reviewed
from bot.engine.declaration import DeclarationError
from bot.engine.dialog import Dialog
from bot.engine.drawing import reading_copy
from bot.engine.settling import NotDone
from bot.engine.steps import ask, end, look_up, review, tell
from tests.engine.small import Person
from tests.engine.stand import Stand


class Seen(Choice):
    """Whether the register knows the name."""

    KNOWN = "登记过"
    STRANGE = "没登记过"
    UNKNOWN = "查不到"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register says."""

    outcome: Seen
    room: int = 0

    def __str__(self) -> str:
        return f"{self.outcome}，{self.room}号房"


@dataclass
class Register:
    """A register outside that counts how often it was asked."""

    rooms: dict[str, int] = field(default_factory=lambda: {"张测试": 7})
    asked: list[tuple[str, date]] = field(default_factory=list)
    trouble: Callable[[], None] = lambda: None

    async def find(self, name: str, today: date) -> Entry:
        """The room of the name."""
        self.asked.append((name, today))
        self.trouble()
        await asyncio.sleep(0)
        room = self.rooms.get(name)
        return Entry(Seen.KNOWN, room) if room else Entry(Seen.STRANGE)


register = Register()


@pytest.fixture(autouse=True)
def fresh_register() -> None:
    """Each test has a register of its own."""
    register.rooms, register.asked, register.trouble = {"张测试": 7}, [], lambda: None


async def in_the_register(name: str, today: date) -> Entry:
    """The register's entry."""
    return await register.find(name, today)


class Visiting(Dialog):
    """Looks a name up between two questions."""

    key, title = "visiting", "登记来访"

    name: Name = ask("找谁？", label="姓名")
    entry: Entry = look_up(in_the_register, {Seen.KNOWN: "hours", Seen.STRANGE: "stranger", Seen.UNKNOWN: "silent"})
    hours: WholeNumber = ask("{{ room }}号房。待几个小时？", label="小时", then="card")
    card: Reviewed = review("请核对。", {Reviewed.SEND: "done", Reviewed.DROP: "dropped"})
    stranger = end("没有这个人。")
    silent = end("现在查不到，请稍后再来。", pause=True)
    done = end("去{{ room }}号房。")
    dropped = end("不去了。")


def stand() -> Stand:
    """A person at the door."""
    return Stand([Visiting, Person])


async def test_what_was_found_is_used_and_looked_up_once() -> None:
    """The answer leads on and its fields are told; later turns do not ask again."""
    door = stand()
    await door.start(Visiting)
    await door.say("张测试")
    assert "7号房。待几个小时" in door.text
    await door.say("2")
    await door.say("1")
    assert "去7号房" in door.text
    assert [name for name, _ in register.asked] == ["张测试"]


async def test_another_answer_is_looked_up_anew() -> None:
    """A corrected name is looked up; one that is the same is not."""
    door = stand()
    await door.start(Visiting)
    await door.say("张测试")
    await door.say("返回")
    await door.say("李示例")
    assert "没有这个人" in door.text
    assert [name for name, _ in register.asked] == ["张测试", "李示例"]


async def test_another_day_is_looked_up_anew_and_told() -> None:
    """What moved since is told in the result's own words, and the card is the new one."""
    door = stand()
    await door.start(Visiting)
    await door.say("张测试")
    door.clock.forward(days=1)
    register.rooms["张测试"] = 9
    await door.say("继续")
    assert "登记过，7号房" in door.text and "登记过，9号房" in door.text
    assert [day.day for _, day in register.asked] == [20, 21]


async def test_nothing_goes_wrong_where_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """An outage, an error of ours and a register that never answers are UNKNOWN; coming back looks it up again."""
    monkeypatch.setattr(settling, "LOOK_UP_SECONDS", 0.05)

    def breaks() -> None:
        raise NotDone

    def is_wrong() -> None:
        raise ValueError("wrong")

    for trouble in (breaks, is_wrong):
        register.trouble = trouble
        door = stand()
        await door.start(Visiting)
        await door.say("张测试")
        assert "现在查不到" in door.text
        register.trouble = lambda: None
        await door.say("继续")
        await door.say("张测试")
        assert "7号房" in door.text


async def test_a_slow_register_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the time that a look-up may take the person is told."""
    monkeypatch.setattr(settling, "LOOK_UP_SECONDS", 0.05)

    async def never(name: str, today: date) -> Entry:
        await asyncio.sleep(60)
        return Entry(Seen.KNOWN, 1)

    monkeypatch.setattr(Register, "find", lambda self, name, today: never(name, today))
    door = stand()
    await door.start(Visiting)
    await door.say("张测试")
    assert "现在查不到" in door.text


async def test_going_back_crosses_it() -> None:
    """A look-up changes nothing outside, so 返回 goes back behind it."""
    door = stand()
    await door.start(Visiting)
    await door.say("张测试")
    await door.say("返回")
    assert "找谁" in door.text


def test_it_is_drawn() -> None:
    """The reading copy names the look-up and what it does."""
    assert "查询" in reading_copy(Visiting) and "The register's entry" in reading_copy(Visiting)


def test_it_must_say_what_silence_means() -> None:
    """A look-up without UNKNOWN does not import."""

    class Sure(Choice):
        """Never silent."""

        YES = "是"

    async def sure(name: str) -> Sure:
        return Sure.YES

    sure.__annotations__["return"] = Sure
    with pytest.raises(DeclarationError, match="UNKNOWN"):
        type(
            "Bad",
            (Dialog,),
            {
                "__module__": __name__,
                "__annotations__": {"name": Name, "found": Sure},
                "key": "bad",
                "title": "坏",
                "name": ask("找谁？"),
                "found": look_up(sure, {Sure.YES: "done"}),
                "done": end("好。"),
            },
        )


class ToldBefore(Dialog):
    """Says something, looks something up, and asks on."""

    key, title = "told_before", "先说后查"

    name: Name = ask("谁？")
    hello = tell("先跟您说一声。")
    entry: Entry = look_up(in_the_register, dict.fromkeys(Seen, "count"))
    count: WholeNumber = ask("几个人？")
    done = end("好。", silent=True)


async def test_what_is_told_before_a_look_up_is_told_once() -> None:
    """The look-up goes on from what was said."""
    stand = Stand([ToldBefore, Person])
    await stand.start(ToldBefore)
    reply = await stand.say("张测试")
    assert reply.messages == ("先跟您说一声。", "几个人？")
