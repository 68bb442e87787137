"""Reviews take time, and what was filed takes effect when they end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.bureau.protocol import Standing
from bot.bureau.simulated.bureau import SimulatedBureau
from bot.bureau.simulated.demo_files import read_demo
from rules.modules import Module
from rules.parameters import Parameters
from tests.bureau.stand import DATA, FACTORY, KEY, NEW, PEOPLE, SHOP, Stand, administrator, credit_code, filing

ENROLL, STOP, UNDO = Module.EMPLOYEE_ENROLLMENT, Module.COVERAGE_SUSPENSION, Module.FILING_ROLLBACK


async def _names(stand: Stand, employer: str = FACTORY) -> set[str]:
    return {each.name for each in await stand.bureau.people(administrator(employer), credit_code(employer))}


async def test_a_review_ends_on_the_minute(anywhere: Stand) -> None:
    """An enrollment is in review for five minutes, not one second less, and is then accepted as of that instant."""
    filed = await anywhere.file(filing(ENROLL, "张测试"))
    assert filed.standing is Standing.IN_REVIEW
    anywhere.clock.pass_by(minutes=5, seconds=-1)
    assert await anywhere.bureau.status(filed.request) == filed
    anywhere.clock.pass_by(seconds=1)
    ended = await anywhere.bureau.status(filed.request)
    assert ended is not None and ended.standing is Standing.ACCEPTED
    assert ended.changed_at - ended.at == timedelta(minutes=5)


async def test_a_review_ended_when_it_ended(anywhere: Stand) -> None:
    """Asked a day later, the filing was accepted five minutes after it was taken, not just now."""
    filed = await anywhere.file(filing(ENROLL, "张测试"))
    anywhere.clock.pass_by(days=1)
    ended = await anywhere.bureau.status(filed.request)
    assert ended is not None and ended.changed_at - ended.at == timedelta(minutes=5)


async def test_an_enrollment_takes_effect_when_accepted(anywhere: Stand) -> None:
    """Nobody is insured while the review lasts; whoever asks next sees them insured once it is over."""
    await anywhere.file(filing(ENROLL, "张测试", contribution_base="6000"))
    assert "张测试" not in await _names(anywhere)
    anywhere.clock.pass_by(minutes=6)
    assert "张测试" in await _names(anywhere)


async def test_what_a_review_refuses_is_undone(anywhere: Stand) -> None:
    """Somebody whom the review refuses is not insured, keeps no base, and can be enrolled elsewhere."""
    filed = await anywhere.done(filing(ENROLL, "苏不过", contribution_base="6000"))
    assert filed.standing is Standing.REFUSED and filed.refusal is not None and "演示" in filed.refusal.message
    assert "苏不过" not in await _names(anywhere)
    assert (await anywhere.file(filing(ENROLL, "苏不过", employer=SHOP))).refusal is None


async def test_a_late_filing_sees_reviews_that_are_over(anywhere: Stand) -> None:
    """A suspension right after the review ended finds the person enrolled, though nobody asked for the status."""
    await anywhere.file(filing(ENROLL, "张测试"))
    anywhere.clock.pass_by(minutes=5)
    assert (await anywhere.file(filing(STOP, "张测试"))).standing is Standing.ACCEPTED


async def test_an_employer_is_registered_when_accepted(anywhere: Stand) -> None:
    """A registration takes a day; then the employer can enroll."""
    operator, code = administrator(NEW), credit_code(NEW)
    await anywhere.file(filing(Module.INSURANCE_REGISTRATION, employer=NEW))
    seen = await anywhere.bureau.employer(operator, code)
    assert seen is not None and not seen.registered
    anywhere.clock.pass_by(days=1)
    seen = await anywhere.bureau.employer(operator, code)
    assert seen is not None and seen.registered
    assert (await anywhere.file(filing(ENROLL, "张测试", employer=NEW))).refusal is None


async def test_a_person_is_recorded_when_accepted(anywhere: Stand) -> None:
    """Basic information is there once its review is over; until then the person is as unknown as before."""
    await anywhere.file(filing(Module.PERSON_RECORD, "窦未采"))
    refused = await anywhere.file(filing(ENROLL, "窦未采"))
    assert refused.refusal is not None and refused.refusal.error == "no_basic_info"
    anywhere.clock.pass_by(minutes=2)
    assert (await anywhere.file(filing(ENROLL, "窦未采"))).refusal is None


async def test_a_rollback_undoes_an_enrollment(anywhere: Stand) -> None:
    """Who was enrolled by mistake is not insured any more, and the filing says that it was rolled back."""
    filed = await anywhere.done(filing(ENROLL, "张测试", contribution_base="6000"))
    undone = await anywhere.file(filing(UNDO, "张测试", filing_number=filed.filing_number))
    assert undone.standing is Standing.ACCEPTED
    assert "张测试" not in await _names(anywhere)
    after = await anywhere.bureau.status(filed.request)
    assert after is not None and after.standing is Standing.ROLLED_BACK
    assert (await anywhere.file(filing(ENROLL, "张测试", employer=SHOP))).refusal is None


async def test_a_rollback_ends_a_review(anywhere: Stand) -> None:
    """A filing rolled back while in review is never accepted afterwards."""
    filed = await anywhere.file(filing(ENROLL, "张测试"))
    await anywhere.file(filing(UNDO, "张测试", filing_number=filed.filing_number))
    anywhere.clock.pass_by(days=1)
    after = await anywhere.bureau.status(filed.request)
    assert after is not None and after.standing is Standing.ROLLED_BACK
    assert "张测试" not in await _names(anywhere)


async def test_a_rollback_undoes_a_suspension(anywhere: Stand) -> None:
    """Who was stopped by mistake is insured again, on the same base."""
    filed = await anywhere.file(filing(STOP, "陈在厂"))
    assert "陈在厂" not in await _names(anywhere)
    await anywhere.file(filing(UNDO, "陈在厂", filing_number=filed.filing_number))
    person = await anywhere.bureau.person(administrator(FACTORY), credit_code(FACTORY), PEOPLE["陈在厂"])
    assert person is not None and person.enrolled_here and person.contribution_base == "6000.00"


async def test_formal_enrollment_follows_the_one_in_advance(anywhere: Stand) -> None:
    """Across the 10th: registered in advance insures nobody; the formal enrollment on the 11th does."""
    anywhere.clock.set(date(2025, 12, 8))
    assert (await anywhere.done(filing(Module.ADVANCE_ENROLLMENT, "张测试"))).standing is Standing.ACCEPTED
    assert "张测试" not in await _names(anywhere)
    anywhere.clock.set(date(2025, 12, 11))
    assert "张测试" not in await _names(anywhere)
    assert (await anywhere.done(filing(ENROLL, "张测试"))).standing is Standing.ACCEPTED
    assert "张测试" in await _names(anywhere)


@pytest.fixture
def suspending(anywhere: Stand, law: Parameters) -> Stand:
    """A bureau that reviews suspensions for ten minutes, and nothing else."""
    house = replace(read_demo(DATA).house, reviews={STOP: timedelta(minutes=10)})
    bureau = SimulatedBureau(anywhere.database, lambda: law, anywhere.clock, house, KEY)
    return replace(anywhere, bureau=bureau)


async def test_a_base_that_the_review_refused_does_not_count(anywhere: Stand, suspending: Stand) -> None:
    """Enrolled again without a base after a refusal, somebody has none, not the one that was refused."""
    await anywhere.done(filing(ENROLL, "苏不过", contribution_base="6000"))
    await suspending.file(filing(ENROLL, "苏不过"))
    person = await suspending.bureau.person(administrator(FACTORY), credit_code(FACTORY), PEOPLE["苏不过"])
    assert person is not None and person.enrolled_here and person.contribution_base == ""


async def test_who_is_being_suspended_is_still_insured(suspending: Stand) -> None:
    """Until the review ends, the person is insured, can be suspended no second time, and not enrolled elsewhere."""
    await suspending.file(filing(STOP, "陈在厂"))
    assert "陈在厂" in await _names(suspending)
    again = await suspending.file(filing(STOP, "陈在厂"))
    assert again.refusal is not None and "正在审核" in again.refusal.message
    elsewhere = await suspending.file(filing(ENROLL, "陈在厂", employer=SHOP))
    assert elsewhere.refusal is not None and elsewhere.refusal.error == "pension_already_insured"
    suspending.clock.pass_by(minutes=10)
    assert "陈在厂" not in await _names(suspending)
    assert (await suspending.file(filing(ENROLL, "陈在厂", employer=SHOP))).refusal is None


async def test_a_suspension_that_the_review_refuses_changes_nothing(suspending: Stand) -> None:
    """Somebody whose suspension is refused in the end stays insured, and can be filed for again."""
    await suspending.file(filing(ENROLL, "苏不过"))
    assert (await suspending.done(filing(STOP, "苏不过"))).standing is Standing.REFUSED
    assert "苏不过" in await _names(suspending)
    assert (await suspending.file(filing(STOP, "苏不过"))).standing is Standing.IN_REVIEW


async def test_a_suspension_in_review_can_be_rolled_back(suspending: Stand) -> None:
    """Rolled back while in review, it never ends the coverage."""
    filed = await suspending.file(filing(STOP, "陈在厂"))
    await suspending.file(filing(UNDO, "陈在厂", filing_number=filed.filing_number))
    suspending.clock.pass_by(days=1)
    assert "陈在厂" in await _names(suspending)
