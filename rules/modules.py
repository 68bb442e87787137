"""The ten filing modules (申报模块) and the parts of a plan: what is done, by whom, before and after what."""

from dataclasses import dataclass

from rules.explained import OpenPoint
from rules.labelled import Labelled


class Module(Labelled):
    """A filing module by its topic id; its numbers differ between the guide's list and body."""

    INSURANCE_REGISTRATION = "filing.unit_info", "企业社会保险信息登记"
    PERSON_RECORD = "filing.person_collect", "人员基础信息采集"
    EMPLOYEE_ENROLLMENT = "filing.enrol", "用人单位用工参保登记"
    PERSONNEL_ENROLLMENT = "filing.special_enrol", "人员参保登记"
    COVERAGE_SUSPENSION = "filing.stop", "用人单位退工停保登记"
    FILING_ROLLBACK = "filing.rollback", "人员变更回退"
    BASE_INCREASE = "filing.base_up", "企业缴费基数调整（上调）"
    DISPATCH_TRANSFER = "filing.dispatch_transfer", "劳务派遣用工调转"
    PROJECT_ENROLLMENT = "filing.construction", "工程建设项目人员登记维护"
    ADVANCE_ENROLLMENT = "filing.pre_enrol", "用人单位用工参保预登记"


class Channel(Labelled):
    """Where the matter is done."""

    ONLINE = "online", "网上"
    COUNTER = "counter", "柜台"
    EITHER = "either", "网上或柜台"


class Actor(Labelled):
    """Who must act."""

    OPERATOR = "operator", "单位经办"
    EMPLOYEE = "employee", "员工本人"
    FORMER_EMPLOYER = "former_employer", "原单位"
    COUNTER = "counter", "柜台"


class When(Labelled):
    """Whether a matter keeps to the filing window."""

    IN_WINDOW = "in_window", "只在申报期内办"
    IN_PAUSE = "in_pause", "只在暂停申报的几天办"
    NOT_WRITTEN = "not_written", "暂停申报时能不能办，资料没有写"
    ANY_DAY = "any_day", "不看申报期"


class ChoiceOutcome(Labelled):
    """What can be done at present."""

    ASK = "ask", "还要问一句"
    FILE_NOW = "file_now", "现在就能办"
    IN_WINDOW = "in_window", "申报期内可以办"
    WAIT = "wait", "要等一等"
    STEP_BEFORE = "step_before", "先办前面的一步"
    OTHERS_FIRST = "others_first", "要别人先办"
    COUNTER = "counter", "到柜台办"
    NOT_NEEDED = "not_needed", "不用再办"
    UNCLEAR = "unclear", "资料没有写明"


@dataclass(frozen=True)
class Step:
    """What goes before or after: ``certain`` is False where it is needed only under the condition that it names."""

    says: str
    topic: str
    who: Actor
    certain: bool
    source: str


@dataclass(frozen=True)
class RuledOut:
    """A module or way that looks near and is not the one, and why."""

    topic: str
    title: str
    says: str


@dataclass(frozen=True)
class Plan:
    """What is done about a matter.

    Args:
        topic: the module's topic id, or the topic of an error or of the counter's business.
        says: why this one.
        outcome: where it follows neither from the channel nor from who acts nor from the day.
    """

    topic: str
    title: str
    says: str
    source: str
    when: When
    channel: Channel = Channel.ONLINE
    who: Actor = Actor.OPERATOR
    before: tuple[Step, ...] = ()
    after: tuple[Step, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    open_points: tuple[OpenPoint, ...] = ()
    outcome: ChoiceOutcome | None = None
