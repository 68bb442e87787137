"""未获取到人员基本信息: the city has no record of the person; the employer makes one, then enrolls."""

from __future__ import annotations

from bot.dialogs.common import Next
from bot.dialogs.desk import CanbaoDialog
from bot.engine.choice import Choice, Solved
from bot.engine.conversation import Outcome
from bot.engine.steps import choose, end, tell


class Case(Choice):
    """What stands between the employer and the person's record."""

    ONE = ("录一个人", "单个", "单人", "一个人", "一个", "就一个", "单独录")
    BATCH = ("人多，用模板批量导", "批量", "模板", "人多", "多人", "多个人", "几个人", "好几个", "一批", "两个人")
    COLLECTED = ("采集过了，还是这样提示", "采集过", "采过了", "录过了", "已经采集", "采集了", "采集完了", "还是提示")
    NO_CARD = (
        "没有居民身份证（外籍、港澳台）", "没有身份证", "没身份证", "外籍", "外国", "护照", "港澳", "香港", "澳门",
        "台湾", "台胞证", "回乡证", "通行证", "居住证", "其他证件",
    )
    TYPO = ("是号码输错了", "输错了", "号码错了", "打错了", "号码不对")


class Collected(Choice):
    """What the portal says to the record."""

    DONE = ("采集成功了", "采集好了", "采好了", "好了", "可以了", "都成功")
    INTERFACE = ("公安部接口出错", "接口出错", "接口", "调用公安部人员基准信息查询接口出错", "基准信息查询接口")
    MISMATCH = (
        "与公安比对不成功", "公安比对不成功", "信息比对不成功", "比对不成功", "比对失败", "公安比对", "比对不",
        "对不上", "与公安部门信息比对不成功",
    )
    OTHER = ("别的报错", "其他报错", "其它报错", "别的", "其他", "没成功", "不成功", "不行")


class Retried(Choice):
    """What became of the interface's error after a while."""

    DONE = ("采集成功了", "采集好了", "采好了", "好了", "可以了", "都成功")
    MISMATCH = ("变成比对不成功", "公安比对不成功", "比对不成功", "比对失败", "对不上")
    STILL = ("连着几天都不行", "还是接口出错", "还是不行", "还不行", "不行", "没用", "没成功", "接口出错")


class NoBasicInfo(CanbaoDialog):
    """未获取到人员基本信息: 人员基础信息采集 for one person or many, what can go wrong there, back to enrollment.

    Source: 002 问题三（1）, 2人员基础信息采集; domain.md 公安比对不成功
    """

    key = "no_basic_info"
    topic = "error.no_basic_info"
    title = "补采集人员基础信息"
    version = 1

    case: Case = choose(
        """
        参保的这个市还没有他的基础信息：先采集，成功了再增员，都由单位经办人办。
        先对一遍身份证号有没有输错（这是我们的建议）。
        您是哪一种情况？
        """,
        {
            Case.ONE: "single",
            Case.BATCH: "batch",
            Case.COLLECTED: "compare",
            Case.NO_CARD: "no_card",
            Case.TYPO: "typo",
        },
        label="情况",
    )
    single: Collected = choose(
        """
        单个采集这样做：
        1. 点“单位办事”→“社会保险”→“人员基础信息采集”→“采集申报”。
        2. 照身份证录证件号码、姓名、性别、民族。
        3. 录移动电话、户籍性质、户籍地行政区划、户籍地址。
        4. 往下填学历等综合业务信息，点“确认提交”。
        哪些栏必填，以页面上的星号为准。
        提交后怎么样？
        """,
        {
            Collected.DONE: "enroll",
            Collected.INTERFACE: "interface",
            Collected.MISMATCH: "note_to_employee",
            Collected.OTHER: "other_error",
        },
        label="单个采集的结果",
    )
    batch: Collected = choose(
        """
        批量采集这样做：
        1. 点“单位办事”→“社会保险”→“人员基础信息采集”→“批量采集申报”。
        2. 下载模板，把要采集的人填进去（只收持居民身份证的人）。
        3. 上传，到“处理详情”里点“结果”，看哪几个人有错。
        结果怎么样？
        """,
        {
            Collected.DONE: "enroll",
            Collected.INTERFACE: "interface",
            Collected.MISMATCH: "note_to_employee",
            Collected.OTHER: "other_error",
        },
        label="批量采集的结果",
    )
    interface: Retried = choose(
        """
        这是系统和公安部的接口出了问题，资料先不用改。
        1. 稍后再提交一次采集。
        2. 当天还不行，第二天再试。
        批量的先看“处理详情”，已经成功的人不必再传（我们的建议）。
        可以先去忙，试过了回来说“继续”。
        后来怎么样？
        """,
        {Retried.DONE: "enroll", Retried.MISMATCH: "note_to_employee", Retried.STILL: "bureau"},
        label="接口出错后再试的结果",
    )
    note_to_employee = tell(
        """
        【可转发】
        您好！公司在给您采集社保基础信息，系统提示和公安部门的信息没有对上。
        麻烦您对照身份证原件，核对报给公司的姓名和身份证号，看有没有错字、错号。
        最近换过姓名或证件的，也请告诉我。
        核对好请回复我，我再提交一次。谢谢！
        """
    )
    mismatch: Solved = choose(
        """
        录的信息和公安部门的没有对上。操作指南这一句没写完，下面是我们的建议：
        1. 对着身份证原件，逐字核对姓名和证件号码，有错就改正再提交。
        2. 没有错的，过一阵再提交一次。
        上面那段可以转给员工，请他也核对一遍。
        解决了吗？
        """,
        {Solved.YES: "enroll", Solved.NO: "bureau"},
        label="比对是否成功",
    )
    enroll: Solved = choose(
        """
        采集成功还不算参保，请接着增员：
        1. 点“单位办事”→“社会保险”→“用人单位用工参保登记”。
        2. 输入证件号码查出他，照常填写、提交。
        刚才办的是别的登记，就回到那一项再提交。
        解决了吗？
        """,
        {Solved.YES: "done", Solved.NO: "compare"},
        label="增员是否成功",
    )
    compare: Solved = choose(
        """
        采集过还这样提示，指南没写原因。先对两处（我们的建议）：
        1. 确认采集真的成功：批量的到“处理详情”点“结果”看他那一行。
        2. 增员时输的证件号码，要和采集时录的一样。
        对过再提交一次。解决了吗？
        """,
        {Solved.YES: "done", Solved.NO: "bureau"},
        label="核对后是否成功",
    )
    no_card: Next = choose(
        """
        人员基础信息采集只收持居民身份证的人。
        外籍、港澳台等持其他证件的人在哪里办、带什么，指南没有写。
        请打12333，或问参保地社保经办机构，问清再去。
        这样可以吗？
        """,
        {Next.ASK: "ask_the_bureau", Next.PERSON: "person"},
        label="其他证件去问",
    )
    bureau: Next = choose(
        """
        到了这一步，指南没写怎么办。
        请打12333，或问参保地社保经办机构：说清提示的原话、已经试过什么。
        要去柜台的，先问清带什么，指南里没有材料清单。
        这样可以吗？
        """,
        {Next.ASK: "ask_the_bureau", Next.PERSON: "person"},
        label="去问经办机构",
    )

    done = end("好，他能正常增员了。依据：操作指南（2021-08-01）问题三（1）、人员采集。")
    typo = end("好，号码改对就不用采集，接着办增员。改对了还这样提示，再回来按采集的步骤办。")
    other_error = end("请把那句报错原样粘贴给我，我按那一句来办。采集成功以后，再回去增员。", silent=True)
    ask_the_bureau = end(
        """
        好，问清后照他们说的办。新招用的职工要在30天内办参保登记，请抓紧。
        依据：操作指南（2021-08-01）问题三（1）；30天见2025年10月官方页面。
        """,
        outcome=Outcome.UNSOLVED,
    )
    person = end("那就请人来帮您。", human=True)
