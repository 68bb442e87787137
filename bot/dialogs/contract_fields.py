"""What the forms of an employee's enrollment share: the contract, the record that is meant, and what is suggested."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bot.engine.checks import CalendarDay
from bot.engine.choice import Choice, YesNo

ContractStart = Annotated[date, CalendarDay("劳动合同开始日期", "2026年11月1日")]
ContractEnd = Annotated[date, CalendarDay("劳动合同终止日期", "2029年10月31日")]


class IncreaseReason(Choice):
    """合同增加原因.  Source: domain.md Form fields (B)"""

    NEW = ("新签", "新签合同", "新员工", "新来的")
    RENEWAL = ("续签", "续签合同", "续的")


_TERMS = ("一年", "两年", "三年", "五年", "1年", "2年", "3年", "5年")


class ContractKind(Choice):
    """合同类别.  Source: domain.md Form fields (B)"""

    FIXED_TERM = ("固定期限", "固定", "有期限", "定期", *_TERMS, *(f"{term}合同" for term in _TERMS))
    OPEN_ENDED = ("无固定期限", "无固定", "长期", "不定期")
    BY_TASK = ("完成一定工作任务", "按任务", "任务", "完成任务")


class Post(Choice):
    """岗位工种, as a client of the portal listed them in 2026.  Source: domain.md Form fields (B)"""

    ORDINARY = ("普通员工", "普通", "员工", "一般员工", "普通职工")
    HEAD = ("单位负责人", "负责人", "老板", "法人")
    MANAGER = ("管理人员", "管理", "经理", "主管")
    SPECIALIST = ("专业技术人员", "技术人员", "技术", "工程师", "会计")
    PRODUCTION = ("生产运输操作人员", "生产", "操作工", "司机", "工人", "车间")
    SERVICE = ("商业和其他服务业", "服务员", "营业员", "销售", "服务")
    FARMING = ("农林牧渔从业人员", "农林", "种植", "养殖")


class Agency(Choice):
    """Whether the employer is an agency, which has to name the host employer."""

    YES = "人力资源服务机构"
    NO = "不是机构"


def new_contract() -> IncreaseReason:
    """A new contract, unless the person says otherwise."""
    return IncreaseReason.NEW


def no_extension() -> YesNo:
    """No, unless the person says otherwise."""
    return YesNo.NO


def agency(is_agency: bool) -> Agency:
    """Whether the host employer has to be named.

    Source: 002 §三.3
    """
    return Agency.YES if is_agency else Agency.NO


def one_of_the_hosts(host_employer_code: str, host_codes: tuple[str, ...], host_names: tuple[str, ...]) -> str | None:
    """One of the agency's host employers, where the bureau shows them."""
    return unknown_host(host_employer_code, host_codes, host_names)


def unknown_host(code: str, host_codes: tuple[str, ...], host_names: tuple[str, ...]) -> str | None:
    """What to say to a code that none of the agency's host employers has; None where they are not known."""
    if not host_codes or code in host_codes:
        return None
    listed = "；".join(f"{known} {name}" for known, name in zip(host_codes, host_names, strict=True))
    return f"没有这个用工单位编号。可以填的：{listed}。请回复编号。"


def the_hosts_name(host_employer_code: str, host_codes: tuple[str, ...], host_names: tuple[str, ...]) -> str | None:
    """The host employer's name, where the bureau shows it."""
    return dict(zip(host_codes, host_names, strict=True)).get(host_employer_code)


def after_the_start(contract_end: date, contract_start: date) -> str | None:
    """An end after the start."""
    if contract_end > contract_start:
        return None
    return "终止日期要晚于开始日期。请核对后重新输入。"
