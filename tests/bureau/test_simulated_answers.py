"""Whatever a form is filled in with, the bureau says what is wrong and how to mend it; nothing crashes."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bureau.protocol import Filing
from bot.bureau.simulated.answers import FORMS
from bot.bureau.simulated.reading import Unreadable, read_record
from rules.modules import Module
from tests.bureau.stand import FACTORY, PEOPLE, Stand, administrator, credit_code, filing

ENROLL = Module.EMPLOYEE_ENROLLMENT
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)
@given(module=st.sampled_from(Module), data=st.data())
def test_anything_reads_or_is_told(module: Module, data: st.DataObject) -> None:
    """Any JSON in any field is read, or is told with the field, in Chinese and with a mend."""
    names = [each.name for each in fields(FORMS[module])]
    answers = data.draw(st.dictionaries(st.sampled_from(names), JSON))
    try:
        read_record(FORMS[module], answers)
    except Unreadable as unreadable:
        for name, fault in unreadable.faults:
            assert name in names
            assert "“" in fault and "\x00" not in fault


async def test_every_field_that_is_missing_is_told_at_once(stand: Stand) -> None:
    """An empty form is told all that it needs, so that nobody mends it ten times."""
    prepared = await stand.bureau.prepare(Filing(ENROLL, credit_code(FACTORY), administrator(FACTORY), {}))
    assert {each.field for each in prepared.refusals} == {
        "identity_number", "contract_increase_reason", "contract_kind", "contract_start", "post",
    }  # fmt: skip
    assert all(each.message.startswith("缺少“") and each.error == "" for each in prepared.refusals)


async def test_other_answers_are_passed_over(stand: Stand) -> None:
    """Answers that only the portal asks for do not disturb."""
    prepared = await stand.bureau.prepare(filing(ENROLL, "张测试", pension_account_kind="以网厅选项为准", more=["a"]))
    assert prepared.refusals == ()


@pytest.mark.parametrize(
    "answers",
    [
        {"contract_start": "0001-01-01"},
        {"contract_start": "9999-12-31"},
        {"contribution_base": "999999999999.99"},
        {"contribution_base": "0"},
        {"post": "💼" * 1000},
        {"person_number": "'; DROP TABLE sim_persons; --"},
        {"person_number": "P\x00\ud800"},
    ],
)
async def test_extremes_are_decided(anywhere: Stand, answers: dict[str, Any]) -> None:
    """The longest ago, the furthest ahead, the largest and the strangest are decided like anything else."""
    each = filing(ENROLL, "张测试", **answers)
    prepared = await anywhere.bureau.prepare(each)
    filed = await anywhere.file(each)
    assert filed.refusal == (prepared.refusals[0] if prepared.refusals else None)
    assert filed.facts == prepared.facts


@pytest.mark.parametrize("strange", ["\x00", "\ud800", "'", "％", "9" * 10_000])
async def test_strange_codes_are_as_unknown_as_any(anywhere: Stand, strange: str) -> None:
    """A filing number or project code of strange signs is one that the bureau does not know."""
    rollback = filing(Module.FILING_ROLLBACK, "张测试", filing_number=f"YS{strange}")
    project = filing(Module.PROJECT_ENROLLMENT, "奚工地", employer="演示建筑公司", project_code=f"GC{strange}")
    for each in (rollback, project):
        filed = await anywhere.file(each)
        assert filed.refusal is not None and "没有这个" in filed.refusal.message


async def test_numbers_are_forgiven_their_spaces(stand: Stand) -> None:
    """An identity number typed with spaces and full-width signs is the same person."""
    spaced = " ".join(PEOPLE["张测试"][at : at + 6] for at in (0, 6, 12))
    assert (await stand.file(filing(ENROLL, spaced))).refusal is None
    again = await stand.file(filing(ENROLL, "张测试"))
    assert again.refusal is not None and again.refusal.error == "already_enrolled_here"
