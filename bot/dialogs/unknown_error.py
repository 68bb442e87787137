"""其他看不懂的报错: the message is looked up; its remedies come in turn, else general ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.packets import CallBack, Confirmed, Packet, keep_packet, no_number
from bot.dialogs.remedies import Next, has_first, has_note, has_second, has_third
from bot.engine.checks import Text
from bot.engine.choice import Choice, Solved
from bot.engine.conversation import Outcome
from bot.engine.steps import ask, choose, decide, end, perform, review, tell
from bot.services.errors import Catalogue, KnownError, Recognition
from bot.services.handover import Handovers, Kept
from bot.services.links import Links


class Doing(Choice):
    """What was being done when the message came."""

    ENROLL = ("增员（加人、参保登记）", "增员", "加人", "参保登记", "新增员工", "加员工")
    STOP = ("减员（停保）", "减员", "停保", "减人", "退工", "离职")
    COLLECT = ("人员信息采集", "采集", "信息采集", "基础信息", "录人员信息")
    LOGIN = ("登录", "登陆", "登不上", "登不进", "进不去")
    REGISTER = ("注册", "开账号", "实名认证", "单位注册", "个人注册")
    PAY = ("缴费", "交费", "交钱", "扣款", "扣费", "税务", "交社保费")
    OTHER = ("其他", "别的", "其它", "都不是", "不清楚", "不知道", "说不清")


def recognize(pasted: str, catalogue: Catalogue) -> KnownError:
    """What the catalogue knows of the pasted message; a message whose dialog is this one counts as known."""
    known = catalogue.recognize(pasted)
    if known.outcome is Recognition.HAS_DIALOG and known.dialog_key in ("", UnknownError.key):
        return replace(known, outcome=Recognition.KNOWN, dialog_key="")
    return known


async def hand_over_message(
    request: str, handovers: Handovers, links: Links, pasted: str, mobile: str, tried: str, remedies: tuple[str, ...],
    doing: Doing | None = None,
) -> Packet:
    """Keeps the message, what was being done, and what was gone through because of it."""
    matter = f"网厅报错“{pasted}”" + (f"，当时在办：{doing}" if doing else "")
    here = "通用的排查办法" if doing else "；".join(remedies[:3])
    return await keep_packet(request, handovers, matter, (tried, here), mobile, links.private)


class UnknownError(CanbaoDialog):
    """其他看不懂的报错: the message, its remedies or general ones, then a person who gets the message.

    Source: 002 二, 三.2, 三.3, 三.5, 三.10, 问题一至三; 001 上传资质材料; 000 输入登录信息, 处理异常情况;
    domain.md More messages seen on portals, Who does what since 2023-12-01
    """

    key = "unknown_error"
    topic = "error.unknown"
    title = "处理看不懂的报错"
    version = 1

    pasted: Annotated[str, Text(label="报错原话", example="上传文件失败", most=2000, greedy=True)] = ask(
        """
        请把提示的原话粘贴过来，或者照着打，越完整越好。
        身份证号、手机号可以先删掉。没看清的，记得几个字就写几个字。
        """
    )
    recognized: Recognition = decide(
        recognize,
        {Recognition.HAS_DIALOG: "own_dialog", Recognition.KNOWN: "known", Recognition.UNKNOWN: "doing"},
    )

    known = tell(
        """
        认得这句：{{ message }}
        原因：{{ cause }}
        谁来办：{{ who }}
        """
    )
    noted: Next = decide(has_note, {Next.THERE: "note_to_forward", Next.NONE: "any_remedy"})
    note_to_forward = tell(
        """
        【可转发】
        {{ note }}
        """
    )
    any_remedy: Next = decide(has_first, {Next.THERE: "first", Next.NONE: "doing"})
    first: Solved = choose(
        """
        先这样办：
        {{ remedies[0] }}
        解决了吗？
        """,
        {Solved.YES: "solved", Solved.NO: "second_left"},
        label="第一个办法",
    )
    second_left: Next = decide(has_second, {Next.THERE: "second", Next.NONE: "mobile"})
    second: Solved = choose(
        """
        再试第二个办法：
        {{ remedies[1] }}
        解决了吗？
        """,
        {Solved.YES: "solved", Solved.NO: "third_left"},
        label="第二个办法",
    )
    third_left: Next = decide(has_third, {Next.THERE: "third", Next.NONE: "mobile"})
    third: Solved = choose(
        """
        还有一个办法：
        {{ remedies[2] }}
        解决了吗？
        """,
        {Solved.YES: "solved", Solved.NO: "mobile"},
        label="第三个办法",
    )

    doing: Doing = choose(
        "这句我还不认得，但有通用的办法可以排查。当时在办什么？",
        {
            Doing.ENROLL: "enrolling",
            Doing.STOP: "stopping",
            Doing.COLLECT: "collecting",
            Doing.LOGIN: "logging_in",
            Doing.REGISTER: "registering",
            Doing.PAY: "paying",
            Doing.OTHER: "general",
        },
        label="当时在办",
    )
    enrolling: Solved = choose(
        """
        增员先查这几处：
        1. 证件号码、合同日期这些带*的项，对着证件和合同再核一遍。
        2. 他是不是灵活就业参保、还在别的单位参保？是的要先停。
        3. 他是不是已在本单位参保，或者已经退休？
        4. 批量报的，在“处理详情”里点“结果”，看哪一行有错。
        5. 7日至10日暂停申报；急的先做预登记，11日起再补正式登记。
        能办了吗？
        """,
        {Solved.YES: "solved", Solved.NO: "general"},
        label="增员排查",
    )
    stopping: Solved = choose(
        """
        减员先查这几处：
        1. 证件号码有没有填错，他是不是在本单位参保。
        2. 停保时间只能是办理当天，改不了。
        3. 批量报的，在“处理详情”里点“结果”，看哪一行有错。
        4. 7日至10日暂停申报，11日起再办。
        能办了吗？
        """,
        {Solved.YES: "solved", Solved.NO: "general"},
        label="减员排查",
    )
    collecting: Solved = choose(
        """
        采集先查这几处：
        1. 只收持居民身份证的人，别的证件办不了。
        2. 姓名、证件号码对着身份证逐字核，带*的项都要填。
        3. 批量的用这个模块下载的模板，传完点“结果”看哪一行有错。
        4. 提示里带“公安部……接口”的，是系统的事，过一会儿或第二天再试。
        能办了吗？
        """,
        {Solved.YES: "solved", Solved.NO: "general"},
        label="采集排查",
    )
    logging_in: Solved = choose(
        """
        登录先查这几处：
        1. 选对入口：办单位的事，选单位登录。
        2. 忘了密码就点“忘记密码？”重设，别连着试，多次输错可能被锁。
        3. 被授权的管理员、经办人，要先在江苏智慧人社APP的“企业服务”里刷脸、设密码。
        4. 刚注册的单位，审核通过后才能登录。
        登进去了吗？
        """,
        {Solved.YES: "solved", Solved.NO: "general"},
        label="登录排查",
    )
    registering: Solved = choose(
        """
        注册先查这几处：
        1. 单位名称和信用代码，跟营业执照一字不差。
        2. 姓名、身份证号跟身份证一字不差。
        3. 手机号在用，收得到短信。
        4. 要上传的材料清楚、齐全，该盖章的盖了章。
        能办了吗？
        """,
        {Solved.YES: "solved", Solved.NO: "general"},
        label="注册排查",
    )
    paying: Solved = choose(
        """
        2023年12月起，工资申报和缴费都归税务（公告2023年第2号，公开转载）。
        1. 余额不足、户名不符、税库银超时，是银行或税务的事。
        2. 核对缴费账户的余额、账号和户名（我们的建议）。
        3. 还不清楚就打税务12366，每月25日前要缴完。
        解决了吗？
        """,
        {Solved.YES: "solved", Solved.NO: "mobile"},
        label="缴费排查",
    )
    general: Solved = choose(
        """
        再试通用的几招：
        1. 用谷歌浏览器打开网厅再办：http://rs.jshrss.jiangsu.gov.cn
        2. 要上传的表格，用网厅下载的模板，以Office 2007以上或WPS编辑。
        3. 带*的项都填上，号码和姓名再核一遍（我们的建议）。
        4. 过一会儿再试，或者第二天再试（我们的建议）。
        解决了吗？
        """,
        {Solved.YES: "solved", Solved.NO: "mobile"},
        label="通用排查",
    )

    mobile: CallBack = ask(
        """
        那就请人来看，报错原话一起交过去。着急就直接打12333，缴费的事打12366。
        要留个手机号方便回电吗？要留就直接发号码，不留就回复“不留”。
        """,
        suggest=no_number,
    )
    card: Confirmed = review(
        "请看一眼，没错就登记，转给人工：",
        {Confirmed.KEEP: "packet", Confirmed.DROP: "dropped"},
    )
    packet: Kept = perform(hand_over_message, {Kept.KEPT: "handed_over", Kept.UNKNOWN: "not_known"})

    own_dialog = end("认得这句：{{ message }}。它有专门的步骤，这就带您走。", goes_to="dialog_key")
    solved = end(
        """
        好，请把刚才的业务接着办完。
        依据：{{ source or "操作指南（2021-08-01）、网络文章和后来的公开资料" }}。
        """
    )
    handed_over = end(
        """
        登记好了。打12333时照着念，或者把这段转发给帮您的人：
        编号：{{ packet_number }}
        {{ packet_matter }}
        试过：{{ packet_tried }}
        我自己不能替您接通电话。什么时候有人看到、回电，资料没写，着急请直接打12333。
        """,
        outcome=Outcome.PERSON_WANTED,
    )
    not_known = end(
        """
        系统没有回话，还不知道登记上没有，请别等，直接打12333，把报错念给他们听：
        {{ pasted }}
        """,
        outcome=Outcome.PERSON_WANTED,
    )
    dropped = end("好，没有登记。报错的原话和出现的时间请记下来，问人时用得上。")
