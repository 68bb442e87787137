"""增加、减少管理员或经办人并授权: who may do it, the click path, and the new person's first login."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogs.desk import CanbaoDialog
from bot.engine.choice import Choice, Solved
from bot.engine.steps import choose, decide, end, tell
from rules.permissions import Act, who_may


class Role(Choice):
    """What the person who asks is to the unit's account."""

    LEGAL_REPRESENTATIVE = ("法定代表人（法人）", "法人", "法定代表人", "法人代表", "老板")
    ADMINISTRATOR = ("单位管理员", "管理员")
    OPERATOR = ("经办人，或还没有权限", "经办人", "经办", "没有权限", "没权限", "没有账号", "都不是")
    NEWCOMER = ("刚被授权，要第一次登录", "刚被授权", "第一次登录", "首次登录", "新经办人", "新管理员")


class Wish(Choice):
    """What is to be done with whom."""

    ADD_OPERATOR = ("增加经办人", "加经办人", "新增经办人", "添加经办人", "换经办人", "更换经办人", "加人")
    ADD_ADMINISTRATOR = ("增加管理员", "加管理员", "新增管理员", "添加管理员", "换管理员", "更换管理员")
    REMOVE_OPERATOR = ("减少经办人", "减经办人", "删经办人", "删除经办人", "去掉经办人", "取消经办人", "减人")
    REMOVE_ADMINISTRATOR = ("减少管理员", "减管理员", "删管理员", "删除管理员", "去掉管理员", "取消管理员")


class Power(Choice):
    """What the person may do about it."""

    ADD_OPERATOR = "可以增加经办人"
    ADD_ADMINISTRATOR = "可以增加管理员"
    REMOVE = "可以减少"
    ASK_TO_ADD = "要请别人增加"
    ASK_TO_REMOVE = "要请别人减少"


@dataclass(frozen=True, slots=True)
class Permission:
    """What the person may do, and ``who`` has the power in any case."""

    outcome: Power
    who: str = ""


def may_do(role: Role, wish: Wish) -> Permission:
    """Whether the guide gives someone of ``role`` what is wished.

    Source: 002 问题一
    """
    act = Act[wish.name]
    holders = {holder.name: holder.label for holder in who_may(act)}
    to_add = wish in (Wish.ADD_OPERATOR, Wish.ADD_ADMINISTRATOR)
    if role.name in holders:
        power = Power[wish.name] if to_add else Power.REMOVE
    else:
        power = Power.ASK_TO_ADD if to_add else Power.ASK_TO_REMOVE
    return Permission(power, "或".join(holders.values()))


class Granted(Choice):
    """How granting the power went."""

    YES = ("提交成功了", "加好了", "好了", "成功了", "可以了", "授权好了", "成功")
    NOT_VERIFIED = ("对方还没实名认证", "没实名", "没认证", "未实名", "没有个人账号", "不是实名")
    NO = ("找不到按钮，或提交不了", "找不到", "提交不了", "不行", "办不了", "没有按钮", "还没解决", "失败")


class Entered(Choice):
    """Whether the new person got in."""

    YES = ("登进去了", "进去了", "登录成功", "好了", "可以了", "能登了")
    LATER = ("已转发，等他自己办", "等他办", "已转发", "发给他了", "还没办", "晚点办")
    NO = ("登不进去", "登不上", "进不去", "不行", "登录失败", "刷脸不过")


class AddOperator(CanbaoDialog):
    """增加、减少管理员或经办人并授权, up to the new person's first login.

    Source: 002 问题一; 001 个人用户注册流程; 000 关联经办人信息
    """

    key = "add_operator"
    topic = "account.add_operator"
    title = "增减管理员、经办人"
    version = 1

    role: Role = choose(
        "您在单位账号里是什么身份？",
        {
            Role.LEGAL_REPRESENTATIVE: "wish",
            Role.ADMINISTRATOR: "wish",
            Role.OPERATOR: "wish",
            Role.NEWCOMER: "first_login",
        },
        label="您的身份",
    )
    wish: Wish = choose("要办哪一件？（换人就先增加新的，再减少旧的。）", label="要办的事")
    power: Power = decide(
        may_do,
        {
            Power.ADD_OPERATOR: "grant_operator",
            Power.ADD_ADMINISTRATOR: "grant_administrator",
            Power.REMOVE: "remove",
            Power.ASK_TO_ADD: "cannot_add",
            Power.ASK_TO_REMOVE: "cannot_remove",
        },
    )

    grant_operator: Granted = choose(
        """
        这件事您可以办。对方必须是实名认证过的用户。
        1. 登录网办大厅，鼠标移到单位名称，点“单位中心”。
        2. 点“经办人管理”，读完注意事项，点“同意开通”。
        3. 在“已授权管理”里点“开通授权”。
        4. 填他的信息，按事项定好他能办什么，提交。
        要填哪些项，指南没有列全，以页面为准。
        提交成功了吗？
        """,
        {Granted.YES: "newcomer_note", Granted.NOT_VERIFIED: "verify_note", Granted.NO: "grant_again"},
        label="授权是否成功",
    )
    grant_administrator: Granted = choose(
        """
        加管理员只有法人能办。管理员默认能办单位的全部事项，请想好再加。
        对方必须是实名认证过的用户。
        1. 登录网办大厅，鼠标移到单位名称，点“单位中心”。
        2. 点“经办人管理”，读完注意事项，点“同意开通”。
        3. 找到管理员那一类，在“已授权管理”里点“开通授权”。
        4. 照页面填他的信息，提交。
        提交成功了吗？
        """,
        {Granted.YES: "newcomer_note", Granted.NOT_VERIFIED: "verify_note", Granted.NO: "grant_again"},
        label="授权是否成功",
    )
    grant_again: Granted = choose(
        """
        请查这三处，再试一次：
        1. 浏览器用谷歌的。
        2. 登录用的是法人或管理员自己的账号；加管理员要用法人的。
        3. 先点过“同意开通”，再去“已授权管理”里找“开通授权”。
        这次提交成功了吗？
        """,
        {Granted.YES: "newcomer_note", Granted.NOT_VERIFIED: "verify_note", Granted.NO: "person"},
        label="再试是否成功",
    )
    verify_note = tell(
        """
        【可转发】
        您好，单位要给您开通社保网的权限，需要您先有实名认证的个人账号：
        1. 打开 http://rs.jshrss.jiangsu.gov.cn
        在登录页点“注册”，选“个人用户注册”。
        2. 填姓名、身份证号和本人实名的手机号，自己设密码，提交。
        3. 实名校验通过就好了。
        办好请告诉我，我再给您授权。谢谢！
        """,
        then="verify_first",
    )
    newcomer_note = tell(
        """
        【可转发】
        您好，单位已经给您开通社保网的权限，第一次登录请您本人这样做：
        1. 手机打开江苏智慧人社APP，进“企业服务”，刷脸验证身份。
        2. 接着设一个自己的登录密码，不要告诉别人。
        3. 到网办大厅做单位登录，身份信息和密码都填您自己的。
        登好请告诉我一声。谢谢！
        """
    )
    newcomer_in: Entered = choose(
        "授权有了，还差最后一步：把上面这段转发给他，由他本人办。他登进去了吗？",
        {Entered.YES: "done", Entered.LATER: "passed_on", Entered.NO: "login_again"},
        label="新人是否登录",
    )

    first_login: Entered = choose(
        """
        第一次登录要您本人来，密码自己设：
        1. 手机打开江苏智慧人社APP，进“企业服务”。
        2. 刷脸验证身份，接着设登录密码。
        3. 到网办大厅做单位登录，身份信息和密码填自己的，不填法人的。
        登进去了吗？
        """,
        {Entered.YES: "done", Entered.LATER: "passed_on", Entered.NO: "login_again"},
        label="是否登录",
    )
    login_again: Entered = choose(
        """
        请查这三处，再登一次：
        1. 法人或管理员在“经办人管理”里看，授权是不是真的提交成功了。
        2. 刷脸、设密码是在江苏智慧人社APP的“企业服务”里，由本人做的。
        3. 网办大厅选的是单位登录，填的是被授权人自己的信息。
        刷脸一直不过，指南没写怎么办，可打12333问。
        这次登进去了吗？
        """,
        {Entered.YES: "done", Entered.LATER: "passed_on", Entered.NO: "person"},
        label="再登是否成功",
    )

    remove: Solved = choose(
        """
        {{ wish }}，您可以办。指南只写了谁有权，没写减的时候点哪里：
        1. 登录网办大厅，鼠标移到单位名称，点“单位中心”。
        2. 点“经办人管理”，在分类名单里找到这个人。
        3. 照页面提示减掉，按钮名称以网厅为准。
        减掉了吗？
        """,
        {Solved.YES: "removed", Solved.NO: "person"},
        label="是否减掉",
    )

    cannot_add = tell("按您的身份办不了：{{ wish }}要{{ who }}来办，请转告他。")
    add_note = tell(
        """
        【可转发】
        您好，想请您帮单位在社保网上{{ wish }}，这件事要{{ who }}来办：
        1. 用您的账号登录 http://rs.jshrss.jiangsu.gov.cn
        鼠标移到单位名称，点“单位中心”。
        2. 点“经办人管理”，读完注意事项，点“同意开通”。
        3. 在“已授权管理”里点“开通授权”，填好信息，提交。
        被加的人要先实名认证过。办好请告诉我，谢谢！
        """,
        then="asked_to_add",
    )
    cannot_remove = tell("按您的身份办不了：{{ wish }}要{{ who }}来办，请转告他。")
    remove_note = tell(
        """
        【可转发】
        您好，想请您帮单位在社保网上{{ wish }}，这件事要{{ who }}来办：
        1. 用您的账号登录 http://rs.jshrss.jiangsu.gov.cn
        鼠标移到单位名称，点“单位中心”。
        2. 点“经办人管理”，找到要减的人，照页面提示减掉。
        找不到按钮可以打12333问。办好请告诉我，谢谢！
        """,
        then="asked_to_remove",
    )

    done = end(
        """
        好，以后他用自己的身份信息和密码登录。密码各管各的，也不要发给我。
        换人的，别忘了再减掉旧的。依据：操作指南（2021-08-01）问题一。
        """
    )
    passed_on = end(
        """
        好，等他本人在手机上刷脸、设好密码，就能在网办大厅登录。
        依据：操作指南（2021-08-01）问题一。
        """
    )
    verify_first = end(
        """
        把上面这段发给他。等他实名好了，您再到“经办人管理”里点“开通授权”。
        依据：操作指南（2021-08-01）问题一；个人注册的步骤出自江苏注册文章。
        """
    )
    removed = end(
        """
        好，减掉了。人离岗就及时减，更安全（我们的建议）。
        依据：操作指南（2021-08-01）问题一。
        """
    )
    asked_to_add = end(
        """
        等他办好，新人还要本人在江苏智慧人社APP的“企业服务”里刷脸、设密码，才能登录。
        到时回来找我，选“刚被授权”。依据：操作指南（2021-08-01）问题一。
        """
    )
    asked_to_remove = end(
        """
        等他办好就行。他联系不上的，指南没写怎么办，打12333问。
        依据：操作指南（2021-08-01）问题一。
        """
    )
    person = end("按钮和异常情况，指南没有写得更细，请人来帮您。", human=True)
