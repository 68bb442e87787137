"""我这个情况该用哪个模块: one or two questions, then the module, whether today is the day, and what goes around it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.module_told import LOOKED_UP, Found, ModuleTold, error_told, module_told
from bot.engine.checks import Text
from bot.engine.choice import Choice
from bot.engine.messages import Offer
from bot.engine.steps import ask, choose, decide, end, tell
from bot.services.errors import Catalogue
from bot.services.rule_answers import lean_on
from bot.services.rule_questions import RuleQuestion
from rules import situation as facts
from rules.parameters import Parameters


class Aim(Choice):
    """What is to be done; members are those of ``rules.situation.Aim``."""

    ENROLL = (
        "给人参保（增员）", "给人交社保", "给人上社保", "给人缴社保", "交社保", "上社保", "缴社保", "买社保", "办社保",
        "增员", "加人", "新人", "新员工", "新招", "入职", "来了", "上保险", "工伤险", "工伤保险", "参保登记", "预登记",
        "保洁", "保安", "门卫", "返聘", "退休的", "超龄", "工地", "工人", "民工", "在编", "教职", "村医",
        "小时工", "临时工", "兼职", "非全日制", "个体户", "雇工", "转正", "看门", "进人", "来人了",
    )  # fmt: skip
    SUSPEND = (
        "停保（减员）", "减员", "停保", "有人走了", "人走了", "走了", "走人", "离职", "辞职", "辞退", "开除", "退工",
        "辞了", "不干了", "停社保", "停掉", "去掉", "减人", "终止合同", "解除合同", "死了", "去世", "过世", "身故",
    )  # fmt: skip
    UNDO = (
        "增减员办错了，要撤回", "办错了", "弄错了", "搞错了", "点错了", "加错了", "减错了", "停错了", "报错人了",
        "报错了一个人", "报错了一个", "错了一个", "多加了", "撤回", "撤销", "回退", "反悔", "作废",
    )  # fmt: skip
    CHANGE_BASE = (
        "改缴费基数", "基数", "基数报低了", "基数报高了", "基数报错", "基数报错了", "上调", "下调", "调基数",
        "涨工资", "工资涨", "降工资", "工资降", "改工资",
    )  # fmt: skip
    MOVE_DISPATCHED = (
        "派遣的人换用工单位", "派遣", "调转", "换用工单位", "换厂", "换客户", "劳务派遣", "甲厂换乙厂",
    )  # fmt: skip
    REGISTER_EMPLOYER = (
        "单位第一次办社保", "单位从没参过保", "新单位", "新公司", "刚开的公司", "刚成立", "刚开业", "刚注册",
        "第一次给公司", "第一次办", "头一回", "单位登记", "开户", "没参过保",
    )  # fmt: skip
    COLLECT = ("采集人员信息", "采集", "信息采集", "系统里没有这个人", "查无此人", "没有这个人", "录人员信息")
    FIX_ERROR = (
        "网厅报错，办不下去", "报错了", "报错", "出错了", "提示错误", "有提示", "跳出提示", "办不了", "提交不了",
        "办不下去", "弹框", "弹窗", "失败", "增员报错", "减员报错", "停保报错", "采集报错", "增员提示", "减员提示",
    )  # fmt: skip


class Worker(Choice):
    """Who is to be enrolled; members are those of ``rules.situation.Worker``."""

    EMPLOYEE = (
        "普通职工，小时工也算", "普通职工", "普通员工", "普通人", "正式工", "正式员工", "合同工", "企业职工", "职工",
        "非全日制", "小时工", "兼职", "个体户", "个体工商户", "雇工", "去产能", "多重工伤", "转正", "一般员工", "打工",
    )  # fmt: skip
    SPECIAL = (
        "在编、宗教教职等特殊身份", "在编", "有编制", "事业编", "公务员", "参公", "军人", "宗教", "教职",
        "协保", "内退", "村医", "乡村医生", "新业态", "骑手", "特殊",
    )  # fmt: skip
    OVER_AGE = (
        "过了退休年龄，只参加工伤", "过了退休年龄", "退休返聘", "返聘", "超龄", "退休的", "退休了", "退休年龄",
        "到了退休年龄", "超过退休年龄", "老头", "大爷",
    )  # fmt: skip
    PROJECT = (
        "工地工人，按项目参加工伤", "工地", "项目", "建筑工", "农民工", "民工", "施工", "工程",
    )  # fmt: skip


class BaseWish(Choice):
    """How the base is to change; members are those of ``rules.situation.BaseWish``."""

    UP = (
        "往上调（报低了）", "上调", "往上", "调高", "报低了", "报低", "报少了", "低了", "涨工资", "工资涨", "加工资",
        "涨基数", "升基数", "高一点",
    )  # fmt: skip
    DOWN = (
        "往下调（报高了）", "下调", "往下", "调低", "报高了", "报高", "报多了", "高了", "降工资", "工资降", "降基数",
        "低一点",
    )  # fmt: skip
    PAST_MONTHS = ("改以前月份的", "以前月份", "以前的", "前几个月", "上个月的", "去年的", "过去的")


class Agency(Choice):
    """Whether one and the same agency dispatches before and after."""

    SAME = ("同一家派遣机构", "同一家", "还是这家", "机构没变", "没换机构", "是", "是的", "没变", "对", "还是我们")
    OTHER = ("派遣机构也换了", "机构换了", "换了机构", "不是同一家", "换了", "不是", "别的机构", "换了一家")


def which_module(
    aim: Aim,
    today: date,
    law: Parameters,
    catalogue: Catalogue,
    worker: Worker | None = None,
    base_wish: BaseWish | None = None,
    agency: Agency | None = None,
    pasted: str | None = None,
) -> ModuleTold:
    """The module for what was answered, on the day of asking.

    Source: 002 §三
    """
    if pasted is not None:
        return error_told(pasted, today, law, catalogue)
    return module_told(
        facts.Situation(
            today=today,
            aim=facts.Aim[aim.name],
            worker=facts.Worker[worker.name] if worker else None,
            base_wish=facts.BaseWish[base_wish.name] if base_wish else None,
            same_agency=agency is Agency.SAME if agency else None,
        ),
        law,
    )


def go_on_with(
    module: ModuleTold,
    aim: Aim,
    worker: Worker | None = None,
    base_wish: BaseWish | None = None,
    agency: Agency | None = None,
    pasted: str = "",
) -> tuple[str | Offer, ...]:
    """The topics of the module and of the steps around it, the dialog for a pasted message that is none of them, and
    while filing is paused the same question again.
    """
    looked_up = Offer(LOOKED_UP, {"pasted": pasted})
    if module.dialog_key:
        return (looked_up if module.dialog_key == LOOKED_UP else Offer(module.dialog_key),)
    topics = tuple(looked_up if pasted and topic == "error.unknown" else topic for topic in module.onward)
    if not module.again_on or pasted:
        return topics
    answers = {"aim": aim, "worker": worker, "base_wish": base_wish, "agency": agency}
    given = {name: answer.name for name, answer in answers.items() if answer is not None}
    return (*topics, Offer("which_module", given, f"{module.again_on}起再看一遍"))


def lean_on_module(
    aim: Aim, today: date, worker: Worker | None = None, base_wish: BaseWish | None = None, agency: Agency | None = None
) -> str:
    """The question that was answered, for 为什么 and “那9月1号呢”; nothing leans on a pasted message."""
    if aim is Aim.FIX_ERROR:
        return ""
    given = {"today": today.isoformat(), "aim": facts.Aim[aim.name].value}
    given |= {"worker": facts.Worker[worker.name].value} if worker else {}
    given |= {"base_wish": facts.BaseWish[base_wish.name].value} if base_wish else {}
    given |= {"same_agency": "是" if agency is Agency.SAME else "否"} if agency else {}
    return lean_on(RuleQuestion("module", given, WhichModule.topic), today)


class WhichModule(CanbaoDialog):
    """我这个情况该用哪个模块: the aim, at most one question more, and the module for today.

    Source: 002 §一, §三, 问题三; domain.md Calendar, More messages seen on portals
    """

    key = "which_module"
    topic = "filing.which_module"
    title = "选对申报模块"
    version = 1

    aim: Aim = choose(
        "您要办哪件事？用自己的话说也行，例如“有人走了”“超龄的保洁”。",
        {
            Aim.ENROLL: "worker",
            Aim.SUSPEND: "module",
            Aim.UNDO: "module",
            Aim.CHANGE_BASE: "base_wish",
            Aim.MOVE_DISPATCHED: "agency",
            Aim.REGISTER_EMPLOYER: "module",
            Aim.COLLECT: "module",
            Aim.FIX_ERROR: "pasted",
        },
        label="要办的事",
    )
    worker: Worker = choose("参保的是哪一种人？", label="什么人", early=True, then="module")
    base_wish: BaseWish = choose("基数要怎么改？", label="基数怎么改", early=True, then="module")
    agency: Agency = choose("换用工单位以后，还是同一家派遣机构吗？", label="派遣机构", early=True, then="module")
    pasted: Annotated[str, Text(label="报错原话", example="养老已参保，不能再办理参保", most=2000, greedy=True)] = ask(
        "网厅提示的是哪一句？请把原话粘贴过来，身份证号可以先删掉。"
    )
    module: ModuleTold = decide(
        which_module,
        {
            Found.FILE_NOW: "told",
            Found.IN_WINDOW: "told",
            Found.WAIT: "told",
            Found.STEP_BEFORE: "told",
            Found.OTHERS_FIRST: "told",
            Found.COUNTER: "told",
            Found.NOT_NEEDED: "told",
            Found.UNCLEAR: "told",
            Found.OTHER_ERROR: "other_error",
            Found.NO_WINDOW: "no_window",
        },
    )

    told = tell(
        """
        {{ headline }}。
        {{ why }}
        {% if module.outcome.name == "UNCLEAR" %}
        {{ left_open[0] }}
        {% elif module.outcome.name == "COUNTER" %}
        带什么材料，资料没列清单，先打12333问清再去。
        {% endif %}
        {% if dated %}
        {{ dated }}
        {% endif %}
        {% for step in before %}
        之前：{{ step }}
        {% endfor %}
        {% for step in after %}
        之后：{{ step }}
        {% endfor %}
        谁来办：{{ done_by }}
        依据：{{ source }}
        """
    )
    details = tell(
        """
        【细节】
        {% if ruled_out %}
        为什么不是别的：
        {% for line in ruled_out %}
        · {{ line }}
        {% endfor %}
        {% endif %}
        {% if left_open %}
        资料没有写明的（可问参保地社保经办机构或12333）：
        {% for line in left_open %}
        · {{ line }}
        {% endfor %}
        {% endif %}
        结果按今天{{ today }}算，过几天再办请再问一次。
        """
    )

    done = end("点哪里、填什么，选下面的接着看。", offers=go_on_with, lean=lean_on_module)
    other_error = end(
        """
        {{ why }}
        可以按这句提示一步步排查，原话不用再贴一遍。
        """,
        offers=go_on_with,
    )
    no_window = end("{{ why }}申报期没有查到，就说不准用哪个模块、哪天能办。")
