"""How a correction in one's own words is read, clause by clause."""

from __future__ import annotations

import pytest

from bot.engine.amendments import Clause, read_amendment


@pytest.mark.parametrize(
    ("said", "clauses"),
    [
        ("钱改回6500", [("钱", "", "6500")]),
        ("钱改回6500 岗位改成专业技术", [("钱", "", "6500"), ("岗位", "", "专业技术")]),
        ("开始日期不对 应该是今年9月15号", [("开始日期", "", ""), ("", "", "今年9月15号")]),
        ("合同终止日期不对，应该到2027年10月31日", [("合同终止日期", "", ""), ("", "", "2027年10月31日")]),
        ("第6项错了，工资是8500", [("第6项", "", ""), ("工资", "", "8500")]),
        ("不是普通员工是管理人员", [("", "普通员工", ""), ("", "", "管理人员")]),
        ("是续签不是新签", [("", "", "续签"), ("", "新签", "")]),
        ("基数不对 6,500", [("基数", "", ""), ("", "", "6,500")]),
        ("换成电脑吧", [("", "", "电脑")]),
        ("身份证号好像错了", [("身份证号", "", "")]),
    ],
)
def test_a_correction_is_read(said: str, clauses: list[tuple[str, str, str]]) -> None:
    """What is named, what is denied, and what stands there for the new value."""
    assert [(c.name, c.old, c.value) for c in read_amendment(said)] == clauses


@pytest.mark.parametrize(
    "said", ["工资8500", "是不是错了", "基数错了怎么改", "报错了", "改天再弄电脑", "确认，没写错", "不用改了"]
)
def test_what_corrects_nothing_is_none(said: str) -> None:
    """A plain value, a question, an error that was shown, words that only look so."""
    assert read_amendment(said) == []


def test_a_clause_knows_what_it_says() -> None:
    """That something is wrong, or is to be changed."""
    wrong, to = read_amendment("岗位不对，改成管理人员")
    assert wrong == Clause("岗位不对", "岗位", wrong=True)
    assert to == Clause("改成管理人员", value="管理人员", to=True)
