"""Exports of the simulated bureau: encrypted under the operator's own mobile, after a code that holds once."""

from __future__ import annotations

import io

import openpyxl
import pytest
import pyzipper

from bot.bureau.papers import ExportKind
from bot.bureau.protocol import Filing, NoAuthority
from rules.modules import Module
from tests.bureau.stand import AGENCY, FACTORY, PEOPLE, Stand, administrator, code_of

WHO, WHERE = administrator(FACTORY), code_of(FACTORY)
MOBILE, ANOTHERS = "19900000002", "19900000001"
"""Registered in data/bureau/employers.toml: the administrator's, and the legal representative's."""


async def _code(stand: Stand) -> str:
    await stand.bureau.send_code(WHERE, WHO)
    return await stand.bureau.demo_code(WHERE, WHO)


def _rows(content: bytes, password: str) -> list[tuple[object, ...]]:
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        archive.setpassword(password.encode())
        (name,) = archive.namelist()
        page = openpyxl.load_workbook(io.BytesIO(archive.read(name))).active
    assert page is not None
    return list(page.iter_rows(values_only=True))


async def test_the_archive_opens_with_the_mobile_alone(anywhere: Stand) -> None:
    """Everybody whom the employer insures is in it; another's mobile does not open it."""
    made = await anywhere.bureau.export(WHO, WHERE, ExportKind.PEOPLE, await _code(anywhere))
    assert made is not None and made.name.endswith(".zip")
    rows = _rows(made.content, MOBILE)
    people = await anywhere.bureau.people(WHO, WHERE)
    assert [row[1] for row in rows[1:]] == [each.identity_number for each in people]
    assert PEOPLE["陈在厂"] in {row[1] for row in rows} and PEOPLE["秦派遣"] not in {row[1] for row in rows}
    with pytest.raises(RuntimeError):
        _rows(made.content, ANOTHERS)


async def test_a_code_holds_for_one_export(anywhere: Stand) -> None:
    """A wrong one, one that was used and none at all give nothing."""
    code = await _code(anywhere)
    wrong = "000000" if code != "000000" else "111111"
    assert await anywhere.bureau.export(WHO, WHERE, ExportKind.PEOPLE, wrong) is None
    assert await anywhere.bureau.export(WHO, WHERE, ExportKind.PEOPLE, code) is not None
    assert await anywhere.bureau.export(WHO, WHERE, ExportKind.PEOPLE, code) is None
    assert await anywhere.bureau.export(WHO, WHERE, ExportKind.PEOPLE, "") is None


async def test_nobody_exports_another_employers_people(anywhere: Stand) -> None:
    """An operator of another employer has no authority, whatever code they have."""
    with pytest.raises(NoAuthority):
        await anywhere.bureau.export(administrator(AGENCY), WHERE, ExportKind.PEOPLE, await _code(anywhere))


async def test_what_people_typed_is_never_run(anywhere: Stand) -> None:
    """A name that looks like a formula stays text in the workbook."""
    name = "=1+1"
    answers = {"name": name, "identity_number": PEOPLE["陈在厂"], "termination_reason": "辞职"}
    await anywhere.bureau.submit("r1", Filing(Module.COVERAGE_SUSPENSION, WHERE, WHO, answers))
    made = await anywhere.bureau.export(WHO, WHERE, ExportKind.FILINGS, await _code(anywhere))
    assert made is not None
    with pyzipper.AESZipFile(io.BytesIO(made.content)) as archive:
        archive.setpassword(MOBILE.encode())
        page = openpyxl.load_workbook(io.BytesIO(archive.read(archive.namelist()[0]))).active
    assert page is not None and page.max_row == 2
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]
