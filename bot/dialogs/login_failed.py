"""登录失败: why an employer cannot log in, and what to do about each reason."""

from __future__ import annotations

from bot.dialogs.common import LoggedIn, Plan
from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.forgot_person_password import ForgotPersonPassword
from bot.dialogs.forgot_unit_password import ForgotUnitPassword
from bot.dialogs.register_unit import RegisterUnit
from bot.dialogs.review_failed import ReviewFailed
from bot.engine.choice import Choice
from bot.engine.conversation import Outcome
from bot.engine.steps import call, choose, end


class Symptom(Choice):
    """What the page says."""

    WRONG_PASSWORD = ("密码不对或忘了", "密码错误", "密码不正确", "忘记密码", "密码忘了", "密码")
    NOT_REVIEWED = ("单位信息未审核", "没审核", "待审核", "审核中", "审核", "未审核")
    CA_EXPIRED = ("CA证书过期", "证书已过期", "证书到期", "U盾过期", "U盾到期", "CA过期", "证书过期")
    LOCKED = ("账号被锁定", "锁定", "锁住", "被锁", "锁了", "冻结", "次数过多", "解锁")
    PAGE = ("网页打不开或空白", "打不开", "空白", "白屏", "没反应", "转圈", "加载不出来")
    OTHER = ("别的提示，或没有提示", "其他", "别的", "都不是", "不知道", "没说原因", "没提示", "验证码")


class Unlocking(Choice):
    """How far the unlocking is."""

    GO = ("好，我去办解锁", "好的", "我去办", "可以", "行", "好", "还没", "还没解锁")
    DONE = ("已经解开了", "解开了", "解锁了", "好了", "已经解锁")
    FORGOTTEN = ("解开了，但密码忘了", "密码忘了", "忘记密码", "不记得密码")
    REFUSED = ("解不了，请人帮我", "解不了", "去不了", "办不了", "不行", "请人", "没解开")


class Account(Choice):
    """Which account the person logs in to."""

    UNIT = ("单位账号", "单位", "公司", "企业", "法人的")
    OPERATOR = ("经办人、管理员自己的", "经办人", "经办", "管理员")
    PERSON = ("个人账号", "个人", "员工", "职工", "我自己")


class Review(Choice):
    """What the page says of the review."""

    RUNNING = ("还在审", "审核中", "待审核", "正在审", "未审核")
    RETURNED = ("被退回了", "退回", "没通过", "不通过", "未通过", "驳回")
    PASSED = ("显示已通过", "通过了", "过了", "审好了")
    UNSEEN = ("查不到，或过了3个工作日", "查不到", "看不到", "找不到", "没结果", "超过三天", "还没结果", "没显示")


class Page(Choice):
    """Whether the page opens."""

    YES = ("正常了", "打开了", "能打开了", "好了", "可以了")
    NO = ("还是不行", "打不开", "没打开", "空白", "没反应", "不行")


class Situation(Choice):
    """What the person was doing when no known message came."""

    FIRST_LOGIN = ("刚被授权，第一次登", "刚授权", "第一次", "新经办", "没有密码", "没密码", "首次登录", "新来的")
    CODE = ("收不到验证码", "没有短信", "手机号停用", "换号了", "验证码没来")
    KEY = ("插了U盾不认", "插入密钥", "验证密钥失败", "U盾", "插了key")
    USERNAME = ("用户名该填什么", "用户名", "用户不存在", "账号不存在", "不知道用户名")
    UNREGISTERED = ("单位还没注册过", "没注册", "未注册", "没有账号")
    NOTHING = ("都不是", "没有提示", "其他", "别的", "不知道", "没反应")


class LoginFailed(CanbaoDialog):
    """登录失败（原因不明）: one way for each reason; ``symptom`` may be given, as by the topics of one reason.

    Source: 002 二、使用前准备事项, 问题一, 问题二; 001 等待审核, 单位CA证书办理, 特殊情况处理; 000 处理异常情况
    """

    key = "login_failed"
    topic = "account.login_failed"
    title = "处理登录失败"
    version = 1

    symptom: Symptom = choose(
        """
        先别反复试密码，试多了可能锁号。
        页面上提示的是哪一种？
        """,
        {Symptom.WRONG_PASSWORD: "account", Symptom.NOT_REVIEWED: "review",
         Symptom.CA_EXPIRED: "password_instead", Symptom.LOCKED: "unlocking", Symptom.PAGE: "browser",
         Symptom.OTHER: "situation"},
        label="页面的提示",
    )

    unlocking: Unlocking = choose(
        """
        先别再试密码。单位账号锁了，由参保地社保经办机构解：
        1. 先打12333或问经办机构：单位证明怎么写，谁去办。
        2. 密码也忘了的，一并说明。
        3. 通常要出单位证明（全国通用说法，江苏以网厅为准）。
        过多久会不会自动解开、个人账号怎么解，资料没有写，一并问。
        现在到哪一步了？
        """,
        {Unlocking.GO: "unlock_first", Unlocking.DONE: "login_again", Unlocking.FORGOTTEN: "account",
         Unlocking.REFUSED: "person"},
        label="解锁到哪一步",
    )
    account: Account = choose(
        "登的是哪一种账号？（分不清就选“单位账号”。）",
        {Account.UNIT: "unit_password", Account.OPERATOR: "own_password", Account.PERSON: "person_password"},
        label="哪一种账号",
    )
    unit_password = call(
        ForgotUnitPassword, {"done": "login_again", "at_the_counter": "come_back", "person": "person"}
    )
    person_password = call(
        ForgotPersonPassword,
        {"done": "login_again", "sent": "come_back", "at_the_counter": "come_back",
         "registered": "login_again", "registration_asked": "ask_and_come_back",
         "unit_in_hand": "come_back", "asked": "ask_and_come_back", "person": "person"},
    )

    password_instead: LoggedIn = choose(
        """
        急着办事，先不用证书试试：打开单位账号密码登录页，用账号和密码登录。
        （江苏把CA列为可选，这个办法是我们由此推出来的。）
        登上了吗？
        """,
        {LoggedIn.YES: "renew_later", LoggedIn.NO: "renew"},
        label="用密码是否登上",
    )

    review: Review = choose(
        """
        单位的注册还没审核通过，通过了才能登录办业务。
        回到登录页，点“审核进度查询”，显示的是哪一种？
        """,
        {Review.RUNNING: "waiting", Review.RETURNED: "returned", Review.PASSED: "passed",
         Review.UNSEEN: "ask_bureau"},
        label="审核状态",
    )
    returned = call(
        ReviewFailed,
        {"sent_again": "come_back", "after_signature": "come_back", "at_the_counter": "come_back",
         "asked": "ask_and_come_back", "person": "person"},
    )
    passed: LoggedIn = choose(
        """
        1. 用谷歌浏览器重新打开 http://rs.jshrss.jiangsu.gov.cn
        2. 选单位登录，填注册时设的用户名和密码。
        登录一次就算激活，不必另做操作（全国通用说法，江苏以网厅为准）。
        登上了吗？
        """,
        {LoggedIn.YES: "logged_in", LoggedIn.NO: "ask_bureau"},
        label="通过后是否登上",
    )

    browser: Page = choose(
        """
        1. 换谷歌浏览器。没有的话打开 pc.qq.com ，搜“谷歌浏览器”，下载稳定版。
        2. 在地址栏手工输入 rs.jshrss.jiangsu.gov.cn 。
        页面正常了吗？
        """,
        {Page.YES: "login_again", Page.NO: "settings"},
        label="换浏览器后是否正常",
    )
    settings: Page = choose(
        """
        1. 看浏览器里 JavaScript 和 Cookies 有没有被关掉，关了就打开。
        2. 网络要稳；公司网络限制多，换个网络试试（我们的建议）。
        3. 换个入口：打开 http://hrss.jiangsu.gov.cn
        在顶部点“网上服务”或“网上办事大厅”。
        页面正常了吗？
        """,
        {Page.YES: "login_again", Page.NO: "ask_bureau"},
        label="查设置后是否正常",
    )
    login_again: LoggedIn = choose(
        "现在登录试试。登上了吗？",
        {LoggedIn.YES: "logged_in", LoggedIn.NO: "situation"},
        label="再试是否登上",
    )

    situation: Situation = choose(
        """
        您的情况像下面哪一种？
        （页面要是提示密码错、未审核、过期或被锁，回复“修改 页面的提示”重新选。）
        """,
        {Situation.FIRST_LOGIN: "own_password", Situation.CODE: "phone", Situation.KEY: "key_again",
         Situation.USERNAME: "username", Situation.UNREGISTERED: "registration",
         Situation.NOTHING: "from_the_start"},
        label="哪一种情况",
    )
    own_password: LoggedIn = choose(
        """
        管理员、经办人的密码是自己在手机上设的：
        1. 打开江苏智慧人社APP，进“企业服务”。
        2. 刚被授权的：本人刷脸，设好登录密码。
        3. 密码忘了的：看那里能不能重设（操作指南没有单独讲）。
        4. 回网厅做单位登录，填自己的身份信息和密码，不填法人的。
        登上了吗？
        """,
        {LoggedIn.YES: "logged_in", LoggedIn.NO: "ask_bureau"},
        label="用自己的密码是否登上",
    )
    phone: LoggedIn = choose(
        """
        1. 看号码有没有填错，手机有没有停机、短信有没有被拦（这是我们的建议）。
        2. 号码停用了：登记号码的本人带身份证，到社保经办机构办手机号变更。
        3. 是离职经办人的号：请法定代表人或管理员给接手的人授权，不用改号。
        登上了吗？要跑一趟的话先放着，回来说“继续”。
        """,
        {LoggedIn.YES: "logged_in", LoggedIn.NO: "ask_bureau"},
        label="查号码后是否登上",
    )
    key_again: LoggedIn = choose(
        """
        1. 把U盾拔下来，重新插好再登。
        2. 看U盾的驱动装了没有。
        3. 还不认，找发证的CA机构（我们的建议）。也可以先用单位账号和密码登录。
        （这类提示在外地网厅见过，江苏未必一样。）
        登上了吗？
        """,
        {LoggedIn.YES: "logged_in", LoggedIn.NO: "ask_bureau"},
        label="重插后是否登上",
    )
    username: LoggedIn = choose(
        """
        1. 经办人、管理员：填自己的身份信息，不填法人的。
        2. 个人：填本人身份证号。
        3. 单位账号：信用代码、单位社保编号、经办人身份证号，看注册时设的是哪个。
        （第3条是全国通用说法，江苏以网厅为准。）
        登上了吗？（别换着反复试密码。）
        """,
        {LoggedIn.YES: "logged_in", LoggedIn.NO: "ask_bureau"},
        label="换用户名后是否登上",
    )
    registration = call(
        RegisterUnit,
        {"done": "logged_in", "not_in": "come_back", "waiting": "come_back", "later": "come_back",
         "after_signature": "come_back", "change_first": "come_back", "after_return": "come_back",
         "asked": "ask_and_come_back", "person": "person"},
    )
    from_the_start: LoggedIn = choose(
        """
        从头来一遍：
        1. 用谷歌浏览器打开 http://rs.jshrss.jiangsu.gov.cn
        2. 确认选的是单位登录，单位也在网厅实名注册过。
        3. 慢慢填一次；记下页面上出现的每一句提示。
        登上了吗？
        """,
        {LoggedIn.YES: "logged_in", LoggedIn.NO: "ask_bureau"},
        label="从头来是否登上",
    )
    ask_bureau: Plan = choose(
        """
        接下来要问参保地的社保经办机构：
        1. 电话在官网“联系我们”栏目里，也可以打12333。
        2. 说清：卡在哪一步，页面提示的原文是什么。
        这样可以吗？
        """,
        {Plan.GO: "asked", Plan.HELP: "person"},
        label="去问经办机构是否可行",
    )

    logged_in = end(
        """
        好，可以办业务了：进“单位办事”，选“社会保险”。
        依据：操作指南（2021-08-01）三、办事入口。
        """
    )
    unlock_first = end(
        """
        好，解锁后再登录。密码还想不起来，对我说“密码忘了”，我带您重设。
        依据：企业登录社保网说明（网络文章，未注明日期）处理异常情况，全国通用说法。
        """,
        pause=True,
    )
    renew_later = end(
        """
        好，先办事。证书还要用的话，找发证的CA机构续期，或者到社保经办机构、指定服务点重新申请。
        依据：江苏社保网注册说明（网络文章，未注明日期）单位CA证书办理。
        """
    )
    renew = end(
        """
        那要把证书续上或重办：
        1. 续期：找发证的CA机构，材料、费用、天数问它（全国通用说法，江苏以网厅为准）。
        2. 重新申请：带单位营业执照，法定代表人、经办人身份证原件，到社保经办机构或指定服务点。
        不知道是哪家发的，问参保地社保经办机构或12333。
        依据：江苏社保网注册说明（网络文章，未注明日期）单位CA证书办理。
        """
    )
    waiting = end(
        """
        再等等：审核一般1到3个工作日，通过后就能登录。
        过了3个工作日没结果，问参保地社保经办机构或12333。
        依据：江苏社保网注册说明（网络文章，未注明日期）等待审核。
        """,
        pause=True,
    )
    come_back = end("这一步办妥了再来登录；还登不上，把页面提示原样发给我。")
    ask_and_come_back = end("问清、办妥了再来登录；还登不上，把页面提示原样发给我。", outcome=Outcome.UNSOLVED)
    asked = end("好。问的时候说清页面提示；密码和验证码不要告诉任何人。", outcome=Outcome.UNSOLVED)
    person = end("前面试过的会一起转给帮您的人。", human=True)
