"""Exports the employer's people and filings as an encrypted archive, after a one-time code of the operator."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from bot.bureau.papers import ExportKind
from bot.bureau.protocol import Document, NoAuthority
from bot.bureau.simulated.authority import check_operator, check_people
from bot.bureau.simulated.binding import BindsByCode
from bot.bureau.simulated.pages import Wanted, load
from bot.bureau.simulated.showing import Shows
from bot.bureau.simulated.tables import operators

ZIP = "application/zip"
_PEOPLE = ("姓名", "公民身份号码", "个人编号", "户籍性质", "缴费基数（元）")
_FILINGS = ("业务编号", "申报模块", "姓名", "公民身份号码", "申报日期", "状态")


@dataclass(frozen=True, slots=True)
class _Sheet:
    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]] = field(repr=False)


class ExportsArchives(Shows, BindsByCode):
    """Fulfills ``Exports``.

    Source: 002 §四 (password: the mobile that the operator registered with)
    """

    async def export(self, operator: str, employer: str, kind: ExportKind, code: str) -> Document | None:
        """The archive; None where the code is not right. Whoever may not see the data is told before the code is used.

        Raises:
            NoAuthority: the operator may not see them, or has no mobile registered.
        """

        names: list[str] = []

        def look(connection: Connection) -> str:
            books = load(connection, Wanted([employer]))
            check_operator(books, operator, employer)
            check_people(books, operator, employer)
            names.append(books.employers[employer].name)
            mine = (operators.c.employer == employer) & (operators.c.identity_number == operator)
            return connection.execute(select(operators.c.mobile).where(mine)).scalar() or ""

        mobile = await self._look(look)
        if not mobile:
            raise NoAuthority("您的账号没有登记手机号，压缩包没有密码可用，不能导出。")
        if await self.check_code(employer, operator, code) is None:
            return None
        sheet = await self._sheet(operator, employer, kind)
        today = self._clock.today()
        content = await asyncio.to_thread(_archive, sheet, mobile)
        return Document(f"{names[-1]}{kind.label}{today:%Y%m%d}.zip", ZIP, content)

    async def _sheet(self, operator: str, employer: str, kind: ExportKind) -> _Sheet:
        if kind is ExportKind.FILINGS:
            filed = await self.filings(operator, employer)
            rows = [
                (f.filing_number, f.module.label, f.name, f.identity_number, f.day.isoformat(), f.standing.label)
                for f in filed
            ]
            return _Sheet(kind.label, _FILINGS, rows)
        people = await self.people(operator, employer)
        shown = [
            (p.name, p.identity_number, p.person_number, p.household_registration_type, p.contribution_base)
            for p in people
        ]
        return _Sheet(kind.label, _PEOPLE, shown)


def _archive(sheet: _Sheet, password: str) -> bytes:
    """The sheet as a workbook in an archive that is encrypted with AES-256."""
    import pyzipper

    made = io.BytesIO()
    with pyzipper.AESZipFile(made, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.writestr(f"{sheet.title}.xlsx", _workbook(sheet))
    return made.getvalue()


def _workbook(sheet: _Sheet) -> bytes:
    """Every cell is text, so that long numbers stay whole and nothing that people typed is run."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.title)
    page.append(list(sheet.headings))
    for row in sheet.rows:
        cells = [WriteOnlyCell(page, value) for value in row]
        for cell in cells:
            cell.data_type = "s"
        page.append(cells)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
