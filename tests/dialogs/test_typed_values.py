"""Values as people type and say them at the filing dialogs: what is plain is taken, the rest told with an example."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogs.base_limits import floor_or_ceiling
from bot.dialogs.bind_employer import OneTimeCode
from bot.dialogs.by_name import Whom
from bot.dialogs.contract_fields import ContractKind
from bot.dialogs.contract_term import end_of_term, fixed_by_its_end, not_signed
from bot.dialogs.enroll_employee import EnrollEmployee
from bot.dialogs.fields import BaseIfKnown, CreditCode, HostCode, IdentityNumber, Mobile, PersonNumber
from bot.dialogs.record_person import FullName, RecordPerson
from bot.dialogs.register_insurance import RegisterInsurance
from bot.dialogs.roll_back import FilingNumber
from bot.engine.checks import Check, Knowing, Slip
from bot.engine.dialog import Context
from bot.engine.entries import EntryReader
from tests.dialogs.stage import LAW

TODAY = date(2026, 11, 20)
START = date(2026, 11, 1)
EthnicGroupOfACard = RecordPerson.steps["ethnic_group"].kind
BankAccount = RegisterInsurance.steps["bank_account"].kind


def _check(kind: Any) -> Check:
    return next(part for part in get_args(kind) if isinstance(part, Check))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (IdentityNumber, "321399 19900103 0215", "321399199001030215"),
        (IdentityNumber, "我的身份证号码是：321399 1990 0103 0215。", "321399199001030215"),
        (IdentityNumber, "３２１３９９１９９００１０３０２１５", "321399199001030215"),
        (IdentityNumber, "三二一三九九一九九零零一零三零二一五", "321399199001030215"),
        (CreditCode, "信用代码 91321399ma000001ac", "91321399MA000001AC"),
        (Mobile, "+86 138-0000-0000", "13800000000"),
        (Mobile, "幺三八零零零零零零零零", "13800000000"),
        (Mobile, "手机号：138 0000 0000，谢谢", "13800000000"),
        (FullName, "买买提・阿不都", "买买提·阿不都"),
        (FullName, "买买提．阿不都", "买买提·阿不都"),
        (FullName, "买买提-阿不都", "买买提·阿不都"),
        (FullName, "姓名：张 测试。", "张测试"),
        (EthnicGroupOfACard, "满", "满族"),
        (EthnicGroupOfACard, "维吾尔族。", "维吾尔族"),
        (EthnicGroupOfACard, "穿青人", "穿青人"),
        (EthnicGroupOfACard, "我是穿青人", "穿青人"),
        (EthnicGroupOfACard, "汉族吧", "汉族"),
        (EthnicGroupOfACard, "我是汉族", "汉族"),
        (FullName, "王五吧", "王五"),
        (FullName, "就是张三", "张三"),
        (FullName, "是张三", "张三"),
        (FullName, "是光明", "是光明"),
        (FullName, "阿吧", "阿吧"),
        (HostCode, "编号yg００1。", "YG001"),
        (PersonNumber, "p000 001", "P000001"),
        (FilingNumber, "业务编号是d000000001", "D000000001"),
        (BankAccount, "６２２２ ００００ ０００１。", "6222 0000 0001"),
        (OneTimeCode, "验证码一二三四五六。", "123456"),
        (BaseIfKnown, "六千五", Decimal(6500)),
        (BaseIfKnown, "还不知道", None),
    ],
)
def test_what_is_plain_is_taken(kind: Any, text: str, value: Any) -> None:
    """Widths, blanks, dashes, words around it and digits in characters are no matter."""
    assert _check(kind).parse(text, TODAY) == value


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        (IdentityNumber, "身份证不在手边", "没有看到公民身份号码，请照这样写：18位"),
        (IdentityNumber, "32139919900103021", "少了1位"),
        (Mobile, "1380000000", "少了1位"),
        (Mobile, "138000000000", "多了1位"),
        (Mobile, "0527-84351234", "座机"),
        (Mobile, "同上", "没有看到手机号"),
        (FullName, "张测试先生", "是称呼"),
        (FullName, "Zhang San", "用汉字"),
        (EthnicGroupOfACard, "不知道", "请照身份证写"),
        (EthnicGroupOfACard, "少数民族", "请照身份证写"),
        (EthnicGroupOfACard, "不是汉族", "请照身份证写"),
        (EthnicGroupOfACard, "我不是汉族", "请照身份证写"),
        (FullName, "不是张三", "请只输入姓名"),
        (BaseIfKnown, "七千块左右", "是7000元吗"),
        (BaseIfKnown, "6000到7000", "不是一个准数"),
        (BaseIfKnown, "试用期5000转正6000", "有几个数"),
    ],
)
def test_what_is_not_is_told_with_the_reason(kind: Any, text: str, says: str) -> None:
    """And how to write it."""
    with pytest.raises(Slip, match=says):
        _check(kind).parse(text, TODAY)


KINDS = [IdentityNumber, CreditCode, Mobile, FullName, HostCode, FilingNumber, BankAccount, OneTimeCode]
SIGNS = "0123456789xX零一二三幺叉-·. 。，是号的我手机身份证AB"


@given(st.sampled_from(KINDS), st.text(alphabet=SIGNS, max_size=24))
def test_any_text_is_read_the_same_twice_or_kindly_refused(kind: Any, text: str) -> None:
    """What a check takes, it takes as it gave it."""
    check = _check(kind)
    try:
        value = check.parse(text, TODAY)
    except Slip as wrong:
        assert wrong.message
    else:
        assert check.parse(value, TODAY) == value


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ("三年", date(2029, 10, 31)),
        ("签了三年", date(2029, 10, 31)),
        ("我们合同是签3年的。", date(2029, 10, 31)),
        ("36个月", date(2029, 10, 31)),
        ("两年半", date(2029, 4, 30)),
        ("11月1日签的三年合同，基数5500", date(2029, 10, 31)),
        ("合同期限为一年", date(2027, 10, 31)),
        ("三年固定期限", date(2029, 10, 31)),
        ("三年，基数六千五", date(2029, 10, 31)),
        ("11月1号到2029年10月31号", date(2029, 10, 31)),
        ("11月2号到2029年10月31号", None),
        ("签到明年底", None),
        ("2029年10月31日", None),
        ("干了三年了，11月1日签的合同", None),
        ("合同签了三年多了", None),
        ("普通员工", None),
    ],
)
def test_a_contract_ends_the_day_before_it_comes_round(said: str, last: date | None) -> None:
    """Reckoned from its first day; where no length is said, the text is read as a day."""
    assert end_of_term(said, START) == last


@pytest.mark.parametrize(
    ("said", "says", "reading"),
    [
        ("一年一签", "到2027年10月31日为止吗", "2027-10-31"),
        ("每年一签", "", ""),
        ("三年后到期", "到2029年10月31日为止吗", "2029-10-31"),
        ("无固定期限", "修改 合同类别", ""),
        ("长期的", "修改 合同类别", ""),
        ("到退休", "修改 合同类别", ""),
        ("没签合同", "没签合同的怎么填，我的资料里没有", ""),
    ],
)
def test_what_is_no_last_day_is_asked_back_or_told(said: str, says: str, reading: str) -> None:
    """What it may mean is offered; what has no last day is told what to do."""
    if not says:
        assert end_of_term(said, START) is None
        return
    with pytest.raises(Slip, match=says) as slipped:
        end_of_term(said, START)
    assert slipped.value.reading == reading


@pytest.mark.parametrize("said", ["没签合同", "还没签", "没有签劳动合同", "未签", "没合同"])
def test_without_a_contract_its_first_day_is_not_made_up(said: str) -> None:
    """Whom to ask is told."""
    with pytest.raises(Slip, match="请先问参保地社保经办机构或12333"):
        not_signed(said)


@pytest.mark.parametrize("said", ["11月1日签的", "没到11月", "11月1日没错", "不签了"])
def test_other_words_are_read_as_a_day(said: str) -> None:
    """Only what says that there is no contract is refused."""
    assert not_signed(said) is None


@pytest.mark.parametrize(
    ("said", "fixed"),
    [
        ("四年", True),
        ("签到明年底", True),
        ("到2029年10月31日", True),
        ("去年签的", False),
        ("昨天", False),
        ("长期", False),
    ],
)
def test_a_length_or_a_last_day_says_that_the_term_is_fixed(said: str, fixed: bool) -> None:
    """A day before the contract begins does not."""
    assert fixed_by_its_end(said, START) is (ContractKind.FIXED_TERM if fixed else None)


@pytest.mark.parametrize(
    ("said", "today", "says", "reading"),
    [
        ("按最低的", date(2025, 11, 20), "2025年11月的缴费基数下限是4952元（.*）。按它报，请写4952", "4952"),
        ("最低基数", date(2023, 5, 8), "下限是4494元，是暂定的", "4494"),
        ("封顶", date(2025, 11, 20), "缴费基数上限是24762元", "24762"),
        ("按下限交吧", date(2025, 12, 31), "2025年12月的缴费基数下限是4952元", "4952"),
        (
            "按下限交吧",
            date(2026, 1, 1),
            "2026年1月的缴费基数下限没有查到，这里不猜（最近查到的是2025年1月起的4952元）",
            "",
        ),
        ("最低", date(2019, 6, 30), "12333", ""),
        ("最低", date(2019, 7, 1), "下限是3368元", "3368"),
    ],
)
def test_the_lowest_base_is_told_and_never_taken(said: str, today: date, says: str, reading: str) -> None:
    """With its number where the parameters know it for the month, else with whom to ask."""
    with pytest.raises(Slip, match=says) as slipped:
        floor_or_ceiling(said, today, LAW)
    assert slipped.value.reading == reading


@pytest.mark.parametrize("said", ["按最低工资", "6000", "最近最高的那个月工资", "不填", "最低多少"])
def test_other_words_for_a_base_are_not_the_limits(said: str) -> None:
    """The minimum wage is something else."""
    assert floor_or_ceiling(said, TODAY, LAW) is None


@pytest.mark.parametrize(("kind", "text", "knows"), [
    (FullName, "李娜", True), (FullName, "冼星", True), (FullName, "谢谢", False), (FullName, "好的", False),
    (Whom, "赵磊", True), (Whom, "谢谢你", False), (EthnicGroupOfACard, "满", True), (EthnicGroupOfACard, "好", False),
])  # fmt: skip
def test_what_is_plainly_a_value_is_no_small_talk(kind: Any, text: str, knows: bool) -> None:
    """A surname with a name, and a group of the list, where one is asked for."""
    check = _check(kind)
    assert isinstance(check, Knowing)
    assert check.knows(text) is knows


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("三年", date(2029, 10, 31)),
        ("2029-10-31", date(2029, 10, 31)),
        ("2026年11月1日到2029年10月31日", date(2029, 10, 31)),
        ("一年一签", "到2027年10月31日为止吗"),
        ("乱写", "没看懂"),
    ],
)
def test_a_sheet_reads_the_same(cell: str, read: Any) -> None:
    """What may be said in the chat may stand in a cell, beside the other answers of its row."""
    row = {"contract_start": "2026-11-01", "contract_kind": "固定期限", "contract_end": cell}
    entry = EntryReader(EnrollEmployee, Context(TODAY)).read(row)
    told = {fault.name: str(fault) for fault in entry.faults}
    if isinstance(read, date):
        assert entry.answers["contract_end"] == read
    else:
        assert read in told["contract_end"]
