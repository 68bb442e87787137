"""The report counts contacts as the hotline means them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from bot.engine.conversation import Matter, Outcome
from bot.engine.ports import MatterEnd
from bot.services.report import make_report

BEIJING = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=BEIJING)


@dataclass
class Under:
    """A matter under way."""

    matter: Matter
    updated: datetime


def matter(number: int, began: datetime = NOW, channel: str = "web", step: str | None = "page") -> Matter:
    """A matter of the forgotten unit password."""
    return Matter(f"m{number}", "account.password_forgot_unit", "forgot_unit_password", step, 2, channel, began)


def ends(*outcomes: Outcome) -> list[MatterEnd]:
    """Ended matters."""
    return [MatterEnd(matter(n), outcome, NOW) for n, outcome in enumerate(outcomes)]


def test_solved_without_a_person_is_counted_of_all_known_ends() -> None:
    """Two solved, one unsolved and one that wanted a person make a half; what is under way does not count."""
    ended = ends(Outcome.SOLVED, Outcome.SOLVED, Outcome.UNSOLVED, Outcome.PERSON_WANTED)
    report = make_report(ended, [Under(matter(9), NOW)], 3, date(2026, 11, 1), date(2026, 11, 22), NOW)
    assert (report.total.contacts, report.total.under_way, report.total.saved) == (5, 1, 0.5)
    assert report.unanswered == 3


def test_who_said_nothing_for_an_hour_has_left() -> None:
    """An open matter counts as left an hour after its last word, and its step as the place."""
    silent = Under(matter(1), NOW - timedelta(hours=1, seconds=1))
    speaking = Under(matter(2), NOW - timedelta(minutes=59))
    report = make_report([], [silent, speaking], 0, date(2026, 11, 1), date(2026, 11, 22), NOW)
    assert (report.total.left, report.total.under_way) == (1, 1)
    assert [(one.dialog, one.step, one.count) for one in report.drop_off] == [("forgot_unit_password", "page", 1)]


def test_days_are_beijing_days_and_outside_ones_do_not_count() -> None:
    """A matter begun at 23:30 in UTC belongs to the next Beijing day."""
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    ended = [MatterEnd(matter(1, late), Outcome.SOLVED, NOW)]
    inside = make_report(ended, [], 0, date(2026, 11, 21), date(2026, 11, 21), NOW)
    outside = make_report(ended, [], 0, date(2026, 11, 20), date(2026, 11, 20), NOW)
    assert [row.name for row in inside.by_day] == ["2026-11-21"]
    assert outside.total.contacts == 0


def test_channels_and_topics_have_rows_of_their_own() -> None:
    """Groups come most frequent first, topics by their title."""
    ended = [MatterEnd(matter(n, channel=c), Outcome.SOLVED, NOW) for n, c in enumerate(["web", "terminal", "web"])]
    report = make_report(ended, [], 0, date(2026, 11, 1), date(2026, 11, 22), NOW, lambda topic: "单位密码")
    assert [(row.name, row.contacts) for row in report.by_channel] == [("web", 2), ("terminal", 1)]
    assert report.by_topic[0].name == "单位密码"
