"""What goes on beside serving, whatever is served: filings, sheets, and what is old."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from bot.opening import Opened
from bot.services.batch_reviews import BatchReviews
from bot.services.old_notes import sweep_each_hour
from bot.services.unanswered import forget_each_day


def beside(opened: Opened) -> list[Coroutine[Any, Any, None]]:
    """Filings are followed, sheets submitted, what is old is deleted; each until cancelled."""
    store, following, batching = opened.store, opened.following, opened.batching
    work = [
        forget_each_day(store.questions, opened.settings.keep_questions_days, opened.clock),
        sweep_each_hour(store.notes),
    ]
    if following is not None:
        work.append(following.run())
    if batching is not None:
        work += [batching.run(), BatchReviews(batching).run()]
    return work
