"""Answers by rule: two sentences, what is open, where from, why; in a conversation and for scripts."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.engine.messages import Decision, Heard
from bot.services.answers import Answers
from bot.services.library import DataFault, Library, read_snapshot
from bot.services.rule_answers import answer_by_rule
from bot.services.rule_questions import CHATTED, RuleQuestion
from bot.settings import ROOT
from rules.listing import RULES, BadGiven, run_rule
from rules.parameters import ParameterMissing
from tests.rules.open_points import cases_of

LIBRARY = Library(ROOT / "data")
ANSWERS = Answers(lambda: LIBRARY.current)
TODAY = date(2026, 11, 25)


def heard(text: str, lean: str = "", today: date = TODAY) -> Heard:
    """What the assistant makes of a text."""
    return ANSWERS.hear(text, today, None, lean)


def answered_cases() -> Iterator[Any]:
    """Every case of a rule that is asked about in the chat, and its example."""
    for rule in CHATTED:
        yield pytest.param(rule, RULES[rule].example_given(), id=f"{rule}: example")
        for sentence, given in cases_of(rule):
            yield pytest.param(rule, {name: str(value) for name, value in given.items()}, id=f"{rule}: {sentence}")


@pytest.mark.parametrize(("rule", "given"), answered_cases())
def test_every_result_can_be_told(rule: str, given: dict[str, Any]) -> None:
    """Whatever a rule gives is told in Chinese sentences: no name of ours, nothing empty, nothing left to fill in."""
    try:
        run_rule(rule, given, LIBRARY.current.law, TODAY)
    except (BadGiven, ParameterMissing):
        return
    says = answer_by_rule(RuleQuestion(rule, given, CHATTED[rule][0]), LIBRARY.current, TODAY).messages
    told = says[0]
    assert told.count("\n") <= 4
    assert not re.search(r"\{\{|None|[a-z]+_[a-z]+|。。|：。|（）|domain", "\n".join(says)), told
    assert re.search(r"。", told.split("依据：")[0])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("8月20号合同6月1号开始的,补几个月?", ["应补2026年6月至2026年8月（3个月）", "不用去柜台", "2021-08-01"]),
        ("7号能停保吗", ["2026年12月7日暂停申报", "办不了停保", "2026年12月11日"]),
        ("基数6000报低了,要改8000", ["6000元改成8000元", "企业缴费基数调整（上调）", "12366"]),
        ("她1965年3月生的,还能参保吗", ["已过法定退休年龄", "超龄工伤"]),
        ("2025年社保基数上下限是多少", ["4952元", "24762元", "转载"]),
        ("2026年社保基数上下限是多少", ["没有查到", "12333", "4952元"]),
        ("失业保险费率2026年是多少", ["失业保险2026年1月的比例没有查到", "12333"]),
        (
            "补4个月，基数5000要多少钱",
            ["（4个月）共约4800元", "每月1200元", "没算失业、工伤、医疗（含生育）和可能的滞纳金"],
        ),
        ("补缴3个月要交多少钱，每月工资5000", ["（3个月）共约3600元"]),
        ("补2025年11月到2026年2月，基数5000要多少钱", ["不合计", "失业（部分月份）", "2个月共2500元"]),
        ("补24年11月到25年2月，基数4000要多少钱", ["（4个月）共约4915.52元", "基数4879元", "基数4952元"]),
        ("月薪5000单位和个人各交多少", ["只算养老：", "实际比这个多", "4952元到24762元"]),
        ("2021年基数上下限是多少", ["3368元", "来源较弱", "2021年7月起换了数"]),
        ("12月3号入职，最迟哪天办", ["2026年12月3日用工", "2027年1月2日"]),
        ("昨天停错人了能撤回吗", ["2026年11月24日停错的", "试着撤"]),
        ("男1963年1月1日生什么时候到退休年龄", ["60周岁", "2023年1月到龄"]),
        ("经办人能加经办人吗", ["不能增加经办人", "法人、管理员"]),
    ],
)
def test_questions_of_the_issue(text: str, says: list[str]) -> None:
    """The questions that employers ask are computed and answered with their source."""
    said = heard(text)
    assert said.decision is Decision.ANSWER and said.certain
    assert [part for part in says if part not in said.messages[0]] == []


def test_why_unfolds_the_reasons() -> None:
    """为什么？ tells the steps, each with the guide and its date, for the same question and day."""
    said = heard("8月20号合同6月1号开始的,补几个月?")
    key, label = next(iter(said.more.items()))
    assert label == "为什么？"
    tree = ANSWERS.more(key, date(2027, 3, 1)).messages[0]
    assert "合同2026年6月1日开始、2026年8月20日办理" in tree
    assert "操作指南（2021-08-01）" in tree and "6个月" in tree


@pytest.mark.parametrize("text", ["为啥", "为什么呢？", "凭什么", "这是哪条规定", "怎么算的"])
def test_why_is_asked_in_other_words(text: str) -> None:
    """Whoever types the question instead of pressing it gets the same reasons."""
    said = heard("8月20号合同6月1号开始的,补几个月?")
    assert "当前月不算" in heard(text, said.lean).messages[0]


@pytest.mark.parametrize(
    "text", ["山东补缴能补几个月，合同6月1号8月20办", "广东6月1号入职没交，现在补几个月", "浙江7号能停保吗"]
)
def test_other_provinces_are_not_computed(text: str) -> None:
    """The rules are Jiangsu's; another place gets no number of theirs."""
    assert "rule" not in ANSWERS.ask(text, TODAY)


def test_open_points_are_told_with_all_readings() -> None:
    """Where the guides leave months open, every reading is told with whom to ask, folded under the answer."""
    details = heard("8月20号合同2025年3月12号开始的,补几个月?").messages[1]
    assert details.startswith("【细节】")
    assert details.count("问：") == 4
    assert "全部到柜台" in details and "办理当天所在的2026年8月" in details


def test_what_is_still_needed_is_asked_for() -> None:
    """Without the sex there is no age: it is asked with two options, and either gives the answer."""
    said = heard("1963年3月生的，能上工伤吗")
    assert said.decision is Decision.CLARIFY
    assert list(said.more.values()) == ["女", "男"]
    man = next(key for key, label in said.more.items() if label == "男")
    assert "年龄符合" in ANSWERS.more(man, TODAY).messages[0]


def test_a_number_is_not_said_again() -> None:
    """An identity number is checked, and stands neither in the answer nor in an option nor in what is kept."""
    said = heard("身份证321399199001010011对不对")
    kept = json.dumps([said.messages, dict(said.more), said.lean], ensure_ascii=False)
    assert "写法正确" in said.messages[0]
    assert "321399199001010011" not in kept and not said.more and not said.lean
    asked = ANSWERS.ask("身份证321399199001010011对不对", TODAY)
    assert "321399199001010011" not in json.dumps({k: v for k, v in asked.items() if k != "text"})


def test_a_wrong_number_says_what_is_wrong() -> None:
    """A wrong check digit is named."""
    said = heard("身份证321399199001010012对不对").messages[0]
    assert "校验" in said or "最后一位" in said


def test_a_day_without_a_number_says_whom_to_ask() -> None:
    """Before the first known limits nothing is guessed."""
    said = heard("2018年社保基数上下限是多少").messages[0]
    assert "12333" in said and "元" not in said.replace("元/月", "")


UNKNOWN_RULE = json.dumps(["nothing", {}, "filing.stop", "", "2026-11-25"])


@pytest.mark.parametrize(
    "key", ["why:", "why:{}", "run:[1,2]", f"why:{UNKNOWN_RULE}", f"run:{UNKNOWN_RULE}", "", "year:x"]
)
def test_a_key_that_is_none_is_not_understood(key: str) -> None:
    """An option of another release, or a made-up one, does no harm."""
    assert ANSWERS.more(key, TODAY).decision is Decision.NOT_UNDERSTOOD


@pytest.mark.parametrize("text", ["今年的申报日历发我看看", "全年哪些天能申报", "2027年申报日历"])
def test_the_year_comes_as_a_picture_with_words(text: str) -> None:
    """The calendar of a year is a picture, and the same in words."""
    said = heard(text)
    year = 2027 if "2027" in text else 2026
    assert said.made[0].kind == "image/png" and said.made[0].name == f"{year}年社保申报日历.png"
    assert said.made[0].content.startswith(b"\x89PNG")
    assert "7–10日暂停申报" in said.messages[1]


def test_december_offers_the_next_year() -> None:
    """From December on the option under the calendar is next year's."""
    more = ANSWERS.hear("现在能申报吗", date(2026, 12, 20), None).more
    assert list(more) == ["year:2027"]


def test_a_year_out_of_reach_is_refused_kindly() -> None:
    """A year that no calendar is drawn for gets a sentence."""
    said = heard("1980年申报日历")
    assert not said.made and re.search("[一-鿿]", said.messages[0])


def test_scripts_get_the_rule_and_what_it_was_given() -> None:
    """``ask`` names the rule and its answers beside the topic."""
    asked = ANSWERS.ask("基数6000报低了,要改8000", TODAY)
    assert asked["rule"] == {"name": "base_change", "given": {"current_base": "6000", "new_base": "8000"}}
    assert asked["topics"][0]["id"] == "filing.base_up" and asked["decision"] == "answer"


def test_a_text_that_cannot_be_filled_in_is_refused_at_load(tmp_path: Path) -> None:
    """A wrong name in the text of a rule is found when the folder is read, with file and rule."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    path = data / "texts" / "rules.yaml"
    path.write_text(path.read_text("utf-8").replace("{{ r.stop_date }}", "{{ r.stop_day }}"), "utf-8")
    with pytest.raises(DataFault, match=r"rules\.yaml: suspension 填不进去"):
        read_snapshot(data)


def test_a_missing_text_is_refused_at_load(tmp_path: Path) -> None:
    """A rule without its text is named."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    path = data / "texts" / "rules.yaml"
    path.write_text(path.read_text("utf-8").replace("\nrollback: |", "\nroll_back: |"), "utf-8")
    with pytest.raises(DataFault, match=r"rules\.yaml: 缺 rollback"):
        read_snapshot(data)


def test_cases_are_there() -> None:
    """The cases of rules that are asked about are many, so that the test of their texts means something."""
    assert sum(1 for _ in answered_cases()) > 150
