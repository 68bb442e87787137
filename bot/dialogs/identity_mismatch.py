"""注册提示身份证号与社保系统信息不一致: who goes where with what, after the typed answers were checked."""

from __future__ import annotations

from bot.dialogs.desk import CanbaoDialog
from bot.engine.choice import Choice, Solved
from bot.engine.steps import choose, end, tell


class Whose(Choice):
    """Whose registration the portal refuses."""

    OWN = ("我自己注册个人账号", "我自己", "自己", "本人", "个人", "个人注册")
    EMPLOYEE = ("员工注册个人账号", "员工", "职工", "同事", "员工自己", "员工个人", "员工本人", "员工个人账号")
    UNIT = ("单位注册", "单位", "公司", "企业", "单位账号", "经办人")


class Cause(Choice):
    """Why the records may differ although what was typed is right."""

    UPGRADED = ("以前用15位身份证参的保", "15位", "升位", "老身份证", "15位升18位")
    CHANGED = ("姓名或号码变更过", "名字改过", "姓名改过", "改过名", "换过名", "名字变过", "号码变过", "换过号码")
    NO_RECORD = ("从没参过保", "没参保", "没参过", "没交过", "没有记录", "没上过社保", "第一次参保")
    UNSURE = ("说不清", "不知道", "不清楚", "不确定", "都不是", "系统里录错了")


class Going(Choice):
    """Whether the way to the counter is possible."""

    YES = ("可以，我去办", "可以", "行", "好", "好的", "能去", "能", "知道了", "明白了", "我去")
    NO = ("去不了", "不行", "不能", "不能去", "去过了还是不行", "人在外地", "外地", "没时间", "走不开")


class IdentityMismatch(CanbaoDialog):
    """注册提示身份证号与社保系统信息不一致: first what was typed, then the records at the counter.

    Source: 001 实名认证, 问题1
    """

    key = "identity_mismatch"
    topic = "account.id_mismatch"
    title = "处理注册时身份信息不一致"
    version = 1

    whose: Whose = choose(
        "是谁在注册时看到“信息不一致”？",
        {Whose.OWN: "own_check", Whose.EMPLOYEE: "employee_note", Whose.UNIT: "unit_check"},
        label="谁在注册",
    )
    own_check: Solved = choose(
        """
        先对着身份证，核对刚才填的两项：
        1. 姓名，一个字一个字看。
        2. 身份证号，18位逐位看，最后一位可能是X。
        有错就改好，再提交一次。
        这次通过了吗？
        """,
        {Solved.YES: "registered", Solved.NO: "cause"},
        label="核对后是否通过",
    )
    cause: Cause = choose(
        "填的没错，那就是社保系统里的记录对不上。您是哪种情况？",
        {
            Cause.UPGRADED: "own_counter",
            Cause.CHANGED: "changed_counter",
            Cause.NO_RECORD: "no_record",
            Cause.UNSURE: "own_counter",
        },
        label="可能的原因",
    )
    own_counter: Going = choose(
        """
        要请社保经办机构把系统里的信息更新一下：
        1. 您本人去，带身份证原件。
        2. 到参保地的社保经办机构，说明“注册提示信息不一致”。
        3. 更新好以后，回网厅再注册一次。
        网上能不能改、别人能不能代办，资料没写，可先打12333问。
        这样可以吗？
        """,
        {Going.YES: "to_the_counter", Going.NO: "person"},
        label="能否去窗口",
    )
    changed_counter: Going = choose(
        """
        要请社保经办机构把系统里的姓名、号码改成现在的：
        1. 您本人去，带身份证原件。
        2. 要不要另带改名、换号的证明，资料没写，先打12333问清。
        3. 到参保地的社保经办机构更新，再回网厅注册一次。
        这样可以吗？
        """,
        {Going.YES: "to_the_counter", Going.NO: "person"},
        label="能否去窗口",
    )
    no_record: Going = choose(
        """
        系统里没有参保记录，注册时也会提示不一致。
        1. 从没参过保的该去哪个经办机构，资料没写，先打12333问清。
        2. 去的时候带本人身份证原件。
        3. 信息更新好以后，回网厅再注册一次。
        这样可以吗？
        """,
        {Going.YES: "call_first", Going.NO: "person"},
        label="能否先打电话",
    )
    employee_note = tell(
        """
        【可转发】
        您好，您注册社保网个人账号时提示身份信息不一致，请这样处理：
        1. 对着身份证核对填的姓名和18位号码，有错就改好再提交。
        2. 没填错的，请您本人带身份证原件，到参保地社保经办机构更新信息。
        3. 更新好以后，回网厅再注册一次。
        改过名、从没参过保，或人在外地的，去之前先打12333问清。谢谢！
        """,
        then="employee_told",
    )
    unit_check: Solved = choose(
        """
        先看清提示说的是谁的号码：法定代表人，还是经办人？
        1. 对着他的身份证，核对姓名。
        2. 核对身份证号，18位逐位看，最后一位可能是X。
        有错就改好，再提交一次。
        这次通过了吗？
        """,
        {Solved.YES: "registered", Solved.NO: "unit_counter"},
        label="核对后是否通过",
    )
    unit_counter: Going = choose(
        """
        填的没错，就由单位经办人去做信息维护：
        1. 带营业执照，和号码对不上的那个人的身份证复印件。
        2. 到社保经办机构，说明“单位注册提示信息不一致”。
        3. 更新好以后，回网厅再注册一次。
        他改过名或从没参过保的，要不要别的材料，资料没写，先打12333问。
        这样可以吗？
        """,
        {Going.YES: "to_the_counter", Going.NO: "person"},
        label="能否去窗口",
    )

    registered = end("好，实名这一关过了，接着往下注册就行。")
    to_the_counter = end(
        """
        好，带齐材料去参保地社保经办机构，更新后再注册。
        依据：江苏社保网注册说明（网络文章，未注明日期）问题1。
        """
    )
    call_first = end(
        """
        好，先打12333问清去哪里、带什么，再出门。
        依据：江苏社保网注册说明（网络文章，未注明日期）问题1。
        """
    )
    employee_told = end(
        """
        把上面这段发给员工，要他本人办。等他更新好，再注册一次就行。
        依据：江苏社保网注册说明（网络文章，未注明日期）问题1。
        """
    )
    person = end("窗口这条路走不通，资料里没有别的办法，请人来帮您。", human=True)
