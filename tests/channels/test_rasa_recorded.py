"""What a real Rasa 3.6.21 posted while ``examples/rasa/try.py`` talked with it, played to the action server again."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest_asyncio
from aiohttp import ClientSession

from tests.channels.house import open_house
from tests.channels.rasa_double import Rasa, house_of, library, served, shown

RECORDED = Path(__file__).parent / "recorded" / "rasa_calls.jsonl.xz"
_NUMBER = re.compile(r"[0-9]{15,}|1[3-9][0-9]{9}")
STOP = "validate_canbao_suspend_coverage_form"
NUMBER = "canbao_suspend_coverage_identity_number"


@cache
def calls() -> list[dict[str, Any]]:
    """Every call, in order."""
    return [json.loads(line) for line in lzma.decompress(RECORDED.read_bytes()).splitlines()]


def calls_of(talk: str) -> list[dict[str, Any]]:
    """The calls of the conversation whose name begins so."""
    return [call for call in calls() if call["sender_id"].startswith(talk)]


@pytest_asyncio.fixture
async def rasa(tmp_path: Path) -> AsyncIterator[Rasa]:
    """Rasa before the real assistant."""
    async with (
        open_house(tmp_path / "state", library()) as tools,
        served(house_of(tools)) as url,
        ClientSession() as session,
    ):
        yield Rasa(session, url)


async def answered(rasa: Rasa, call: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """The texts that come back, and the slots that are set."""
    status, body = await rasa.post(call)
    assert status == 200, body
    slots = {event["name"]: event["value"] for event in body["events"] if event["event"] == "slot"}
    return shown(body["responses"]), slots


def slots_in(call: dict[str, Any]) -> Iterator[Any]:
    """Every value of a slot that the call holds, also of times past."""
    yield from call["tracker"]["slots"].values()
    yield from (event["value"] for event in call["tracker"]["events"] if event["event"] == "slot")


def test_no_slot_of_rasa_s_ever_held_a_number() -> None:
    """In all that Rasa had kept when it called: the numbers are in what the person typed, and in no slot."""
    assert any(_NUMBER.search(json.dumps(call)) for call in calls())
    assert any(value == "3213**********041X" for call in calls() for value in slots_in(call))
    assert [value for call in calls() for value in slots_in(call) if _NUMBER.search(json.dumps(value))] == []


async def test_a_forgotten_password_with_a_correction(rasa: Rasa) -> None:
    """Typed texts, buttons and 修改, to the steps of the way that was chosen in the end."""
    said = [await answered(rasa, call) for call in calls_of("forgotten_password")]
    assert "法定代表人现在能配合吗" in said[1][0][0]
    assert any("原来选的是：能，收短信验证码" in text for text in said[4][0])
    assert any("打开支付宝APP刷脸认证" in text for text in said[5][0])
    assert said[5][1]["canbao_dialog"] == "forgot_unit_password"
    assert "太好了" in said[-1][0][0]


async def test_an_error_message_with_a_detour(rasa: Rasa) -> None:
    """A question in the middle is answered, and the question that was open comes again."""
    said = [await answered(rasa, call) for call in calls_of("error_with_a_detour")]
    assert "每个月都一样" in said[2][0][0] and any("他现在参保在哪里" in text for text in said[2][0])
    assert {slots["canbao_dialog"] for _, slots in said[1:5]} == {"pension_already_insured"}
    assert "太好了" in said[-1][0][0]


async def test_a_form_with_a_wrong_number_and_a_question_in_the_middle(rasa: Rasa) -> None:
    """As Rasa calls it: at the start, for each answer, and once more after a detour."""
    form = [call for call in calls() if call["next_action"] == STOP]
    told = {call["tracker"]["latest_message"]["text"]: await answered(rasa, call) for call in form}
    wrong, detour, right, reason = list(told.values())[1:]
    assert "少了1位" in wrong[0][0] and wrong[1][NUMBER] is None
    assert detour == ([], {})
    assert right == ([], {NUMBER: "3213**********041X"})
    assert reason == ([], {"canbao_suspend_coverage_termination_reason": "个人解除合同"})


async def test_a_call_that_is_posted_twice_changes_nothing(rasa: Rasa) -> None:
    """Each call of a conversation posted twice in a row is answered twice the same."""
    for call in calls_of("forgotten_password"):
        assert await answered(rasa, call) == await answered(rasa, call)


async def test_what_was_filled_in_is_not_sent_without_a_binding(rasa: Rasa) -> None:
    """The form's values are taken to the conversation, which says what is missing before anything is filed."""
    for call in calls():
        if call["next_action"] in (STOP, "action_canbao_submit_suspend_coverage"):
            said, _ = await answered(rasa, call)
    assert "要先绑定单位" in said[0]


async def test_a_rule_by_a_button(rasa: Rasa) -> None:
    """The entities of a payload, as Rasa's own RegexMessageHandler finds them."""
    (call,) = [call for call in calls() if call["next_action"] == "action_canbao_rule"]
    said, slots = await answered(rasa, call)
    assert "申报期：可以申报" in said[0] and slots["canbao_outcome"] == "open"
