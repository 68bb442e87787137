"""Promises of ``rules.module_chooser`` and the modules it rests on."""

from dataclasses import fields, replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.error_plans import ERROR_PLANS
from rules.insured_category import InsuredCategory
from rules.module_chooser import ModuleChoice, choose_module, next_question
from rules.modules import ChoiceOutcome, Module
from rules.parameters import ParameterMissing, Parameters
from rules.situation import Aim, BaseWish, Coverage, Fact, PortalError, Situation, Worker
from tests.rules.cases import Case, rows

_OPEN_DAY = date(2026, 11, 22)
_PAUSED_DAY = date(2026, 12, 8)
_ANSWERS: dict[Fact, tuple[Any, ...]] = {
    Fact.AIM: tuple(Aim),
    Fact.ERROR: tuple(PortalError),
    Fact.WORKER: tuple(Worker),
    Fact.BASE_WISH: tuple(BaseWish),
    Fact.SAME_AGENCY: (True, False),
}
_KINDS = {
    "aim": Aim,
    "error": PortalError,
    "worker": Worker,
    "insured_category": InsuredCategory,
    "base_wish": BaseWish,
    "coverage": Coverage,
}
_maybe = st.none() | st.booleans()
situations = st.builds(
    Situation,
    today=st.none() | st.dates(date(2021, 8, 1), date(2035, 12, 31)),
    aim=st.none() | st.sampled_from(Aim),
    error=st.none() | st.sampled_from(PortalError),
    worker=st.none() | st.sampled_from(Worker),
    insured_category=st.none() | st.sampled_from(InsuredCategory),
    base_wish=st.none() | st.sampled_from(BaseWish),
    same_agency=_maybe,
    employer_registered=_maybe,
    person_recorded=_maybe,
    coverage=st.none() | st.sampled_from(Coverage),
    by_agency=_maybe,
)


def situation(given: dict[str, Any]) -> Situation:
    """The facts of a row."""
    return Situation(**{name: _KINDS[name](fact) if name in _KINDS else fact for name, fact in given.items()})


def shown(choice: ModuleChoice, expect: dict[str, Any]) -> dict[str, Any]:
    """What a row expects of the choice."""
    facts = {
        "outcome": choice.outcome.value,
        "topic": choice.topic,
        "ask": choice.ask and choice.ask.value,
        "before": [step.topic for step in choice.before],
        "after": [step.topic for step in choice.after],
        "opens_on": choice.opens_on,
        "open_points": len(choice.open_points),
    }
    return {name: facts[name] for name in expect}


@pytest.mark.parametrize("case", rows("module_chooser"))
def test_module_rows(case: Case, law: Parameters) -> None:
    """Each matter leads to its module, with what goes before and after, or to the question still needed."""
    assert shown(choose_module(situation(case.given), law), case.expect) == case.expect


def test_every_module_is_chosen_by_some_row(law: Parameters) -> None:
    """No module is out of reach, and no message of the portal is without a row."""
    cases = [situation(param.values[0].given) for param in rows("module_chooser")]
    assert {str(module) for module in Module} <= {choose_module(facts, law).topic for facts in cases}
    assert {facts.error for facts in cases} >= set(PortalError) == set(ERROR_PLANS)


@given(facts=situations)
def test_at_most_two_questions_whatever_is_known(law: Parameters, facts: Situation) -> None:
    """Answering what is asked settles the module in at most two questions, whatever the answers are."""
    asked = next_question(facts)
    if asked is None:
        return
    for answer in _ANSWERS[asked]:
        second = replace(facts, **{asked.value: answer})
        again = next_question(second)
        if again is not None:
            assert again is not asked
            assert all(next_question(replace(second, **{again.value: final})) is None for final in _ANSWERS[again])


@given(facts=situations)
def test_no_question_without_need(law: Parameters, facts: Situation) -> None:
    """What is known is never asked, and the answers to what is asked do not all lead to the same."""
    asked = next_question(facts)
    assert choose_module(facts, law).ask is asked
    if asked is None:
        return
    assert getattr(facts, asked.value) is None
    ways = {
        (choice.topic, choice.title, choice.ask)
        for choice in (choose_module(replace(facts, **{asked.value: answer}), law) for answer in _ANSWERS[asked])
    }
    assert len(ways) > 1


@given(facts=situations)
def test_what_was_not_asked_does_not_change_the_module(law: Parameters, facts: Situation) -> None:
    """Once the module is settled, learning another fact that could have been asked leaves it as it is."""
    settled = choose_module(facts, law)
    if settled.ask is not None:
        return
    for fact, answers in _ANSWERS.items():
        if getattr(facts, fact.value) is None and fact is not Fact.ERROR and _belongs(fact, facts):
            told = {choose_module(replace(facts, **{fact.value: answer}), law).topic for answer in answers}
            assert told == {settled.topic}


def _belongs(fact: Fact, facts: Situation) -> bool:
    """Whether the fact may be learned beside what is known, and does not tell the aim by itself."""
    if fact is Fact.AIM:
        return facts.error is not None
    if fact is Fact.WORKER:
        return facts.insured_category is None
    return facts.aim is not None or facts.error is not None


@given(facts=situations)
def test_every_choice_is_explained(law: Parameters, facts: Situation) -> None:
    """A choice has a reason, sources, a topic and a way; what it rules out is never what it chose."""
    choice = choose_module(facts, law)
    assert choice.because.says.endswith(("。", "？"))
    assert choice.sources
    assert all(choice.sources)
    if choice.ask is None:
        assert choice.topic.partition(".")[0] in ("filing", "error")
        assert choice.channel is not None
        assert choice.who is not None
        same_name = [other.title for other in choice.ruled_out if other.title == choice.title]
        assert same_name == []


@given(facts=situations)
def test_filing_now_and_later(law: Parameters, facts: Situation) -> None:
    """Only FILE_NOW can be filed now; a day to wait for is told only where filing is paused, and it is open."""
    choice = choose_module(facts, law)
    assert (choice.can_file_now is True) == (choice.outcome is ChoiceOutcome.FILE_NOW)
    if choice.opens_on is not None:
        assert facts.today is not None
        assert choice.opens_on > facts.today
        assert choose_module(replace(facts, today=choice.opens_on), law).opens_on is None


def test_an_agency_is_reminded_of_the_host_employer(law: Parameters) -> None:
    """An agency's enrollment names the fields that it must not leave out; another employer's does not."""
    facts = Situation(_OPEN_DAY, Aim.ENROLL, worker=Worker.EMPLOYEE)
    reminder = "实际用工单位一定要填"
    assert reminder in "".join(choose_module(replace(facts, by_agency=True), law).because.lines())
    assert reminder not in "".join(choose_module(facts, law).because.lines())


def test_what_was_ruled_out_is_told(law: Parameters) -> None:
    """An ordinary enrollment says why the other three enrollments are not meant."""
    choice = choose_module(Situation(_OPEN_DAY, Aim.ENROLL, worker=Worker.EMPLOYEE), law)
    assert {other.topic for other in choice.ruled_out} == {
        "filing.special_enrol",
        "filing.pre_enrol",
        "filing.construction",
    }
    assert "不用“人员参保登记”" in "".join(choice.because.lines())


def test_steps_and_window_are_told(law: Parameters) -> None:
    """What goes before and after, and the window, stand in the explanation with their sources."""
    paused = choose_module(Situation(_PAUSED_DAY, Aim.ENROLL, worker=Worker.EMPLOYEE, person_recorded=False), law)
    told = "".join(paused.because.lines())
    assert "之前：职工第一次参保" in told
    assert "之后：恢复申报后必须再办正式的" in told
    assert "2026年12月8日暂停申报" in told
    assert paused.sources == ("002 §三.10", "002 §三.2", "domain 申报日历（B）", "002 §一")


def test_a_day_that_is_not_known_or_does_not_count(law: Parameters) -> None:
    """Without a day the window is told in general, and where no window counts it is not told at all."""
    unknown = choose_module(Situation(aim=Aim.SUSPEND), law)
    counter = choose_module(Situation(_PAUSED_DAY, base_wish=BaseWish.DOWN), law)
    assert "不知道哪天办" in "".join(unknown.because.lines())
    assert "暂停申报" not in "".join(counter.because.lines())
    assert "002 §一" not in unknown.sources + counter.sources


def test_an_employer_without_registration_is_told_why(law: Parameters) -> None:
    """Whoever was never insured has nothing to stop, and is told so; whoever asks to register is not."""
    told = "".join(choose_module(Situation(_OPEN_DAY, Aim.SUSPEND, employer_registered=False), law).because.lines())
    plain = "".join(choose_module(Situation(_OPEN_DAY, Aim.REGISTER_EMPLOYER), law).because.lines())
    assert "没有可停" in told
    assert "没有可停" not in plain


def test_facts_that_tell_different_aims_are_not_guessed_at() -> None:
    """A wish about the base and a move of agency, without an aim, lead to the question what is wanted."""
    assert next_question(Situation(base_wish=BaseWish.UP, same_agency=True)) is Fact.AIM
    assert next_question(Situation(aim=Aim.CHANGE_BASE, base_wish=BaseWish.UP, same_agency=True)) is None


def test_a_wait_names_the_day_in_both_readings(law: Parameters) -> None:
    """Where the guide is silent on a pause, both readings are told, one with the day of reopening."""
    choice = choose_module(Situation(_PAUSED_DAY, Aim.COLLECT), law)
    assert choice.open_points[0].readings == ("2026年12月11日起再办。", "照常可以办。")


def test_before_any_known_window(law: Parameters) -> None:
    """A day before the first known window has no answer, and the user learns whom to ask."""
    with pytest.raises(ParameterMissing, match="12333"):
        choose_module(Situation(date(2021, 7, 31), Aim.SUSPEND), law)


def test_facts_that_may_be_asked_are_fields() -> None:
    """Every question is about a field of the situation, and has its text."""
    names = {field.name for field in fields(Situation)}
    assert {fact.value for fact in Fact} <= names
    assert all(fact.label.endswith("？") for fact in Fact)


def test_few_questions_on_average() -> None:
    """From nothing known, half of the aims need one question and none needs three."""
    counts = []
    for aim, worker, wish, same, error in product(Aim, Worker, BaseWish, (True, False), PortalError):
        told = {Fact.WORKER: worker, Fact.BASE_WISH: wish, Fact.SAME_AGENCY: same, Fact.ERROR: error, Fact.AIM: aim}
        facts, count = Situation(), 0
        while (asked := next_question(facts)) is not None:
            facts, count = replace(facts, **{asked.value: told[asked]}), count + 1
        counts.append(count)
    assert max(counts) == 2
    assert counts.count(1) * 2 == len(counts)
