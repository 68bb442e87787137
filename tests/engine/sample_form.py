"""A form with one field of every kind, as filing dialogs are: what some options ask for further, a rule, a review."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from bot.dialogs.fields import IdentityNumber, Mobile
from bot.engine.checks import Count, Day, Money, Name, Text
from bot.engine.choice import Choice, Reviewed, YesNo
from bot.engine.dialog import Dialog, Form
from bot.engine.messages import FileRef
from bot.engine.steps import ask, attach, choose, choose_many, end, review


class Reason(Choice):
    """Why the contract begins."""

    NEW = ("新签", "新的")
    AGAIN = "续签"


class Term(Choice):
    """How long the contract runs."""

    FIXED = "固定期限"
    OPEN = ("无固定期限", "长期")
    TASK = "完成一定工作任务"


class Insurance(Choice):
    """Insurances."""

    PENSION = "养老保险"
    INJURY = "工伤保险"
    UNEMPLOYMENT = "失业保险"


def after_begin(begins: date, ends: date) -> str | None:
    return None if ends > begins else "终止日期要晚于开始日期，请核对后改好。"


def some_base(today: date) -> Decimal | None:
    return Decimal(6000)


class Enrollment(Dialog):
    """用工参保登记的样子: what the forms of a filing look like, for tests.

    Source: none
    """

    key, title, topic, version = "sample_enrollment", "用工参保登记（样例）", "test.enrollment", 2
    as_form = Form(once=("identity_number",))

    how: YesNo = choose("现在一个一个填吗？", field=False)
    identity_number: IdentityNumber = ask("请输入职工的公民身份号码。", label="证件号码", cues=("身份证号",))
    name: Name = ask("请输入姓名。")
    phone: Mobile = ask("请输入手机号。", label="移动电话")
    reason: Reason = choose("合同增加原因是？", label="合同增加原因")
    term: Term = choose(
        "合同类别是？", {Term.FIXED: "begins", Term.OPEN: "begins_open", Term.TASK: "begins"}, label="合同类别"
    )
    begins: Day = ask("合同哪天开始？", label="合同开始日期")
    ends: Day = ask("合同哪天终止？", label="合同终止日期", check=after_begin, note="无固定期限的不填。", then="post")
    begins_open: Day = ask("长期合同哪天开始？", label="长期合同开始日期")
    post: Annotated[str, Text("岗位工种", "普通员工", 20)] = ask("岗位是？", note="以网厅选项为准。")
    base: Money = ask("缴费基数是多少？", label="缴费基数", prefill=some_base)
    months: Annotated[int, Count("月数", "3", 1, 6)] = ask("补几个月？")
    insurances: tuple[Insurance, ...] = choose_many("哪些险种？", label="险种")
    proof: tuple[FileRef, ...] = attach(
        "请发合同照片。", kinds=("image/jpeg",), max_bytes=2**20, label="合同照片", least=0
    )
    card: Reviewed = review("请核对。", {Reviewed.SEND: "done", Reviewed.DROP: "dropped"})

    done = end("好了。", silent=True)
    dropped = end("没有提交。", silent=True)
