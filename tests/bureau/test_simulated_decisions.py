"""What the simulated bureau decides: the rows of ``tests/cases/bureau_*.toml``, for all ten modules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.bureau.protocol import Filed, Filing, Json, Standing
from rules.modules import Module
from tests.bureau.contract import CATALOGUE
from tests.bureau.stand import FACTORY, MODULES, PEOPLE, Stand, administrator, credit_code, filing, texts
from tests.rules.cases import Case, rows

FILES = {
    "bureau_registration": Module.INSURANCE_REGISTRATION,
    "bureau_person_record": Module.PERSON_RECORD,
    "bureau_enrollment": Module.EMPLOYEE_ENROLLMENT,
    "bureau_personnel": Module.PERSONNEL_ENROLLMENT,
    "bureau_advance": Module.ADVANCE_ENROLLMENT,
    "bureau_suspension": Module.COVERAGE_SUSPENSION,
    "bureau_rollback": Module.FILING_ROLLBACK,
    "bureau_base": Module.BASE_INCREASE,
    "bureau_dispatch": Module.DISPATCH_TRANSFER,
    "bureau_project": Module.PROJECT_ENROLLMENT,
}
ROWS = [
    pytest.param(module, *param.values, id=f"{module.label}：{param.id}")
    for name, module in FILES.items()
    for param in rows(name)
]


def test_every_module_has_rows() -> None:
    """No module and no file of rows is left out."""
    assert set(FILES.values()) == set(Module)
    cases = Path(__file__).parents[1] / "cases"
    assert {path.stem for path in cases.glob("bureau_*.toml")} == set(FILES)


@pytest.mark.parametrize("module, case", ROWS)
async def test_rows(module: Module, case: Case, stand: Stand) -> None:
    """What is taken and with which facts, what is refused and for which reason."""
    numbers: list[str] = []
    for step in case.given.get("before", ()):
        filed = await _file(stand, MODULES[step["module"]], step, numbers, hour=9)
        assert filed.filing_number
        numbers.append(filed.filing_number)
    waits = case.given.get("waits", False)
    filed = await _file(stand, module, {**case.given, "waits": waits}, numbers, case.given.get("hour", 9))
    _check(filed, case.expect)


async def _file(stand: Stand, module: Module, given: dict[str, Any], numbers: list[str], hour: int) -> Filed:
    if stand.clock.today() != given["day"] or not numbers:
        stand.clock.set(given["day"], hour)
    answers = {name: await _answer(stand, value, given, numbers) for name, value in given.get("answers", {}).items()}
    each = filing(module, given.get("who", ""), given.get("employer", FACTORY), "", **answers)
    return await (stand.done(each) if given.get("waits", True) else stand.file(each))


async def _answer(stand: Stand, value: Json, given: dict[str, Any], numbers: list[str]) -> Json:
    """``@1`` is the number of the first filing before, ``#1`` that of the person's first record."""
    if isinstance(value, str) and value.startswith("@"):
        return numbers[int(value[1:]) - 1]
    if isinstance(value, str) and value.startswith("#"):
        parties = administrator(FACTORY), credit_code(FACTORY)
        return (await stand.bureau.records(*parties, PEOPLE[given["who"]]))[int(value[1:]) - 1].person_number
    return value


def _check(filed: Filed, expect: dict[str, Any]) -> None:
    if expect["taken"]:
        assert filed.refusal is None and filed.standing is not Standing.REFUSED
        for name, text in expect.get("facts", {}).items():
            if name.startswith("no_"):
                assert name.removeprefix("no_") not in texts(filed)
            else:
                assert text in texts(filed)[name]
        return
    assert filed.standing is Standing.REFUSED and filed.refusal is not None
    assert filed.refusal.error == expect.get("error", "")
    assert filed.refusal.message == CATALOGUE[expect["error"]] if "error" in expect else True
    assert expect.get("message", "") in filed.refusal.message
    assert filed.refusal.field == expect.get("field", filed.refusal.field)


def test_the_filing_is_not_in_its_repr() -> None:
    """Identity numbers do not come into logs by a filing's repr."""
    each: Filing = filing(Module.EMPLOYEE_ENROLLMENT, "张测试")
    assert PEOPLE["张测试"] not in repr(each) and administrator(FACTORY) not in repr(each)
