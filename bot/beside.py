"""What goes on beside serving, whatever is served: filings, sheets, and what is old."""

from __future__ import annotations

from bot.opening import Opened
from bot.services.batch_reviews import BatchReviews
from bot.services.going_on import Work
from bot.services.old_notes import sweep_each_hour
from bot.services.unanswered import forget_each_day


def beside(opened: Opened) -> list[Work]:
    """Filings are followed, sheets submitted, what is old is deleted; each until cancelled."""
    store, following, batching = opened.store, opened.following, opened.batching
    works: list[Work] = [
        lambda: forget_each_day(store.questions, opened.settings.keep_questions_days, opened.clock),
        lambda: sweep_each_hour(store.notes, store.links),
    ]
    if following is not None:
        works.append(following.run)
    if batching is not None:
        works += [batching.run, BatchReviews(batching).run]
    return works
