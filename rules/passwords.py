"""Portal passwords (登录密码): what the guides ask of one, and how one measures up."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

_EASY_RUN = 6
_EIGHT_DIGITS = re.compile(r"(?=(\d{8}))", re.ASCII)


class AccountKind(StrEnum):
    """Whose account on the online hall: a person's (个人账号) or an employer's (单位账号)."""

    PERSON = "person"
    UNIT = "unit"

    @property
    def label(self) -> str:
        """For users."""
        return "个人账号" if self is AccountKind.PERSON else "单位账号"


class PasswordVerdict(StrEnum):
    """How a password measures up."""

    FITS = "fits"
    WEAK = "weak"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """For users."""
        return {"fits": "符合要求", "weak": "不够好", "refused": "不符合要求"}[self.value]


@dataclass(frozen=True)
class PasswordRules:
    """What a password of an account kind looks like.

    Args:
        shortest, longest: in signs, both allowed.
        binding: True where a guide demands it; False where it is advice and the portal may ask for more.
        text: the rules for users.
    """

    shortest: int
    longest: int
    binding: bool
    text: str
    source: str


@dataclass(frozen=True)
class PasswordStrength:
    """The verdict on a password, with Chinese sentences that never contain it.

    Args:
        problems: what breaks the rules (REFUSED), or the advice where the rules are only advice (WEAK).
        advice: what makes it easy to guess (WEAK), and what the guides leave open.
    """

    verdict: PasswordVerdict
    problems: tuple[str, ...]
    advice: tuple[str, ...]


_PERSON = PasswordRules(8, 20, True, "个人账号的密码为8至20位，须同时有字母和数字。", "001 个人用户注册流程")
_UNIT = PasswordRules(
    8,
    20,
    False,
    "单位账号的密码须有一定复杂度，资料没有写明细则；全国通用说法建议8至20位，同时有字母和数字。以网厅提示为准。",
    "001 单位用户注册流程；000 关联经办人信息",
)


def password_rules(kind: AccountKind) -> PasswordRules:
    """What the guides say about passwords of ``kind``.

    Source: 001 个人用户注册流程, 单位用户注册流程; 000 关联经办人信息 (advice of no province)
    """
    return _PERSON if kind is AccountKind.PERSON else _UNIT


def password_strength(password: str, kind: AccountKind) -> PasswordStrength:
    """Measure ``password`` against the rules for ``kind``; for commands and the API, never for the chat.

    Source: as ``password_rules``; 001 密码安全
    """
    rules = password_rules(kind)
    problems = _problems(password, rules)
    easy = _easy_to_guess(password)
    if problems and rules.binding:
        verdict = PasswordVerdict.REFUSED
    elif problems or easy:
        verdict = PasswordVerdict.WEAK
    else:
        verdict = PasswordVerdict.FITS
    open_point = () if rules.binding else ("单位账号的具体要求资料没有写明，以网厅提示为准。",)
    return PasswordStrength(verdict, problems, easy + open_point)


def _problems(password: str, rules: PasswordRules) -> tuple[str, ...]:
    checks = (
        (len(password) >= rules.shortest, f"太短：至少{rules.shortest}位。"),
        (len(password) <= rules.longest, f"太长：最多{rules.longest}位。"),
        (bool(re.search("[A-Za-z]", password)), "没有字母：请加上字母。"),
        (bool(re.search("[0-9]", password)), "没有数字：请加上数字。"),
    )
    return tuple(problem for fine, problem in checks if not fine)


def _easy_to_guess(password: str) -> tuple[str, ...]:
    checks = (
        (_has_easy_run(password), "含有连续或重复的字符（如123456），容易被猜中，请换掉。"),
        (_has_birthday(password), "含有像生日的日期，容易被猜中，请换掉。"),
    )
    return tuple(advice for found, advice in checks if found)


def _has_easy_run(password: str) -> bool:
    """Whether six signs in a row are the same, or each the next or each the one before (123456, fedcba)."""
    steps = [ord(later) - ord(earlier) for earlier, later in pairwise(password)]
    windows = (steps[start : start + _EASY_RUN - 1] for start in range(len(steps) - _EASY_RUN + 2))
    return any(set(window) in ({0}, {1}, {-1}) for window in windows)


def _has_birthday(password: str) -> bool:
    return any(_is_birthday(digits) for digits in _EIGHT_DIGITS.findall(password))


def _is_birthday(digits: str) -> bool:
    try:
        return 1900 <= datetime.strptime(digits, "%Y%m%d").year <= 2099
    except ValueError:
        return False
