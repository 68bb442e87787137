"""What each module's form answers: the names under which ``Filing.answers`` carries them, their types and labels.

Other answers may be there as well, such as text that only the portal asks for; the bureau passes them over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from rules.identifiers import IdentityNumber
from rules.insured_category import InsuredCategory
from rules.labelled import Labelled
from rules.modules import Module
from rules.month import Month


class IncreaseReason(Labelled):
    """合同增加原因."""

    NEW = "new", "新签"
    RENEWAL = "renewal", "续签"


class ContractKind(Labelled):
    """合同类别."""

    FIXED_TERM = "fixed_term", "固定期限"
    OPEN_ENDED = "open_ended", "无固定期限"
    BY_TASK = "by_task", "完成一定工作任务"


@dataclass(frozen=True)
class Answers:
    """What a form answers; where it is about a person, ``identity_number`` and, to tell records, ``person_number``."""

    @property
    def subject(self) -> IdentityNumber | None:
        """The person; None where it is about the employer itself."""
        return getattr(self, "identity_number", None)


@dataclass(frozen=True)
class InsuranceRegistration(Answers):
    """企业社会保险信息登记."""

    bank_name: Annotated[str, "开户银行"]
    bank_account: Annotated[str, "银行账号"]
    contact_name: Annotated[str, "联系人"]
    contact_mobile: Annotated[str, "联系人手机"]


@dataclass(frozen=True)
class PersonRecord(Answers):
    """人员基础信息采集."""

    identity_number: Annotated[IdentityNumber, "证件号码"]
    name: Annotated[str, "姓名"]
    sex: Annotated[str, "性别"]
    ethnic_group: Annotated[str, "民族"]
    mobile: Annotated[str, "移动电话"]
    household_registration_type: Annotated[str, "户籍性质"]
    household_division: Annotated[str, "户籍地行政区划"]
    household_address: Annotated[str, "户籍地址"]


@dataclass(frozen=True)
class AdvanceEnrollment(Answers):
    """用人单位用工参保预登记."""

    identity_number: Annotated[IdentityNumber, "证件号码"]
    contract_increase_reason: Annotated[IncreaseReason, "合同增加原因"]
    contract_kind: Annotated[ContractKind, "合同类别"]
    contract_start: Annotated[date, "劳动合同开始日期"]
    post: Annotated[str, "岗位工种"]
    contract_end: Annotated[date | None, "劳动合同终止日期"] = None
    person_number: Annotated[str, "个人编号"] = ""


@dataclass(frozen=True)
class EmployeeEnrollment(AdvanceEnrollment):
    """用人单位用工参保登记."""

    insured_category: Annotated[InsuredCategory, "参保身份"] = InsuredCategory.ENTERPRISE_EMPLOYEE
    contribution_base: Annotated[Decimal | None, "缴费基数"] = None
    extend_contributions: Annotated[bool, "延长缴费标志"] = False
    host_employer_code: Annotated[str, "用工单位编号"] = ""
    host_employer_name: Annotated[str, "用工单位全称"] = ""


@dataclass(frozen=True)
class PersonnelEnrollment(Answers):
    """人员参保登记."""

    identity_number: Annotated[IdentityNumber, "证件号码"]
    insured_category: Annotated[InsuredCategory, "参保身份"]
    coverage_start: Annotated[date | Month, "参保开始时间"]
    contribution_base: Annotated[Decimal | None, "缴费基数"] = None
    person_number: Annotated[str, "个人编号"] = ""


@dataclass(frozen=True)
class CoverageSuspension(Answers):
    """用人单位退工停保登记."""

    identity_number: Annotated[IdentityNumber, "证件号码"]
    termination_reason: Annotated[str, "退工原因"]
    person_number: Annotated[str, "个人编号"] = ""


@dataclass(frozen=True)
class FilingRollback(Answers):
    """人员变更回退."""

    identity_number: Annotated[IdentityNumber, "证件号码"]
    filing_number: Annotated[str, "业务编号"]


@dataclass(frozen=True)
class BaseIncrease(Answers):
    """企业缴费基数调整（上调）, of one person."""

    identity_number: Annotated[IdentityNumber, "证件号码"]
    contribution_base: Annotated[Decimal, "缴费基数"]
    person_number: Annotated[str, "个人编号"] = ""


@dataclass(frozen=True)
class DispatchTransfer(Answers):
    """劳务派遣用工调转, by the codes (用工单位编号) of the host employers."""

    identity_number: Annotated[IdentityNumber, "证件号码"]
    from_host_employer: Annotated[str, "原用工单位编号"]
    to_host_employer: Annotated[str, "新用工单位编号"]
    person_number: Annotated[str, "个人编号"] = ""


@dataclass(frozen=True)
class ProjectEnrollment(Answers):
    """工程建设项目人员登记维护; with ``exit_day`` for somebody who is there, that they left."""

    project_code: Annotated[str, "工程编码"]
    identity_number: Annotated[IdentityNumber, "证件号码"]
    entry_day: Annotated[date | None, "入场日期"] = None
    exit_day: Annotated[date | None, "离场日期"] = None
    person_number: Annotated[str, "个人编号"] = ""


FORMS: dict[Module, type[Answers]] = {
    Module.INSURANCE_REGISTRATION: InsuranceRegistration,
    Module.PERSON_RECORD: PersonRecord,
    Module.EMPLOYEE_ENROLLMENT: EmployeeEnrollment,
    Module.PERSONNEL_ENROLLMENT: PersonnelEnrollment,
    Module.COVERAGE_SUSPENSION: CoverageSuspension,
    Module.FILING_ROLLBACK: FilingRollback,
    Module.BASE_INCREASE: BaseIncrease,
    Module.DISPATCH_TRANSFER: DispatchTransfer,
    Module.PROJECT_ENROLLMENT: ProjectEnrollment,
    Module.ADVANCE_ENROLLMENT: AdvanceEnrollment,
}
