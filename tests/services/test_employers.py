"""Employers as their own people name them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.services.employers import Employers
from bot.store.bindings import Binding

NAMES = {"1": "演示理发店", "2": "演示小吃店", "3": "演示机械制造有限公司", "4": "演示工程建设有限公司"}
MINE = Employers(
    tuple(
        Binding(code, name, "321399198808080147", "operator", datetime(2026, 11, 25, tzinfo=UTC))
        for code, name in NAMES.items()
    )
)


@pytest.mark.parametrize(
    ("said", "code", "rest"),
    [
        ("我要给小吃店的员工参保", "2", "我要给员工参保"),
        ("给演示小吃店的员工参保", "2", "给员工参保"),
        ("给小吃店冯范例停保", "2", "给我们单位冯范例停保"),
        ("给机械厂的员工参保", "3", "给员工参保"),
        ("替小吃店给冯范例停保", "2", "替我们单位给冯范例停保"),
    ],
)
def test_a_name_or_a_part_that_only_one_has_names_it(said: str, code: str, rest: str) -> None:
    """What is left says the same of one's own employer."""
    named = MINE.named_in(said)
    assert named is not None and (named.behalf, named.rests[0]) == (code, rest)


@pytest.mark.parametrize(
    "said",
    [
        "给公司的员工参保",
        "给演示的员工参保",
        "给工程建设项目的人参保",
        "给小吃店和理发店的员工参保",
        "给面馆的员工参保",
        "给员工参保",
        "他爱去小吃，要参保",
    ],
)
def test_other_words_name_none(said: str) -> None:
    """Those that several have, that stand for any employer, or that name two."""
    assert MINE.named_in(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "单位不对，是小吃店",
        "单位不对，应该是小吃店",
        "单位应该是小吃店",
        "不是这家，是小吃店",
        "单位错了，是演示小吃店。",
    ],
)
def test_a_wrong_employer_is_told_with_the_right_one(said: str) -> None:
    """In the words that one has for it."""
    told = MINE.corrected_to(said, "1")
    assert told is not None and (told.behalf, told.refused) == ("2", "")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("单位不对，是理发店", "本来就是替演示理发店办的"),
        ("单位不对，是面馆", "“面馆”您还没有绑定"),
        ("单位不对，是演示", "没有说清是哪一家"),
        ("单位不对", "请写“单位不对，是”加那家的名称"),
        ("单位弄错了。", "请写“单位不对，是”加那家的名称"),
    ],
)
def test_where_it_cannot_be_moved_it_is_said_why(said: str, why: str) -> None:
    """And the form stays."""
    told = MINE.corrected_to(said, "1")
    assert told is not None and why in told.refused


@pytest.mark.parametrize("said", ["换单位", "基数不对，是5000", "单位缴费应该是多少"])
def test_what_names_no_other_employer_is_left_to_others(said: str) -> None:
    """It may mean anything else."""
    assert MINE.corrected_to(said, "1") is None


@pytest.mark.parametrize("said", ["给南京机械厂的员工参保", "给南京大饭店办停保"])
def test_a_part_of_another_name_does_not_name_it(said: str) -> None:
    """Nobody files for an employer that shares but a part of its name with the one that is said."""
    mine = Employers(
        (Binding("5", "南京理发店", "321399198808080147", "operator", datetime(2026, 11, 25, tzinfo=UTC)),)
    )
    assert mine.named_in(said) is None
    corrected = mine.corrected_to("单位不对，是南京机械厂", "5")
    assert corrected is not None and corrected.behalf == "" and "还没有绑定" in corrected.refused
    assert mine.named_in("给南京的员工参保") is not None
