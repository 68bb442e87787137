"""Small values: what checks find and show, how choices are kept, what fits what, and the engine's sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.engine.checks import Amount, CalendarDay, Check, Count, Day, Name, PersonName, Slip, Text, looks_like_question
from bot.engine.choice import Choice, YesNo
from bot.engine.messages import FileRef
from bot.engine.phrases import PHRASES, PhraseFault, Phrases
from bot.engine.signature import adapter, fits, signature
from bot.engine.texts import wording
from tests.engine.small import Fruit

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3月1日入职", [date(2026, 3, 1)]),
        ("去年12月5号和2026-01-02", [date(2025, 12, 5), date(2026, 1, 2)]),
        ("昨天", [date(2026, 11, 19)]),
        ("身份证110101199003070396", []),
        ("2月30日", []),
        ("电话0512-66666666", []),
        ("六月一号到十一月二十五日", [date(2026, 6, 1), date(2026, 11, 25)]),
        ("去年的9月1日", [date(2025, 9, 1)]),
        ("上个月15号，下个月5号", [date(2026, 10, 15), date(2026, 12, 5)]),
        ("98年3月2号和25年6月1日", [date(1998, 3, 2), date(2025, 6, 1)]),
        ("二十号去，1号来的", [date(2026, 11, 20), date(2026, 11, 1)]),
        ("6.1开始，8.20办", [date(2026, 6, 1), date(2026, 8, 20)]),
        ("6月1日起每月6.1元", [date(2026, 6, 1)]),
        ("去年5.15", [date(2025, 5, 15)]),
        ("下周一去，下个星期三来，周五走", [date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 20)]),
        ("周四，这周天，下下周二", [date(2026, 11, 26), date(2026, 11, 22), date(2026, 12, 1)]),
        ("苏人社发〔2021〕107号文", []),
        ("月薪6.5万", []),
    ],
)
def test_days_are_found_in_a_sentence(text: str, found: list[date]) -> None:
    """Every usual form is found, numbers that are no days are not."""
    assert [f.value for f in CalendarDay().find(text, TODAY)] == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("6月", "“6月”还差是几号"),
        ("去年六月份进厂的", "“去年六月份”还差是几号"),
        ("2026-06", "“2026-06”还差是几号"),
        ("上个月", "“上个月”还差是几号"),
        ("2月30号", "日历上没有“2月30号”这一天"),
        ("13月1日", "日历上没有“13月1日”这一天"),
        ("12345", "没看懂这个日期"),
    ],
)
def test_a_day_that_is_none_is_refused_with_what_is_wrong(text: str, said: str) -> None:
    """A month alone lacks the day; a day that the calendar lacks is named; other numbers are not understood."""
    with pytest.raises(Slip) as slipped:
        CalendarDay().parse(text, TODAY)
    assert slipped.value.message.startswith(said)
    assert slipped.value.near


@pytest.mark.parametrize("text", ["很早以前", "6月1号能办吗"])
def test_what_is_no_attempt_at_a_day_may_be_a_question(text: str) -> None:
    """Words without a day, and a question with one, are left to be understood otherwise."""
    with pytest.raises(Slip) as slipped:
        CalendarDay().parse(text, TODAY)
    assert not slipped.value.near


@pytest.mark.parametrize(
    ("text", "found"), [("每月6000元", ["6000"]), ("1.2万", ["12000"]), ("6,500.5块", ["6500.5"]), ("6000", [])]
)
def test_amounts_are_found_by_their_unit(text: str, found: list[str]) -> None:
    """A bare number in a sentence may be anything: it counts behind a word for it alone."""
    assert [f.value for f in Amount().find(text, TODAY) if not f.bare] == [Decimal(number) for number in found]


@pytest.mark.parametrize(("text", "bare"), [("基数5000", ["5000"]), ("2029年到期", []), ("12个人", []), ("3张", [])])
def test_numbers_of_some_size_may_be_amounts(text: str, bare: list[str]) -> None:
    """But no years, counts and other small numbers."""
    assert [f.value for f in Amount().find(text, TODAY) if f.bare] == [Decimal(number) for number in bare]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张测试，男", ["张测试"]),
        ("我叫买买提·阿不都，他明天才来", ["买买提·阿不都"]),
        ("姓名张测试身份证110", ["张测试"]),
        ("姓名：李测试", ["李测试"]),
        ("他今天没有来上班", []),
    ],
)
def test_names_are_found_by_cue_or_alone(text: str, found: list[str]) -> None:
    """A name stands behind its cue, or alone between commas, and ends where another fact begins."""
    assert [f.value for f in PersonName().find(text, TODAY)] == found


@pytest.mark.parametrize(
    ("check", "value", "open_to_all"),
    [(PersonName(), "张测试", "张**"), (CalendarDay(), TODAY, "2026年11月20日"), (Text(), "文字", "文字")],
)
def test_a_group_chat_sees_no_full_name(check: Check, value: Any, open_to_all: str) -> None:
    """What is shown where others read along is masked if it is personal."""
    assert check.show(value, private=False) == open_to_all


@pytest.mark.parametrize(
    ("check", "text", "near"),
    [
        (CalendarDay(), "3月99日", True),
        (CalendarDay(), "明年能办吗", False),
        (CalendarDay(), "3月1日以前能不能办？", False),
        (Amount(), "好多钱", False),
        (Amount(), "6000左右", True),
        (Amount(), "五六千", True),
        (CalendarDay(), "月初", True),
        (Count(), "3点5", True),
        (Count(), "很多很多人", False),
        (PersonName(), "Zhang San", True),
        (PersonName(), "这个要写谁的名字？", False),
    ],
)
def test_an_attempt_is_told_from_something_else(check: Check, text: str, near: bool) -> None:
    """What looks like an attempt is explained; anything else may be a question."""
    with pytest.raises(Slip) as slip:
        check.parse(text, TODAY)
    assert slip.value.near is near


@pytest.mark.parametrize("text", ["怎么办", "能办吗", "为什么不行", "几号开始", "在哪里点", "是不是错了", "真的？"])
def test_a_question_looks_like_one(text: str) -> None:
    """By its sign, its last word or its question word."""
    assert looks_like_question(text)


@pytest.mark.parametrize("text", ["张测试", "办好了", "苏州某某有限公司", "3月1日", "没有"])
def test_an_answer_does_not(text: str) -> None:
    """Names, values and plain words are none."""
    assert not looks_like_question(text)


def test_a_choice_is_kept_by_name() -> None:
    """The label may change without a new version."""
    kind = adapter(tuple[Fruit, ...])
    assert kind.dump_python((Fruit.APPLE, Fruit.CHERRY), mode="json") == ["APPLE", "CHERRY"]
    assert kind.validate_python(["CHERRY"]) == (Fruit.CHERRY,)
    with pytest.raises(ValueError, match="Fruit has no member 'PLUM'"):
        kind.validate_python(["PLUM"])


class Base:
    """A type to build on."""


class Built(Base):
    """A type built on it."""


@pytest.mark.parametrize(
    ("given", "wanted", "does"),
    [
        (int, int, True), (bool, int, True), (str, int, False), (Name, str, True), (Day, date, True),
        (Built, Base, True), (Base, Built, False), (int, int | None, True), (int | None, int | None, True),
        (int | str, int, False), (Any, int, True), (int, Any, True),
        (tuple[Fruit, ...], tuple[Fruit, ...], True), (tuple[Fruit, ...], tuple[FileRef, ...], False),
        (tuple[Fruit, ...], Sequence[Choice], True), (tuple[Fruit, ...], tuple, True), (Fruit, YesNo, False),
    ],
)  # fmt: skip
def test_a_value_fits_a_parameter_or_not(given: Any, wanted: Any, does: bool) -> None:
    """As a type checker would say, before anything runs."""
    assert fits(given, wanted) is does


def test_a_signature_says_what_is_needed_and_what_may_be_read() -> None:
    """A parameter with a default is read where it is there."""

    def rule(name: str, *, count: int = 0) -> Fruit:
        return Fruit.APPLE

    read = signature(rule)
    assert (set(read.needs), set(read.may_read), read.gives) == ({"name"}, {"count"}, Fruit)


def test_a_text_knows_what_it_reads_and_shows_values_in_chinese() -> None:
    """Days, choices and lists are written as people read them, None as nothing."""
    text = wording("{{ day }}，{{ fruit }}，{{ several }}，{{ amount }}，{{ nothing }}。")
    names = {"day": TODAY, "fruit": Fruit.APPLE, "several": (Fruit.APPLE, "别的"), "amount": Decimal("1E+3")}
    assert text.reads == {*names, "nothing"}
    assert text.render({**names, "nothing": None}) == "2026年11月20日，苹果，苹果、别的，1000，。"


def test_a_text_cannot_reach_into_python() -> None:
    """Even a declared text runs in a sandbox."""
    with pytest.raises(Exception, match="unsafe"):
        wording("{{ ''.__class__.__mro__ }}").render({})


SENTENCES = {name: "好。" for name in PHRASES}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"welcome": ""}, "welcome: 缺这个句子"),
        ({"nobody": "好。"}, "nobody: 没有这个名字的句子"),
        ({"welcome": "{{ name }}好"}, r"welcome: 用了没有的变量 \['name'\]"),
        ({"welcome": "{{ name"}, "welcome: 花括号写错了"),
    ],
)
def test_a_bad_sentence_is_named(changed: dict[str, str], said: str) -> None:
    """Who edits the sentences learns which one is wrong, and how."""
    with pytest.raises(PhraseFault, match=said):
        Phrases({**SENTENCES, **changed})
