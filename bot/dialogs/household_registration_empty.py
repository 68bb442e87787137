"""户籍性质为空: the employee fills in the own household registration type, then the employer files again."""

from __future__ import annotations

from bot.dialogs.common import Next
from bot.dialogs.desk import CanbaoDialog
from bot.engine.choice import Choice, Solved
from bot.engine.conversation import Outcome
from bot.engine.steps import choose, end, tell


class Filling(Choice):
    """How far the employee has got, or where it hangs."""

    FILLED = ("补好了", "填好了", "填了", "补了", "已填", "已改", "改好了", "维护好了", "办好了", "好了", "弄好了")
    NO_ACCOUNT = ("他没有个人账号", "没有账号", "没账号", "没注册", "怎么注册", "不会注册")
    NOT_FOUND = ("找不到在哪里填", "找不到", "没有个人中心", "不知道点哪", "在哪填", "填不了", "灰的")
    OFFLINE = ("他不会上网", "不会上网", "不会弄", "不会用", "没有电脑", "登不上", "登录不了", "年纪大")
    WAITING = ("还没办，先等等", "还没", "等等", "还没办", "还没填", "没填", "没补", "再等等")


class Now(Choice):
    """Whether the type is filled in after another try."""

    FILLED = ("补好了", "填好了", "填了", "补了", "已填", "已改", "改好了", "办好了", "好了", "可以了", "弄好了")
    NOT_FILLED = ("没补成", "还没补好", "还没", "没填", "填不了", "不行", "还是不行", "还是空", "注册不了", "没办成")


class HouseholdRegistrationEmpty(CanbaoDialog):
    """户籍性质为空: the employee registers, logs in and fills it in at 个人中心; then the filing is sent again.

    Source: 002 问题三（6）, 二、使用前准备事项; 001 个人用户注册流程
    """

    key = "household_registration_empty"
    topic = "error.household_empty"
    title = "补上员工的户籍性质"
    version = 1

    cause = tell(
        """
        系统里他的户籍性质没有填，要员工本人在网上补；补好您再提交一次。
        单位能不能代填，指南没写；请转告他本人。
        """
    )
    note_to_employee = tell(
        """
        【可转发】
        您好！公司在给您办社保，系统提示您的户籍性质是空的，麻烦您本人补一下：
        1. 用谷歌浏览器登录个人账号，没有账号的先注册，网址：
        http://rs.jshrss.jiangsu.gov.cn
        2. 点页面右上角自己的姓名，进“个人中心”。
        3. 把户籍性质填好保存，选项以网页上的为准。
        补好请回复我，我再提交一次。谢谢！
        """
    )
    filling: Filling = choose(
        """
        可以先去忙，有消息了回来说“继续”。
        他补好了吗？
        """,
        {
            Filling.FILLED: "again",
            Filling.NO_ACCOUNT: "note_on_registering",
            Filling.NOT_FOUND: "place",
            Filling.OFFLINE: "offline",
            Filling.WAITING: "waiting",
        },
        label="员工补填情况",
    )
    note_on_registering = tell(
        """
        【可转发】
        您好！个人账号这样注册：
        1. 用谷歌浏览器打开登录页，点“注册”，选“个人用户注册”，网址：
        http://rs.jshrss.jiangsu.gov.cn
        2. 照身份证填姓名、号码；手机号要用您本人实名的。
        3. 设登录密码：8到20位，字母、数字都要有，自己记牢，不要发给别人。
        4. 填收到的手机验证码，勾选同意协议，点“提交注册”。
        注册好就登录，点右上角自己的姓名，进“个人中心”补户籍性质。谢谢！
        """
    )
    registered: Now = choose(
        """
        上面这段转给员工，注册要他本人办。
        提示信息不一致的，本人带身份证原件到社保经办机构更新，再注册。
        可以先去忙，有消息了回来说“继续”。
        户籍性质补好了吗？
        """,
        {Now.FILLED: "again", Now.NOT_FILLED: "bureau"},
        label="注册后是否补好",
    )
    place: Now = choose(
        """
        请他对一下这几处：
        1. 登录的是他自己的个人账号，不是单位账号。
        2. 在电脑上用谷歌浏览器打开。
        3. 登录后点右上角自己的姓名，选“个人中心”，在里面找户籍性质。
        户籍性质补好了吗？
        """,
        {Now.FILLED: "again", Now.NOT_FILLED: "bureau"},
        label="找到后是否补好",
    )
    again: Solved = choose(
        """
        请把刚才的业务再提交一次。是增员的，在这里：
        “单位办事”→“社会保险”→“用人单位用工参保登记”。
        每月7日至10日暂停申报，请避开这几天。
        解决了吗？
        """,
        {Solved.YES: "done", Solved.NO: "bureau"},
        label="再报是否成功",
    )
    offline: Next = choose(
        """
        指南只写了本人网上补这一种办法，没写能不能去窗口补。
        可以请家人或同事在旁边教他操作，密码和验证码由他自己输（我们的建议）。
        还不行，请打12333，或问参保地社保经办机构：能不能到窗口补，带什么。
        这样可以吗？
        """,
        {Next.ASK: "ask_the_bureau", Next.PERSON: "person"},
        label="不会上网去问",
    )
    bureau: Next = choose(
        """
        补不了，或补了还报空，指南没写怎么办；补后多久生效也没写。
        补了的可以隔天再提交一次（我们的建议）。
        还不行，请打12333，或问参保地社保经办机构，把提示的原话告诉他们。
        这样可以吗？
        """,
        {Next.ASK: "ask_the_bureau", Next.PERSON: "person"},
        label="去问经办机构",
    )

    done = end("好，户籍性质补上了，业务也报上了。依据：操作指南（2021-08-01）问题三（6）。")
    waiting = end("好，等他补好，您再提交一次刚才的业务。依据：操作指南（2021-08-01）问题三（6）。", pause=True)
    ask_the_bureau = end(
        "好，补上以后再提交刚才的业务。依据：操作指南（2021-08-01）问题三（6）。", outcome=Outcome.UNSOLVED
    )
    person = end("那就请人来帮您。", human=True)
