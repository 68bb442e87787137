"""How the chosen module and the months to make up are told, for every answer and on every kind of day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum

import pytest

from bot.dialogs.back_payment import corrections
from bot.dialogs.module_told import Found, ModuleTold
from bot.dialogs.months_told import Age, Due, how_long_ago, months_told
from bot.dialogs.which_module import Agency, Aim, BaseWish, Worker, go_on_with, which_module
from bot.engine.messages import Offer
from bot.services.answers import Answers
from bot.services.library import Library
from bot.services.rule_sources import cited, told_open
from bot.settings import ROOT
from rules import situation as facts
from rules.explained import OpenPoint
from rules.modules import ChoiceOutcome

LIBRARY = Library(ROOT / "data")
LAW = LIBRARY.current.law
TOPICS = LIBRARY.current.knowledge.topics
CATALOGUE = Answers(lambda: LIBRARY.current)
OPEN, PAUSED = date(2026, 11, 25), date(2026, 12, 8)
ERRORS = [error.label for error in facts.PortalError if error is not facts.PortalError.OTHER]


def answers() -> Iterator[dict[str, Enum]]:
    """Every way through the questions but for pasted messages."""
    for aim in Aim:
        if aim is Aim.ENROLL:
            yield from ({"aim": aim, "worker": worker} for worker in Worker)
        elif aim is Aim.CHANGE_BASE:
            yield from ({"aim": aim, "base_wish": wish} for wish in BaseWish)
        elif aim is Aim.MOVE_DISPATCHED:
            yield from ({"aim": aim, "agency": agency} for agency in Agency)
        elif aim is not Aim.FIX_ERROR:
            yield {"aim": aim}


def chosen(today: date, **given: Enum) -> ModuleTold:
    return which_module(today=today, law=LAW, catalogue=CATALOGUE, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "known"), [(Aim, facts.Aim), (Worker, facts.Worker), (BaseWish, facts.BaseWish)]
)
def test_the_questions_have_the_options_of_the_rule(asked: type[Enum], known: type[Enum]) -> None:
    """An option that the rule learns is asked for, too."""
    assert set(asked.__members__) == set(known.__members__)


def test_every_outcome_of_the_rule_can_be_told() -> None:
    """All but the question, which the dialog asks itself."""
    assert set(ChoiceOutcome.__members__) - {"ASK"} <= set(Found.__members__)


@pytest.mark.parametrize("given", list(answers()), ids=lambda given: "-".join(m.name for m in given.values()))
@pytest.mark.parametrize("today", [OPEN, PAUSED, date(2026, 12, 6), date(2026, 12, 7), date(2026, 12, 11)])
def test_every_answer_leads_to_a_told_module(given: dict[str, Enum], today: date) -> None:
    """It is named, explained and sourced, and what it leads on to exists."""
    told = chosen(today, **given)
    assert told.headline and told.why and told.done_by
    assert "（2021-08-01）" in told.source
    assert "§" not in told.source + "".join(told.left_open) + told.dated
    assert all(topic in TOPICS for topic in told.onward)
    assert told.onward


@pytest.mark.parametrize("given", list(answers()), ids=lambda given: "-".join(m.name for m in given.values()))
def test_what_another_day_changes_is_said_today(given: dict[str, Enum]) -> None:
    """Where the pause gives another module or another outcome, the answer of an open day says so, and the other way."""
    while_open, while_paused = chosen(OPEN, **given), chosen(PAUSED, **given)
    differs = str(while_open) != str(while_paused)
    assert bool(while_open.dated) is differs
    assert bool(while_paused.dated) is differs


def test_the_pause_makes_an_enrollment_an_advance_one_and_both_days_say_so() -> None:
    """On the 8th the advance enrollment, with what follows; on an open day the ordinary one, with the dates."""
    given = {"aim": Aim.ENROLL, "worker": Worker.EMPLOYEE}
    assert "12月7日起暂停申报，那几天要换成“用人单位用工参保预登记”" in chosen(OPEN, **given).dated
    paused = chosen(PAUSED, **given)
    assert str(paused) == "用“用人单位用工参保预登记”：今天就能办"
    assert "12月11日起要换成“用人单位用工参保登记”" in paused.dated
    assert any("不办等于没参保" in step for step in paused.after)


@pytest.mark.parametrize("message", ERRORS)
def test_every_message_that_the_rule_knows_is_recognized_as_pasted(message: str) -> None:
    """The catalogue and the rule speak of the same messages: none falls through to the general way."""
    told = which_module(Aim.FIX_ERROR, OPEN, LAW, CATALOGUE, pasted=f"系统提示：{message}！ 确定")
    assert told.outcome is not Found.OTHER_ERROR
    assert told.source
    assert all(topic in TOPICS for topic in told.onward)


def test_what_was_pasted_goes_along_to_the_dialog_that_looks_it_up() -> None:
    """Nobody pastes a message twice."""
    for pasted in ("nullpointer", "此人存在终止参保险种，不允许办理该业务"):
        told = which_module(Aim.FIX_ERROR, OPEN, LAW, CATALOGUE, pasted=pasted)
        assert Offer("unknown_error", {"pasted": pasted}) in go_on_with(told, Aim.FIX_ERROR, pasted=pasted)


def test_sources_are_cited_with_their_dates_and_each_guide_once() -> None:
    """Headings are given as printed; what is no guide is named as what it is."""
    assert cited(["002 §三.10", "002 §一", "002 §五 问题三(2)", "002 §三.10", "domain 申报日历（B）"]) == (
        "操作指南（2021-08-01）用人单位用工参保预登记、申报期的变化、问题三(2)；申报日历（公开资料转载，未见官方原件）"
    )
    assert cited(["本助手的建议", "苏人社发〔2023〕3号"]) == "本助手的建议；苏人社发〔2023〕3号"


def test_an_open_point_is_one_line_with_its_readings_counted() -> None:
    """One reading stands alone, several are numbered; whom to ask is said where it is somebody else than usual."""
    assert told_open([OpenPoint("算不算？", ("算。", "不算。"), "税务"), OpenPoint("带什么？", ())]) == (
        "算不算？（1）算。（2）不算。问：税务。",
        "带什么？",
    )


@pytest.mark.parametrize(
    ("start", "years", "age"),
    [
        (date(2016, 11, 26), 9, Age.RECENT),
        (date(2016, 11, 25), 10, Age.LONG_AGO),
        (date(1998, 3, 1), 28, Age.LONG_AGO),
        (date(2027, 1, 1), -1, Age.RECENT),
    ],
)
def test_ten_years_ago_the_year_is_asked_again(start: date, years: int, age: Age) -> None:
    """From the tenth anniversary on; a contract to come is not old."""
    found = how_long_ago(start, OPEN)
    assert (found.years_ago, found.outcome) == (years, age)


def test_a_later_day_is_mentioned_only_while_it_lies_ahead() -> None:
    """What a filing in the next window gives is no advice for a window long past."""
    start = date(2026, 1, 1)
    assert "起，到柜台补的就有" in months_told(start, date(2026, 11, 25), OPEN, LAW).later
    assert months_told(start, date(2026, 8, 20), OPEN, LAW).later == ""
    assert months_told(date(2026, 9, 1), date(2026, 11, 25), OPEN, LAW).later == ""


def test_other_readings_are_told_in_short_where_they_differ() -> None:
    """Months as a range, and whether the counter is needed under them."""
    def otherwise(start: date, filing: date) -> str:
        return months_told(start, filing, OPEN, LAW).otherwise

    assert otherwise(date(2026, 6, 1), date(2026, 8, 5)) == ""
    assert otherwise(date(2026, 6, 1), date(2026, 8, 20)) == "应补2个月"
    assert otherwise(date(2026, 5, 1), date(2026, 11, 25)) == "应补6到7个月，有的不用到柜台"
    assert otherwise(date(2026, 11, 1), date(2026, 11, 25)) == "没有要补的月份"
    assert otherwise(date(2026, 5, 15), date(2026, 11, 5)) == "应补5个月"
    assert otherwise(date(2025, 1, 1), date(2026, 11, 25)) == "应补22到23个月，要到柜台"


def test_every_filing_day_of_two_years_is_told_without_trouble() -> None:
    """Whatever the two days: months, none, not begun, or that the number is not known."""
    starts = [date(2021, 1, 31), date(2025, 2, 28), date(2026, 6, 1), date(2026, 11, 30), date(2028, 2, 29)]
    seen = set()
    for start in starts:
        for days in range(0, 2 * 365, 7):
            told = months_told(start, date(2026, 1, 1) + timedelta(days), OPEN, LAW)
            seen.add(told.outcome)
            assert bool(told.due) is (told.outcome in (Due.ONLINE, Due.COUNTER_TOO))
            assert bool(told.counter) is (told.outcome is Due.COUNTER_TOO)
    assert seen == {Due.NOTHING, Due.ONLINE, Due.COUNTER_TOO, Due.NOT_BEGUN}


def test_a_filing_before_the_first_known_window_says_what_is_missing() -> None:
    """No number is made up: the day, what is missing, and whom to ask."""
    told = months_told(date(2021, 3, 1), date(2021, 5, 1), OPEN, LAW)
    assert told.outcome is Due.NO_NUMBER
    assert "2021年5月1日" in told.trouble
    assert "12333" in told.trouble


@pytest.mark.parametrize(
    ("start", "labels"),
    [
        (date(2026, 12, 5), ["两个日期说反了，换过来算", "合同是2025年开始的，按它算"]),
        (date(2028, 2, 29), []),
        (date(9999, 12, 31), []),
        (date(2026, 11, 20), ["两个日期说反了，换过来算"]),
    ],
)
def test_corrections_are_offered_where_they_make_sense(start: date, labels: list[str]) -> None:
    """Exchanging the days needs a filing that can be foreseen; a year earlier is offered for days to come."""
    offered = corrections(start, date(2026, 11, 10), OPEN)
    assert [each.label for each in offered if isinstance(each, Offer)] == labels
