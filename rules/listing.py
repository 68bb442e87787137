"""All public rules of the package by name: what each asks for, and how one is run on values given as text.

To add a rule, add one line to ``RULES``, and to ``LABELS`` the Chinese name of every answer that is new.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any, get_type_hints

from rules.attachments import check_attachment
from rules.back_payment import back_payment
from rules.base_change import base_change
from rules.base_change_list import base_change_list
from rules.contribution_base import contribution_base
from rules.duties import duty_calendar
from rules.enrollment_age import enrollment_age
from rules.estimate import contribution_estimate
from rules.explained import Explained
from rules.identifiers_told import (
    credit_code_told,
    identity_number_told,
    mobile_told,
    password_told,
    person_name_told,
)
from rules.insured_category import category_form
from rules.module_chooser import choose_module
from rules.month import Month
from rules.parameters import Parameters
from rules.permissions import permission
from rules.plain import as_json
from rules.record_validity import record_validity
from rules.retirement import retirement_age
from rules.rollback import rollback
from rules.suspension import suspension
from rules.typed import Misfit, alternatives, item_kind, label_of, optional, read, wanted
from rules.window_told import window_told

__all__ = ["LABELS", "RULES", "BadGiven", "RuleEntry", "RuleParameter", "as_json", "rule_names", "run_rule"]

_TODAY = ("today", "day", "filing_day")


class BadGiven(ValueError):
    """A rule cannot be run on what was given; ``message_zh`` says what is wrong, why, and what to do.

    It names answers and what they look like, never what was typed.
    """

    def __init__(self, message_zh: str, key: str = "") -> None:
        super().__init__(message_zh)
        self.message_zh = message_zh
        self.key = key


@dataclass(frozen=True)
class RuleParameter:
    """An answer that a rule asks for.

    Args:
        kind: its Python type.
        wanted: what it looks like, in Chinese.
        required: False where it may be left out: unknown, or today.
        choices: value and Chinese label of each option, where there are options.
    """

    name: str
    label: str
    kind: Any
    wanted: str
    required: bool
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RuleEntry:
    """A rule of the list.

    Args:
        name: for commands and the API.
        label: for users.
        reads: the parameters of the law that it reads, by the first part of their names.
        example: answers with which it gives a result, as a command line writes them.
    """

    name: str
    label: str
    function: Callable[..., Explained]
    reads: tuple[str, ...]
    example: str

    @property
    def parameters(self) -> tuple[RuleParameter, ...]:
        """The answers that it asks for, in order; the law is not among them."""
        return tuple(_parameters(self.function))

    @property
    def about(self) -> str:
        """The first line of what the rule's author says of it."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    def example_given(self) -> dict[str, str]:
        """The example as ``run_rule`` takes it."""
        return dict(_pair(word) for word in self.example.split())

    def law_names(self, law: Parameters) -> tuple[str, ...]:
        """The parameters of ``law`` that the rule may read."""
        return tuple(name for name in law.by_name if name.partition(".")[0] in self.reads)


def _rule(name: str, label: str, function: Callable[..., Explained], reads: str, example: str) -> RuleEntry:
    return RuleEntry(name, label, function, tuple(reads.split()), example)


RULES: Mapping[str, RuleEntry] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            _rule("filing_window", "申报期", window_told, "filing", "day=2026-11-22"),
            _rule("module", "模块选择", choose_module, "filing", "aim=增员 worker=普通职工"),
            _rule("back_payment", "补缴", back_payment, "filing back_payment", "contract_start=2026-06-01"),
            _rule("contribution_base", "缴费基数", contribution_base, "base", _BASE_EXAMPLE),
            _rule("base_change", "基数调整", base_change, "filing base duty", "current_base=6000 new_base=8000"),
            _rule("base_change_list", "基数调整名单", base_change_list, "filing base duty", _LIST_EXAMPLE),
            _rule("contribution_estimate", "缴费估算", contribution_estimate, "base rate", _ESTIMATE_EXAMPLE),
            _rule("suspension", "停保", suspension, "filing duty", "termination_day=2026-11-20"),
            _rule("rollback", "回退", rollback, "filing", "kind=用人单位用工参保登记 mistake_day=2026-11-20"),
            _rule("insured_category", "参保身份", category_form, "", "insured_category=企业职工"),
            _rule("enrollment_age", "参保年龄", enrollment_age, "retirement", _AGE_EXAMPLE),
            _rule("retirement_age", "法定退休年龄", retirement_age, "retirement", "birth_date=1965-03 sex=男"),
            _rule("duty_calendar", "办事日历", duty_calendar, "filing duty", _CALENDAR_EXAMPLE),
            _rule("record_validity", "权益记录单有效期", record_validity, "record", "issued_day=2026-08-31"),
            _rule("permission", "单位账号权限", permission, "", "role=管理员 act=增加经办人"),
            _rule("attachment", "附件检查", check_attachment, "attachment", _FILE_EXAMPLE),
            _rule("identity_number", "公民身份号码", identity_number_told, "", "number=321399199001010016"),
            _rule("credit_code", "统一社会信用代码", credit_code_told, "", "code=91321399MA00000AA0"),
            _rule("mobile", "手机号码", mobile_told, "", "number=13800000000"),
            _rule("person_name", "姓名", person_name_told, "", "name=张测试"),
            _rule("password", "密码强度", password_told, "", "password=cb7k2m9q kind=个人账号"),
        )
    }
)
