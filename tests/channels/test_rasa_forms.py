"""Rasa's forms for filings: checked field by field, no number or name in clear in a slot, and walked to the card."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from bot.dialogs import FORMS
from bot.engine.faces import ColumnKind
from bot.engine.messages import Address, Decision, Inbound, Reply
from bot.handlers.rasa.form_slots import FormSlots
from tests.channels.rasa_double import Rasa, house_of, served, shown
from tests.channels.rasa_house import Echo, Noted, echo_tools

PERSON = {"identity_number": "321399199001030215", "name": "张测试", "mobile": "13800001234"}
CLEAR = (*PERSON.values(), "6222000000001234567")
TYPED = {
    **PERSON,
    "contact_name": "张测试",
    "contact_mobile": "13800001234",
    "bank_account": "6222000000001234567",
    "contract_start": "2026年11月1日",
    "contract_end": "2029年10月31日",
    "coverage_start": "2026年11月1日",
    "contribution_base": "6000",
    "from_host_employer": "YG001",
    "to_host_employer": "YG002",
    "household_registration_type": "城镇",
}
STOP = "canbao_suspend_coverage_form"
NUMBER, REASON = "canbao_suspend_coverage_identity_number", "canbao_suspend_coverage_termination_reason"


@dataclass
class Stage:
    """The action server before an echo, and Rasa with a form."""

    rasa: Rasa
    echo: Echo
    notes: Noted


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    echo, notes = Echo(), Noted()
    async with served(house_of(echo_tools(echo, notes))) as url, ClientSession() as session:
        yield Stage(Rasa(session, url), echo, notes)


def carried(rasa: Rasa) -> str:
    """All that the slots and slot events carry."""
    events = [event for event in rasa.events if event.get("event") == "slot"]
    return json.dumps([rasa.slots, events], ensure_ascii=False)


@pytest.mark.parametrize("key", FORMS)
async def test_every_filing_s_form_is_filled_to_its_end(stage: Stage, key: str) -> None:
    """Each slot is asked for in turn and takes a right answer; none carries a number or a name in clear."""
    form, rasa = FormSlots(FORMS[key]), stage.rasa
    await rasa.begin(form.name)
    asked: list[str] = []
    while (slot := rasa.slots["requested_slot"]) and len(asked) < 20:
        asked.append(slot)
        column = form.columns[slot]
        said = '/canbao_choose{"n": 1}' if column.options else TYPED.get(column.name, column.example)
        assert await rasa.fill(form.name, said) == [], (slot, said)
    assert asked and asked == [slot for slot in form.usual if rasa.slots[slot] is not None]
    assert not [clear for clear in CLEAR if clear in carried(rasa)]


async def test_a_wrong_value_is_told_and_asked_for_again(stage: Stage) -> None:
    """By the chat's own check, in Chinese; the slot stays empty."""
    await stage.rasa.begin(STOP)
    (told,) = await stage.rasa.fill(STOP, "32139919900103021")
    assert "少了1位" in told and "32139919900103021" not in told
    assert stage.rasa.slots[NUMBER] is None and stage.rasa.slots["requested_slot"] == NUMBER


async def test_a_number_among_other_words_is_not_said_again(stage: Stage) -> None:
    """A message about a wrong option quotes what was typed, masked."""
    await stage.rasa.begin(STOP)
    await stage.rasa.fill(STOP, PERSON["identity_number"])
    (told,) = await stage.rasa.fill(STOP, PERSON["identity_number"])
    assert "不在可选项里" in told and PERSON["identity_number"] not in told


async def test_rules_across_fields_are_checked(stage: Stage) -> None:
    """A contract that ends before it begins is told at the field where it is said."""
    form = "canbao_enroll_employee_form"
    await stage.rasa.begin(form)
    for said in (PERSON["identity_number"], "2026-11-01", "固定期限"):
        assert await stage.rasa.fill(form, said) == []
    (told,) = await stage.rasa.fill(form, "2020年1月1日")
    assert "终止日期要晚于开始日期" in told
    assert stage.rasa.slots["canbao_enroll_employee_contract_end"] is None


async def test_what_another_answer_makes_needless_is_not_asked(stage: Stage) -> None:
    """A contract without an end has no last day."""
    form = "canbao_enroll_employee_form"
    await stage.rasa.begin(form)
    for said in (PERSON["identity_number"], "2026-11-01", "无固定期限"):
        assert await stage.rasa.fill(form, said) == []
    assert stage.rasa.slots["requested_slot"] == "canbao_enroll_employee_post"


@pytest.mark.parametrize("said", ["个人解除合同", "辞职", "4", '/canbao_choose{"n":4}', '/canbao_choose{"n":"4"}'])
async def test_an_option_comes_by_label_wording_number_or_button(stage: Stage, said: str) -> None:
    """Whatever the front end shows, the slot carries the label."""
    await stage.rasa.begin(STOP)
    await stage.rasa.fill(STOP, PERSON["identity_number"])
    assert await stage.rasa.fill(STOP, said) == []
    assert stage.rasa.slots[REASON] == "个人解除合同"


@pytest.mark.parametrize("said", ["停保什么时候办？", "取消", "帮助", "/greet", "", '/canbao_choose{"n":1}'])
async def test_what_is_no_answer_sets_no_slot(stage: Stage, said: str) -> None:
    """Then Rasa rejects the form's turn, so that the team's rules may answer; the same slot stays open."""
    await stage.rasa.begin(STOP)
    before = list(stage.rasa.events)
    assert await stage.rasa.fill(STOP, said) == []
    slots = [event["name"] for event in stage.rasa.events[len(before) + 4 :] if event.get("event") == "slot"]
    assert NUMBER not in slots and stage.rasa.slots[NUMBER] is None


async def test_a_button_of_another_slot_s_question_is_no_answer(stage: Stage) -> None:
    """The first kind of contract, pressed once more, is not the first kind of post."""
    form = "canbao_enroll_employee_form"
    await stage.rasa.begin(form)
    for said in (PERSON["identity_number"], "2026-11-01", "无固定期限"):
        await stage.rasa.fill(form, said)
    kind, post = "canbao_enroll_employee_contract_kind", "canbao_enroll_employee_post"
    await stage.rasa.fill(form, f'/canbao_choose{{"n": 1, "of": "{kind}"}}')
    assert stage.rasa.slots[post] is None and stage.rasa.slots[kind] == "无固定期限"
    await stage.rasa.fill(form, f'/canbao_choose{{"n": 1, "of": "{post}"}}')
    assert stage.rasa.slots[post] == "普通员工"


async def test_a_failure_on_the_way_keeps_the_form_filled_in(stage: Stage) -> None:
    """What the person filled in is not lost with the database; the next try begins anew."""
    steps = iter((("identity_number", Decision.STEP), (None, Decision.TROUBLE)))

    async def turn(inbound: Inbound) -> Reply:
        step, decision = next(steps)
        return Reply(("说",), dialog="suspend_coverage" if step else None, step=step, decision=decision)

    stage.echo.turn = turn  # type: ignore[method-assign]
    await stage.rasa.begin(STOP)
    for said in (PERSON["identity_number"], "辞职"):
        await stage.rasa.fill(STOP, said)
    stage.rasa.hears("好")
    await stage.rasa.run("action_canbao_submit_suspend_coverage")
    assert stage.rasa.slots[NUMBER] and stage.rasa.slots[REASON]
    assert PERSON["identity_number"] in stage.notes.kept.values()


async def test_a_message_that_was_answered_is_no_value(stage: Stage) -> None:
    """After a detour Rasa runs the check once more for the same message, which is a question, not an address."""
    form, slot = "canbao_record_person_form", "canbao_record_person_ethnic_group"
    await stage.rasa.begin(form)
    for name in ("identity_number", "name"):
        await stage.rasa.fill(form, PERSON[name])
    assert stage.rasa.slots["requested_slot"] == slot
    stage.rasa.hears("停保时间")
    await stage.rasa.run("action_canbao_answer")
    await stage.rasa.run(f"validate_{form}")
    assert stage.rasa.slots[slot] is None


async def test_a_value_of_another_mapping_is_checked_and_masked(stage: Stage) -> None:
    """A team may fill slots by entities or from text: the candidate stands last among the events."""
    stage.rasa.loop, stage.rasa.slots["requested_slot"] = {"name": STOP}, NUMBER
    stage.rasa.hears("给他停保")
    for value, carries in ((PERSON["identity_number"], "3213**********0215"), ("123", None), (123.0, None)):
        stage.rasa.events += [{"event": "action", "name": STOP}, {"event": "slot", "name": NUMBER, "value": value}]
        await stage.rasa.run(f"validate_{STOP}")
        assert stage.rasa.slots[NUMBER] == carries


async def test_a_value_that_was_checked_before_stays(stage: Stage) -> None:
    """A form that is begun anew has Rasa check again what the slots carry, which is masked."""
    await stage.rasa.begin(STOP)
    await stage.rasa.fill(STOP, PERSON["identity_number"])
    masked, stage.rasa.slots["requested_slot"] = stage.rasa.slots[NUMBER], None
    stage.rasa.hears("填表停保")
    stage.rasa.events += [{"event": "action", "name": STOP}, {"event": "slot", "name": NUMBER, "value": masked}]
    assert await stage.rasa.run(f"validate_{STOP}") == []
    assert stage.rasa.slots[NUMBER] == masked


async def test_another_s_masked_number_opens_nothing(stage: Stage) -> None:
    """What a slot shows is no key: for another sender there is nothing behind it."""
    await stage.rasa.begin(STOP)
    await stage.rasa.fill(STOP, PERSON["identity_number"])
    stage.rasa.sender = "u-2"
    stage.rasa.slots[REASON] = "辞职"
    stage.rasa.hears("好")
    (told,) = shown(await stage.rasa.run("action_canbao_submit_suspend_coverage"))
    assert "请再填一次" in told and stage.rasa.slots[NUMBER] is None and stage.echo.heard == []


async def test_a_form_for_nobody_is_closed(stage: Stage) -> None:
    """Without a sender nothing is kept, and the form does not go on asking."""
    stage.rasa.sender = "default"
    stage.rasa.loop, stage.rasa.slots["requested_slot"] = {"name": STOP}, NUMBER
    (told,) = await stage.rasa.fill(STOP, PERSON["identity_number"])
    assert "sender" in told
    assert stage.rasa.slots["requested_slot"] is None and stage.notes.kept == {}


async def test_an_optional_field_is_asked_where_the_team_lists_it_and_may_be_left_out(stage: Stage) -> None:
    """The team's own domain says which slots its form has."""
    form = "canbao_roll_back_form"
    listed = ["canbao_roll_back_identity_number", "canbao_roll_back_filing_number"]
    stage.rasa.domain = {"forms": {form: {"required_slots": listed}}}
    await stage.rasa.begin(form)
    await stage.rasa.fill(form, PERSON["identity_number"])
    assert stage.rasa.slots["requested_slot"] == listed[1]
    assert await stage.rasa.fill(form, "跳过") == []
    assert stage.rasa.slots[listed[1]] == "不填"


async def test_the_values_go_into_the_conversation_and_are_forgotten(stage: Stage) -> None:
    """In clear to us alone; then the form's slots are empty, and nothing is kept beside the conversation."""
    asks = iter(("identity_number", "termination_reason", "card", "card"))

    async def turn(inbound: Inbound) -> Reply:
        stage.echo.heard.append(inbound)
        return Reply(("请核对",), dialog="suspend_coverage", step=next(asks), decision=Decision.STEP)

    stage.echo.turn = turn  # type: ignore[method-assign]
    await stage.rasa.begin(STOP)
    for said in (PERSON["identity_number"], "辞职"):
        await stage.rasa.fill(STOP, said)
    stage.rasa.hears("好", "m-9")
    assert shown(await stage.rasa.run("action_canbao_submit_suspend_coverage")) == ["请核对"]
    assert stage.echo.heard[0].choice == "fresh|suspend_coverage"
    assert [inbound.text for inbound in stage.echo.heard] == [None, PERSON["identity_number"], "个人解除合同"]
    assert [inbound.message_id for inbound in stage.echo.heard] == ["m-9:0", "m-9:1", "m-9:2"]
    assert {inbound.address for inbound in stage.echo.heard} == {Address("rasa", "u-1")}
    assert (stage.rasa.slots[NUMBER], stage.rasa.slots[REASON]) == (None, None)
    assert PERSON["identity_number"] not in str(stage.notes.kept)


def test_files_are_no_slots() -> None:
    """They are sent when the filing is walked."""
    kinds = {column.kind for form in FORMS.values() for column in FormSlots(form).columns.values()}
    assert ColumnKind.FILES not in kinds and ColumnKind.TEXT in kinds
