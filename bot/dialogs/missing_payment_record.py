"""查不到职工缴费记录: the three causes in order, and who can look further."""

from __future__ import annotations

from bot.dialogs.desk import CanbaoDialog
from bot.engine.choice import Choice
from bot.engine.steps import choose, end


class Missing(Choice):
    """Which insurance's record is missing."""

    SOCIAL = ("养老、失业或工伤", "养老", "失业", "工伤", "社保", "全都没有", "都没有", "都缺", "三险")
    MEDICAL = ("只缺医疗或生育", "医疗", "医保", "生育", "只缺医保", "医疗保险", "生育保险")


class Enrolled(Choice):
    """How far the person's enrollment got."""

    PASSED = ("通过了，状态正常", "通过了", "通过", "正常", "早就通过", "老员工", "一直在交", "参保了")
    PENDING = ("还在审核，或没通过", "还在审核", "审核中", "没通过", "未通过", "被退回", "没过")
    NOT_FILED = ("没办过，或只做了预登记", "没办过", "没办", "还没办", "预登记", "没增员", "忘了办")


class Paid(Choice):
    """Whether the month's wages were declared and paid for."""

    DONE = ("申报了，也缴了", "申报了", "缴了", "交了", "都办了", "缴过了", "扣款了", "扣钱了", "都做了")
    NOT_DONE = ("还没申报，或还没缴", "没申报", "没缴", "没交", "没报", "还没有", "没有", "漏报了")
    UNSURE = ("不确定", "不清楚", "不知道", "不归我管", "财务办的")


class Since(Choice):
    """How long ago that was."""

    RECENT = ("5个工作日以内", "刚申报", "刚缴", "刚交", "今天", "昨天", "这几天", "这两天", "前几天")
    LONGER = ("超过5个工作日了", "超过了", "很久了", "好久了", "早就过了", "上个月", "上上个月", "一个多星期", "半个月")


class Going(Choice):
    """Whether asking the bureau is possible."""

    YES = ("可以，我去问", "可以", "行", "好", "好的", "知道了", "明白了", "我去问")
    NO = ("问过了，还是不行", "不行", "问过了", "打不通", "查不出来", "没用")


class MissingPaymentRecord(CanbaoDialog):
    """查不到职工缴费记录: enrollment, declaring and paying, delay; then the bureau.

    Source: 000 Q2; 000 提交与审核; domain.md Who does what since 2023-12-01
    """

    key = "missing_payment_record"
    topic = "query.no_payment_record"
    title = "查缴费记录为什么没有"
    version = 1

    missing: Missing = choose(
        "查不到不一定是没缴上，一处一处看。缺的是哪种记录？",
        {Missing.SOCIAL: "enrolled", Missing.MEDICAL: "medical"},
        label="缺的记录",
    )
    enrolled: Enrolled = choose(
        """
        第一处：这名职工的增员审核通过了吗？
        登录后点右上角单位名称，进“单位中心”，看他的参保情况。
        通过后参保状态会变成“正常”；没通过就还没参上保，也就没有记录。
        （状态的叫法是全国通用说法，江苏以网厅为准。）
        """,
        {Enrolled.PASSED: "paid", Enrolled.PENDING: "wait_for_review", Enrolled.NOT_FILED: "enroll_first"},
        label="增员审核",
    )
    paid: Paid = choose(
        """
        第二处：那个月的工资申报了、钱也缴了吗？
        2023年12月起，单位直接向税务申报工资，每月25日前缴费，要在税务那边看。
        更早的月份，看社保网厅“缴费申报”里报了基数没有（全国通用说法）。
        """,
        {Paid.DONE: "since", Paid.NOT_DONE: "declare_first", Paid.UNSURE: "ask_the_tax_office"},
        label="申报和缴费",
    )
    since: Since = choose(
        "第三处：申报、缴费到今天多久了？（数据不是当天就到，通常要3到5个工作日。）",
        {Since.RECENT: "wait_some_days", Since.LONGER: "bureau"},
        label="过了多久",
    )
    bureau: Going = choose(
        """
        三处都没问题，就要请参保地社保经办机构来查：
        1. 先打12333，说“增员通过了，也申报缴费了，就是查不到记录”。
        2. 请他们核对这个人的参保状态和缴费流水。
        3. 要去窗口的话，带什么资料没写，电话里一起问清。
        钱到底缴没缴成，税务那边也能查，打12366。
        这样可以吗？
        """,
        {Going.YES: "at_the_bureau", Going.NO: "person"},
        label="找经办机构",
    )

    medical = end(
        """
        医疗、生育归医保局，人社网厅的增员、停保不含这两项，请打医保12393问。
        依据：公告2023年第2号（公开转载）。
        """
    )
    wait_for_review = end(
        """
        先等审核。没通过的，看退回的原因，改好再报；原因看不懂，把原话发给我。
        通过以后缴了费，才会有记录。依据：全国通用说法（网络文章）Q2，江苏以网厅为准。
        """
    )
    enroll_first = end(
        """
        请先办增员：“单位办事”→“社会保险”→“用人单位用工参保登记”。
        7日至10日做的预登记不会自动生效，11日起要补办正式登记（公开转载的通知）。
        依据：操作指南（2021-08-01）三、3。
        """
    )
    declare_first = end(
        """
        请先到税务那边把工资申报上、把费缴了，每月25日前；不会办打12366。
        办好再等3到5个工作日查。依据：公告2023年第2号（公开转载）；等几天是全国通用说法。
        """
    )
    ask_the_tax_office = end(
        """
        先请管缴费的同事到税务那边查，或打12366：那个月的工资申报了没有，钱缴成没有。
        没缴的补上；缴成了还查不到，再来找我。依据：公告2023年第2号（公开转载）。
        """
    )
    wait_some_days = end(
        """
        那就再等等，隔几天再查；满5个工作日还没有，回来告诉我。
        依据：全国通用说法（网络文章）Q2，江苏以网厅为准。
        """
    )
    at_the_bureau = end("好，请经办机构核查参保状态和缴费流水。依据：全国通用说法（网络文章）Q2。")
    person = end("能自己查的都查过了，请人来帮您。", human=True)
