"""单位用户注册: how an employer opens its account, from what to have ready to the first login."""

from __future__ import annotations

from bot.dialogs.common import LoggedIn, Plan
from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.review_failed import ReviewFailed
from bot.engine.choice import Choice, Solved
from bot.engine.conversation import Outcome
from bot.engine.steps import call, choose, end, tell


class Stage(Choice):
    """How far the registration is."""

    START = ("还没开始", "没开始", "从头", "刚开始", "没注册", "第一次")
    FAULT = ("填信息时报错", "报错", "填不下去", "查不到单位", "校验不过", "收不到验证码")
    VERIFICATION = ("要选认证方式", "认证", "刷脸", "打款")
    UPLOAD = ("要传盖章材料", "上传材料", "传材料", "盖章", "委托书")
    WAITING = ("交上去了，在等审核", "等审核", "审核中", "已提交", "提交了", "没动静", "等着")
    RETURNED = ("被退回了", "退回", "没通过", "没过", "不通过", "驳回", "打回", "被退了")
    PASSED = ("审核通过了", "通过了", "审好了", "激活")


class Ready(Choice):
    """Whether everything lies ready."""

    YES = ("备齐了", "齐了", "都有", "准备好了", "有了", "好了", "备齐")
    LATER = ("还差东西", "没齐", "没备齐", "还缺", "不齐", "没有", "还没", "没齐全", "还没有")
    SIGNATURE = ("要找法定代表人配合", "找法人", "法人签字", "没签字", "等签字", "法人不在")
    CHANGING = ("信用代码正在变更", "代码变更", "换代码", "改代码", "代码变了", "代码换了")


class Submitted(Choice):
    """Whether the page took it."""

    YES = ("提交了", "交了", "交上去了", "传好了", "好了", "可以了", "已提交", "提交成功")
    NO = ("没提交成", "没提交", "提交不了", "报错", "卡住了", "没交上", "不行", "没提交成功", "没有", "还没", "填不了")


class Fault(Choice):
    """What stops the form."""

    UNIT = ("查不到单位，或名称不符", "未查询到单位", "查不到", "查询不到", "名称不一致", "单位名称信息不符")
    CODES = ("信用代码与社保编号不一致", "代码不一致", "编号不一致", "社保编号", "信用代码")
    IDENTITY = ("身份证信息不一致", "身份证不一致", "身份证号", "实名没过")
    PHONE = ("收不到验证码", "没有短信", "手机号停用", "验证码没来", "验证码")
    PASSWORD = ("密码不合要求", "密码太简单", "密码格式", "密码不行", "密码不对", "密码")
    OTHER = ("别的提示", "其他", "都不是", "不知道")


class Verification(Choice):
    """Which way of verification (认证方式) the page asks for."""

    NONE = ("没有这一步", "没有", "没出现", "没看到", "不用选", "没这一步", "跳过")
    FACE = ("法定代表人刷脸", "刷脸", "人脸")
    BANK = ("对公账户验证", "银行账户", "打款", "转账")
    CERTIFICATE = ("CA数字证书", "U盾", "USB-Key")
    BLOCKED = ("都用不了", "都不行", "通不过", "法人不肯", "不行")


class Uploaded(Choice):
    """Whether the four materials are sent."""

    YES = ("传好提交了", "提交了", "传上去了", "传完了", "好了", "可以了", "传了", "上传了", "已提交", "提交成功")
    SIGNATURE = ("还差签字或盖章", "没签字", "法人没签", "等签字", "法人不在", "没盖章", "缺材料", "还差", "还没")
    REFUSED = ("传不上去", "上传失败", "上传不了", "格式不对", "太大", "不行", "传不了")


class Review(Choice):
    """What the page says of the review."""

    RUNNING = ("还在审", "审核中", "待审核", "正在审", "未审核", "等着")
    PASSED = ("通过了", "审核通过", "已通过", "过了", "审好了")
    RETURNED = ("被退回了", "退回", "没通过", "没过", "不通过", "未通过", "驳回")
    OVERDUE = ("过了3个工作日没结果", "超过三天", "很久了", "没动静", "一直没结果", "还没结果")


class RegisterUnit(CanbaoDialog):
    """单位用户怎么注册: information, verification, the four sealed materials, review, first login.

    Source: 001 单位用户注册流程, 上传资质材料, 等待审核, 问题1, 特殊情况处理; 000 注册流程; 002 二、使用前准备事项
    """

    key = "register_unit"
    topic = "account.register_unit"
    title = "注册单位账号"
    version = 1

    stage: Stage = choose(
        "单位注册由经办人在网上办。您办到哪一步了？",
        {Stage.START: "ready", Stage.FAULT: "fault", Stage.VERIFICATION: "verification", Stage.UPLOAD: "upload",
         Stage.WAITING: "review", Stage.RETURNED: "returned", Stage.PASSED: "first_login"},
        label="办到哪一步",
    )
    ready: Ready = choose(
        """
        先备齐这些：
        1. 单位全称、统一社会信用代码、法定代表人姓名和身份证号。
        2. 经办人的姓名、身份证号、邮箱，本人实名的常用手机号。
        3. 盖公章的：营业执照，法定代表人、经办人的身份证复印件。
        4. 单位授权委托书：法定代表人签字，盖公章。
        齐了吗？（号码填在网页上，不用发给我。）
        """,
        {Ready.YES: "form", Ready.LATER: "later", Ready.SIGNATURE: "note", Ready.CHANGING: "change_first"},
        label="是否备齐",
    )
    form: Submitted = choose(
        """
        现在填信息：
        1. 用谷歌浏览器打开 http://rs.jshrss.jiangsu.gov.cn
        2. 登录页点“注册”，选“单位用户注册”。
        3. 填单位名称（和执照一字不差）、信用代码、法定代表人身份证号。
        4. 填经办人的姓名、身份证号、手机号、邮箱。
        5. 设登录密码，获取手机验证码，提交注册申请。
        提交了吗？（密码、验证码不要发给我。）
        """,
        {Submitted.YES: "verification", Submitted.NO: "fault"},
        label="信息是否提交",
    )
    fault: Fault = choose(
        "页面提示的是哪一种？",
        {Fault.UNIT: "unit", Fault.CODES: "codes", Fault.IDENTITY: "identity", Fault.PHONE: "phone",
         Fault.PASSWORD: "password", Fault.OTHER: "ask_bureau"},
        label="页面的提示",
    )
    unit: Solved = choose(
        """
        1. 照营业执照，把信用代码和单位全称一个字一个字核对；括号全角、半角换着试。
        2. 没填错还查不到，多半是新单位还没同步：等一个工作日再试。
        3. 等了还不行，带着提示原文去社保经办柜台问。
        （这类提示在河南的网厅见过，江苏未必一样。）
        现在能提交了吗？要等的话先放着，回来说“继续”。
        """,
        {Solved.YES: "verification", Solved.NO: "ask_bureau"},
        label="单位信息是否对上",
    )
    codes: Solved = choose(
        """
        1. 照执照重输信用代码：18位，不会有I、O、S、V、Z，别把0看成O、1看成I。
        2. 页面没有要社保编号，就不用填。
        3. 都没错还对不上，要请社保经办机构核实（全国通用说法，江苏以网厅为准）。
        4. 信用代码变更过的，先在市场监管部门办完变更。
        现在能提交了吗？
        """,
        {Solved.YES: "verification", Solved.NO: "ask_bureau"},
        label="代码是否对上",
    )
    identity: Solved = choose(
        """
        1. 照身份证核对姓名和号码，有错就改了再提交。
        2. 没填错：经办人带营业执照和对不上的那个人的身份证复印件，去经办机构办信息维护。
        3. 更新好，再回来提交。
        现在能提交了吗？要跑一趟的话先放着，回来说“继续”。
        """,
        {Solved.YES: "verification", Solved.NO: "ask_bureau"},
        label="身份证信息是否对上",
    )
    phone: Solved = choose(
        """
        1. 看号码有没有填错，手机有没有停机、短信有没有被拦（这是我们的建议）。
        2. 号码要是经办人本人实名、正在用的。
        3. 号码已停用、收不到短信的：本人带身份证，到社保经办机构办手机号变更。
        现在能提交了吗？
        """,
        {Solved.YES: "verification", Solved.NO: "ask_bureau"},
        label="是否收到验证码",
    )
    password: Solved = choose(
        """
        江苏的资料只说单位密码要够复杂，没写具体规则，以页面提示为准。
        全国通用说法是8到20位，字母加数字；别用123456、生日。
        现在能提交了吗？
        """,
        {Solved.YES: "verification", Solved.NO: "ask_bureau"},
        label="密码是否通过",
    )
    verification: Verification = choose(
        """
        有的网厅接着要做单位认证（全国通用说法，江苏以网厅为准）。
        您的页面要选认证方式吗？选的是哪一种？
        """,
        {Verification.NONE: "upload", Verification.FACE: "by_face", Verification.BANK: "by_bank",
         Verification.CERTIFICATE: "by_certificate", Verification.BLOCKED: "ask_bureau"},
        label="认证方式",
    )
    by_face = tell("刷的是法定代表人的脸，适合中小企业。先约好他，再点开始。", then="upload")
    by_bank = tell("备好对公账户的开户行、账号、户名；有的地方转几分钱来核对。", then="upload")
    by_certificate = tell("插上USB-Key，输证书密码。没有证书就换别的方式，江苏把CA列为可选。")
    upload: Uploaded = choose(
        """
        要上传四样，扫描或拍清楚，都盖公章：
        1. 营业执照；事业单位传法人登记证。
        2. 法定代表人的身份证复印件。
        3. 经办人的身份证复印件。
        4. 单位授权委托书，还要法定代表人签字。
        看不清、少一样都可能被退回，传之前放大看一遍。
        传好提交了吗？
        """,
        {Uploaded.YES: "review", Uploaded.SIGNATURE: "note", Uploaded.REFUSED: "smaller"},
        label="材料是否提交",
    )
    smaller: Solved = choose(
        """
        图片的格式、大小，资料没有写，先看页面上的要求。再试试：
        1. 换谷歌浏览器重新登录。
        2. 重新扫描或拍照，存成常见的图片格式，文件压小一点（我们的建议）。
        传上去了吗？
        """,
        {Solved.YES: "review", Solved.NO: "ask_bureau"},
        label="是否传上去",
    )
    note = tell(
        """
        【可转发】
        您好，单位要在江苏人社网办大厅注册账号，要请您帮几件事：
        1. 在单位授权委托书上签字，签好由我盖公章。
        2. 给我一份您的身份证复印件，也要盖公章。
        3. 注册时要填您的姓名和身份证号，请当面告诉我。
        4. 页面要是让法定代表人刷脸，到时请您抽两分钟。
        谢谢！
        """,
        then="after_signature",
    )
    review: Review = choose(
        """
        审核一般1到3个工作日，忙时会有变化。
        进度自己能查：登录页点“审核进度查询”。
        现在显示什么？
        """,
        {Review.RUNNING: "waiting", Review.PASSED: "first_login", Review.RETURNED: "returned",
         Review.OVERDUE: "ask_bureau"},
        label="审核状态",
    )
    returned = call(
        ReviewFailed,
        {"sent_again": "after_return", "after_signature": "after_return",
         "at_the_counter": "after_return", "asked": "asked", "person": "person"},
    )
    first_login: LoggedIn = choose(
        """
        审核通过就能登录，没收到短信也可以试：
        1. 用谷歌浏览器打开 http://rs.jshrss.jiangsu.gov.cn
        2. 选单位登录，填注册时设的用户名和密码。
        登录一次就算激活，不必另做操作（全国通用说法，江苏以网厅为准）。
        登上了吗？
        """,
        {LoggedIn.YES: "done", LoggedIn.NO: "not_in"},
        label="是否登上",
    )
    ask_bureau: Plan = choose(
        """
        这一步要问参保地的社保经办机构：
        1. 电话在官网“联系我们”栏目里，也可以打12333。
        2. 说清：办到哪一步，页面提示的原文是什么。
        这样可以吗？
        """,
        {Plan.GO: "asked", Plan.HELP: "person"},
        label="去问经办机构是否可行",
    )

    done = end(
        """
        单位账号开好了，可以办人员增减了。
        从没参过保的单位，先办“企业社会保险信息登记”。
        几个人要用，由法定代表人或管理员给经办人授权。
        依据：操作指南（2021-08-01）三.1、问题一；江苏社保网注册说明（网络文章）。
        """
    )
    not_in = end("把页面上的提示原样发给我，或者对我说“登录失败”，我接着带您查。")
    waiting = end(
        """
        好，等着就行，过3个工作日没结果再问参保地社保经办机构。被退回了，把意见发给我。
        依据：江苏社保网注册说明（网络文章，未注明日期）等待审核。
        """
    )
    later = end(
        """
        好，备齐了再来。全国通用说法还要社保编号和对公账户，一并备着更稳妥；江苏以网厅为准。
        依据：江苏社保网注册说明（网络文章，未注明日期）填写单位基本信息、上传资质材料。
        """
    )
    after_signature = end(
        """
        上面这段转给法定代表人。等他签好字、材料齐了，再接着注册。
        委托书的格式资料没有写，先问参保地社保经办机构或12333。
        依据：江苏社保网注册说明（网络文章，未注明日期）上传资质材料。
        """
    )
    change_first = end(
        """
        先在市场监管部门办完变更登记，再用新代码提交注册；变更前交过的，也要重新提交。
        依据：江苏社保网注册说明（网络文章，未注明日期）特殊情况处理。
        """
    )
    after_return = end("审核通过以后，回来说“单位注册”，我带您第一次登录。")
    asked = end("问的时候说清页面的提示，密码和验证码不要告诉任何人。问清了再回来接着办。", outcome=Outcome.UNSOLVED)
    person = end("前面试过的会一起转给帮您的人。", human=True)
