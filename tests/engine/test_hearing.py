"""What a step hears in a text by a rule of its own, what is asked back, and that words on how to write come first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import pytest

from bot.engine.checks import Amount, CalendarDay, PersonName, Slip
from bot.engine.choice import Choice
from bot.engine.declaration import DeclarationError
from bot.engine.dialog import Dialog
from bot.engine.messages import Candidate, Decision, Heard
from bot.engine.steps import ask, choose, end
from tests.engine.small import Person
from tests.engine.stand import SmallKnowledge, Stand

Arrival = Annotated[date, CalendarDay("到达日期", "2026年11月1日")]
Price = Annotated[Decimal, Amount("房价", "300")]
GuestName = Annotated[str, PersonName()]


class Kind(Choice):
    """How long one stays."""

    NIGHT = ("一晚", "住一晚")
    LONGER = ("住几天", "几天")


def kind_by_length(said: str, arrival: date) -> Kind | None:
    return Kind.LONGER if "一周" in said else None


def one_week(said: str, arrival: date) -> date | None:
    if said == "一直住":
        raise Slip("要写离开的日期。", reading=arrival.replace(day=30).isoformat())
    return arrival.replace(day=arrival.day + 7) if "一周" in said else None


class Booking(Dialog):
    """Books a room."""

    key, title = "booking", "订房"

    arrival: Arrival = ask("哪天到？", label="到达日期", cues=("到",))
    length: Kind = choose("住多久？", label="住多久", hears=kind_by_length)
    leaving: Arrival = ask("哪天走？", label="离开日期", cues=("走",), hears=one_week, early=True)
    price: Price = ask("房价是多少？", label="房价", cues=("房价",))
    done = end("{{ arrival }}到{{ leaving }}，{{ price }}元。")


class Guests(Dialog):
    """Asks who comes."""

    key, title = "guests", "客人"

    guest: GuestName = ask("客人叫什么？", label="客人")
    done = end("欢迎{{ guest }}。")


class Doubtful(SmallKnowledge):
    """Takes what it does not know for small talk that is certain, for something else, or for one of two topics."""

    heard = Heard(Decision.SMALLTALK, ("您忙。",), certain=True)

    def hear(self, text: str, today: date, last_topic: str | None, lean: str = "") -> Heard:
        known = super().hear(text, today, last_topic, lean)
        return known if not known.missed else self.heard


async def _at(*said: str, heard: Heard | None = None) -> Stand:
    stand = Stand([Booking, Person])
    await stand.start(Booking)
    for text in said[:-1]:
        await stand.say(text)
    if heard is not None:
        stand.knowledge = Doubtful()
        stand.knowledge.heard = heard
    await stand.say(said[-1])
    return stand


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        (["上周五"], "到达日期：2026年11月13日"),
        (["2026-11-3", "住几天", "年底"], "离开日期：2026年12月31日"),
        (["11月3日", "住几天", "一周"], "离开日期：2026年11月10日"),
        (["11月3日", "一周吧"], "离开日期：2026年11月10日"),
        (["11月3日", "一周", "三百五"], "房价：350元"),
    ],
)
async def test_what_was_worked_out_is_said_at_once(said: list[str], noted: str) -> None:
    """A day or an amount that does not stand in the text as it is shown later is noted as it was read."""
    stand = await _at(*said)
    assert stand.text.startswith(f"已记下：{noted}。")


@pytest.mark.parametrize("said", [["11月3日"], ["2026-11-03"], ["11月3日", "一周", "1,350元"]])
async def test_what_is_plain_is_not_said_again(said: list[str]) -> None:
    """The person wrote it so."""
    assert "已记下" not in (await _at(*said)).text


async def test_several_facts_are_seen_together() -> None:
    """A rule that reads a length sees the day that came in the same message."""
    stand = await _at("11月3日到，住一周，房价三百五")
    assert "离开日期：2026年11月10日" in stand.text
    assert "房价：350元" in stand.text


@pytest.mark.parametrize("agreed", ["1", "是的", "就用：2026年11月30日"])
async def test_what_was_probably_meant_is_offered_and_not_taken(agreed: str) -> None:
    """It is told, the option is there, and its number, a yes or its label take it."""
    stand = await _at("11月3日", "住几天", "一直住")
    assert stand.text == "要写离开的日期。\n哪天走？"
    assert stand.labels == ["就用：2026年11月30日"]
    await stand.say(agreed)
    assert stand.text.endswith("房价是多少？")


@pytest.mark.parametrize("agreed", ["1", "对", "7000"])
async def test_a_rough_amount_is_asked_back(agreed: str) -> None:
    """“1” under the offer is its number, and no amount of one yuan."""
    stand = await _at("11月3日", "一周", "七千块左右")
    assert "是7000元吗" in stand.text
    assert stand.labels == ["就用：7000元"]
    await stand.say(agreed)
    assert "，7000元。" in stand.text


TOPICS = (Candidate("weather", "天气", 0.4), Candidate("moving", "搬家", 0.1))


@pytest.mark.parametrize(
    ("heard", "then"),
    [
        (Heard(Decision.OUT_OF_SCOPE, missed=True), "哪天到？"),
        (Heard(Decision.OUT_OF_SCOPE, ("这个不归我管。",), certain=True), "这个不归我管。"),
        (Heard(Decision.CLARIFY, ("您问哪一类？",), TOPICS, choices=TOPICS, certain=True), "您要问的是不是"),
        (Heard(Decision.CLARIFY, ("您问哪一类？",), TOPICS[1:], choices=TOPICS[1:], certain=True), "哪天到？"),
        (Heard(Decision.SMALLTALK, ("您忙。",)), "哪天到？"),
    ],
)
async def test_how_to_write_it_comes_first(heard: Heard, then: str) -> None:
    """Where a value is awaited and a text is no question, whatever else it may be comes after."""
    stand = await _at("很早以前", heard=heard)
    first, _, rest = stand.text.partition("\n")
    assert first == "没看懂这个日期，请写年、月、日，例如：2026年11月1日。"
    assert rest.startswith(then)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("很早以前行吗", Heard(Decision.OUT_OF_SCOPE, ("不归我管。",), certain=True)),
        ("谢谢啦", Heard(Decision.SMALLTALK, ("您忙。",), certain=True)),
        ("退房", Heard(Decision.CLARIFY, ("哪天退？",), certain=True, lean="退房")),
    ],
)
async def test_a_question_or_a_kind_word_is_answered(said: str, heard: Heard) -> None:
    """It is no try at a value."""
    assert "没看懂这个日期" not in (await _at(said, heard=heard)).text


async def test_topics_and_a_person_still_come_when_nothing_helps() -> None:
    """After the second and the third text that means nothing here."""
    stand = await _at("很早以前")
    assert stand.labels == []
    await stand.say("记不得了呀")
    assert stand.labels == ["天气", "搬家"]
    await stand.say("随你写好了")
    assert stand.labels[0] == "转人工"


async def test_the_number_of_a_topic_is_no_amount() -> None:
    """Where topics are offered beside a question for an amount, “1” is the first of them."""
    stand = await _at("11月3日", "一周", "很多", "多得很")
    assert stand.labels == ["天气", "搬家"]
    await stand.say("1")
    assert "关于天气的回答。" in stand.text


SMALL_TALK = Heard(Decision.SMALLTALK, ("您忙。",), certain=True)


@pytest.mark.parametrize(
    ("said", "taken"), [("李娜", True), ("买买提·阿不都", True), ("谢谢你", False), ("好的", False)]
)
async def test_a_name_is_no_small_talk_where_a_name_is_asked_for(said: str, taken: bool) -> None:
    """李娜 is a name there, whatever its two signs resemble."""
    stand = Stand([Guests, Person], knowledge=Doubtful())
    stand.knowledge.heard = SMALL_TALK
    await stand.start(Guests)
    await stand.say(said)
    assert (f"欢迎{said}。" in stand.text) is taken


async def test_a_try_at_a_day_is_no_small_talk() -> None:
    """元旦 names no day of a year, and is told so."""
    assert "没看懂这个日期" in (await _at("元旦", heard=SMALL_TALK)).text


def test_a_rule_that_hears_is_checked_like_any_other() -> None:
    """It reads what is known on every path to it, and gives what the step wants."""

    def reads_too_early(said: str, leaving: date) -> date | None:
        return None

    def gives_a_text(said: str) -> str | None:
        return None

    for rule, wrong in ((reads_too_early, "reads 'leaving'"), (gives_a_text, "gives_a_text gives")):
        with pytest.raises(DeclarationError, match=wrong):

            class Bad(Dialog):
                """Is declared wrongly."""

                key, title = "bad", "坏的"
                arrival: Arrival = ask("哪天到？", label="到达日期", hears=rule)
                leaving: Arrival = ask("哪天走？", label="离开日期")
                done = end("好。")
