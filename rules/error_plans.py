"""What each error of the portal asks for: by whom, where, and what comes next."""

from rules.explained import OpenPoint
from rules.module_plans import ENROLL_NEXT, FLEXIBLE_STOPS, FORMER_STOPS, PLANS
from rules.modules import Actor, Channel, ChoiceOutcome, Module, Plan, RuledOut, Step, When
from rules.situation import PortalError

_QUESTION_THREE = "002 §五 问题三"
_LATER = "domain 网厅提示补充（B）"
_OURS = "本助手的建议"

_THEN_ENROLL = Step("办好后，单位再做参保登记。", "filing.enrol", Actor.OPERATOR, True, _QUESTION_THREE)
_RETIRED = OpenPoint(
    "已经退休的人能不能参加工伤保险，两处资料对不上。",
    ("后来的规定要求没有退休：不能参加。", "同类系统的提示指向人员参保登记里的超龄工伤：可以一试。"),
)
_RETRY_ALONE = RuledOut(
    Module.EMPLOYEE_ENROLLMENT.value, Module.EMPLOYEE_ENROLLMENT.label, "不先解决这个报错，再提交也过不去。"
)


def _by(
    topic: str,
    error: PortalError,
    says: str,
    source: str,
    *,
    who: Actor = Actor.OPERATOR,
    channel: Channel = Channel.ONLINE,
    before: tuple[Step, ...] = (),
    after: tuple[Step, ...] = (_THEN_ENROLL,),
    open_points: tuple[OpenPoint, ...] = (),
    outcome: ChoiceOutcome | None = None,
) -> Plan:
    return Plan(
        topic,
        error.label,
        says,
        source,
        When.ANY_DAY,
        channel,
        who,
        before=before,
        after=after,
        ruled_out=(_RETRY_ALONE,) if after else (),
        open_points=open_points,
        outcome=outcome,
    )


ERROR_PLANS = {
    PortalError.NO_BASIC_INFO: PLANS[Module.PERSON_RECORD],
    PortalError.POLICE_INTERFACE: _by(
        "error.police_interface",
        PortalError.POLICE_INTERFACE,
        "系统与公安部的接口有问题，请稍后或第二天再试采集。",
        f"{_QUESTION_THREE}（1）",
        after=(ENROLL_NEXT,),
        outcome=ChoiceOutcome.WAIT,
    ),
    PortalError.PENSION_ALREADY_INSURED: _by(
        "error.pension_already",
        PortalError.PENSION_ALREADY_INSURED,
        "请员工核实原单位是不是还没停保，没停的由原单位停。",
        f"{_QUESTION_THREE}（2）",
        who=Actor.FORMER_EMPLOYER,
        before=(FORMER_STOPS,),
    ),
    PortalError.MULTIPLE_PERSONS: _by(
        "error.multiple_persons",
        PortalError.MULTIPLE_PERSONS,
        "先选其中一条申报；还不行就到柜台处理。",
        f"{_QUESTION_THREE}（3）",
        channel=Channel.EITHER,
    ),
    PortalError.UNEMPLOYMENT_BENEFIT: _by(
        "error.unemployment_benefit",
        PortalError.UNEMPLOYMENT_BENEFIT,
        "员工先到人社局退回补缴期间领的失业金，单位再申请补缴。",
        f"{_QUESTION_THREE}（4）",
        who=Actor.EMPLOYEE,
        channel=Channel.COUNTER,
    ),
    PortalError.FLEXIBLE_EMPLOYMENT: _by(
        "error.flexible_employment",
        PortalError.FLEXIBLE_EMPLOYMENT,
        "员工还以灵活就业身份参保，要本人先停。",
        f"{_QUESTION_THREE}（5）",
        who=Actor.EMPLOYEE,
        channel=Channel.EITHER,
        before=(FLEXIBLE_STOPS,),
    ),
    PortalError.HOUSEHOLD_EMPTY: _by(
        "error.household_empty",
        PortalError.HOUSEHOLD_EMPTY,
        "员工本人登录个人网厅，在个人中心补上户籍性质。",
        f"{_QUESTION_THREE}（6）",
        who=Actor.EMPLOYEE,
    ),
    PortalError.POLICE_MISMATCH: _by(
        "error.police_mismatch",
        PortalError.POLICE_MISMATCH,
        "指南这一句印得不全。先对着身份证核对姓名和号码，过一会儿再试，还不行到柜台或打12333。",
        _OURS,
        channel=Channel.EITHER,
        after=(ENROLL_NEXT,),
        open_points=(OpenPoint("与公安比对不成功的人要交什么材料，指南印得不全。", ()),),
    ),
    PortalError.UNIT_INFO_FAILED: _by(
        "error.unit_info_failed",
        PortalError.UNIT_INFO_FAILED,
        "单位信息登记报错，要到当地社保大厅处理。",
        "002 §三.1",
        channel=Channel.COUNTER,
        after=PLANS[Module.INSURANCE_REGISTRATION].after,
    ),
    PortalError.INSURED_ELSEWHERE: _by(
        "error.pension_already",
        PortalError.INSURED_ELSEWHERE,
        "员工在别的单位还没停保，由原单位先停。",
        _LATER,
        who=Actor.FORMER_EMPLOYER,
        before=(FORMER_STOPS,),
    ),
    PortalError.INSURED_HERE: _by(
        "filing.enrol",
        PortalError.INSURED_HERE,
        "先查本单位名单，人已参保的不用重复办；合同到期的可以办续签，换身份的以其他参保身份参保。",
        _LATER,
        after=(),
        outcome=ChoiceOutcome.NOT_NEEDED,
    ),
    PortalError.RETIRED_PERSON: _by(
        "filing.over_age_injury",
        PortalError.RETIRED_PERSON,
        "这个人已经退休，普通增员办不了；只想参加工伤保险的，看人员参保登记里的超龄工伤。",
        _LATER,
        after=(),
        open_points=(_RETIRED,),
    ),
    PortalError.ENDED_INSURANCE: _by(
        "error.unknown",
        PortalError.ENDED_INSURANCE,
        "有险种已经终止，怎么恢复没有查到，请问参保地社保经办机构。",
        _LATER,
        channel=Channel.COUNTER,
    ),
    PortalError.STOP_TAX_DEADLINE: _by(
        "filing.stop",
        PortalError.STOP_TAX_DEADLINE,
        "这不是报错，是提醒这个月的费仍要缴；停保照常办。",
        _LATER,
        after=(),
        outcome=ChoiceOutcome.NOT_NEEDED,
    ),
    PortalError.OTHER: _by(
        "error.unknown",
        PortalError.OTHER,
        "把报错原文发给12333或参保地社保经办机构，说清在哪个模块、点了什么。",
        _OURS,
        channel=Channel.EITHER,
        after=(),
    ),
}
"""Who must act, and where, for each message."""
