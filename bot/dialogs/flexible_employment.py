"""该人员为灵活就业参保人员: the person stops the own insurance first, then the employer enrolls."""

from __future__ import annotations

from bot.dialogs.common import Next
from bot.dialogs.desk import CanbaoDialog
from bot.engine.choice import Choice, Solved
from bot.engine.conversation import Outcome
from bot.engine.steps import choose, end, tell


class Stopping(Choice):
    """How far the employee has got, or where it hangs."""

    STOPPED = ("停好了", "停了", "停保了", "已停", "停掉了", "办好了", "好了", "弄好了")
    LOCKED_OUT = ("没有个人账号，或登不上", "没有账号", "没账号", "没注册", "登不上", "登录不", "登不进")
    NOT_FOUND = ("找不到在哪里停", "找不到", "没有这个按钮", "不知道点哪", "停不了", "办不了", "不会")
    DENIED = ("他说没有灵活就业", "没有灵活就业", "没交过", "没有交过", "没办过", "不是灵活就业")
    WAITING = ("还没去办，先等等", "还没", "等等", "还没停", "还没办", "没停", "没办好", "没空", "再等等")


class Now(Choice):
    """Whether the insurance is stopped after another try."""

    STOPPED = ("停好了", "停了", "停保了", "已停", "停掉了", "办好了", "好了", "可以了", "弄好了")
    NOT_STOPPED = ("没停成", "还没停好", "还没", "没停", "停不了", "不行", "还是不行", "没办成", "办不了")


class FlexibleEmployment(CanbaoDialog):
    """该人员为灵活就业参保人员: three ways for the employee to stop 灵活就业, what may hinder, enrollment again.

    Source: 002 问题三（5）, 3用人单位用工参保登记; 001 个人用户注册流程, 特殊情况处理
    """

    key = "flexible_employment"
    topic = "error.flexible_employment"
    title = "处理灵活就业未停保"
    version = 1

    cause = tell(
        """
        他名下还有灵活就业参保，要他本人先停，单位才能增员。
        单位能不能替他停，指南没写；请转告他本人。
        """
    )
    note_to_employee = tell(
        """
        【可转发】
        您好！公司在给您办社保，系统提示您还是灵活就业参保，要您本人先停保。
        手机登录江苏智慧人社APP；电脑用谷歌浏览器登录个人账号，网址：
        http://rs.jshrss.jiangsu.gov.cn
        1. 点“个人办事”，选“社会保险”。
        2. 在“社会保险登记”里点“灵活就业人员停保登记”，按提示提交。
        不方便上网，也可以到社保经办窗口停；带什么，去之前先打12333问清。
        停好请回复我，我再提交参保。谢谢！
        """
    )
    stopping: Stopping = choose(
        """
        等他停好，您再提交一次增员。可以先去忙，有消息了回来说“继续”。
        他停好了吗？
        """,
        {
            Stopping.STOPPED: "again",
            Stopping.LOCKED_OUT: "account",
            Stopping.NOT_FOUND: "menu",
            Stopping.DENIED: "denied",
            Stopping.WAITING: "waiting",
        },
        label="员工停保情况",
    )
    account: Now = choose(
        """
        请他任选一种（按钮名称以网页和APP为准）：
        1. 没有账号：在网厅登录页点“注册”，选“个人用户注册”，手机号要用本人实名的。
        2. 忘了密码：在登录页点“忘记密码”找回。
        3. 还登不上：本人去社保经办窗口停，带什么先打12333问清。
        他停好了吗？
        """,
        {Now.STOPPED: "again", Now.NOT_STOPPED: "still"},
        label="有账号后是否停好",
    )
    menu: Now = choose(
        """
        要登录他自己的个人账号，不是单位账号：
        1. 顶部点“个人办事”，左边选“社会保险”。
        2. 找到“社会保险登记”这一组，点“灵活就业人员停保登记”，别点成参保登记。
        网页不行，换江苏智慧人社APP试。
        都不行，本人去社保经办窗口停，带什么先打12333问清。
        他停好了吗？
        """,
        {Now.STOPPED: "again", Now.NOT_STOPPED: "still"},
        label="找到菜单后是否停好",
    )
    again: Solved = choose(
        """
        请再提交一次增员：“单位办事”→“社会保险”→“用人单位用工参保登记”。
        每月7日至10日暂停申报，请避开这几天。
        解决了吗？
        """,
        {Solved.YES: "done", Solved.NO: "still"},
        label="再报是否成功",
    )
    denied: Next = choose(
        """
        系统提示的是他名下有灵活就业参保；他说没有，指南没写怎么办。
        请他本人打12333，或到参保地社保经办机构，查清自己名下的参保；有的话当场问怎么停。
        这样可以吗？
        """,
        {Next.ASK: "ask_the_bureau", Next.PERSON: "person"},
        label="请员工查参保",
    )
    still: Next = choose(
        """
        停不了，或停了还报错，指南没写怎么办；停后多久能增员也没写。
        停了的可以隔天再提交一次（我们的建议）。
        还不行，请打12333，或问参保地社保经办机构，把提示的原话告诉他们。
        这样可以吗？
        """,
        {Next.ASK: "ask_the_bureau", Next.PERSON: "person"},
        label="去问经办机构",
    )

    done = end("好，灵活就业停了，增员也报上了。依据：操作指南（2021-08-01）问题三（5）。")
    waiting = end(
        """
        好，等他停好，您再提交一次增员：
        “单位办事”→“社会保险”→“用人单位用工参保登记”。
        新招用的职工要在30天内办参保登记，请催他早点停。
        依据：操作指南（2021-08-01）问题三（5）；30天见2025年10月官方页面。
        """,
        pause=True,
    )
    ask_the_bureau = end(
        "好，停好以后再提交一次增员。依据：操作指南（2021-08-01）问题三（5）。", outcome=Outcome.UNSOLVED
    )
    person = end("那就请人来帮您。", human=True)
