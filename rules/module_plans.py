"""The plan of each filing module: what it is for, what goes before and after, and what it is not for."""

from rules.explained import OpenPoint
from rules.modules import Actor, Channel, ChoiceOutcome, Module, Plan, RuledOut, Step, When

_CALENDAR = "domain 申报日历（B）"
_BASE = "002 §三.7"

REGISTER_FIRST = Step(
    "单位从没参过保，先做企业社会保险信息登记。", "filing.unit_info", Actor.OPERATOR, True, "002 §三.1"
)
COLLECT_FIRST = Step(
    "职工第一次参保，先做人员基础信息采集。", "filing.person_collect", Actor.OPERATOR, True, "002 §三.2"
)
COLLECT_IF_ASKED = Step(
    "提示“未获取到人员基本信息”时，先做人员基础信息采集。", "filing.person_collect", Actor.OPERATOR, False, "002 §三.2"
)
FLEXIBLE_STOPS = Step(
    "员工本人先在个人网厅、江苏智慧人社APP或窗口办灵活就业停保。",
    "error.flexible_employment",
    Actor.EMPLOYEE,
    True,
    "002 §五 问题三（5）",
)
FORMER_STOPS = Step(
    "员工先请原单位办退工停保。", "error.pension_already", Actor.FORMER_EMPLOYER, True, "002 §五 问题三（2）"
)
FORMAL_ENROLLMENT = Step(
    "恢复申报后必须再办正式的用人单位用工参保登记，不办等于没参保。", "filing.enrol", Actor.OPERATOR, True, _CALENDAR
)
ENROLL_NEXT = Step("采集成功后，再做参保登记。", "filing.enrol", Actor.OPERATOR, True, "002 §三.2")
_ENROLL_PEOPLE = Step("单位登记好后，再给职工参保。", "filing.enrol", Actor.OPERATOR, False, "002 §三.1")
_FILE_AGAIN = Step("撤回后，该办的重新办对。", "filing.which_module", Actor.OPERATOR, False, "002 §五 问题四")
_TELL_EMPLOYEE = Step("告诉员工停保的日子，方便他接着参保。", "filing.stop_date", Actor.OPERATOR, False, "本助手的建议")

_TAX = OpenPoint(
    "2023年12月起单位直接向税务申报工资并缴费，改基数还走不走原来的路，没有查到。",
    ("照操作指南办：上调在网厅，其余到经办机构。", "已由向税务申报工资代替：到税务更正。"),
    "税务机关（12366）或12333",
)
_MATERIALS = OpenPoint("改基数要带哪些材料，操作指南没有列。", ())
PROJECT_LEAVING = OpenPoint(
    "按项目参保的工人离场走哪里，操作指南没有写明。",
    ("所有参保业务的停保都走退工停保登记。", "项目登记表里有离场日期，在项目模块里登记离场。"),
)
_OTHER_AGENCY = OpenPoint(
    "派遣机构也换了的怎么走，操作指南没有写。", ("从“原单位先停保”推断：原机构停保，新机构再增员。",)
)


def _not(module: Module, says: str) -> RuledOut:
    return RuledOut(module.value, module.label, says)


def _plan(
    module: Module,
    says: str,
    source: str,
    *,
    ruled_out: tuple[RuledOut, ...],
    when: When = When.IN_WINDOW,
    after: tuple[Step, ...] = (),
    open_points: tuple[OpenPoint, ...] = (),
) -> Plan:
    return Plan(
        module.value, module.label, says, source, when, after=after, ruled_out=ruled_out, open_points=open_points
    )


PLANS = {
    Module.INSURANCE_REGISTRATION: _plan(
        Module.INSURANCE_REGISTRATION,
        "单位从没参过保，要先登记单位的参保信息；报错就到当地社保大厅。",
        "002 §三.1",
        when=When.NOT_WRITTEN,
        after=(_ENROLL_PEOPLE,),
        ruled_out=(_not(Module.EMPLOYEE_ENROLLMENT, "单位自己还没登记，不能先给人参保。"),),
    ),
    Module.PERSON_RECORD: _plan(
        Module.PERSON_RECORD,
        "系统里还没有这个人的基础信息，要先采集；只收持居民身份证的人。",
        "002 §三.2",
        when=When.NOT_WRITTEN,
        after=(ENROLL_NEXT,),
        ruled_out=(_not(Module.EMPLOYEE_ENROLLMENT, "没有基础信息，参保登记会报“未获取到人员基本信息”。"),),
    ),
    Module.EMPLOYEE_ENROLLMENT: _plan(
        Module.EMPLOYEE_ENROLLMENT,
        "企业职工、个体工商户、去产能、非全日制、多重工伤人员都在这里参保。",
        "002 §三.3",
        ruled_out=(
            _not(Module.PERSONNEL_ENROLLMENT, "那里给在编、宗教教职、超龄工伤等身份用。"),
            _not(Module.ADVANCE_ENROLLMENT, "那里只在暂停申报的几天用。"),
            _not(Module.PROJECT_ENROLLMENT, "那里给按项目打包参加工伤保险的工人用。"),
        ),
    ),
    Module.ADVANCE_ENROLLMENT: _plan(
        Module.ADVANCE_ENROLLMENT,
        "暂停申报的几天来了新人，先做预登记，免得出了工伤没有保障。",
        "002 §三.10",
        when=When.IN_PAUSE,
        after=(FORMAL_ENROLLMENT,),
        ruled_out=(_not(Module.EMPLOYEE_ENROLLMENT, "今天暂停申报，恢复后才能办。"),),
    ),
    Module.PERSONNEL_ENROLLMENT: _plan(
        Module.PERSONNEL_ENROLLMENT,
        "在编、宗教教职、超龄工伤等身份在这里参保，险种由系统按参保身份配好。",
        "002 §三.4",
        ruled_out=(
            _not(Module.EMPLOYEE_ENROLLMENT, "那里没有这些参保身份。"),
            _not(Module.PROJECT_ENROLLMENT, "那里给按项目打包参加工伤保险的工人用。"),
        ),
    ),
    Module.PROJECT_ENROLLMENT: _plan(
        Module.PROJECT_ENROLLMENT,
        "按项目总造价打包参加工伤保险的工人，凭工程编码在这里登记。",
        "002 §三.9",
        ruled_out=(_not(Module.EMPLOYEE_ENROLLMENT, "那里是本单位职工参保，不按项目打包。"),),
    ),
    Module.COVERAGE_SUSPENSION: _plan(
        Module.COVERAGE_SUSPENSION,
        "所有参保业务的停保都在这里办，停保时间就是办理当天，不能改。",
        "002 §三.5",
        after=(_TELL_EMPLOYEE,),
        ruled_out=(
            _not(Module.FILING_ROLLBACK, "那里只撤办错的，人真的走了要停保。"),
            _not(Module.DISPATCH_TRANSFER, "那里是同一家机构的派遣人员换用工单位，人还在参保。"),
        ),
    ),
    Module.FILING_ROLLBACK: _plan(
        Module.FILING_ROLLBACK,
        "增员、减员办错了，在申报期内可以撤回那一笔。",
        "002 §三.6",
        after=(_FILE_AGAIN,),
        ruled_out=(
            _not(Module.COVERAGE_SUSPENSION, "停保不会抹掉办错的那一笔。"),
            _not(Module.BASE_INCREASE, "基数报错不在回退里撤：往上调在这里办，其余到柜台。"),
        ),
    ),
    Module.BASE_INCREASE: _plan(
        Module.BASE_INCREASE,
        "基数往上调在网上传表办，办成后从次月起执行。",
        _BASE,
        open_points=(_TAX,),
        ruled_out=(
            RuledOut("filing.base_down", "到柜台改基数", "下调和改以前月份才去柜台。"),
            _not(Module.FILING_ROLLBACK, "回退只管人员增减。"),
        ),
    ),
    Module.DISPATCH_TRANSFER: _plan(
        Module.DISPATCH_TRANSFER,
        "同一家人力资源服务机构的派遣人员换用工单位，由机构在这里调转。",
        "002 §三.8",
        ruled_out=(
            _not(Module.COVERAGE_SUSPENSION, "人还在同一家机构参保，不用先停保。"),
            _not(Module.EMPLOYEE_ENROLLMENT, "人已由这家机构参保，不用重新增员。"),
        ),
    ),
}
"""What each module is for, before the known facts are added."""

BASE_AT_COUNTER = Plan(
    "filing.base_down",
    "到柜台改缴费基数",
    "基数往下调，或改以前月份的，由单位带材料到经办机构申请。",
    _BASE,
    When.ANY_DAY,
    channel=Channel.COUNTER,
    ruled_out=(_not(Module.BASE_INCREASE, "那里只能往上调，从次月起执行。"),),
    open_points=(_MATERIALS, _TAX),
)
OTHER_AGENCY = Plan(
    "filing.dispatch_transfer",
    "派遣机构也换了",
    "调转只在同一家人力资源服务机构里用，换了机构的不适用。",
    "002 §三.8",
    When.NOT_WRITTEN,
    ruled_out=(_not(Module.DISPATCH_TRANSFER, "前后不是同一家机构。"),),
    open_points=(_OTHER_AGENCY,),
    outcome=ChoiceOutcome.UNCLEAR,
)
ALREADY_REGISTERED = Plan(
    "filing.unit_info",
    Module.INSURANCE_REGISTRATION.label,
    "单位已经参过保，企业社会保险信息登记直接跳过。",
    "002 §三.1",
    When.ANY_DAY,
    after=(_ENROLL_PEOPLE,),
    outcome=ChoiceOutcome.NOT_NEEDED,
)
ALREADY_RECORDED = Plan(
    "filing.person_collect",
    Module.PERSON_RECORD.label,
    "系统里已有这个人的基础信息，不用再采集。",
    "002 §三.2",
    When.ANY_DAY,
    after=(Step("直接做参保登记。", "filing.enrol", Actor.OPERATOR, True, "002 §三.2"),),
    outcome=ChoiceOutcome.NOT_NEEDED,
)
