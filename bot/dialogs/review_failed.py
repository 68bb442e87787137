"""单位注册审核没通过: what the opinion means, and how the application is mended and sent again."""

from __future__ import annotations

from bot.dialogs.common import Plan
from bot.dialogs.desk import CanbaoDialog
from bot.engine.choice import Choice
from bot.engine.conversation import Outcome
from bot.engine.steps import choose, end, tell


class Reason(Choice):
    """What the bureau's opinion (审核意见) says."""

    UNCLEAR = ("材料不清晰", "不清晰", "模糊", "看不清", "拍糊了")
    INCOMPLETE = ("材料不全，缺章或缺签字", "不齐", "缺材料", "没盖章", "没签字", "缺件")
    WRONG = ("信息填错了", "填错", "信息错误", "信息有误", "不一致", "不符")
    VAGUE = ("看不懂，或没写原因", "没写原因", "没说原因", "不知道什么意思")
    UNSEEN = ("找不到审核意见", "找不到", "看不到", "没有意见", "查不到")
    AGAIN = ("改过几次还是不过", "好几次", "多次", "两次了", "三次了", "又没过", "三次", "两次")


class Submitted(Choice):
    """Whether the mended application went off."""

    YES = ("交上去了", "提交了", "交了", "已经交了", "传上去了", "传好了", "好了")
    NO = ("还交不了", "交不了", "没交", "没提交", "提交不了", "传不上去", "不行", "没有", "还没", "登不进", "找不到")


class Obstacle(Choice):
    """Why it cannot be sent again yet."""

    SIGNATURE = ("法定代表人还没签字", "没签字", "法人没签", "等签字", "法人不在")
    MISMATCH = ("提示身份证信息不一致", "信息不一致", "身份证不一致", "对不上")
    OTHER = ("登不进去或找不到入口", "登不进", "找不到", "其他", "别的", "没有入口")


class ReviewFailed(CanbaoDialog):
    """单位注册审核没通过怎么办: read the opinion, mend what it names, send again; after several failures the bureau.

    Source: 001 等待审核, 上传资质材料, 特殊情况处理, 问题1, 问题2; 000 处理异常情况
    """

    key = "review_failed"
    topic = "account.review_failed"
    title = "处理单位注册被退回"
    version = 1

    reason: Reason = choose(
        """
        由经办人照审核意见改好，重新提交就行。先看意见：
        1. 在网厅登录页点“审核进度查询”。
        2. 那里没有，就登录系统里看。
        意见说的是哪一类？
        """,
        {Reason.UNCLEAR: "scan_again", Reason.INCOMPLETE: "complete", Reason.WRONG: "correct",
         Reason.VAGUE: "check_all", Reason.UNSEEN: "ask_bureau", Reason.AGAIN: "ask_bureau"},
        label="退回原因",
    )
    scan_again: Submitted = choose(
        """
        1. 意见点名的那几样，重新扫描，或者放平拍照，别反光、别切边。
        2. 放大看一遍：字、公章、签字都要清楚。
        3. 登录系统，换上新图，重新提交。
        （怎么拍是我们的建议；格式、大小资料没有写，以页面为准。）
        交上去了吗？
        """,
        {Submitted.YES: "sent_again", Submitted.NO: "obstacle"},
        label="换图后是否交上去",
    )
    complete: Submitted = choose(
        """
        对照这四样，缺哪样补哪样，每样都要盖公章：
        1. 营业执照；事业单位是法人登记证。
        2. 法定代表人的身份证复印件。
        3. 经办人的身份证复印件。
        4. 单位授权委托书，还要法定代表人签字。
        补齐后登录系统，重新上传、提交。
        交上去了吗？
        """,
        {Submitted.YES: "sent_again", Submitted.NO: "obstacle"},
        label="补齐后是否交上去",
    )
    correct: Submitted = choose(
        """
        拿着证件逐项对：
        1. 单位名称：和营业执照一字不差，留意括号。
        2. 信用代码：18位，不会有I、O、S、V、Z。
        3. 法定代表人身份证号，经办人姓名、身份证号、手机号。
        4. 信用代码变更过的：先在市场监管部门办完变更，再用新代码重新申请。
        改好后登录系统，重新提交。
        交上去了吗？
        """,
        {Submitted.YES: "sent_again", Submitted.NO: "obstacle"},
        label="改好后是否交上去",
    )
    check_all: Submitted = choose(
        """
        常见的就三种：图不清楚、材料不齐、信息填错。都查一遍：
        1. 营业执照、法定代表人和经办人身份证复印件：盖了公章，看得清。
        2. 单位授权委托书：签了字，也盖了公章。
        3. 单位名称、信用代码、身份证号：和证件一模一样。
        有问题的改好，登录系统重新提交。
        交上去了吗？
        """,
        {Submitted.YES: "sent_again", Submitted.NO: "obstacle"},
        label="查完后是否交上去",
    )
    obstacle: Obstacle = choose(
        "是什么挡住了？",
        {Obstacle.SIGNATURE: "note", Obstacle.MISMATCH: "bureau_updates", Obstacle.OTHER: "ask_bureau"},
        label="什么挡住了",
    )
    note = tell(
        """
        【可转发】
        您好，单位在江苏人社网办大厅的注册被退回，要请您帮两件事：
        1. 在单位授权委托书上签字，签好由我盖公章。
        2. 给我一份您的身份证复印件，也要盖公章。
        材料齐了我就重新提交。谢谢！
        """,
        then="after_signature",
    )
    bureau_updates: Plan = choose(
        """
        先核对姓名和号码。没填错，就要更新社保系统里的信息：
        1. 由经办人带营业执照和员工的身份证复印件，到经办机构办信息维护。
        2. 更新好，再回来重新提交。
        “员工”指谁，资料没说清：谁的号码不一致，就带谁的。
        这样可以吗？
        """,
        {Plan.GO: "at_the_counter", Plan.HELP: "person"},
        label="去更新信息是否可行",
    )
    ask_bureau: Plan = choose(
        """
        审核由社保经办机构做，请直接问参保地的社保经办机构：
        1. 电话在官网“联系我们”栏目里，也可以打12333。
        2. 问清：差在哪一样，怎么改，在哪里重新交。
        能不能把材料直接拿到柜台办，资料没有写，一并问。
        这样可以吗？
        """,
        {Plan.GO: "asked", Plan.HELP: "person"},
        label="去问经办机构是否可行",
    )

    sent_again = end(
        """
        好，接着等审核，进度看登录页的“审核进度查询”。
        首次是1到3个工作日，重新交的要多久，资料没有另写。
        再被退回，把意见原样发给我；几次都不过，就问参保地社保经办机构。
        依据：江苏社保网注册说明（网络文章，未注明日期）等待审核、问题2。
        """
    )
    after_signature = end(
        """
        上面这段转给法定代表人。等他签好字、盖好章，登录系统重新上传、提交，再等审核。
        委托书的格式资料没有写，先问参保地社保经办机构或12333。
        依据：江苏社保网注册说明（网络文章，未注明日期）上传资质材料。
        """
    )
    at_the_counter = end(
        """
        好，更新好信息，再回来重新提交。
        依据：江苏社保网注册说明（网络文章，未注明日期）问题1。
        """
    )
    asked = end(
        """
        好，问清了照着改，再交一次。
        依据：江苏社保网注册说明（网络文章，未注明日期）问题2。
        """,
        outcome=Outcome.UNSOLVED,
    )
    person = end("那就请人来帮您。", human=True)
