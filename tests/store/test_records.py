"""What the report counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.engine.conversation import Outcome, Question
from bot.engine.messages import Decision
from bot.engine.ports import Unanswered, Why
from bot.store.records import OpenMatter
from bot.store.store import Store
from tests.store.sample import AT, WEB, ending, matter, turn

DAY = date(2026, 11, 20)
LAST_SECOND = datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


async def test_an_ended_matter_is_counted_on_its_beijing_day(store: Store) -> None:
    """Midnight in Beijing, not in London, divides the days; both days of a range count."""
    session = await store.conversations.load(WEB)
    session = await store.conversations.save(session, ending(1, LAST_SECOND))
    await store.conversations.save(session, ending(2, MIDNIGHT, Outcome.UNSOLVED))
    (first,) = await store.records.outcomes_between(DAY, DAY)
    assert (first.matter, first.outcome, first.ended) == (matter(1), Outcome.SOLVED, LAST_SECOND)
    next_day = date(2026, 11, 21)
    assert [end.matter.id for end in await store.records.outcomes_between(DAY, next_day)] == ["m1", "m2"]
    assert [end.outcome for end in await store.records.outcomes_between(next_day, next_day)] == [Outcome.UNSOLVED]


async def test_a_matter_taken_up_again_ends_once(store: Store) -> None:
    """Its last end is the one that counts."""
    session = await store.conversations.load(WEB)
    session = await store.conversations.save(session, ending(1, AT, Outcome.LEFT))
    await store.conversations.save(session, replace(ending(1, AT), inbound=turn("later").inbound))
    (end,) = await store.records.outcomes_between(DAY, DAY)
    assert end.outcome is Outcome.SOLVED


async def test_an_open_matter_is_seen_until_it_ends(store: Store) -> None:
    """A matter under way is listed with its dialog and step; an ended one is not."""
    session = await store.conversations.load(WEB)
    session = await store.conversations.save(session, turn("1"))
    assert await store.records.open_matters() == [OpenMatter(matter(), AT)]
    await store.conversations.save(session, ending(1, AT))
    assert await store.records.open_matters() == []


async def test_a_forgotten_person_still_counts(store: Store) -> None:
    """Outcomes name no one, and stay."""
    session = await store.conversations.save(await store.conversations.load(WEB), ending(1, AT))
    await store.forget(session.person)
    assert len(await store.records.outcomes_between(DAY, DAY)) == 1


async def test_only_what_was_not_understood_is_counted(store: Store) -> None:
    """The report's count has the texts not understood on these Beijing days; not those that were asked back about."""
    session = await store.conversations.load(WEB)
    for number, (why, asked) in enumerate(
        ((Why.NOT_UNDERSTOOD, LAST_SECOND), (Why.UNCHOSEN, LAST_SECOND), (Why.NOT_UNDERSTOOD, MIDNIGHT))
    ):
        question = Question("火星社保咋弄", Decision.OUT_OF_SCOPE, (), asked)
        missed = replace(turn(str(number)), unanswered=Unanswered(question, why))
        session = await store.conversations.save(session, missed)
    assert await store.records.not_understood_between(DAY, DAY) == 1
    assert await store.records.not_understood_between(DAY, date(2026, 11, 21)) == 2
