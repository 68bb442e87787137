"""养老已参保，不能再办理参保: find out where the person is still insured, have it stopped there, enroll again."""

from __future__ import annotations

from bot.dialogs.common import Next
from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.flexible_employment import FlexibleEmployment
from bot.engine.choice import Choice, Solved
from bot.engine.conversation import Outcome
from bot.engine.steps import call, choose, end, tell


class InsuredAt(Choice):
    """Where the pension insurance still runs."""

    FORMER = (
        "上一家单位，或还不清楚",
        "上一家",
        "上家",
        "上一家公司",
        "上一个",
        "原单位",
        "前单位",
        "老单位",
        "老东家",
        "前公司",
        "原公司",
        "原来的",
        "原单位没停",
        "没停",
        "不清楚",
        "不知道",
    )
    STOPPED = (
        "上一家说已经停了",
        "说已经停了",
        "说停了",
        "已经停了",
        "停过了",
        "原单位停了",
        "原单位已经停了",
        "原单位说停了",
        "原单位说已经停了",
        "上家说停了",
        "上家停了",
        "前单位停了",
        "前单位说停了",
        "前单位已经停了",
    )
    GONE = (
        "上一家倒闭、注销或找不到",
        "倒闭",
        "注销",
        "破产",
        "关门",
        "找不到人",
        "联系不上",
        "联系不到",
        "人都没了",
        "不存在了",
    )
    FLEXIBLE = ("他自己交的（灵活就业）", "灵活就业", "灵活", "自己交", "自己缴", "个人交", "个人缴", "个人身份")
    HERE = ("已经在我们单位参保了", "我们单位", "本单位", "我们公司", "在我们这", "已经加过", "加过了")


class Feedback(Choice):
    """What came back from the employee and the former employer."""

    STOPPED = ("停好了", "停了", "停保了", "已停", "停掉了", "办好了", "好了")
    REFUSED = (
        "原单位不办、注销或找不到",
        "不办",
        "不肯",
        "不给停",
        "不给办",
        "不配合",
        "拖着",
        "注销",
        "倒闭",
        "联系不上",
        "联系不到",
        "找不到人",
        "没人办",
    )
    TWO_JOBS = ("他还在那边上班", "还在上班", "两边上班", "两边都", "两家都", "兼职", "没离职")
    FLEXIBLE = ("他是自己交的（灵活就业）", "灵活就业", "灵活", "自己交", "自己缴", "个人交", "个人缴")
    WAITING = ("还没回信，先等等", "还没", "等等", "没回", "还没停", "没停", "再等等", "在办", "没消息")


class PensionAlreadyInsured(CanbaoDialog):
    """养老已参保，不能再办理参保: former employer not stopped, flexible worker, or enrolled here already.

    What the former employer does not do, the guides leave open: 12333 and the bureau know.

    Source: 002 问题三（2）, 3用人单位用工参保登记, 5用人单位退工停保登记; domain.md Calendar, More messages
    """

    key = "pension_already_insured"
    topic = "error.pension_already"
    title = "处理养老已参保"
    version = 1

    insured_at: InsuredAt = choose(
        """
        系统里他的养老还在参保，多半是上一家单位还没给他停保。
        他现在参保在哪里？不清楚就按上一家单位办，请员工去问。
        """,
        {
            InsuredAt.FORMER: "note_to_employee",
            InsuredAt.STOPPED: "again",
            InsuredAt.GONE: "refused",
            InsuredAt.FLEXIBLE: "flexible",
            InsuredAt.HERE: "here",
        },
        label="参保的地方",
    )
    note_to_employee = tell(
        """
        【可转发】
        您好！公司在给您办社保，系统提示您的养老保险还在别处参保，暂时报不上。
        麻烦您问一下上一家单位管社保的同事，有没有给您停保。
        没停的，请他们在网上办一下，步骤我另发一段，您可以直接转给他们。
        如果是您自己在交（灵活就业），或者您还在那边上班，也请告诉我。
        停好请回复我，我再提交。谢谢！
        """
    )
    note_to_former_employer = tell(
        """
        【可转发】
        您好！（员工姓名）已到新单位上班，新单位报参保时提示他的养老还在参保。
        可能是贵单位还没给他停保，麻烦在省人社网办大厅办一下：
        1. 用单位账号登录，点“单位办事”→“社会保险”。
        2. 点“用人单位退工停保登记”，填他的证件号码和退工原因，提交。
        停保时间是办理当天，改不了；每月7日至10日暂停申报。
        按规定，终止劳动关系后10天内要停保。办好请告诉他一声，谢谢！
        """
    )
    feedback: Feedback = choose(
        """
        第一段转给员工；第二段填上姓名，请员工转给上一家单位，停保要由那边办。
        可以先去忙，有回信了回来说“继续”。
        回信怎么说？
        """,
        {
            Feedback.STOPPED: "again",
            Feedback.REFUSED: "refused",
            Feedback.TWO_JOBS: "two_jobs",
            Feedback.FLEXIBLE: "flexible",
            Feedback.WAITING: "waiting",
        },
        label="员工和上一家单位的回信",
    )
    flexible = call(
        FlexibleEmployment,
        {
            "done": "flexible_done",
            "waiting": "flexible_later",
            "ask_the_bureau": "flexible_later",
            "person": "flexible_person",
        },
    )
    here: Solved = choose(
        """
        登录后点右上角单位名称，进“单位中心”，看他在不在本单位的参保人员里。
        1. 已经在的，不用再增员。
        2. 只是续合同，增员时“合同增加原因”选“续签”。
        3. 要换一种身份参保，换好“参保身份”再报。
        2、3两条出自网厅2026年的提示，不在操作指南里，选项以网厅为准。
        解决了吗？
        """,
        {Solved.YES: "here_done", Solved.NO: "still"},
        label="本单位参保是否理清",
    )
    again: Solved = choose(
        """
        {% if insured_at.name == "STOPPED" %}上一家说停了，先这样试。{% endif %}
        请再提交一次增员：“单位办事”→“社会保险”→“用人单位用工参保登记”。
        每月7日至10日暂停申报，请避开这几天。
        解决了吗？
        """,
        {Solved.YES: "done", Solved.NO: "still"},
        label="再报是否成功",
    )
    two_jobs: Solved = choose(
        """
        两边都上班时养老怎么交，指南没写。
        指南只写了：多重劳动关系的工伤人员，也在用工参保登记里办。
        1. 先打12333问清：他合不合适，能参加哪几险。
        2. 合适的，增员时“参保身份”选“多重工伤人员”（选项以网厅为准）。
        解决了吗？
        """,
        {Solved.YES: "two_jobs_done", Solved.NO: "still"},
        label="两边上班是否报成",
    )
    refused: Next = choose(
        """
        上一家不办、注销了或找不到，该怎么停，指南没写。知道的是12333和参保地社保经办机构。
        问之前备好（我们的建议）：
        1. 员工的姓名、身份证号，离职日期。
        2. 上一家单位的名称，在哪个市参保。
        3. 系统提示的原话。
        员工本人也可以打。这样可以吗？
        """,
        {Next.ASK: "ask_the_bureau", Next.PERSON: "person"},
        label="去问原单位不停保怎么办",
    )
    still: Next = choose(
        """
        还是报这一句，指南没写原因。
        可以请上一家单位再看一眼，停保有没有提交成功（我们的建议）。
        再打12333，或问参保地社保经办机构：他的养老现在参保在哪里、怎么停。
        这样可以吗？
        """,
        {Next.ASK: "ask_the_bureau", Next.PERSON: "person"},
        label="去问经办机构",
    )

    done = end("好，他在本单位参保了。依据：操作指南（2021-08-01）问题三（2）、退工停保登记。")
    waiting = end(
        """
        好，等上一家停好，您再提交一次增员：
        “单位办事”→“社会保险”→“用人单位用工参保登记”。
        新招用的职工要在30天内办参保登记，请催一催。
        依据：操作指南（2021-08-01）问题三（2）；30天见2025年10月官方页面。
        """,
        pause=True,
    )
    here_done = end(
        """
        好，他在本单位的参保理清了。
        依据：网厅2026年的提示（转载的公开资料）；
        单位中心见操作指南（2021-08-01）第四部分。
        """
    )
    two_jobs_done = end("好，按多重工伤人员报上了。依据：操作指南（2021-08-01）用人单位用工参保登记。")
    flexible_done = end("“养老已参保”这一句也就处理完了。")
    flexible_later = end("停好再报时，如果提示的还是“养老已参保”，请员工再问问上一家单位停了没有。", pause=True)
    flexible_person = end("也请告诉他，系统提示的原话是“养老已参保，不能再办理参保”。", human=True)
    ask_the_bureau = end(
        """
        好，问清后照他们说的办。停好了，再提交一次增员：
        “单位办事”→“社会保险”→“用人单位用工参保登记”。
        依据：操作指南（2021-08-01）问题三（2）。
        """,
        outcome=Outcome.UNSOLVED,
    )
    person = end("那就请人来帮您。", human=True)
