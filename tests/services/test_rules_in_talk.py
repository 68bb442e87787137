"""Rules in a conversation: after dialogs, after topics, with what is missing asked for, and days that do not exist."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from bot.app import BeijingClock, passing_assistant
from bot.engine.messages import Address, Inbound
from bot.settings import Settings


async def talk(*said: str) -> list[str]:
    """What the assistant answers on 2026-11-25, one text a turn; ``start|…`` begins a dialog."""
    assistant, ids = passing_assistant(Settings(), BeijingClock(date(2026, 11, 25))), itertools.count()
    answers = []
    for text in said:
        message = {"choice": text} if text.startswith("start|") else {"text": text}
        reply = await assistant.runner.turn(Inbound(Address("t", "me"), f"m{next(ids)}", **message))
        answers.append("\n".join(reply.messages))
    return answers


async def test_after_the_months_dialog_one_may_ask_why_and_what_if() -> None:
    """The reasons of its result, and the same contract on another day."""
    *_, why, later = await talk("start|back_payment", "6月1号,8月20办", "为什么", "那10月1号办呢")
    assert why.startswith("合同2026年6月1日开始、2026年8月20日办理") and "[1]" in why
    assert "2026年10月1日办，应补2026年6月至2026年9月（4个月）" in later


async def test_after_the_module_dialog_one_may_ask_why_and_what_if() -> None:
    """The reasons of its module, and the same on a day of pause."""
    *_, why, paused = await talk("start|which_module", "有人走了", "为什么", "那12月8号呢")
    assert why.startswith("用人单位退工停保登记：现在就能办。\n1. ")
    assert "2026年12月11日起可以办" in paused


async def test_a_day_alone_answers_the_topic_before() -> None:
    """After the general answer about back payment a day is the contract's."""
    assert "应补2026年6月至2026年11月（6个月）" in (await talk("员工合同签得早，漏掉的月份怎么补缴", "6月1号"))[-1]


@pytest.mark.parametrize("text", ["合同6月31号开始，补几个月", "2月30号入职的，最晚几号参保"])
async def test_a_day_that_does_not_exist_is_named(text: str) -> None:
    """It is not passed over, and not taken for another one."""
    (said,) = await talk(text)
    assert "这一天日历上没有" in said


async def test_an_age_alone_is_not_enough() -> None:
    """The month of birth is asked for, then the sex; with both, the rule answers."""
    asked, sex, told = await talk("62岁的门卫还能参保吗", "1963年3月", "男")
    assert "请问是哪年几月出生的" in asked and "男职工还是女职工" in sex
    assert "法定退休年龄" in told


async def test_several_people_are_told_one_by_one_without_names() -> None:
    """Each with where the change goes."""
    (said,) = await talk("张三基数5000改6000，李四8000改7000")
    assert "（上调）”：第1位（5000元改6000元）。" in said and "申请：第2位（8000元改7000元）。" in said
    assert "李四" not in said


async def test_a_contract_that_has_not_begun_is_told_so() -> None:
    """No months are due, and enrolling has to wait."""
    assert "合同还没有开始" in (await talk("合同2027年1月4日开始，2026年11月20日办，补几个月"))[-1]


async def test_a_year_before_the_data_is_told_so() -> None:
    """From when on anything is known, and whom to ask."""
    assert "手头的资料从2019年7月1日起" in (await talk("2019年基数上限是多少"))[-1]


async def test_a_dialog_asked_for_by_name_begins_at_once() -> None:
    """Polite words around it do not matter."""
    assert "不用绑定单位" in (await talk("你好，帮我绑定一下公司吧"))[-1]
