"""Questions: what the knowledge says to a text, what goes on from there, and what is done with the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.engine.answering import slip, take_wish, told_facts
from bot.engine.card import option_id
from bot.engine.checks import looks_like_question
from bot.engine.commanding import person
from bot.engine.commands import Command
from bot.engine.conversation import Outcome, Question, Run
from bot.engine.dialog import Dialog
from bot.engine.filling import read_given
from bot.engine.masking import mask
from bot.engine.messages import Candidate, Decision, Heard, Offer, Option
from bot.engine.ports import Unanswered, Why
from bot.engine.steps import Choose
from bot.engine.turning import Turning, start_option
from bot.engine.values import awaited

_MISSES_BEFORE_TOPICS = 2
_MISSES_BEFORE_PERSON = 3
_MOST_RELATED = 3
_LIKELY = 0.3
_NEAREST, _NEAREST_BESIDE = 4, 2
"""How many nearest topics are offered, alone and beside the options of a question."""


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
    wanted = wanted_dialog(turning, heard)
    if wanted is not None:
        begin(turning, wanted, text if heard.wish else None)
        return
    if _leans_on_nothing(turning, heard, text):
        heard = replace(heard, messages=(), missed=True)
    turning.decision, turning.topic = heard.decision, heard.topic
    if heard.decision is Decision.HUMAN:
        turning.messages.extend(heard.messages)
        person(turning)
        return
    how = awaited(turning, text) if text is not None and _may_be_meant_as_a_value(heard) else ""
    if how:
        _not_understood(turning, heard, text, how)
        return
    if heard.missed or heard.decision is Decision.NOT_UNDERSTOOD or _says_nothing_new(turning, heard):
        _not_understood(turning, heard, text)
        return
    turning.question_stands = heard.decision is Decision.CLARIFY and bool(options_asked_before(turning))
    turning.conversation = replace(turning.conversation, misses=0)
    turning.messages.extend(heard.messages)
    turning.made.extend(heard.made)
    for key, label in heard.more.items():
        turning.offer(f"more|{key}", label)
    for candidate in _others(turning, heard.choices) if turning.question_stands else heard.choices:
        turning.offer(f"topic|{candidate.id}", candidate.title)
    if heard.decision is Decision.ANSWER:
        _after_answer(turning, heard)
        _note_asked(turning, heard, text)
    elif heard.decision is Decision.CLARIFY and heard.lean:
        turning.conversation = replace(turning.conversation, lean=heard.lean)
    elif heard.decision is Decision.CLARIFY and heard.choices:
        _note_asked(turning, heard, text)
        note_unanswered(turning, turning.conversation.asked, Why.UNCHOSEN)
    elif heard.decision is Decision.OUT_OF_SCOPE and not heard.certain:
        note_unanswered(turning, _asked(turning, heard, text), Why.FOREIGN)


def note_unanswered(turning: Turning, question: Question | None, why: Why) -> None:
    """Notes that a question found no answer, where there is one."""
    turning.unanswered = Unanswered(question, why) if question is not None else None


def _note_asked(turning: Turning, heard: Heard, text: str | None) -> None:
    """Keeps the question in mind for the next turn; that of the turn before, where what it offered was chosen."""
    before = turning.session.conversation.asked
    asked = _asked(turning, heard, text) if text is not None else before
    turning.conversation = replace(turning.conversation, asked=asked)
    if text is None and before is not None and before.decision is Decision.CLARIFY:
        turning.found = before.asked


def _asked(turning: Turning, heard: Heard, text: str | None) -> Question | None:
    if text is None:
        return None
    nearest = tuple((candidate.id, candidate.score) for candidate in heard.topics)
    return Question(mask(text), heard.decision, nearest, turning.now)


def begin(turning: Turning, wanted: Offer, told: str | None = None, behalf: str | None = None) -> None:
    """Begins a dialog with what ``told`` tells of it; where a form of its kind waits half filled in, the person says
    whether that one is meant: one on the same ``behalf``, where that is said.
    """
    turning.decision = Decision.STEP
    dialog = turning.house.dialogs.get(wanted.dialog)
    turning.stand_for(behalf)
    if behalf is None and not _some_begun(turning, dialog):
        behalf = turning.context.behalf
    all_waiting = turning.waiting(wanted.dialog, behalf)
    waiting = all_waiting[-1] if all_waiting else None
    if dialog is None or waiting is None or dialog.as_form is None or not waiting.is_begun:
        turning.start(wanted.dialog, wanted.given, behalf=behalf)
        if waiting is None and dialog is not None and told is not None and not turning.bars(dialog):
            take_wish(turning, told)
        return
    given = {**wanted.given, **(told_facts(turning, dialog, told) if told else {})}
    if len(all_waiting) == 1 and _says_the_same(turning, waiting, given):
        turning.start(wanted.dialog, wanted.given, behalf=behalf)
        return
    if len(all_waiting) == 1:
        turning.say("which_run", title=turning.title_of(waiting))
    else:
        turning.say("which_of_runs", title=dialog.title)
    turning.asks_itself = True
    for run in reversed(all_waiting):
        turning.offer(f"resume|{run.id}", turning.phrase("go_on_with", title=turning.title_of(run)))
    turning.offer(f"fresh|{start_option(dialog.key, given).removeprefix('start|')}", turning.phrase("another_run"))


def _some_begun(turning: Turning, dialog: type[Dialog] | None) -> bool:
    """Whether it need not be the present behalf: something was said in a form that waits, or it is no form."""
    if dialog is None or dialog.as_form is None:
        return True
    return any(run.is_begun for run in turning.waiting(dialog.key))


def _says_the_same(turning: Turning, waiting: Run, given: Mapping[str, str]) -> bool:
    """Whether all that is given stands in the waiting run already, and there is something given."""
    steps = turning.dialog_of(waiting).steps
    known = {name: read_given(steps.get(name), value, turning.context.today) for name, value in given.items()}
    told = [waiting.given.get(name) for name in known]
    return bool(known) and all(a and b and a.value == b.value for a, b in zip(known.values(), told, strict=True))


def wanted_dialog(turning: Turning, heard: Heard) -> Offer | None:
    """The dialog that is plainly asked for, or the form that is wished for."""
    return heard.start or (heard.offer if heard.wish and is_form(turning, heard.offer) else None)


def is_form(turning: Turning, offer: Offer | None) -> bool:
    dialog = turning.house.dialogs.get(offer.dialog) if offer is not None else None
    return dialog is not None and dialog.as_form is not None


def _after_answer(turning: Turning, heard: Heard) -> None:
    turning.conversation = replace(turning.conversation, last_topic=heard.topic, lean=heard.lean)
    turning.leave_trail("trail_seen", heard.topics[0].title)
    _offer_dialog(turning, heard)
    if turning.conversation.active is None and not turning.waits_apart:
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


def _not_understood(turning: Turning, heard: Heard, text: str | None, how: str = "") -> None:
    """Says that the text means nothing here, or ``how`` to write what is awaited; then what it may have been about."""
    turning.decision = heard.decision if heard.topic is None else Decision.NOT_UNDERSTOOD
    misses = turning.conversation.misses + 1
    turning.conversation = replace(turning.conversation, misses=misses)
    if turning.waits_apart and turning.conversation.active is None:
        turning.say("waits_in_private")
        return
    note_unanswered(turning, _asked(turning, heard, text), Why.NOT_UNDERSTOOD)
    nearest = _others(turning, heard.choices or heard.topics) or _others(turning, turning.house.welcome)
    asked = options_asked_before(turning)
    turning.question_stands = bool(asked)
    if how:
        _say_how_to_write(turning, heard, how)
    elif not asked:
        turning.messages.extend(heard.messages or (turning.phrase("not_understood"),))
    elif misses < _MISSES_BEFORE_TOPICS or not nearest:
        turning.say("not_an_option", example=asked[0].label)
    if misses >= _MISSES_BEFORE_PERSON:
        turning.say("offer_person")
        turning.offer(f"command|{Command.PERSON.value}", turning.phrase("person"))
    if misses >= _MISSES_BEFORE_TOPICS or (how and _is_likely(heard)):
        _offer_nearest(turning, nearest[: _NEAREST_BESIDE if asked else _NEAREST])


def _is_likely(heard: Heard) -> bool:
    """Whether the text may well be about one of the topics that the knowledge gives to choose from."""
    return bool(heard.choices) and heard.choices[0].score >= _LIKELY


def _may_be_meant_as_a_value(heard: Heard) -> bool:
    """Whether a text that was typed where a value is awaited may be a try at one, by what the knowledge makes of it."""
    if heard.decision is Decision.SMALLTALK:
        return not heard.certain
    return heard.missed or (heard.decision is not Decision.ANSWER and not heard.lean)


def _say_how_to_write(turning: Turning, heard: Heard, how: str) -> None:
    """Says how to write what is awaited before anything that the text may mean instead."""
    position = turning.position()
    assert position is not None, "something is awaited"
    slip(turning, position, how)
    if heard.decision is Decision.OUT_OF_SCOPE and heard.certain:
        turning.messages.extend(heard.messages)


def _leans_on_nothing(turning: Turning, heard: Heard, text: str | None) -> bool:
    """Whether the text was taken for asking on, where a question is open and it asks nothing: what is said then is
    about that question, as a correction is, and not about an answer of before.
    """
    position = turning.position() if heard.leans and text is not None and not turning.conversation.asleep else None
    return position is not None and not looks_like_question(text or "")


def _says_nothing_new(turning: Turning, heard: Heard) -> bool:
    """Whether all that is heard is the matter of the open question: its topic, told before, or offered alone."""
    if not options_asked_before(turning):
        return False
    if heard.decision is Decision.CLARIFY:
        return bool(heard.choices) and not _others(turning, heard.choices)
    return heard.topic is not None and heard.topic == _own_topic(turning) == turning.conversation.last_topic


def _own_topic(turning: Turning) -> str | None:
    active = turning.conversation.active
    return turning.dialog_of(active).topic if active else None


def _others(turning: Turning, topics: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The topics without that of the dialog under way, which is where the person is already."""
    return tuple(topic for topic in topics if topic.id != _own_topic(turning))


def options_asked_before(turning: Turning) -> tuple[Option, ...]:
    """The options of the open step, where it is one to choose from and was asked in the reply before."""
    position = turning.position()
    if position is None or not isinstance(position.open.step, Choose):
        return ()
    begins = option_id(position.run, position.open.address, "")
    return tuple(option for option in turning.conversation.shown if option.id.startswith(begins))


def _offer_nearest(turning: Turning, nearest: tuple[Candidate, ...]) -> None:
    if nearest:
        turning.say("nearest_topics")
    for candidate in nearest:
        turning.offer(f"topic|{candidate.id}", candidate.title)
