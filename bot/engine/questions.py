"""Questions: what the knowledge says to a text, what goes on from there, and what is done with the rest."""

from __future__ import annotations

from dataclasses import replace

from bot.engine.commanding import person
from bot.engine.commands import Command
from bot.engine.conversation import Outcome
from bot.engine.messages import Candidate, Decision, Heard, Offer
from bot.engine.turning import Turning, start_option

_MISSES_BEFORE_TOPICS = 2
_MISSES_BEFORE_PERSON = 3
_MOST_RELATED = 3


def offer_what_is_left(turning: Turning) -> None:
    """Offers what goes on from an answer that did not help: its procedure, then related topics."""
    topic = turning.conversation.last_topic
    heard = turning.house.knowledge.tell(topic, turning.context.today) if topic else None
    if heard is not None:
        _offer_dialog(turning, heard)
        for candidate in heard.related[:_MOST_RELATED]:
            turning.offer(f"topic|{candidate.id}", candidate.title)


def offer_onward(turning: Turning, onward: str | Offer) -> None:
    """Offers what a closing leads on to: a dialog, or a topic by its id: walked where it can be, otherwise told.

    A topic whose dialog is a form is told first, too: its answer offers the form.
    """
    if isinstance(onward, Offer):
        _put_offer(turning, onward)
        return
    heard = turning.house.knowledge.tell(onward, turning.context.today)
    dialog = turning.house.dialogs.get(heard.offer.dialog) if heard.offer is not None else None
    if heard.offer is not None and dialog is not None and dialog.as_form is None:
        _put_offer(turning, heard.offer)
    elif heard.topic is not None:
        turning.offer(f"topic|{onward}", heard.topics[0].title)


def answer_question(turning: Turning, heard: Heard, text: str | None) -> None:
    """Says what the knowledge has to say, and offers what goes on from there."""
    wanted = heard.start or (heard.offer if heard.wish and _is_form(turning, heard.offer) else None)
    if wanted is not None:
        turning.start(wanted.dialog, wanted.given)
        turning.decision = Decision.STEP
        return
    turning.decision, turning.topic, turning.candidates = heard.decision, heard.topic, heard.topics
    if heard.decision is Decision.HUMAN:
        turning.messages.extend(heard.messages)
        person(turning)
        return
    if heard.missed or heard.decision is Decision.NOT_UNDERSTOOD:
        _not_understood(turning, heard, text)
        return
    turning.conversation = replace(turning.conversation, misses=0)
    turning.messages.extend(heard.messages)
    turning.made.extend(heard.made)
    for key, label in heard.more.items():
        turning.offer(f"more|{key}", label)
    for candidate in heard.choices:
        turning.offer(f"topic|{candidate.id}", candidate.title)
    if heard.decision is Decision.ANSWER:
        _after_answer(turning, heard)
    elif heard.decision is Decision.CLARIFY and heard.lean:
        turning.conversation = replace(turning.conversation, lean=heard.lean)
    elif heard.decision is Decision.OUT_OF_SCOPE:
        turning.unanswered = text


def _is_form(turning: Turning, offer: Offer | None) -> bool:
    dialog = turning.house.dialogs.get(offer.dialog) if offer is not None else None
    return dialog is not None and dialog.as_form is not None


def _after_answer(turning: Turning, heard: Heard) -> None:
    turning.conversation = replace(turning.conversation, last_topic=heard.topic, lean=heard.lean)
    turning.leave_trail("trail_seen", heard.topics[0].title)
    _offer_dialog(turning, heard)
    if turning.conversation.active is None:
        turning.begin_matter(heard.topic, None)
        turning.conversation = replace(turning.conversation, closing=True)
        turning.offer(f"outcome|{Outcome.SOLVED.value}", turning.phrase("helped_yes"))
        turning.offer(f"outcome|{Outcome.UNSOLVED.value}", turning.phrase("helped_no"))


def _offer_dialog(turning: Turning, heard: Heard) -> None:
    active = turning.conversation.active
    if heard.offer is not None and (active is None or active.dialog != heard.offer.dialog):
        _put_offer(turning, heard.offer)


def _put_offer(turning: Turning, offer: Offer) -> None:
    dialog = turning.house.dialogs.get(offer.dialog)
    if dialog is not None:
        label = offer.label or turning.phrase("offer_dialog", title=dialog.title)
        turning.offer(start_option(dialog.key, offer.given), label)


def _not_understood(turning: Turning, heard: Heard, text: str | None) -> None:
    misses = turning.conversation.misses + 1
    turning.conversation = replace(turning.conversation, misses=misses)
    turning.unanswered = text
    turning.messages.extend(heard.messages or (turning.phrase("not_understood"),))
    if misses >= _MISSES_BEFORE_PERSON:
        turning.say("offer_person")
        turning.offer(f"command|{Command.PERSON.value}", turning.phrase("person"))
    if misses >= _MISSES_BEFORE_TOPICS:
        _offer_nearest(turning, heard.choices or heard.topics or turning.house.welcome)


def _offer_nearest(turning: Turning, nearest: tuple[Candidate, ...]) -> None:
    if nearest:
        turning.say("nearest_topics")
    for candidate in nearest[:4]:
        turning.offer(f"topic|{candidate.id}", candidate.title)
