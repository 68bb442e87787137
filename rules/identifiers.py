"""The numbers and passwords that employers type: cleaned and checked, or refused with reason and mend.

No message repeats what was typed beyond single wrong signs, so that faults may be shown and logged.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from operator import mul

from rules.passwords import (
    AccountKind,
    PasswordRules,
    PasswordStrength,
    PasswordVerdict,
    password_rules,
    password_strength,
)

__all__ = [
    "AccountKind",
    "FaultKind",
    "IdentifierFault",
    "IdentityNumber",
    "PasswordRules",
    "PasswordStrength",
    "PasswordVerdict",
    "Sex",
    "credit_code",
    "identity_number",
    "in_digits",
    "mask",
    "mobile",
    "password_rules",
    "password_strength",
]

_DIGITS = "0123456789"
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_IDENTITY_SIGNS = re.compile("[0-9]{17}[0-9X]")
_MEANT = {"I": "1", "L": "1", "O": "0", "Z": "2", "S": "5", "V": "U"}
_EARLIEST_BIRTH = 1900
_WIDE_TO_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPOKEN = str.maketrans("零〇一幺二三四五六七八九叉", "001123456789X")
_SEPARATORS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\-‐‑‒–—―−.·•・。]")
_COUNTRY = re.compile(r"(?:\+|00)86|86(?=[0-9]{11}$)")


class FaultKind(StrEnum):
    """What is wrong with an identifier."""

    EMPTY = "empty"
    LENGTH = "length"
    SIGN = "sign"
    OLD_NUMBER = "old_number"
    BIRTH_DATE = "birth_date"
    CHECK_SIGN = "check_sign"
    NOT_MOBILE = "not_mobile"


class IdentifierFault(ValueError):
    """An identifier that cannot be right; ``message_zh`` says why and what to do."""

    def __init__(self, kind: FaultKind, message_zh: str) -> None:
        super().__init__(message_zh)
        self.kind = kind
        self.message_zh = message_zh


class Sex(StrEnum):
    """As the identity number says it."""

    MALE = "male"
    FEMALE = "female"

    @property
    def label(self) -> str:
        """For users."""
        return "男" if self is Sex.MALE else "女"


@dataclass(frozen=True)
class IdentityNumber:
    """A resident's identity number (公民身份号码) with what can be read off it.

    Args:
        region_code: where the number was first given out; a hint only, since counties come and go.
    """

    number: str = field(repr=False)
    birth_date: date = field(repr=False)
    sex: Sex
    region_code: str

    def __str__(self) -> str:
        return mask(self.number)


def identity_number(text: str, today: date | None = None) -> IdentityNumber:
    """Check an identity number, forgiving spaces, full-width signs, a small x, hyphens, dots and digits as spoken.

    Args:
        today: a birth date after this day is refused; None leaves that unchecked.

    Raises:
        IdentifierFault: EMPTY, OLD_NUMBER, LENGTH, SIGN, BIRTH_DATE or CHECK_SIGN.

    Source: GB 11643
    """
    number = _clean(text, "公民身份号码")
    if len(number) == 15 and _only_digits(number):
        message = "这是15位的旧身份证号码。请查看现在的身份证或户口簿，输入18位的公民身份号码。"
        raise IdentifierFault(FaultKind.OLD_NUMBER, message)
    _check_length(number, 18, "公民身份号码")
    if not _IDENTITY_SIGNS.fullmatch(number):
        _check_signs(number, [_DIGITS] * 17 + [_DIGITS + "X"], "公民身份号码前17位是数字，最后一位是数字或X")
    birth_date = _birth_date(number, today)
    weighted = sum(map(mul, _IDENTITY_WEIGHTS, map(int, number[:17])))
    if number[17] != _IDENTITY_CHECKS[weighted % 11]:
        message = "这个公民身份号码的校验位对不上，多半有一位输错，或两位颠倒了。请对照身份证逐位核对后重新输入。"
        raise IdentifierFault(FaultKind.CHECK_SIGN, message)
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return IdentityNumber(number, birth_date, sex, number[:6])


def credit_code(text: str) -> str:
    """Check a unified social credit code (统一社会信用代码), forgiving spaces, small and full-width letters.

    Raises:
        IdentifierFault: EMPTY, OLD_NUMBER, LENGTH, SIGN or CHECK_SIGN.

    Source: GB 32100
    """
    code = _clean(text, "统一社会信用代码")
    if len(code) == 15 and _only_digits(code):
        message = "这是15位的旧营业执照注册号。请查看现在的营业执照，输入18位的统一社会信用代码。"
        raise IdentifierFault(FaultKind.OLD_NUMBER, message)
    _check_length(code, 18, "统一社会信用代码")
    _check_signs(code, [_CREDIT_ALPHABET] * 18, "统一社会信用代码只有数字和大写字母，不用 I、O、Z、S、V")
    weighted = sum(_CREDIT_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    if code[17] != _CREDIT_ALPHABET[-weighted % 31]:
        message = "这个统一社会信用代码的校验位对不上，多半有一位输错。请对照营业执照逐位核对后重新输入。"
        raise IdentifierFault(FaultKind.CHECK_SIGN, message)
    return code


def mobile(text: str) -> str:
    """Check a mobile number of mainland China, forgiving +86, spaces, hyphens, dots, full-width signs and digits as
    spoken.

    Raises:
        IdentifierFault: EMPTY, SIGN, LENGTH or NOT_MOBILE.
    """
    number = _clean(text, "手机号码")
    if country := _COUNTRY.match(number):
        number = number[country.end() :]
    _check_signs(number, [_DIGITS] * len(number), "手机号码只有数字")
    if number.startswith("0"):
        raise IdentifierFault(FaultKind.NOT_MOBILE, "这像是座机号码。请输入11位的手机号码，不带区号。")
    _check_length(number, 11, "手机号码")
    if not re.match("1[3-9]", number):
        message = "手机号码以1开头，第2位是3到9。请核对后重新输入11位手机号码。"
        raise IdentifierFault(FaultKind.NOT_MOBILE, message)
    return number


def in_digits(text: str) -> str:
    """Digits spoken one by one as digits: 幺三八 is 138, and 叉 is the X of an identity number."""
    return text.translate(_SPOKEN)


def mask(number: str) -> str:
    """The number as it may be shown and logged: ``3213**********1234``, a mobile as ``138****1234``.

    Anything under 11 signs is hidden altogether.
    """
    if len(number) < 11:
        return "*" * len(number)
    shown = 4 if len(number) >= 15 else 3
    return number[:shown] + "*" * (len(number) - shown - 4) + number[-4:]


def _clean(text: str, name: str) -> str:
    cleaned = _SEPARATORS.sub("", in_digits(text.translate(_WIDE_TO_NARROW))).upper()
    if not cleaned:
        raise IdentifierFault(FaultKind.EMPTY, f"还没有收到{name}。请输入{name}。")
    return cleaned


def _only_digits(text: str) -> bool:
    return all(sign in _DIGITS for sign in text)


def _check_length(number: str, length: int, name: str) -> None:
    difference = len(number) - length
    if difference:
        fault = f"多了{difference}位" if difference > 0 else f"少了{-difference}位"
        message = f"{name}是{length}位，收到的是{len(number)}位，{fault}。请核对后重新输入。"
        raise IdentifierFault(FaultKind.LENGTH, message)


def _check_signs(number: str, allowed: list[str], rule: str) -> None:
    wrong = [
        (place, sign) for place, (sign, signs) in enumerate(zip(number, allowed, strict=True), 1) if sign not in signs
    ]
    if wrong:
        places = "、".join(_wrong_sign(place, sign, allowed[place - 1]) for place, sign in wrong[:3])
        more = f"等{len(wrong)}处" if len(wrong) > 3 else ""
        raise IdentifierFault(FaultKind.SIGN, f"{rule}；{places}{more}不对。请核对后重新输入。")


def _wrong_sign(place: int, sign: str, allowed: str) -> str:
    meant = _MEANT.get(sign, "")
    hint = f"（是不是{meant}？）" if meant and meant in allowed else ""
    shown = f"“{sign}”" if sign.isprintable() else "的不可见字符"
    return f"第{place}位{shown}{hint}"


def _birth_date(number: str, today: date | None) -> date:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    if year < _EARLIEST_BIRTH:
        raise _birth_fault("第7至10位应是出生年份，这里太早了")
    if not 1 <= month <= 12:
        raise _birth_fault("第11、12位应是出生月份，没有这个月份")
    try:
        birth_date = date(year, month, day)
    except ValueError:
        raise _birth_fault("第13、14位应是出生日，那个月没有这一天") from None
    if today is not None and birth_date > today:
        raise _birth_fault("第7至14位是出生日期，这里晚于今天")
    return birth_date


def _birth_fault(wrong: str) -> IdentifierFault:
    return IdentifierFault(FaultKind.BIRTH_DATE, f"{wrong}。请对照身份证核对后重新输入。")
