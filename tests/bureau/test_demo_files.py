"""The demonstration's files: checked when read, fictitious throughout, put in once."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.bureau.protocol import Outage
from bot.bureau.simulated.bureau import open_simulated
from bot.bureau.simulated.demo_files import read_demo
from bot.bureau.simulated.demo_parts import DemoFault
from bot.bureau.simulated.records import Employer, Enrollment, Operator, Person
from bot.store.database import Database
from bot.store.migrations import upgrade
from rules.identifiers import identity_number
from rules.modules import Module
from rules.parameters import Parameters
from tests.bureau.stand import DATA, FACTORY, KEY, Stand, administrator, credit_code, filing
from tests.rules.sample_numbers import sample_identity_number
from tests.store.sample import Place


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data to spoil."""
    for name in ("bureau", "errors"):
        shutil.copytree(DATA / name, tmp_path / "data" / name)
    return tmp_path / "data"


def test_what_is_shipped_checks() -> None:
    """The shipped demonstration reads, with employers of each kind and 30 to 60 people."""
    records = read_demo(DATA).records
    people = {each.identity_number for each in records if isinstance(each, Person)}
    assert 30 <= len(people) <= 60
    employers = [each for each in records if isinstance(each, Employer)]
    assert {each.is_agency for each in employers} == {True, False}
    assert {each.registration for each in employers} == {"done", "none"}
    assert {each.role for each in records if isinstance(each, Operator)} == {
        "legal_representative", "administrator", "operator",
    }  # fmt: skip


def test_nobody_is_real() -> None:
    """Every identity number is valid, of a region that does not exist, and nobody is a person and an operator."""
    records = read_demo(DATA).records
    people = {each.identity_number for each in records if isinstance(each, Person)}
    operators = {each.identity_number for each in records if isinstance(each, Operator)}
    assert {identity_number(number).region_code for number in people | operators} == {"321399"}
    assert not people & operators


def test_nobody_is_insured_twice() -> None:
    """No one has the same insurance from two employers."""
    rows = [(each.person, each.insurance) for each in read_demo(DATA).records if isinstance(each, Enrollment)]
    assert len(rows) == len(set(rows))


REAL = sample_identity_number(region="320102")
SPOILED = [
    ("persons.toml", 'name = "李示例"', "", ["第2个人员", "缺少“姓名”"]),
    ("persons.toml", 'name = "李示例"', 'nme = "李示例"', ["第2个人员", "不认识“nme”", "可用的"]),
    ("persons.toml", 'name = "李示例"', "name = 李示例", ["不合TOML写法", "line"]),
    ("persons.toml", "retired = true", 'retired = "也许"', ["人员", "是不是离退休人员"]),
    ("persons.toml", '"321399199001030', '"321399199001039', ["第1个人员", "校验位"]),
    ("persons.toml", 'since = "2022-01"', 'since = "2022"', ["第1个参保", "参保开始月份"]),
    ("persons.toml", 'host = "YG001"', 'host = "YG009"', ["第1个参保", "用工单位编号"]),
    ("persons.toml", 'category = "over_age_worker"', 'category = "boss"', ["第1个参保", "参保身份"]),
    ("employers.toml", 'name = "演示机械厂"', 'name = ""', ["第1个单位", "缺少“单位全称”"]),
    ("employers.toml", "91321399MA000001A", "91321399MA000001B", ["第1个单位", "校验位"]),
    ("employers.toml", 'role = "administrator"', 'role = "boss"', ["第1个单位的第2个经办人", "身份"]),
    ("employers.toml", '"filing.stop"', '"filing.fire"', ["第3个经办人", "授权事项"]),
    ("demo.toml", 'region_code = "321399"', "region_code = 321399", ["region_code", "加引号"]),
    ("demo.toml", '"filing.enrol" = 5', '"filing.enrol" = -1', ["filing.enrol", "分钟数"]),
    ("demo.toml", '"filing.enrol" = 5', '"filing.rollback" = 5', ["人员变更回退", "不能设审核"]),
    ("demo.toml", '"filing.enrol" = 5', '"filing.fire" = 5', ["filing.fire"]),
    ("demo.toml", "village_doctor = ", "farmer = ", ["farmer"]),
    ("demo.toml", 'village_doctor = ["pension"]', "", ["village_doctor", "乡村医生", "请补上"]),
    ("demo.toml", "police_down", "police_up", ["police_up", "可用的"]),
]


@pytest.mark.parametrize("file, found, instead, told", SPOILED)
def test_a_fault_names_file_place_and_mend(data: Path, file: str, found: str, instead: str, told: list[str]) -> None:
    """What does not check is refused with the file, the place in it, what is wrong, and what to do."""
    path = data / "bureau" / file
    text = path.read_text("utf-8")
    assert found in text
    path.write_text(text.replace(found, instead, 1), "utf-8")
    with pytest.raises(DemoFault) as fault:
        read_demo(data)
    assert all(part in str(fault.value) for part in [file, "请", *told])


def test_a_real_number_is_refused(data: Path) -> None:
    """A number of a region that exists does not come into the demonstration."""
    path = data / "bureau" / "persons.toml"
    path.write_text(f'[[person]]\nidentity_number = "{REAL}"\nname = "张测试"\n', "utf-8")
    with pytest.raises(DemoFault, match="不能有真人"):
        read_demo(data)


def test_a_missing_message_is_told(data: Path) -> None:
    """A message that the bureau says has to be in the error catalogue."""
    (data / "errors" / "no_basic_info.yaml").unlink()
    with pytest.raises(DemoFault, match="no_basic_info"):
        read_demo(data)


async def test_processes_that_open_at_once_fill_once(place: Place, stand: Stand, law: Parameters) -> None:
    """Four bureaus opened on an empty database at once find the demonstration in it once."""
    await upgrade(place.url)
    databases = [Database(place.url) for _ in range(4)]
    opened = await asyncio.gather(*(open_simulated(each, lambda: law, stand.clock, DATA, KEY) for each in databases))
    seen = [await each.people(administrator(FACTORY), credit_code(FACTORY)) for each in opened]
    assert len(seen[0]) == 9 and all(each == seen[0] for each in seen)
    for database in databases:
        await database.close()


async def test_it_begins_again_as_the_files_have_it(anywhere: Stand) -> None:
    """Begun again, no filing is left, and everybody is where the files have them."""
    filed = await anywhere.done(filing(Module.COVERAGE_SUSPENSION, "陈在厂"))
    await anywhere.bureau.begin_again(read_demo(DATA))
    assert await anywhere.bureau.status(filed.request) is None
    people = await anywhere.bureau.people(administrator(FACTORY), credit_code(FACTORY))
    assert "陈在厂" in {each.name for each in people}


async def test_a_database_that_is_not_there_is_an_outage(tmp_path: Path, stand: Stand, law: Parameters) -> None:
    """Where there is no database, opening says so as an outage."""
    with pytest.raises(Outage):
        await open_simulated(Database(f"sqlite:///{tmp_path / 'none.db'}"), lambda: law, stand.clock, DATA, KEY)
