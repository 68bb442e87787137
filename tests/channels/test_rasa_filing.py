"""Rasa's forms before the real assistant: what was filled in comes to the card, and goes nowhere without it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.bureau.simulated.bureau import SimulatedBureau
from bot.dialogs import FORMS
from bot.handlers.rasa.form_slots import FormSlots
from tests.channels.house import HouseTools
from tests.channels.rasa_double import Talker, shown, talking
from tests.channels.test_rasa_forms import TYPED

INSURED = "32139919800210041X"
SUBMIT = "action_canbao_submit_{}".format


@pytest_asyncio.fixture
async def talker(house: HouseTools) -> AsyncIterator[Talker]:
    """A person before Rasa."""
    async with talking(house) as opened:
        yield opened


async def bind(talker: Talker, house: HouseTools) -> None:
    """The person is bound to 演示机械厂."""
    for said in ("绑定单位", "91321399MA000001AC", "321399198206060042"):
        await talker.say(said)
    assert isinstance(house.opened.bureau, SimulatedBureau)
    said = await talker.say((await house.opened.bureau.demo_codes())[0].code)
    assert "已绑定" in said[0]


async def fill(talker: Talker, key: str) -> None:
    """The form is filled in to its end; whoever is insured already is the one whose filing needs it."""
    form = FormSlots(FORMS[key])
    await talker.rasa.begin(form.name)
    about = {"identity_number": INSURED} if key in ("suspend_coverage", "raise_base", "roll_back") else {}
    while slot := talker.rasa.slots["requested_slot"]:
        column = form.columns[slot]
        typed = {**TYPED, **about, "contribution_base": "8000"}.get(column.name, column.example)
        said = '/canbao_choose{"n": 1}' if column.options else typed
        assert await talker.rasa.fill(form.name, said) == [], slot


async def submit(talker: Talker, key: str) -> list[str]:
    """Rasa's rule runs what submits the form."""
    talker.rasa.hears("好")
    return shown(await talker.rasa.run(SUBMIT(key)))


def filled(talker: Talker, key: str) -> list[str]:
    """The form's slots that carry something."""
    return [slot for slot in FormSlots(FORMS[key]).columns if talker.rasa.slots[slot] is not None]


@pytest.mark.parametrize("key", ["enroll_employee", "suspend_coverage", "raise_base"])
async def test_what_was_filled_in_comes_to_the_card(talker: Talker, house: HouseTools, key: str) -> None:
    """In full for whoever typed it; nothing is sent before it is confirmed; the form is empty for the next one."""
    await bind(talker, house)
    await fill(talker, key)
    card = (await submit(talker, key))[0]
    assert "请核对，确认后提交一次" in card
    assert (INSURED if key != "enroll_employee" else TYPED["identity_number"]) in card
    assert (talker.rasa.slots["canbao_dialog"], talker.rasa.slots["canbao_step"]) == (key, "card")
    assert filled(talker, key) == []
    assert "业务编号" in (await talker.choose("确认提交"))[0]


@pytest.mark.parametrize("key", FORMS)
async def test_every_filing_s_answers_are_taken_or_it_says_why_not(talker: Talker, house: HouseTools, key: str) -> None:
    """No form of the ten ends at a question that its slots have answered."""
    await bind(talker, house)
    await fill(talker, key)
    assert await submit(talker, key)
    step = talker.rasa.slots["canbao_step"]
    assert step not in {column.name for column in FormSlots(FORMS[key]).columns.values()} and step != "who"


async def test_what_cannot_begin_yet_stays_filled_in(talker: Talker, house: HouseTools) -> None:
    """Without a binding the form waits; after it, Rasa checks the slots again, and all comes to the card."""
    await fill(talker, "suspend_coverage")
    assert "要先绑定单位" in (await submit(talker, "suspend_coverage"))[0]
    assert len(filled(talker, "suspend_coverage")) == 2
    await bind(talker, house)
    assert "请核对" in (await submit(talker, "suspend_coverage"))[0]


async def test_a_submission_that_comes_again_begins_nothing_more(talker: Talker, house: HouseTools) -> None:
    """Where the first answer was lost, Rasa's call comes with the slots as they were: it is answered the same."""
    await bind(talker, house)
    await fill(talker, "suspend_coverage")
    talker.rasa.hears("好")
    call = talker.rasa.call(SUBMIT("suspend_coverage"))
    first, second = await talker.rasa.post(call), await talker.rasa.post(call)
    assert first == second and first[0] == 200 and "请核对" in first[1]["responses"][0]["text"]
    session = await house.opened.store.conversations.load(talker.address)
    assert len(session.conversation.runs) == 1
