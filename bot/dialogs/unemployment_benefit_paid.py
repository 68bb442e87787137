"""自参保开始日期下一月起，存在失业金发放信息: the employee pays the benefit back, then the employer applies again."""

from __future__ import annotations

from bot.dialogs.common import Next
from bot.dialogs.desk import CanbaoDialog
from bot.engine.choice import Choice
from bot.engine.conversation import Outcome
from bot.engine.steps import choose, end, tell


class PaidBack(Choice):
    """How far the employee has got, or where it hangs."""

    DONE = ("退好了", "退了", "已退", "退掉了", "退完了", "办好了", "好了")
    DISPUTED = ("他不肯退，或说没领过", "不肯退", "不愿", "不退", "没领过", "没有领过", "不知道领了")
    SKIPPED = ("想不补前面，只报当月", "不补", "不想补", "只报当月", "从这个月交", "只交本月", "不补缴")
    WAITING = ("还没去退，先等等", "还没", "等等", "还没退", "没退", "没去", "再等等", "在办")


class BackPaid(Choice):
    """What came of applying again."""

    DONE = ("补缴办成了", "办成了", "补上了", "补好了", "成功了", "好了", "可以了", "解决了", "过了")
    STILL = ("还是提示有失业金", "还是提示", "还有失业金", "还是报错", "还是不行", "不行", "没用", "没补上", "还没解决")
    OVER_SIX_MONTHS = ("有超过六个月的", "超过六个月", "超过6个月", "超过半年", "要去窗口", "网上补不了")


class UnemploymentBenefitPaid(CanbaoDialog):
    """存在失业金发放信息: months of back payment overlap with months of benefit (失业金).

    Source: 002 问题三（4）, 3用人单位用工参保登记, 一、申报期的变化
    """

    key = "unemployment_benefit_paid"
    topic = "error.unemployment_benefit"
    title = "处理补缴期间领过失业金"
    version = 1

    cause = tell(
        """
        这句是说：要补缴的月份里，他有失业金发放记录，两头重叠了。
        要员工本人去人社局，把重叠那段领的失业金退掉，单位才能接着补缴，请转告他本人。
        """
    )
    note_to_employee = tell(
        """
        【可转发】
        您好！公司在给您补缴社保，系统提示：要补的这段时间里，您有失业金发放记录，暂时补不了。
        麻烦您本人到人社局，把这段时间领的失业金退回去。
        去之前请先打12333问清：到哪个窗口，退哪几个月、多少钱，带什么。
        退好请回复我，公司再给您补缴。谢谢！
        """
    )
    paid_back: PaidBack = choose(
        """
        退多少、带什么、退后多久生效，指南没写，所以请他先打12333。
        可以先去忙，有消息了回来说“继续”。
        他退好了吗？
        """,
        {
            PaidBack.DONE: "again",
            PaidBack.DISPUTED: "disputed",
            PaidBack.SKIPPED: "skipped",
            PaidBack.WAITING: "waiting",
        },
        label="失业金退回情况",
    )
    again: BackPaid = choose(
        """
        请再申请一次补缴：
        1. 点“单位办事”→“社会保险”→“用人单位用工参保登记”。
        2. 填好劳动合同开始日期，系统自动带出补缴，最多六个月，当前月不算。
        3. 核对补缴明细，点“确认提交”。每月7日至10日暂停申报。
        超过六个月的，要单位带材料到经办机构办。
        补缴办成了吗？
        """,
        {BackPaid.DONE: "done", BackPaid.STILL: "still", BackPaid.OVER_SIX_MONTHS: "over_six_months"},
        label="再申请补缴的结果",
    )
    disputed: Next = choose(
        """
        他不肯退，或说没领过，指南没写怎么办。
        1. 请员工打12333，或本人到人社局，把自己名下的失业金发放记录查清楚。
        2. 记录有误怎么更正、他不退时单位怎么办，也问12333或参保地社保经办机构。
        这样可以吗？
        """,
        {Next.ASK: "ask_the_bureau", Next.PERSON: "person"},
        label="去问失业金记录",
    )
    skipped: Next = choose(
        """
        不补前面、只从当月参保行不行，指南没写。
        系统是按劳动合同开始日期自动带出补缴的，这个日期要如实填，不要为了避开补缴去改。
        请先打12333，或问参保地社保经办机构，再决定怎么报。
        这样可以吗？
        """,
        {Next.ASK: "ask_the_bureau", Next.PERSON: "person"},
        label="去问可否不补",
    )
    still: Next = choose(
        """
        退了还这样提示，指南没写原因，也没写多久生效。
        请打12333，或问参保地社保经办机构：失业金退到账没有，还有哪几个月重叠。
        这样可以吗？
        """,
        {Next.ASK: "ask_the_bureau", Next.PERSON: "person"},
        label="去问经办机构",
    )

    done = end("好，补缴报上了。依据：操作指南（2021-08-01）问题三（4）。")
    waiting = end(
        """
        好，等他退好，您再办“用人单位用工参保登记”，系统会重新带出补缴。
        退之前先不用重复提交。依据：操作指南（2021-08-01）问题三（4）。
        """,
        pause=True,
    )
    over_six_months = end(
        """
        超过六个月的补缴，请单位带相关材料到参保地社保经办机构办。
        带什么，指南没列，去之前先打12333问清。
        依据：操作指南（2021-08-01）用人单位用工参保登记。
        """,
        outcome=Outcome.UNSOLVED,
    )
    ask_the_bureau = end(
        "好，问清以后再决定怎么报。依据：操作指南（2021-08-01）问题三（4）。", outcome=Outcome.UNSOLVED
    )
    person = end("那就请人来帮您。", human=True)
