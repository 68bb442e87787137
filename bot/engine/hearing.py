"""Hearing: what the knowledge makes of a message, and whether it is rather that than an answer to the open step."""

from __future__ import annotations

from bot.engine.checks import looks_like_question
from bot.engine.messages import Decision, Heard
from bot.engine.turning import Turning


def hear(turning: Turning, text: str) -> Heard:
    """What the knowledge makes of the text."""
    last = turning.conversation
    return turning.house.knowledge.hear(text, turning.context.today, last.last_topic, last.lean)


def wants_person(turning: Turning, text: str) -> bool:
    """Whether the text is heard as the wish for a person."""
    return hear(turning, text).decision is Decision.HUMAN


def rather_a_question(turning: Turning, text: str, like_a_value: bool = False) -> bool:
    """Whether a text that may be a typed answer is surely known, a wish, or put as a question; what is ``like_a_value``
    is no small talk.
    """
    heard = hear(turning, text)
    # A matter that is not ours and is not asked about may well be the answer: a bank's name.
    idle = (Decision.OUT_OF_SCOPE, Decision.SMALLTALK) if like_a_value else (Decision.OUT_OF_SCOPE,)
    sure = heard.certain and heard.decision not in idle
    meant = sure or heard.wish or looks_like_question(text)
    return meant and not heard.missed and heard.decision is not Decision.CLARIFY
