"""单位账号密码忘记了: how an employer sets a new password."""

from __future__ import annotations

from bot.dialogs.common import Plan
from bot.dialogs.desk import CanbaoDialog
from bot.engine.choice import Choice, Solved
from bot.engine.steps import choose, end


class Way(Choice):
    """Where the person can get at the portal."""

    PAGE = ("电脑网页", "网页", "电脑", "网厅")
    APP = ("手机（江苏智慧人社APP）", "手机", "APP", "江苏智慧人社")


class Representative(Choice):
    """Whether the legal representative can help now."""

    FACE = ("能，用支付宝刷脸", "刷脸", "人脸", "支付宝")
    SMS = ("能，收短信验证码", "短信", "验证码")
    NEITHER = ("现在配合不了", "不能", "不在", "联系不上", "配合不了")


class ForgotUnitPassword(CanbaoDialog):
    """单位账号密码忘记了: on the page with the legal representative's check, in the app, else at the counter.

    Source: 002 问题二; 000 Q1, 处理异常情况
    """

    key = "forgot_unit_password"
    topic = "account.password_forgot_unit"
    title = "找回单位密码"
    version = 1

    representative: Representative = choose(
        """
        重设单位密码要法定代表人本人认证。法定代表人现在能配合吗？
        （请不要把密码或验证码发给我，我用不上。）
        """,
        {Representative.FACE: "way", Representative.SMS: "way", Representative.NEITHER: "counter"},
        label="法定代表人能否配合",
    )
    way: Way = choose("您在哪里办？", {Way.PAGE: "page", Way.APP: "app"}, label="在哪里办")
    page: Solved = choose(
        """
        请按这几步做：
        1. 打开单位账号密码登录页，点“忘记密码？”。
        2. 填统一社会信用代码，法定代表人的证件类型、证件号码和姓名，点“下一步”。
        3. 拖动滑块，把拼图拼好。
        {% if representative.name == "FACE" %}
        4. 请法定代表人打开支付宝APP刷脸认证。
        {% else %}
        4. 请法定代表人收短信，填验证码认证。
        {% endif %}
        5. 设新密码，再输一遍确认；看到设置完成的提示就好了。
        设好了吗？
        """,
        {Solved.YES: "done", Solved.NO: "app_instead"},
        label="网页上是否设好",
    )
    app_instead: Solved = choose(
        """
        换个办法：登录江苏智慧人社APP，进“企业服务”，在里面修改密码（按钮名称以APP为准）。
        这样设好了吗？
        """,
        {Solved.YES: "done", Solved.NO: "counter"},
        label="APP里是否设好",
    )
    app: Solved = choose(
        """
        登录江苏智慧人社APP，进“企业服务”，在里面修改密码（按钮名称以APP为准）。
        设好了吗？
        """,
        {Solved.YES: "done", Solved.NO: "counter"},
        label="APP里是否设好",
    )
    counter: Plan = choose(
        """
        网上走不通，就到参保地社保经办大厅现场重置。
        要带：营业执照副本、经办人身份证原件和复印件。
        这份清单是全国通用说法，江苏的指南没有写，去之前先打12333问一下当地要什么。
        这样可以吗？
        """,
        {Plan.GO: "at_the_counter", Plan.HELP: "person"},
        label="到窗口是否可行",
    )

    done = end(
        """
        好，请用新密码登录。新密码请经办人自己保管，不要发给别人，也不要发给我。
        依据：操作指南（2021-08-01）问题二。
        """
    )
    at_the_counter = end(
        """
        好，带齐材料到参保地社保经办大厅办。
        依据：操作指南（2021-08-01）问题二；窗口材料为全国通用说法。
        """
    )
    person = end("那就请人来帮您。", human=True)
