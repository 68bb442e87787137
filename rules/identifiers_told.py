"""Identifiers (号码、姓名、密码) checked and explained: what fits, what is wrong, what can be read off.

No result holds the number, the name or the password itself, so that results may be shown, kept and logged.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rules.explained import Because, OpenPoint
from rules.identifiers import FaultKind, IdentifierFault, Sex, credit_code, identity_number, mask, mobile
from rules.names import person_name
from rules.passwords import AccountKind, PasswordVerdict, password_rules, password_strength

_IDENTITY = "GB 11643"
_CREDIT = "GB 32100"
_COLLECT = "002 §三.2"
_CITIES = {
    "3201": "南京", "3202": "无锡", "3203": "徐州", "3204": "常州", "3205": "苏州", "3206": "南通", "3207": "连云港",
    "3208": "淮安", "3209": "盐城", "3210": "扬州", "3211": "镇江", "3212": "泰州", "3213": "宿迁",
}  # fmt: skip


class IdentifierOutcome(StrEnum):
    """Whether an identifier can be right."""

    FITS = "fits"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """For users."""
        return "写法正确" if self is IdentifierOutcome.FITS else "写法不对"


@dataclass(frozen=True)
class IdentifierTold:
    """What became of an identifier.

    Args:
        shown: masked; empty where it was refused.
        fault, message: what is wrong, and what to do, in Chinese; None and empty where it fits.
    """

    outcome: IdentifierOutcome
    shown: str
    fault: FaultKind | None
    message: str
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class IdentityNumberTold(IdentifierTold):
    """An identity number (公民身份号码) with what can be read off it.

    Args:
        region_hint: the city of Jiangsu that its first digits once named, or empty; a hint only.
    """

    birth_date: date | None = field(default=None, repr=False)
    sex: Sex | None = None
    region_hint: str = ""


@dataclass(frozen=True)
class PasswordTold:
    """How a password (登录密码) measures up: never the password itself.

    Args:
        problems: what breaks the rules, or the advice where the rules are only advice.
        advice: what makes it easy to guess.
    """

    outcome: PasswordVerdict
    problems: tuple[str, ...]
    advice: tuple[str, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...]


def identity_number_told(number: str, today: date) -> IdentityNumberTold:
    """Whether an identity number can be right, with birth date, sex and a hint at the region.

    Source: GB 11643
    """
    try:
        read = identity_number(number, today)
    except IdentifierFault as fault:
        refused = _refused(fault, _IDENTITY)
        return IdentityNumberTold(**vars(refused))
    city = _CITIES.get(read.region_code[:4], "")
    steps = (
        Because("共18位，校验位对得上。", _IDENTITY),
        Because("第7至14位是出生日期，第17位单数为男、双数为女。", _IDENTITY),
        Because("前6位是第一次发号时的地区，地区会撤并改名，只作参考。", _IDENTITY),
    )
    because = Because("公民身份号码写法正确；是不是本人的号码，要以公安和经办系统核对为准。", parts=steps)
    return IdentityNumberTold(
        IdentifierOutcome.FITS, mask(read.number), None, "", because, (), (_IDENTITY,), read.birth_date, read.sex, city
    )


def credit_code_told(code: str) -> IdentifierTold:
    """Whether a unified social credit code (统一社会信用代码) can be right.

    Source: GB 32100
    """
    try:
        checked = credit_code(code)
    except IdentifierFault as fault:
        return _refused(fault, _CREDIT)
    return _fits(mask(checked), "统一社会信用代码写法正确：18位，校验位对得上。", _CREDIT)


def mobile_told(number: str) -> IdentifierTold:
    """Whether a mobile number (手机号码) of mainland China can be right.

    Source: ours, the guides say nothing of how a number is written
    """
    source = "通行的号码写法，不出自指南"
    try:
        checked = mobile(number)
    except IdentifierFault as fault:
        return _refused(fault, source)
    return _fits(mask(checked), "手机号码写法正确：11位，以1开头，第2位是3到9。", source)


def person_name_told(name: str) -> IdentifierTold:
    """Whether a name (姓名) can be right, and that rare characters may give trouble elsewhere.

    Source: 002 §三.2
    """
    try:
        checked = person_name(name)
    except IdentifierFault as fault:
        return _refused(fault, _COLLECT)
    point = OpenPoint(
        "姓名里有生僻字，网厅能不能显示、能不能比对上，资料没有写。",
        ("打得出、比对得上：照常申报。", "显示成方框或比对不成功：拿身份证到柜台办理。"),
    )
    return _fits(checked.masked, "姓名写法正确。", _COLLECT, (point,) if checked.rare else ())


def password_told(password: str, kind: AccountKind) -> PasswordTold:
    """How a password measures up; for commands and the API, never for the chat.

    Source: 001 个人用户注册流程, 单位用户注册流程; 000 关联经办人信息
    """
    rules = password_rules(kind)
    strength = password_strength(password, kind)
    steps = tuple(Because(said) for said in strength.problems + strength.advice)
    point = OpenPoint(
        "单位账号的密码要怎样才够复杂，资料没有写明。",
        (rules.text, "网厅可能要求更多，以网厅提示为准。"),
        "网厅页面的提示",
    )
    return PasswordTold(
        outcome=strength.verdict,
        problems=strength.problems,
        advice=strength.advice,
        because=Because(rules.text, rules.source, parts=steps),
        open_points=() if rules.binding else (point,),
        sources=tuple(rules.source.split("；")),
    )


def _fits(shown: str, says: str, source: str, open_points: tuple[OpenPoint, ...] = ()) -> IdentifierTold:
    return IdentifierTold(IdentifierOutcome.FITS, shown, None, "", Because(says, source), open_points, (source,))


def _refused(fault: IdentifierFault, source: str) -> IdentifierTold:
    because = Because(fault.message_zh, source)
    return IdentifierTold(IdentifierOutcome.REFUSED, "", fault.kind, fault.message_zh, because, (), (source,))
