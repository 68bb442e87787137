"""个人账号密码忘记了: how an insured person sets a new password."""

from __future__ import annotations

from bot.dialogs.common import Plan
from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.forgot_unit_password import ForgotUnitPassword
from bot.dialogs.register_person import RegisterPerson
from bot.engine.choice import Choice, Solved
from bot.engine.conversation import Outcome
from bot.engine.steps import call, choose, end, tell


class Whose(Choice):
    """Whose password is forgotten."""

    OWN = ("我自己的", "我的", "自己", "本人")
    ANOTHER = ("别人的（员工、家人）", "员工", "职工", "同事", "家人", "替他问", "家里人", "我妈", "我爸")
    UNIT = ("单位账号的", "单位", "公司", "企业")


class Forwarded(Choice):
    """What became of the note to the person whose password it is."""

    SENT = ("好，我转给他", "转给他了", "转了", "发给他了", "好的", "好", "已转", "已转发", "发了")
    DONE = ("他找回来了", "他改好了", "找回了", "设好了", "办好了")
    STUCK = ("他试过了，不行", "没成功", "他不行", "还是不行", "不行")


class Trouble(Choice):
    """Where the recovery stops."""

    PHONE = ("手机号停用或收不到验证码", "收不到短信", "换号了", "手机号停用", "手机换了", "邮箱")
    UNREGISTERED = ("没注册过，或提示没有账号", "没注册", "未注册", "账号不存在", "用户不存在")
    PAGE = ("页面打不开或没反应", "打不开", "没反应", "空白", "白屏", "找不到忘记密码")
    OTHER = ("别的提示", "其他", "都不是", "别的", "不知道")


class Received(Choice):
    """Whether the code arrived."""

    YES = ("收到了", "能收到了", "来了", "好了")
    NO = ("还是收不到", "收不到", "没收到", "没来", "不行", "没填过邮箱", "没有", "还没")


class ForgotPersonPassword(CanbaoDialog):
    """个人账号密码忘记了: on the page by the person, by a note where somebody else asks, else the counter.

    Source: 001 特殊情况处理, 填写基本信息
    """

    key = "forgot_person_password"
    topic = "account.password_forgot_person"
    title = "找回个人密码"
    version = 1

    whose: Whose = choose(
        """
        忘的是谁的密码？
        （密码、验证码都不要发给我，我用不上。）
        """,
        {Whose.OWN: "page", Whose.ANOTHER: "note", Whose.UNIT: "unit_password"},
        label="谁的密码",
    )
    unit_password = call(
        ForgotUnitPassword, {"done": "unit_in_hand", "at_the_counter": "unit_in_hand", "person": "person"}
    )
    note = tell(
        """
        【可转发】
        您好，您社保个人账号的密码，请您本人这样找回：
        1. 用谷歌浏览器打开 http://rs.jshrss.jiangsu.gov.cn
        2. 在登录页点“忘记密码”，按提示用身份证号、手机号或邮箱核对。
        3. 设新密码：8到20位，字母和数字都要有。
        注册的手机号停用了或收不到验证码：请带本人身份证到社保经办机构改手机号，再回来找回。
        密码、验证码不要告诉别人，也不用告诉单位。办好请回我一声，谢谢！
        """
    )
    forwarded: Forwarded = choose(
        """
        上面这段可以直接转给他。资料里只有本人找回的办法，没有写单位代办。
        现在怎么样？
        """,
        {Forwarded.SENT: "sent", Forwarded.DONE: "done", Forwarded.STUCK: "trouble"},
        label="转给本人后怎么样",
    )
    page: Solved = choose(
        """
        请按这几步做：
        1. 用谷歌浏览器打开 http://rs.jshrss.jiangsu.gov.cn
        2. 在登录页点“忘记密码”。
        3. 按提示用身份证号、手机号或邮箱核对；用哪几样，以页面为准。
        4. 设新密码：8到20位，字母和数字都要有。
        设好了吗？
        """,
        {Solved.YES: "done", Solved.NO: "trouble"},
        label="网页上是否设好",
    )
    trouble: Trouble = choose(
        "卡在哪里？",
        {Trouble.PHONE: "phone", Trouble.UNREGISTERED: "registration", Trouble.PAGE: "browser",
         Trouble.OTHER: "ask_bureau"},
        label="卡在哪里",
    )
    phone: Received = choose(
        """
        先试两样：
        1. 看号码有没有填错，手机有没有停机、短信有没有被拦（这是我们的建议）。
        2. 注册时填过邮箱的，看页面上能不能改用邮箱核对。
        现在收到了吗？
        """,
        {Received.YES: "done", Received.NO: "change_phone"},
        label="是否收到验证码",
    )
    change_phone: Plan = choose(
        """
        那要先改手机号，得本人去：
        1. 带本人身份证，到社保经办机构办手机号变更。
        2. 改好以后，回登录页再点“忘记密码”。
        能不能网上改、托人代办，资料没有写，去之前先打12333问一下。
        这样可以吗？
        """,
        {Plan.GO: "at_the_counter", Plan.HELP: "person"},
        label="去改手机号是否可行",
    )
    registration = call(
        RegisterPerson,
        {"done": "registered", "sent": "registered", "at_the_counter": "registered",
         "asked": "registration_asked", "person": "person"},
    )
    browser: Solved = choose(
        """
        1. 换谷歌浏览器，地址栏手工输入 rs.jshrss.jiangsu.gov.cn 。
        2. 看 JavaScript 和 Cookies 有没有被关掉。
        3. 再到登录页点“忘记密码”。
        这样设好了吗？
        """,
        {Solved.YES: "done", Solved.NO: "ask_bureau"},
        label="换浏览器后是否解决",
    )
    ask_bureau: Plan = choose(
        """
        再往下，资料里没有写了。请记下页面提示的原文，打12333，或者问参保地社保经办机构。
        这样可以吗？
        """,
        {Plan.GO: "asked", Plan.HELP: "person"},
        label="去问经办机构是否可行",
    )

    done = end(
        """
        好。设好以后，本人用身份证号和新密码登录；新密码不要告诉别人，也不要发给我。
        依据：江苏社保网注册说明（网络文章，未注明日期）特殊情况处理。
        """
    )
    sent = end(
        """
        好，等他找回密码、办完他那一步，您再接着办单位的业务。他卡住了，把他看到的提示发给我。
        依据：江苏社保网注册说明（网络文章，未注明日期）特殊情况处理。
        """
    )
    at_the_counter = end(
        """
        好，本人带身份证去改手机号，改好再点“忘记密码”。
        依据：江苏社保网注册说明（网络文章，未注明日期）特殊情况处理。
        """
    )
    registered = end("登录就用注册时设的密码，不用再找回了。")
    registration_asked = end("注册的事问清了，再回来找我。", outcome=Outcome.UNSOLVED)
    unit_in_hand = end("单位密码就到这里。还要找回个人密码，再对我说“个人密码忘了”。")
    asked = end("好。问的时候说清办到哪一步、提示是什么；密码和验证码不要告诉任何人。", outcome=Outcome.UNSOLVED)
    person = end("前面试过的会一起转给帮您的人。", human=True)
