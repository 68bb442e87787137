"""What the files of the demonstration hold, and the fault that says where one of them does not check."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar

from bot.bureau.simulated.reading import Unreadable, read_record
from rules.identifiers import IdentityNumber
from rules.insurances import IndustryClass, Insurance
from rules.insured_category import InsuredCategory
from rules.modules import Module
from rules.month import Month
from rules.permissions import Role
from rules.retirement import FemalePost

T = TypeVar("T")


class DemoFault(Exception):
    """A file of the demonstration that does not check: file, place, what is wrong and how to mend it, in Chinese."""

    def __init__(self, path: Path, place: str, reason: str) -> None:
        super().__init__(f"{path}：{place}：{reason}")


@dataclass(frozen=True)
class DemoEmployer:
    """A table ``[[employer]]``."""

    credit_code: Annotated[str, "统一社会信用代码"]
    name: Annotated[str, "单位全称"]
    region: Annotated[str, "参保地"]
    industry_class: Annotated[IndustryClass | None, "行业类别"] = None
    is_agency: Annotated[bool, "是不是人力资源服务机构"] = False
    registered: Annotated[bool, "是不是参过保"] = True
    registration_fails: Annotated[bool, "登记是不是报错"] = False


@dataclass(frozen=True)
class DemoOperator:
    """A table ``[[employer.operator]]``."""

    identity_number: Annotated[IdentityNumber, "证件号码"]
    name: Annotated[str, "姓名"]
    role: Annotated[Role, "身份"]
    matters: Annotated[tuple[Module, ...], "授权事项"] = ()
    verified: Annotated[bool, "是否实名认证"] = True
    first_login_done: Annotated[bool, "是否完成首次登录"] = True
    mobile: Annotated[str, "注册手机号"] = ""


@dataclass(frozen=True)
class DemoHost:
    """A table ``[[employer.host]]``."""

    code: Annotated[str, "用工单位编号"]
    name: Annotated[str, "用工单位全称"]


@dataclass(frozen=True)
class DemoProject:
    """A table ``[[employer.project]]``."""

    code: Annotated[str, "工程编码"]
    name: Annotated[str, "工程名称"]
    region_code: Annotated[str, "所属地行政区代码"]
    cost: Annotated[Decimal, "工程造价"]
    begins: Annotated[date, "开工日期"]
    ends: Annotated[date, "竣工日期"]


@dataclass(frozen=True)
class DemoPerson:
    """A table ``[[person]]``."""

    identity_number: Annotated[IdentityNumber, "证件号码"]
    name: Annotated[str, "姓名"]
    recorded: Annotated[bool, "有没有基础信息"] = True
    household_registration_type: Annotated[str, "户籍性质"] = ""
    female_post: Annotated[FemalePost | None, "女职工原定退休年龄"] = None
    retired: Annotated[bool, "是不是离退休人员"] = False
    ended_insurances: Annotated[tuple[Insurance, ...], "终止参保险种"] = ()
    unusable: Annotated[bool, "选了这一条也办不了"] = False
    police_down_until: Annotated[int | None, "公安接口几点以后才通"] = None
    review_refusal: Annotated[str, "审核会怎样说不"] = ""
    about: Annotated[str, "说明"] = ""


@dataclass(frozen=True)
class DemoEnrollment:
    """A table ``[[person.enrolled]]``; without ``employer`` a flexible worker's own."""

    since: Annotated[Month, "参保开始月份"]
    employer: Annotated[str, "单位"] = ""
    category: Annotated[InsuredCategory | None, "参保身份"] = None
    base: Annotated[Decimal | None, "缴费基数"] = None
    host: Annotated[str, "用工单位编号"] = ""


@dataclass(frozen=True)
class DemoBenefit:
    """A table ``[[person.benefit]]``."""

    first: Annotated[Month, "第一个月"]
    last: Annotated[Month | None, "最后一个月"] = None


@dataclass(frozen=True)
class Table:
    """A table of a file, and where it stands."""

    path: Path
    place: str
    content: Mapping[str, Any]

    def fault(self, reason: str) -> DemoFault:
        """The fault to raise about it."""
        return DemoFault(self.path, self.place, reason)

    def read(self, kind: type[T], inner: Sequence[str] = ()) -> T:
        """Its own values; ``inner`` are the names of tables within it.

        Raises:
            DemoFault: one is missing, of another type, or has a name that is not known.
        """
        known = {each.name for each in fields(kind)} | set(inner)  # type: ignore[arg-type]
        for key in self.content:
            if key not in known:
                raise self.fault(f"不认识“{key}”。可用的：{'、'.join(sorted(known))}；请改正或删去")
        try:
            return read_record(kind, self.content)
        except Unreadable as unreadable:
            raise self.fault(f"{unreadable}。请照别的段落改") from unreadable

    def tables(self, name: str, label: str) -> list[Table]:
        """The tables of that name within it."""
        rows = self.content.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.fault(f"“{name}”要写成一段段 [[…{name}]]")
        places = (f"{self.place}的第{at}个{label}".removeprefix("文件的") for at in range(1, len(rows) + 1))
        return [Table(self.path, place, row) for place, row in zip(places, rows, strict=True)]


def file_table(path: Path) -> Table:
    """A whole file.

    Raises:
        DemoFault: it cannot be read, or is not TOML.
    """
    try:
        return Table(path, "文件", tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal))
    except (OSError, UnicodeDecodeError) as error:
        raise DemoFault(path, "文件", "读不了。请确认它存在，并以UTF-8保存") from error
    except tomllib.TOMLDecodeError as error:
        raise DemoFault(path, "文件", f"不合TOML写法（{error}）。请检查那一行的引号、方括号和等号") from error
