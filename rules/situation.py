"""What an employer's matter may be: the facts from which the module is chosen, each of them possibly unknown."""

from dataclasses import dataclass
from datetime import date

from rules.insured_category import InsuredCategory
from rules.labelled import Labelled


class Aim(Labelled):
    """What is to be done."""

    REGISTER_EMPLOYER = "register_employer", "单位从没参过保，第一次办"
    COLLECT = "collect", "采集人员基础信息"
    ENROLL = "enroll", "给人参保（增员）"
    SUSPEND = "suspend", "停保（减员）"
    UNDO = "undo", "人员变动办错了，要撤回"
    CHANGE_BASE = "change_base", "改缴费基数"
    MOVE_DISPATCHED = "move_dispatched", "派遣人员换用工单位"
    FIX_ERROR = "fix_error", "网厅报错，办不下去"


class Worker(Labelled):
    """Who is to be enrolled, as far as the modules tell people apart."""

    EMPLOYEE = "employee", "普通职工（含个体工商户、去产能、非全日制、多重工伤人员）"
    SPECIAL = "special", "特殊身份（在编、参公、待安置军人、宗教教职、协保内退、乡村医生、新业态工伤）"
    OVER_AGE = "over_age", "过了退休年龄的人，只参加工伤保险"
    PROJECT = "project", "工程建设项目的工人，按项目参加工伤保险"


class Coverage(Labelled):
    """What insurance the person has at present."""

    NONE = "none", "没有在参保"
    HERE = "here", "已在本单位参保"
    ELSEWHERE = "elsewhere", "还在原单位参保"
    FLEXIBLE = "flexible", "以灵活就业身份参保"


class BaseWish(Labelled):
    """How the contribution base is to change."""

    UP = "up", "往上调"
    DOWN = "down", "往下调"
    PAST_MONTHS = "past_months", "改以前月份的基数"


class PortalError(Labelled):
    """What the portal says, by its message; the first seven are the operations guide's."""

    NO_BASIC_INFO = "no_basic_info", "未获取到人员基本信息"
    POLICE_INTERFACE = "police_interface", "调用公安部人员基准信息查询接口出错"
    PENSION_ALREADY_INSURED = "pension_already_insured", "养老已参保，不能再办理参保"
    MULTIPLE_PERSONS = "multiple_persons", "根据身份证号码找到多条人员信息，无法办理此业务"
    UNEMPLOYMENT_BENEFIT = "unemployment_benefit", "自参保开始日期下一月起，存在失业金发放信息"
    FLEXIBLE_EMPLOYMENT = "flexible_employment", "该人员为灵活就业参保人员"
    HOUSEHOLD_EMPTY = "household_empty", "户籍性质为空"
    POLICE_MISMATCH = "police_mismatch", "与公安部门信息比对不成功"
    UNIT_INFO_FAILED = "unit_info_failed", "首次参保单位信息登记报错"
    INSURED_ELSEWHERE = "insured_elsewhere", "此人已在其它单位参保，不允许办理该业务"
    INSURED_HERE = "insured_here", "此人已在本单位参保，不允许办理该业务"
    RETIRED_PERSON = "retired_person", "此人为离退休人员，不允许办理该业务"
    ENDED_INSURANCE = "ended_insurance", "此人存在终止参保险种，不允许办理该业务"
    STOP_TAX_DEADLINE = "stop_tax_deadline", "当前时间办理人员停保，发送税务缴费截止时间为"
    OTHER = "other", "其他看不懂的报错"


class Fact(Labelled):
    """A fact that may have to be asked: the field of ``Situation``, and the question to the user as its label."""

    AIM = "aim", "您要办的是哪件事？"
    ERROR = "error", "网厅报的是哪一句？"
    WORKER = "worker", "要参保的是哪种人？"
    BASE_WISH = "base_wish", "基数要怎么改？"
    SAME_AGENCY = "same_agency", "换用工单位之后，还是同一家人力资源服务机构派遣吗？"


@dataclass(frozen=True)
class Situation:
    """What is known of a matter; None is unknown.

    Args:
        today: the Beijing day of filing.
        worker: follows from ``insured_category`` where that is known.
        employer_registered: the employer has been insured before.
        person_recorded: the city of insurance has the person's basic information (人员基础信息).
        coverage: the person's insurance at present.
        same_agency: before and after the move, one and the same agency (人力资源服务机构) dispatches.
        by_agency: the filing employer is such an agency.
    """

    today: date | None = None
    aim: Aim | None = None
    error: PortalError | None = None
    worker: Worker | None = None
    insured_category: InsuredCategory | None = None
    base_wish: BaseWish | None = None
    same_agency: bool | None = None
    employer_registered: bool | None = None
    person_recorded: bool | None = None
    coverage: Coverage | None = None
    by_agency: bool | None = None
