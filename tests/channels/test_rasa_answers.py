"""``action_canbao_answer`` and ``action_canbao_rule``: what they say by text, button or slot, whoever asks."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from tests.channels.rasa_double import TOKEN, Rasa, house_of, served, shown
from tests.channels.rasa_house import Echo, echo_tools

ANSWER, RULE = "action_canbao_answer", "action_canbao_rule"


@pytest_asyncio.fixture(params=[TOKEN, ""], ids=["with a token", "without one"])
async def rasa(request: pytest.FixtureRequest) -> AsyncIterator[Rasa]:
    house = house_of(echo_tools(Echo()), is_guarded=bool(request.param))
    async with served(house, request.param) as url, ClientSession() as session:
        yield Rasa(session, url, token=request.param)


async def test_a_question_has_its_answer_with_the_source(rasa: Rasa) -> None:
    """As typed, by anybody: also by a sender that names nobody."""
    rasa.sender = "default"
    rasa.hears("停保什么时候办？")
    said = "\n".join(shown(await rasa.run(ANSWER)))
    assert "停保时间就是您办理的当天" in said and "依据" in said
    assert rasa.slots["canbao_topic"] == "filing.stop"


async def test_a_topic_comes_by_its_slot_once(rasa: Rasa) -> None:
    """The slot is emptied, so that the next question is not answered by it."""
    rasa.slots["canbao_ask_topic"] = "filing.stop"
    rasa.hears("你好")
    assert "退工停保" in shown(await rasa.run(ANSWER))[0]
    assert rasa.slots["canbao_ask_topic"] is None


async def test_a_topic_comes_by_its_button(rasa: Rasa) -> None:
    """What may be meant is offered as buttons that answer."""
    rasa.hears("密码")
    offered = [button for response in await rasa.run(ANSWER) for button in response.get("buttons") or []]
    assert len(offered) > 1
    rasa.hears(offered[0]["payload"])
    assert shown(await rasa.run(ANSWER))
    assert rasa.slots["canbao_decision"] == "answer"


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "没有收到问题"), ("问" * 4_001, "4000"), ('/canbao_answer{"topic":"no.such"}', "没有这个主题")],
)
async def test_a_question_that_is_none_is_told_so(rasa: Rasa, text: str, told: str) -> None:
    """With what to do instead."""
    rasa.hears(text)
    assert told in shown(await rasa.run(ANSWER))[0]


async def test_a_wish_for_a_person_is_answered(rasa: Rasa) -> None:
    """The answer that leads to a person needs no conversation."""
    rasa.hears("转人工")
    assert "12333" in "\n".join(shown(await rasa.run(ANSWER)))


async def test_a_rule_runs_on_slots(rasa: Rasa) -> None:
    """The result stands in slots, for stories to go by."""
    rasa.slots |= {"canbao_rule": "back_payment", "canbao_contract_start": "2026-06-01", "canbao_filing_day": None}
    rasa.hears("要补几个月")
    (said,) = shown(await rasa.run(RULE))
    assert "补缴：网上自动补缴" in said and "出处：002" in said
    assert (rasa.slots["canbao_outcome"], rasa.slots["canbao_outcome_label"]) == ("online", "网上自动补缴")
    assert rasa.slots["canbao_numbers"]["due"].startswith("2026年6月至2026年11月")


async def test_a_rule_runs_on_a_button_rather_than_on_slots(rasa: Rasa) -> None:
    """What was just pressed is newer than what was said before."""
    rasa.slots |= {"canbao_rule": "base_limits", "canbao_day": "2026-11-08"}
    rasa.hears('/canbao_rule{"rule": "filing_window", "day": "2026-11-22"}')
    assert shown(await rasa.run(RULE))[0].startswith("申报期：可以申报")


async def test_two_rules_may_run_for_one_message(rasa: Rasa) -> None:
    """A story may ask for one after the other; each result replaces the one before."""
    rasa.hears("算一下")
    rasa.slots |= {"canbao_rule": "filing_window", "canbao_day": "2026-11-22"}
    await rasa.run(RULE)
    rasa.slots |= {"canbao_rule": "back_payment"}
    assert "劳动合同开始日期" in shown(await rasa.run(RULE))[0]
    assert (rasa.slots["canbao_outcome"], rasa.slots["canbao_rule_missing"]) == (None, "contract_start")


@pytest.mark.parametrize(("name", "told"), [(None, "没有写明用哪条规则"), ("fly", "没有这条规则")])
async def test_a_rule_that_there_is_not_names_those_that_there_are(rasa: Rasa, name: str | None, told: str) -> None:
    """By their names and in Chinese."""
    rasa.slots["canbao_rule"] = name
    rasa.hears("算一下")
    said = shown(await rasa.run(RULE))[0]
    assert told in said and "filing_window（申报期）" in said


async def test_a_password_is_not_taken(rasa: Rasa) -> None:
    """It would lie in Rasa's tracker: the rule is not run, and not offered."""
    rasa.slots |= {"canbao_rule": "password", "canbao_password": "Secret#2026"}
    rasa.hears("这个密码行不行")
    said = shown(await rasa.run(RULE))[0]
    assert "Secret" not in said and "网页聊天" in said


@pytest.mark.parametrize("number", ["321399199001030215", 321399199001030215])
async def test_a_number_of_a_person_s_is_masked_wherever_it_goes(rasa: Rasa, number: object) -> None:
    """In what is said, in the result's slots, and in the slot that it came in."""
    rasa.slots |= {"canbao_rule": "identity_number", "canbao_number": number}
    rasa.hears("号码对不对")
    said = shown(await rasa.run(RULE))
    assert "321399199001030215" not in f"{said}{rasa.slots}"
    assert rasa.slots["canbao_number"] == "3213**********0215" and rasa.slots["canbao_outcome"] is not None


@pytest.mark.parametrize(
    ("held", "left"),
    [
        (321399199001030272.0, "3213**********0272"),
        ([{"number": 13800001234, "base": 6000}], [{"number": "138****1234", "base": 6000}]),
        (6000, 6000),
        (True, True),
    ],
)
async def test_whatever_holds_a_number_of_a_person_s_is_masked(rasa: Rasa, held: object, left: object) -> None:
    """Rasa's entities may be numbers, and a team's slots lists; what is no such number stays as it is."""
    rasa.slots |= {"canbao_rule": "identity_number", "canbao_number": held}
    rasa.hears("号码对不对")
    await rasa.run(RULE)
    assert rasa.slots["canbao_number"] == left
