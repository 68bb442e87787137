"""Which questions count as unanswered, and which do not."""

from __future__ import annotations

from datetime import date

import pytest

from bot.engine.messages import Candidate, Decision, Heard
from bot.engine.ports import Unanswered, Why
from tests.engine.small import Person
from tests.engine.stand import SmallKnowledge, Stand


class AsksBack(SmallKnowledge):
    """Asks back about 社保, knows that 火箭 is not ours, and takes 执照 for a foreign matter without being sure."""

    def hear(self, text: str, today: date, last_topic: str | None, lean: str = "") -> Heard:
        both = (Candidate("weather", "天气", 0.4), Candidate("moving", "搬家", 0.3))
        if "社保" in text:
            return Heard(Decision.CLARIFY, ("哪一个？",), both, choices=both)
        if "补缴" in text:
            return Heard(Decision.CLARIFY, ("哪一天？",), lean="back")
        if "火箭" in text or "执照" in text:
            return Heard(Decision.OUT_OF_SCOPE, ("不归这里。",), both, certain="火箭" in text)
        return super().hear(text, today, last_topic, lean)


@pytest.fixture
def stand() -> Stand:
    return Stand([Person], knowledge=AsksBack())


def kept(stand: Stand) -> list[tuple[str, Why]]:
    """What is left when those are taken out that were found after all."""
    rows: list[Unanswered] = []
    for turn in stand.store.turns:
        rows = [row for row in rows if not (row.why is Why.UNCHOSEN and row.question.asked == turn.found)]
        rows += [turn.unanswered] if turn.unanswered else []
    return [(row.question.text, row.why) for row in rows]


async def say(stand: Stand, *texts: str) -> None:
    for text in texts:
        stand.clock.forward(minutes=1)
        await stand.say(text)


async def test_what_is_not_understood_is_kept_with_what_came_near(stand: Stand) -> None:
    """The text as typed, the decision, the candidates with their scores, and when."""
    await say(stand, "嗯嗯啊啊")
    missed = stand.store.turns[-1].unanswered
    assert missed is not None and missed.why is Why.NOT_UNDERSTOOD
    question = missed.question
    assert (question.text, question.decision, question.asked) == ("嗯嗯啊啊", Decision.OUT_OF_SCOPE, stand.clock.now())
    assert question.nearest == (("weather", 0.2), ("moving", 0.2))


async def test_a_question_is_kept_masked(stand: Stand) -> None:
    """Numbers are starred already while it is kept in mind for the next turn."""
    await say(stand, "天气对321302199003071230有没有用")
    asked = stand.store.turns[-1].conversation.asked
    assert asked is not None and asked.text == "天气对3213**********1230有没有用"


async def test_what_is_answered_or_surely_not_ours_is_not_kept(stand: Stand) -> None:
    """Answers, small talk, foreign matters told for sure, questions for a missing value, and commands are no misses."""
    await say(stand, "天气", "谢谢", "火箭怎么造", "补缴", "帮助")
    assert kept(stand) == []


async def test_an_unsure_foreign_matter_is_kept(stand: Stand) -> None:
    """It may have been ours."""
    await say(stand, "执照怎么改")
    assert kept(stand) == [("执照怎么改", Why.FOREIGN)]


async def test_a_question_asked_back_about_is_kept_unless_a_topic_is_chosen(stand: Stand) -> None:
    """It counts at once, since many leave without a word; by button, number or label it is taken back."""
    await say(stand, "社保")
    assert kept(stand) == [("社保", Why.UNCHOSEN)]
    await stand.pick("搬家")
    assert kept(stand) == []
    await say(stand, "我的社保", "2", "他的社保", "天气")
    assert kept(stand) == [], "a number, and a label typed out"


async def test_a_question_said_again_in_other_words_stays_unchosen(stand: Stand) -> None:
    """None of the topics offered was chosen, whatever came then."""
    await say(stand, "社保", "搬家要带什么")
    assert kept(stand) == [("社保", Why.UNCHOSEN)]
    await stand.start(Person)
    assert kept(stand) == [("社保", Why.UNCHOSEN)]


async def test_an_answer_that_did_not_help_right_away_is_kept(stand: Stand) -> None:
    """By button or in words; the question is what the person typed, not the topic's title."""
    await say(stand, "天气咋样", "还没解决", "搬家咋弄")
    await stand.send(choice="outcome|unsolved")
    assert kept(stand) == [("天气咋样", Why.UNSOLVED), ("搬家咋弄", Why.UNSOLVED)]


async def test_an_answer_that_helped_is_not_kept(stand: Stand) -> None:
    """Solved is solved."""
    await say(stand, "天气咋样", "解决了")
    assert kept(stand) == []


async def test_the_first_words_count_where_a_topic_was_chosen_and_did_not_help(stand: Stand) -> None:
    """The question asked back about is kept once, as unsolved."""
    await say(stand, "社保")
    await stand.pick("天气")
    await say(stand, "还没解决")
    assert kept(stand) == [("社保", Why.UNSOLVED)]


async def test_not_solved_later_is_not_about_the_question(stand: Stand) -> None:
    """After anything else in between nobody can tell what did not help."""
    await say(stand, "天气咋样", "谢谢")
    await stand.send(choice="outcome|unsolved")
    assert kept(stand) == []
    await stand.send(choice="topic|weather")
    await stand.send(choice="outcome|unsolved")
    assert kept(stand) == []
