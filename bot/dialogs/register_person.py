"""个人用户注册: how an insured person opens an account of his own."""

from __future__ import annotations

from bot.dialogs.common import Plan
from bot.dialogs.desk import CanbaoDialog
from bot.engine.choice import Choice, Solved
from bot.engine.conversation import Outcome
from bot.engine.steps import choose, end, tell


class Whose(Choice):
    """Whose account it will be."""

    OWN = ("给我自己注册", "我自己", "自己", "本人", "我的", "我")
    ANOTHER = ("给别人（员工、家人）", "员工", "职工", "同事", "家人", "别人", "替他", "家里人", "我妈", "我爸")


class Forwarded(Choice):
    """What became of the note to the person who must register."""

    SENT = ("好，我转给他", "转给他了", "转了", "发给他了", "好的", "好", "已转", "已转发", "发了")
    DONE = ("他注册好了", "注册好了", "注册成功了", "他弄好了")
    STUCK = ("他试过了，没成功", "没成功", "不成功", "没注册上", "他不行", "不行")


class Registered(Choice):
    """Whether the registration went through."""

    YES = ("注册成功了", "成功了", "注册好了", "好了", "可以了", "过了")
    NO = ("没成功", "不成功", "没注册上", "注册不了", "失败", "不行", "没过", "还没", "没注册成功", "注册没成功")


class Trouble(Choice):
    """Where the registration stops."""

    MISMATCH = ("提示信息不一致", "不一致", "信息不符", "对不上", "实名没过", "实名不通过")
    CODE = ("收不到验证码", "没有短信", "验证码没来", "手机号停用", "换号了", "收不到短信")
    PASSWORD = ("密码不合要求", "密码太简单", "密码格式", "密码不行")
    PAGE = ("页面打不开或没反应", "打不开", "没反应", "空白", "白屏", "找不到注册")
    OTHER = ("别的提示", "其他", "都不是", "别的", "不知道")


class Received(Choice):
    """Whether the code arrived."""

    YES = ("收到了", "能收到了", "来了", "好了")
    NO = ("还是收不到", "收不到", "没收到", "没来", "不行", "没有", "还没")


class RegisterPerson(CanbaoDialog):
    """个人用户怎么注册: on the page by the person, a note where an operator asks for somebody, mends where it stops.

    Source: 001 个人用户注册流程, 特殊情况处理, 问题1; 002 二、使用前准备事项
    """

    key = "register_person"
    topic = "account.register_person"
    title = "注册个人账号"
    version = 1

    whose: Whose = choose(
        "个人账号要本人注册。您是给谁注册？",
        {Whose.OWN: "page", Whose.ANOTHER: "note"},
        label="给谁注册",
    )
    note = tell(
        """
        【可转发】
        您好，麻烦您自己注册一个江苏人社网办大厅的个人账号：
        1. 用谷歌浏览器打开 http://rs.jshrss.jiangsu.gov.cn
        2. 在登录页点“注册”，选“个人用户注册”。
        3. 填姓名、身份证号、您本人实名的手机号，邮箱可不填。
        4. 设密码（8到20位，有字母有数字），填6位短信验证码。
        5. 勾选同意协议，点“提交注册”。
        提示信息不一致又没填错的，带身份证原件到参保地社保经办机构更新后再注册。
        密码、验证码不要告诉别人，也不用告诉单位。办好请回我一声，谢谢！
        """
    )
    forwarded: Forwarded = choose(
        """
        上面这段可以直接转给他。单位能不能代注册，资料没有写，请让本人办。
        现在怎么样？
        """,
        {Forwarded.SENT: "sent", Forwarded.DONE: "done", Forwarded.STUCK: "trouble"},
        label="转给本人后怎么样",
    )
    page: Registered = choose(
        """
        请按这几步做：
        1. 用谷歌浏览器打开 http://rs.jshrss.jiangsu.gov.cn
        2. 在登录页点“注册”，选“个人用户注册”。
        3. 填姓名、18位身份证号、本人实名的手机号；邮箱可不填。
        4. 设密码：8到20位，字母和数字都要有，再输一遍确认。
        5. 点“获取手机验证码”，填收到的6位数字。
        6. 勾选同意协议，点“提交注册”，系统会做实名校验。
        注册成功了吗？（密码、验证码不要发给我。）
        """,
        {Registered.YES: "done", Registered.NO: "trouble"},
        label="是否注册成功",
    )
    trouble: Trouble = choose(
        "卡在哪里？",
        {
            Trouble.MISMATCH: "recheck",
            Trouble.CODE: "code",
            Trouble.PASSWORD: "password",
            Trouble.PAGE: "browser",
            Trouble.OTHER: "ask_bureau",
        },
        label="卡在哪里",
    )
    recheck: Registered = choose(
        """
        先照身份证核对：姓名有没有写错字，号码有没有少一位、输反两位。
        有错就改好再提交一次。这回成功了吗？
        """,
        {Registered.YES: "done", Registered.NO: "bureau_updates"},
        label="核对后是否成功",
    )
    bureau_updates: Plan = choose(
        """
        没填错还是不一致，就是社保系统里的信息要更新：
        1. 本人带身份证原件，到参保地社保经办机构更新信息。
        2. 更新好，回网厅再注册一次。
        常见的原因：身份证信息变过（如15位升18位）、姓名或号码录错、系统里没有参保记录。
        从没参过保的人该去哪个机构，资料没有写，先打12333问。
        这样可以吗？
        """,
        {Plan.GO: "at_the_counter", Plan.HELP: "person"},
        label="去更新信息是否可行",
    )
    code: Received = choose(
        """
        1. 看号码有没有填错，手机有没有停机、短信有没有被拦（这是我们的建议）。
        2. 号码要是本人实名的。
        3. 号码已停用、收不到短信的：本人带身份证，到社保经办机构办手机号变更，再来注册。
        现在收到了吗？
        """,
        {Received.YES: "done", Received.NO: "ask_bureau"},
        label="是否收到验证码",
    )
    password: Solved = choose(
        """
        密码要8到20位，同时有字母和数字；别用123456、生日这种。
        两遍要输得一样。这样过了吗？
        """,
        {Solved.YES: "done", Solved.NO: "ask_bureau"},
        label="密码是否通过",
    )
    browser: Solved = choose(
        """
        1. 换谷歌浏览器，地址栏手工输入 rs.jshrss.jiangsu.gov.cn 。
        2. 看 JavaScript 和 Cookies 有没有被关掉。
        3. 再点“注册”，选“个人用户注册”。
        这样能注册了吗？
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
        好。注册成功后，本人用身份证号加密码登录；第一次登录要补户籍地址、联系地址等。
        依据：江苏社保网注册说明（网络文章，未注明日期）个人用户注册流程。
        """
    )
    sent = end(
        """
        好，等他注册好，您再接着办原来的业务。他卡住了，把他看到的提示发给我。
        依据：江苏社保网注册说明（网络文章，未注明日期）个人用户注册流程。
        """
    )
    at_the_counter = end(
        """
        好，本人带身份证原件去更新，更新好再注册一次。
        依据：江苏社保网注册说明（网络文章，未注明日期）问题1。
        """
    )
    asked = end("好。问的时候说清办到哪一步、提示是什么；密码和验证码不要告诉任何人。", outcome=Outcome.UNSOLVED)
    person = end("那就请人来帮您。", human=True)
