"""What a message does: an option, a command, an answer, a question — tried in this order."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.engine.amending import amend
from bot.engine.answering import choose_value, take_late, take_number, take_text
from bot.engine.attaching import take_file
from bot.engine.behalf import begin_on_behalf, correct_behalf
from bot.engine.card import DONE, KEEP, MEANT, SUGGESTED, check_of
from bot.engine.checks import Slip, looks_like_question, tidy
from bot.engine.choice import Choice, Solved, YesNo
from bot.engine.choosing import finds_wrong, skips
from bot.engine.commanding import obey, person, take_aside
from bot.engine.commands import Command, Commanded, read_command
from bot.engine.conversation import Outcome
from bot.engine.correcting import correct
from bot.engine.hearing import hear, wants_person
from bot.engine.masking import mask, shortened, without_secrets
from bot.engine.matching import (
    begins,
    is_all_said,
    match_choice,
    match_label,
    match_many,
    read_number,
    spoken_forms,
)
from bot.engine.messages import Decision, Heard, Offer, Option, Picture
from bot.engine.ports import Why
from bot.engine.questions import (
    answer_question,
    begin,
    note_unanswered,
    offer_what_is_left,
    options_asked_before,
)
from bot.engine.repair import beyond_barrier, reopen
from bot.engine.steps import Ask, Choose, ChooseMany, Review
from bot.engine.turning import Turning
from bot.engine.unread import say_unread
from bot.engine.values import is_strict_value, is_typed_value
from bot.engine.walk import Position

MOST_SIGNS = 4_000
_MOST_OF_PICTURE, _SHOWN_OF_PICTURE = 2_000, 600


class Helped(Choice):
    """Whether the person may go, by what they type to the question whether 12333 is still needed."""

    YES = ("不用了", "不用", "不用打", "不需要", "不需要了", *Solved.YES.wordings)
    NO = ("需要", "还需要", "要", "还要", "还是要", *Solved.NO.wordings)


_CLOSING = {Helped.YES: Outcome.SOLVED, Helped.NO: Outcome.UNSOLVED}
_GO_ON = f"command|{Command.GO_ON.value}"
_MISTAKE = Commanded(Command.MODIFY, plainly=False)
"""Something was answered wrong, and it was not said what."""


def act(turning: Turning) -> None:
    """Does what the message asks for."""
    inbound = turning.inbound
    turning.conversation = replace(turning.conversation, asked=None)
    if inbound.late is not None:
        if not take_late(turning, inbound.late):
            turning.say("late_unknown")
    elif inbound.file is not None:
        take_file(turning, turning.position(), inbound.file)
    elif inbound.picture is not None:
        _act_on_picture(turning, inbound.picture)
    elif inbound.unread is not None:
        say_unread(turning, inbound.unread)
    elif inbound.choice is not None:
        if not choose(turning, inbound.choice):
            turning.decision = Decision.STEP
            idle = "waits_in_private" if turning.waits_apart else "expired_idle"
            turning.say("expired" if turning.conversation.runs else idle)
    else:
        _act_on_text(turning, inbound.text or "")


def _act_on_text(turning: Turning, typed: str) -> None:
    if len(typed) > MOST_SIGNS:
        turning.say("too_long", signs=len(typed), most=MOST_SIGNS)
        turning.decision = Decision.NOT_UNDERSTOOD
        return
    sent = turning.house.sent(tidy(typed), _may_answer(turning, typed))
    if sent is not None and not _is_asked_for(turning, sent, typed):
        turning.start_anew(sent)
        turning.decision = Decision.STEP
        return
    text = without_secrets(tidy(typed))
    if not text:
        _greet(turning)
        return
    if correct_behalf(turning, text):
        return
    command = read_command(text)
    if (command is None or not command.plainly) and amend(turning, text):
        turning.conversation = replace(turning.conversation, misses=0)
        return
    if command is not None and not _rather_an_option(turning, command, text) and obey(turning, command):
        turning.conversation = replace(turning.conversation, misses=0)
        return
    typed_value = is_typed_value(turning, text) and not turning.is_only_offered
    chosen = None if typed_value else take_number(turning, text) or _labelled(turning, text)
    if chosen is not None and not _asked_long_ago(turning, chosen) and choose(turning, chosen):
        turning.conversation = replace(turning.conversation, misses=0)
        return
    if (onward := _offered_matter(turning, text, command)) is not None and choose(turning, onward):
        return
    if (left := begin_on_behalf(turning, text)) is None:
        return
    text, position = left, turning.position()
    if position is not None and _take_if_meant(turning, position, text):
        return
    if _answers_what_waits_apart(turning, text):
        turning.decision = Decision.STEP
        turning.say("waits_in_private")
        return
    if _is_only_a_number(turning, text):
        return
    answer_question(turning, hear(turning, text), text)


def _answers_what_waits_apart(turning: Turning, text: str) -> bool:
    """Whether the text, said in a group, would answer a question that was asked in private."""
    position = turning.position_apart()
    if position is None:
        return False
    step = position.open.step
    if isinstance(step, Choose | Review):
        return match_choice(text, step.kind) is not None or read_number(text) is not None
    return is_strict_value(position, text, turning.context.today)


def _may_answer(turning: Turning, typed: str) -> bool:
    """Whether the open step of what is being filled in takes the text for its value, or for one that was mistyped."""
    position = turning.position()
    if position is None or turning.conversation.asleep or turning.dialog_of(position.run).passing:
        return False
    check = check_of(position.open.step)
    if check is None:
        return False
    try:
        check.parse(tidy(typed), turning.context.today)
    except Slip as wrong:
        return wrong.near
    return True


def _offered_matter(turning: Turning, text: str, mistake: Commanded | None) -> str | None:
    """The option under a closing that begins what the text is about with what was just dealt with: “撤回” means the
    filing just made. What may be about several matters is about the likeliest, and a mistake about the one offered.
    """
    begins = {o.id.split("|")[1]: o.id for o in turning.conversation.shown if o.id.startswith("start|")}
    carrying = {key: id_ for key, id_ in begins.items() if id_.count("|") > 1}
    if not carrying or looks_like_question(text) or not (turning.position() is None or turning.is_only_offered):
        return None
    heard = hear(turning, text)
    told = mistake is not None and mistake.command is Command.MODIFY
    topics = [heard.topic] if heard.topic else [choice.id for choice in heard.choices][: None if told else 1]
    offers = [turning.house.knowledge.tell(topic, turning.context.today).offer for topic in topics]
    meant = {offer.dialog for offer in offers if offer is not None and offer.dialog in carrying}
    return carrying[meant.pop()] if len(meant) == 1 else None


def _is_asked_for(turning: Turning, sent: Offer, typed: str) -> bool:
    """Whether the open step of the dialog that the text would begin asks for just this."""
    active = turning.conversation.active
    return active is not None and active.dialog == sent.dialog and is_typed_value(turning, typed)


def _take_if_meant(turning: Turning, position: Position, text: str) -> bool:
    if _may_mean_another(turning, position, text):
        return False
    wrong = finds_wrong(position.open.step, text) and not turning.conversation.asleep
    if not (wrong and correct(turning, position, _MISTAKE)) and not take_text(turning, position, text):
        return False
    turning.conversation = replace(turning.conversation, misses=0, asleep=False)
    return True


def _act_on_picture(turning: Turning, picture: Picture) -> None:
    """Takes what was read for an answer where words are asked for, else for a question.

    The words on a picture are nobody's yet: they obey no command, choose no option and confirm no card.
    """
    if picture.trouble is not None:
        turning.say(f"picture_{picture.trouble.value}", name=picture.name)
        turning.decision = Decision.STEP
        return
    text = without_secrets(tidy(shortened(picture.text, _MOST_OF_PICTURE)))
    turning.say("picture_read", text=mask(shortened(text, _SHOWN_OF_PICTURE)))
    position = turning.position()
    wants_words = position is not None and isinstance(position.open.step, Ask)
    if position is not None and wants_words and _take_if_meant(turning, position, text):
        return
    # A page is full of words, dates and numbers that nobody said: a message among them goes first.
    heard = hear(turning, turning.house.knowledge.quoted(text) or text)
    if heard.decision is Decision.HUMAN:
        # A page of the portal says “人工客服” somewhere: that is not the person's wish.
        heard = Heard(Decision.NOT_UNDERSTOOD, missed=True)
    answer_question(turning, heard, text)


def _asked_long_ago(turning: Turning, chosen: str) -> bool:
    """Whether a number or label means an option of a question that the person saw long ago."""
    return turning.conversation.asleep and chosen.startswith("answer|")


def _is_only_a_number(turning: Turning, text: str) -> bool:
    """Whether the text is a number that means nothing here; where it counts too far, that is said."""
    number, most = read_number(text), len(turning.conversation.shown)
    if number is None:
        return False
    if not most and turning.shown_elsewhere and turning.position() is not None:
        turning.say("shown_elsewhere")
        turning.decision = Decision.STEP
        return True
    if not most:
        _nothing_to_choose(turning)
        return True
    turning.decision = Decision.STEP
    position = turning.position()
    at_card = position is not None and isinstance(position.open.step, Review) and not turning.conversation.asleep
    if number <= most and at_card:
        turning.say("not_plainly", label=turning.conversation.shown[number - 1].label)
        return True
    if number > most:
        turning.say("no_such_number", number=number, most=most)
        turning.decision = Decision.NOT_UNDERSTOOD
        turning.question_stands = bool(options_asked_before(turning))
        turning.asks_itself = turning.is_only_offered
        turning.offer_again()
    return number > most or turning.conversation.asleep


def _nothing_to_choose(turning: Turning) -> None:
    """Says to a bare number that nothing was offered; what there is to begin with where nothing is open."""
    turning.decision = Decision.NOT_UNDERSTOOD
    if turning.conversation.runs:
        turning.say("nothing_to_choose_here")
        return
    turning.say("nothing_to_choose")
    turning.offer_welcome()


def _rather_an_option(turning: Turning, command: Commanded, text: str) -> bool:
    """Whether words that may mean a command (“算了”) are an option of the open step, or nothing is open that could be
    left.
    """
    if command.plainly:
        return False
    position = turning.position()
    step = position.open.step if position else None
    if isinstance(step, Choose | Review):
        return match_choice(text, step.kind) is not None
    if command.command is not Command.CANCEL:
        return False
    if isinstance(step, ChooseMany):
        return match_many(text, step.kind.__args__[0]) is not None
    return step is None or skips(step, text) or is_typed_value(turning, text)


def _greet(turning: Turning) -> None:
    """Answers an empty message: the first one gets a welcome with a few topics to begin with."""
    turning.decision = Decision.SMALLTALK
    if turning.conversation.updated is not None:
        turning.say("empty")
        return
    turning.say("welcome")
    turning.offer_welcome()
    turning.offer(f"command|{Command.HELP.value}", turning.phrase("help_label"))


def _may_mean_another(turning: Turning, position: Position, text: str) -> bool:
    """Whether a text is no answer to the open step, since the person saw its question long ago, or something else
    after it: what is all a value of strict form is one, and after a while an option's label.
    """
    check = check_of(position.open.step)
    if check is not None and check.strict:
        return turning.is_only_offered and not is_typed_value(turning, text)
    return turning.is_only_offered or (turning.conversation.asleep and check is not None)


_THAT_ONE = frozenset(
    ["就用那个", "就用这个", "就用它", "就这个", "就那个", "用这个", "用那个", "用原来的", "还是原来的", "不改了"]
)
_UNCHANGED = frozenset(["不改", "不用改", "不用改了", "没错", "没变", "没改", "保留", "不变", "就这样", "原来的没错"])


def _means_that_one(option: Option, text: str) -> bool:
    """Whether the text means to keep the old answer, or to take the one suggested."""
    if not option.id.endswith((KEEP, SUGGESTED, MEANT)):
        return False
    said = _THAT_ONE | _UNCHANGED if option.id.endswith(KEEP) else _THAT_ONE
    return begins(text, option.label) or not said.isdisjoint(spoken_forms(text))


def _labelled(turning: Turning, text: str) -> str | None:
    shown = turning.conversation.shown
    if turning.conversation.closing and (said := _said_surely(turning, text, Helped)) is not None:
        return f"outcome|{_CLOSING[Helped[said.name]].value}"
    if any(option.id == _GO_ON for option in shown) and (agreed := _said_surely(turning, text, YesNo)) is not None:
        if agreed is YesNo.YES:
            return _GO_ON
        if turning.conversation.asleep:
            return f"command|{Command.CANCEL.value}"
    for option in shown:
        if _means_that_one(option, text):
            return option.id
        if option.id.endswith(MEANT) and match_choice(text, YesNo) is YesNo.YES:
            return option.id
    others = [option for option in shown if not option.id.startswith("answer|") or option.id.endswith(DONE)]
    place = match_label(text, [option.label for option in others])
    return others[place].id if place is not None else None


def _said_surely(turning: Turning, text: str, kind: type[Choice]) -> Choice | None:
    """The member that is meant, unless a longer message wishes for a person."""
    member = match_choice(text, kind)
    return None if member is None or (not is_all_said(text, member) and wants_person(turning, text)) else member


def choose(turning: Turning, option: str) -> bool:
    """Carries out an option by its id; false where it is not valid (any more)."""
    kind, _, rest = option.partition("|")
    turning.conversation = replace(turning.conversation, misses=0)
    if kind == "answer":
        return _choose_answer(turning, rest)
    if kind == "topic":
        answer_question(turning, turning.house.knowledge.tell(rest, turning.context.today), None)
    elif kind == "more":
        answer_question(turning, turning.house.knowledge.more(rest, turning.context.today), None)
    elif kind in ("start", "fresh"):
        return _start(turning, rest, kind == "fresh")
    elif kind == "outcome" and rest in set(Outcome):
        _close(turning, Outcome(rest))
    elif kind in ("resume", "aside"):
        turning.decision = Decision.COMMAND
        return turning.bring_up(rest) if kind == "resume" else take_aside(turning, rest)
    elif kind == "modify":
        return _reopen(turning, rest)
    elif kind == "command" and rest in set(Command):
        return obey(turning, Commanded(Command(rest)))
    else:
        return False
    return True


def _start(turning: Turning, rest: str, fresh: bool) -> bool:
    key, _, given = rest.partition("|")
    try:
        answers = json.loads(given or "{}")
    except ValueError:
        return False
    if not isinstance(answers, dict):
        return False
    if fresh:
        turning.decision = Decision.STEP
        turning.start_another(key, answers)
    else:
        begin(turning, Offer(key, answers))
    return True


def _choose_answer(turning: Turning, rest: str) -> bool:
    run_id, _, rest = rest.partition("|")
    address, _, value = rest.partition("|")
    position = turning.position()
    if position is None or position.run.id != run_id or position.open.address != address:
        return False
    if turning.conversation.asleep and isinstance(position.open.step, Review):
        turning.decision = Decision.STEP
        return True
    turning.conversation = replace(turning.conversation, asleep=False)
    return choose_value(turning, position, value)


def _reopen(turning: Turning, rest: str) -> bool:
    run_id, _, address = rest.partition("|")
    position = turning.position()
    if position is None or position.run.id != run_id:
        return False
    if address not in {visit.address for visit in beyond_barrier(position)}:
        return False
    turning.set_run(reopen(position, address))
    turning.conversation = replace(turning.conversation, asleep=False)
    turning.decision = Decision.COMMAND
    return True


def _close(turning: Turning, outcome: Outcome) -> None:
    turning.decision = Decision.COMMAND
    if outcome is Outcome.PERSON_WANTED:
        person(turning)
        turning.decision = Decision.HUMAN
        return
    turning.end_matter(outcome)
    turning.conversation = replace(turning.conversation, closing=False)
    if outcome is Outcome.SOLVED:
        turning.say("glad")
    else:
        note_unanswered(turning, turning.session.conversation.asked, Why.UNSOLVED)
        turning.say("sorry")
        offer_what_is_left(turning)
        turning.offer(f"command|{Command.PERSON.value}", turning.phrase("person"))
