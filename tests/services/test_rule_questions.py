"""Questions that a rule answers are found in what people type, and others are not."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.services.rule_deciding import ruled
from bot.services.rule_questions import CHATTED, RuleQuestion, find_rule_question
from bot.settings import ROOT
from faq.decision import Understanding
from faq.knowledge import load_knowledge
from rules.listing import RULES
from tests.rules.cases import Case, rows

TODAY = date(2026, 11, 25)
KNOWLEDGE = load_knowledge(ROOT / "data")
UNDERSTANDING = Understanding(KNOWLEDGE)


@pytest.mark.parametrize("case", rows("rule_questions"))
def test_rows(case: Case) -> None:
    """Which rule a sentence asks for, and what it gives it; nothing where the knowledge answers."""
    found = find_rule_question(case.sentence, TODAY)
    if found is None:
        assert case.expect == {}
        return
    facts = {"rule": found.rule, "given": dict(found.given), "about": found.about, "missing": found.missing}
    assert {name: fact for name, fact in facts.items() if fact} == case.expect


@pytest.mark.parametrize("case", rows("rule_questions"))
def test_what_is_given_fits_the_rule(case: Case) -> None:
    """A rule knows every answer that a question gives it, and has all that it needs but what is asked back."""
    found = find_rule_question(case.sentence, TODAY)
    if found is None:
        return
    known = {parameter.name: parameter.required for parameter in RULES[found.rule].parameters}
    assert found.given.keys() <= known.keys()
    needed = {name for name, required in known.items() if required}
    assert needed <= found.given.keys() | {found.missing}


def test_topics_of_rules_are_known() -> None:
    """A rule is asked about under topics that there are, and is a rule of the list."""
    assert set(CHATTED) <= set(RULES)
    assert {topic for topics in CHATTED.values() for topic in topics} <= set(KNOWLEDGE.topics)


def taken(text: str) -> RuleQuestion | None:
    """The question that a rule takes over; a text in which none is found need not be understood."""
    found = find_rule_question(text, TODAY)
    return found and ruled(text, UNDERSTANDING.understand(text), TODAY)


def phrasings(file: str) -> list[str]:
    """The phrasings of a data file that is a list of entries."""
    entries = yaml.safe_load((ROOT / "data" / file).read_text("utf-8"))
    return [str(phrasing) for entry in entries for phrasing in entry["ask"]]


@pytest.mark.parametrize("file", ["out_of_scope.yaml", "smalltalk.yaml", "human.yaml"])
def test_foreign_matters_stay_foreign(file: str) -> None:
    """No rule answers what belongs to another office, to small talk or to a person, whatever numbers it holds."""
    assert [text for text in phrasings(file) if taken(text) is not None] == []


def test_a_topic_that_is_sure_is_not_taken_by_a_rule_of_another() -> None:
    """Phrasings of the knowledge keep their topic; a rule only answers under the topics that it may stand under."""
    wrong = []
    for topic in KNOWLEDGE.topics.values():
        for phrasing in topic.ask:
            found = taken(phrasing)
            if found is not None and topic.id not in CHATTED[found.rule]:
                wrong.append((topic.id, phrasing, found.rule))
    assert wrong == []


@pytest.mark.parametrize(
    ("before", "text", "changed"),
    [
        ("8月20号合同6月1号开始的，补几个月", "那9月12号办呢", {"filing_day": "2026-09-12"}),
        ("8月20号合同6月1号开始的，补几个月", "合同5月1号的呢", {"contract_start": "2026-05-01"}),
        ("去年7月入职没交社保能补吗", "那今年3月1号呢", {"contract_start": "2026-03-01"}),
        ("基数6000报低了，要改8000", "那9000呢", {"new_base": "9000"}),
        ("基数6000报低了，要改8000", "改成一万呢", {"new_base": "10000"}),
        ("12月8号能增员吗", "11号呢", {"day": "2026-12-11"}),
        ("2025年社保基数上下限是多少", "2024年呢", {"contribution_month": "2024-01"}),
        ("基数六千单位一个月要交多少钱", "那八千", {"contribution_base": "8000"}),
        ("补4个月，基数5000要多少钱", "补5个月呢", {"months_due": "5"}),
        ("补4个月，基数5000要多少钱", "那基数8000呢", {"contribution_base": "8000"}),
        ("补缴三个月要交多少", "5000", {"contribution_base": "5000"}),
        ("5号增员办错了8号还能退吗", "12号呢", {"today": "2026-12-12"}),
        ("11月5号办错的今天能回退吗", "那11月12号办的呢", {"mistake_day": "2026-11-12"}),
        ("11月12号增错人，今天能撤回吗", "那11月5号呢", {"mistake_day": "2026-11-05"}),
    ],
)
def test_the_next_question_leans_on_the_one_before(before: str, text: str, changed: dict[str, str]) -> None:
    """What is said anew takes its place, the rest stays."""
    first = find_rule_question(before, TODAY)
    assert first is not None
    then = find_rule_question(text, TODAY, first)
    assert then is not None
    assert (then.rule, dict(then.given)) == (first.rule, {**first.given, **changed})


@pytest.mark.parametrize("text", ["单位密码忘了", "补缴要带什么材料", "12333", "那怎么办", "11号我去窗口找人行吗"])
def test_what_says_more_does_not_lean(text: str) -> None:
    """A text with words of its own is no continuation."""
    first = find_rule_question("8月20号合同6月1号开始的，补几个月", TODAY)
    found = find_rule_question(text, TODAY, first)
    assert found is None or found.rule != "back_payment"


SIGNS = "号月年日补缴合同基数能停保吗权益单退错增员0123456789一二十百千万.-/岁生女男 。，？"


@given(st.text(alphabet=SIGNS, max_size=40))
def test_any_text_is_read_without_trouble(text: str) -> None:
    """Whatever stands in a message, a question is found or not, and what it gives is text."""
    found = find_rule_question(text, TODAY, RuleQuestion("filing_window", {"day": "2026-12-08"}, "filing.calendar"))
    assert found is None or all(isinstance(value, str) and value for value in found.given.values())
