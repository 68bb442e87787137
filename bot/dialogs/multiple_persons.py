"""找到多条人员信息，无法办理此业务: choose one of the records, else the counter."""

from __future__ import annotations

from bot.dialogs.desk import CanbaoDialog
from bot.engine.choice import Choice
from bot.engine.conversation import Outcome
from bot.engine.steps import choose, end


class Picked(Choice):
    """What came of choosing one of the records."""

    FILED = ("报上了", "选好报上了", "成功了", "好了", "可以了", "解决了", "办成了")
    REFUSED = ("选了还是不行", "还是不行", "不行", "还报错", "没用", "没报上", "没成功", "都试过", "还没解决")
    NO_LIST = ("没有让我选的地方", "没有列表", "没列出来", "没让选", "没得选", "不能选", "选不了")


class Next(Choice):
    """Whether going to the counter will do."""

    COUNTER = ("好，我去柜台", "我去柜台", "我去问", "可以", "好的", "好", "行", "嗯", "知道了", "去窗口", "ok")
    PERSON = ("想请人帮我", "请人", "帮我", "不行", "不可以", "打不通", "去不了", "问过了")


class MultiplePersons(CanbaoDialog):
    """根据身份证号码找到多条人员信息: one of the records is chosen; the counter mends what that does not.

    Source: 002 问题三（3）, 6人员变更回退
    """

    key = "multiple_persons"
    topic = "error.multiple_persons"
    title = "处理多条人员信息"
    version = 1

    picked: Picked = choose(
        """
        这个身份证号在系统里不止一条人员信息，先由单位经办人试：
        1. 看系统列出的几条，对一下姓名和证件号码（我们的建议）。
        2. 选其中一条，接着提交刚才的业务。
        该选哪一条、为什么有几条，指南都没写。
        报上了吗？
        """,
        {Picked.FILED: "done", Picked.REFUSED: "counter", Picked.NO_LIST: "counter"},
        label="选一条的结果",
    )
    counter: Next = choose(
        """
        那就到参保地社保经办柜台处理。
        多出来的那条怎么合并、要带什么，指南没写，去之前先打12333问清。
        去的时候说清：身份证号、提示的原话、选过哪几条（我们的建议）。
        这样可以吗？
        """,
        {Next.COUNTER: "at_the_counter", Next.PERSON: "person"},
        label="到柜台是否可行",
    )

    done = end(
        """
        好。请到“单位中心”核对一下他的参保信息。
        选错了的，在每月11日至次月6日前用“单位办事”→“社会保险”→“人员变更回退”撤回。
        依据：操作指南（2021-08-01）问题三（3）、问题四。
        """
    )
    at_the_counter = end(
        """
        好，柜台处理完，您再提交一次刚才的业务。
        依据：操作指南（2021-08-01）问题三（3）。
        """,
        outcome=Outcome.UNSOLVED,
    )
    person = end("那就请人来帮您。", human=True)
