"""Nobody sees another employer's people, and nobody files what they were not granted."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bureau.protocol import NoAuthority, Standing
from rules.identifiers import mask
from rules.modules import Module
from tests.bureau.stand import (
    AGENCY,
    BUILDER,
    EMPLOYERS,
    FACTORY,
    OPERATORS,
    PEOPLE,
    SHOP,
    Stand,
    administrator,
    credit_code,
    filing,
)

ENROLL = Module.EMPLOYEE_ENROLLMENT
STRANGER = "321302199003071230"
NO_EMPLOYER = "91321399MA00000ZZ0"
OUTSIDERS = [administrator(AGENCY), OPERATORS["演示便利店", "周记账"], PEOPLE["陈在厂"], "", STRANGER]


@pytest.mark.parametrize("outsider", OUTSIDERS)
async def test_an_outsider_sees_nothing(stand: Stand, outsider: str) -> None:
    """Whoever is no operator of the employer gets nothing by any look-up, and is told what of no employer at all."""
    bureau, factory = stand.bureau, credit_code(FACTORY)
    told = set()
    for employer in (factory, NO_EMPLOYER):
        for asked in (
            bureau.employer(outsider, employer),
            bureau.people(outsider, employer),
            bureau.person(outsider, employer, PEOPLE["陈在厂"]),
            bureau.records(outsider, employer, PEOPLE["陈在厂"]),
            bureau.filings(outsider, employer),
            bureau.project(outsider, employer, "GC20260001"),
        ):
            with pytest.raises(NoAuthority) as refused:
                await asked
            told.add(refused.value.message_zh)
    assert len(told) == 1 and "法人、管理员" in told.pop()


@pytest.mark.parametrize("module", Module)
async def test_an_outsider_files_nothing(stand: Stand, module: Module) -> None:
    """No module takes a filing, or tells what would become of it, for somebody who is no operator of the employer."""
    each = filing(module, "陈在厂", employer=FACTORY)
    outside = type(each)(each.module, each.employer, administrator(AGENCY), each.answers)
    with pytest.raises(NoAuthority):
        await stand.bureau.prepare(outside)
    with pytest.raises(NoAuthority):
        await stand.bureau.submit("r1", outside)
    assert await stand.bureau.status("r1") is None


async def test_a_stranger_is_told_by_the_first_sign_alone(stand: Stand) -> None:
    """Of somebody whom another employer insures, an employer that has the number sees 陈**, and nothing else."""
    operator, code = administrator(SHOP), credit_code(SHOP)
    seen = await stand.bureau.person(operator, code, PEOPLE["陈在厂"])
    assert seen is not None
    assert (seen.name, seen.household_registration_type, seen.contribution_base) == ("陈**", "", "")
    assert not seen.enrolled_here
    for who, masked in (("张测试", "张**"), ("葛多重", "葛**")):
        prepared = await stand.bureau.prepare(filing(ENROLL, who, employer=SHOP, insured_category="多重工伤人员"))
        assert {fact.name: fact.text for fact in prepared.facts}["name"] == masked


async def test_an_employer_sees_its_own_people_alone(stand: Stand) -> None:
    """Every employer's list has its own people in full, and none of another's."""
    lists = {}
    for employer in EMPLOYERS:
        found = await stand.bureau.people(administrator(employer), credit_code(employer))
        lists[employer] = {each.name for each in found}
        assert all(each.enrolled_here and "*" not in each.name for each in found)
    assert lists[FACTORY] >= {"陈在厂", "鲁超龄"} and lists[AGENCY] == {"秦派遣", "尤派遣", "许派遣", "何派遣"}
    everyone = [name for names in lists.values() for name in names]
    assert len(everyone) == len(set(everyone))


async def test_history_is_the_employers_own(stand: Stand) -> None:
    """Filings are listed newest first, to the employer that made them alone, also by person."""
    first = await stand.done(filing(ENROLL, "张测试"))
    second = await stand.done(filing(Module.COVERAGE_SUSPENSION, "陈在厂"))
    await stand.done(filing(Module.COVERAGE_SUSPENSION, "孔便利", employer=SHOP))
    bureau, parties = stand.bureau, (administrator(FACTORY), credit_code(FACTORY))
    seen = await bureau.filings(*parties)
    assert [each.filing_number for each in seen] == [second.filing_number, first.filing_number]
    of_one = await bureau.filings(*parties, PEOPLE["张测试"])
    assert [(each.name, each.standing) for each in of_one] == [("张测试", Standing.ACCEPTED)]


async def test_an_operator_files_what_was_granted(stand: Stand) -> None:
    """An operator may enroll, which was granted, and not raise a base, which was not; who can grant it is told."""
    assert (await stand.file(filing(ENROLL, "张测试", operator="王经办"))).refusal is None
    with pytest.raises(NoAuthority) as refused:
        await stand.file(filing(Module.BASE_INCREASE, "陈在厂", operator="王经办", contribution_base="8000"))
    assert "法人" in refused.value.message_zh and "管理员" in refused.value.message_zh


async def test_an_operator_sees_filings_of_what_was_granted(stand: Stand) -> None:
    """The history of an operator leaves out the matters that were not granted."""
    await stand.file(filing(Module.BASE_INCREASE, "陈在厂", contribution_base="8000"))
    await stand.file(filing(ENROLL, "张测试"))
    seen = await stand.bureau.filings(OPERATORS[FACTORY, "王经办"], credit_code(FACTORY))
    assert [each.module for each in seen] == [ENROLL]


async def test_before_the_first_login_nothing_is_filed(stand: Stand) -> None:
    """An operator who has not logged in for the first time is told that this is missing, and sees no people."""
    with pytest.raises(NoAuthority, match="江苏智慧人社APP"):
        await stand.file(filing(ENROLL, "张测试", operator="赵新手"))
    with pytest.raises(NoAuthority):
        await stand.bureau.people(OPERATORS[FACTORY, "赵新手"], credit_code(FACTORY))


async def test_a_legal_representative_may_file(stand: Stand) -> None:
    """What the guide leaves open is allowed here: the legal representative files."""
    assert (await stand.file(filing(ENROLL, "张测试", operator="张法人"))).refusal is None


async def test_one_operator_of_four_employers_keeps_them_apart(stand: Stand) -> None:
    """A bookkeeping agent sees each client's people under that client alone."""
    agent = OPERATORS[SHOP, "周记账"]
    clients = {"演示小吃店": "吕小吃", "演示理发店": "施理发", SHOP: "孔便利", "演示打印店": "曹打印"}
    for employer, name in clients.items():
        names = {each.name for each in await stand.bureau.people(agent, credit_code(employer))}
        assert name in names and not names & {"陈在厂", "秦派遣"}


async def test_another_employers_project_is_as_none(stand: Stand) -> None:
    """A project is shown to its employer with its workers; to another one it is as if there were none."""
    await stand.file(filing(Module.PROJECT_ENROLLMENT, "奚工地", employer=BUILDER))
    seen = await stand.bureau.project(administrator(BUILDER), credit_code(BUILDER), "GC20260001")
    assert seen is not None and [each.name for each in seen.workers] == ["奚工地"]
    assert await stand.bureau.project(administrator(FACTORY), credit_code(FACTORY), "GC20260001") is None


@pytest.mark.parametrize("module", [Module.PERSON_RECORD, ENROLL, Module.COVERAGE_SUSPENSION])
async def test_a_number_of_somebody_real_is_never_kept(stand: Stand, tmp_path: Path, module: Module) -> None:
    """A number that is not of the demonstration's region is refused, and lies nowhere in the database but masked."""
    filed = await stand.file(filing(module, STRANGER))
    assert filed.standing is Standing.REFUSED
    await stand.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("bureau.db*"))
    assert STRANGER.encode() not in kept and mask(STRANGER).encode() in kept


async def test_what_is_refused_tells_no_name(stand: Stand) -> None:
    """The history of an employer has no name of somebody whom it was refused."""
    await stand.file(filing(ENROLL, "严未停"))
    seen = await stand.bureau.filings(administrator(FACTORY), credit_code(FACTORY))
    assert [each.name for each in seen] == [""]
