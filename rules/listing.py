"""All public rules of the package by name, to be run on values given as text.

To add a rule, add one entry to ``RULES``, and to ``answer_labels`` the Chinese name of every answer that is new.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from rules.attachments import check_attachment
from rules.back_payment import back_payment
from rules.back_payment_estimate import back_payment_estimate
from rules.base_change import base_change
from rules.base_change_list import base_change_list
from rules.contribution_base import contribution_base
from rules.deadline import deadline
from rules.duties import duty_calendar
from rules.enrollment_age import enrollment_age
from rules.entries import BadGiven, RuleEntry, RuleParameter
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
from rules.limits_told import base_limits
from rules.module_chooser import choose_module
from rules.parameters import Parameters
from rules.permissions import permission
from rules.plain import as_json
from rules.rates_told import contribution_rates
from rules.record_validity import record_validity
from rules.retirement import retirement_age
from rules.rollback import rollback
from rules.suspension import suspension
from rules.window_told import window_told

__all__ = ["RULES", "BadGiven", "RuleEntry", "RuleParameter", "as_json", "run_rule"]


def _rule(name: str, label: str, function: Callable[..., Explained], reads: str, example: str) -> RuleEntry:
    return RuleEntry(name, label, function, tuple(reads.split()), example)


_ALL = (
    _rule("filing_window", "申报期", window_told, "filing", "day=2026-11-22"),
    _rule("module", "该用哪个模块", choose_module, "filing", "aim=enroll worker=employee"),
    _rule("back_payment", "补缴", back_payment, "filing back_payment", "contract_start=2026-06-01"),
    _rule(
        "contribution_base",
        "缴费基数",
        contribution_base,
        "base",
        "contribution_month=2025-09 monthly_wage=6000 months_worked_last_year=12",
    ),
    _rule("base_limits", "缴费基数上下限", base_limits, "base", "contribution_month=2025-09"),
    _rule("base_change", "调整缴费基数", base_change, "filing base duty", "current_base=6000 new_base=8000"),
    _rule(
        "base_change_list",
        "调整缴费基数的名单",
        base_change_list,
        "filing base duty",
        'people=[{"person":"张测试","current_base":6000,"new_base":8000}]',
    ),
    _rule(
        "contribution_estimate",
        "缴费估算",
        contribution_estimate,
        "base rate",
        "contribution_base=6000 contribution_month=2025-09 industry_class=一类",
    ),
    _rule(
        "back_payment_estimate",
        "补缴估算",
        back_payment_estimate,
        "filing back_payment base rate",
        "months_due=4 contribution_base=6000",
    ),
    _rule("contribution_rates", "缴费比例", contribution_rates, "rate", "contribution_month=2025-09"),
    _rule("suspension", "停保", suspension, "filing duty", "termination_day=2026-11-20"),
    _rule("rollback", "回退", rollback, "filing", "kind=filing.enrol mistake_day=2026-11-20"),
    _rule("insured_category", "参保身份", category_form, "", "insured_category=企业职工"),
    _rule(
        "enrollment_age",
        "参保年龄",
        enrollment_age,
        "retirement over_age",
        "insured_category=超龄工伤 birth_date=1963-03-01 sex=男",
    ),
    _rule("retirement_age", "法定退休年龄", retirement_age, "retirement", "birth_date=1965-03 sex=男"),
    _rule("deadline", "办理期限", deadline, "duty filing", "duty=enrollment began=2026-11-03"),
    _rule(
        "duty_calendar",
        "办事日历",
        duty_calendar,
        "filing duty",
        'first_day=2026-12-01 last_day=2026-12-31 events=[{"day":"2026-11-20","kind":"hired","who":"张测试"}]',
    ),
    _rule("record_validity", "权益记录单有效期", record_validity, "entitlement_record", "issued_day=2026-08-31"),
    _rule("permission", "单位账号的权限", permission, "", "role=管理员 act=增加经办人"),
    _rule(
        "attachment",
        "附件能不能传",
        check_attachment,
        "attachment",
        "purpose=增员附件 file_name=合同.pdf size=1200000 first_bytes=255044462d312e37",
    ),
    _rule("identity_number", "公民身份号码", identity_number_told, "", "number=321399199001010011"),
    _rule("credit_code", "统一社会信用代码", credit_code_told, "", "code=91321399MA00000AAM"),
    _rule("mobile", "手机号码", mobile_told, "", "number=13800000000"),
    _rule("person_name", "姓名", person_name_told, "", "name=张测试"),
    _rule("password", "密码强度", password_told, "", "password=cb7k2m9q kind=个人账号"),
)

RULES: Mapping[str, RuleEntry] = MappingProxyType({entry.name: entry for entry in _ALL})
"""Every public rule by its name, in the order in which they are listed."""


def run_rule(name: str, given: Mapping[str, object], law: Parameters, today: date) -> Explained:
    """Run the rule ``name`` on values given as text, or as JSON holds them.

    Raises:
        BadGiven: there is no such rule, or something given is missing, unknown, not of its type, or contradictory.
        ParameterMissing: the law has no number for the day; ``str`` tells the user.
    """
    entry = RULES.get(name)
    if entry is None:
        raise BadGiven(f"没有这个规则。请从这些当中选：{'、'.join(RULES)}。")
    return entry.run(given, law, today)
