"""Settling a turn: what was passed is said, effects are performed once, and the open step is asked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from bot.engine.card import Question, label_of, question
from bot.engine.commands import Command
from bot.engine.conversation import Given, Origin, Outcome
from bot.engine.joining import take_in
from bot.engine.messages import Decision, FileRef
from bot.engine.ports import Intent, IntentState, Moving, Session
from bot.engine.questions import offer_onward, options_asked_before
from bot.engine.repair import last_said, reopen, seal, step_at
from bot.engine.signature import adapter, call_with, fields_of, outcome_of, signature
from bot.engine.steps import APART, Asking, Decide, Effect, End, LookUp, Perform, Review, Tell, Waiting
from bot.engine.texts import show
from bot.engine.turning import Turning
from bot.engine.walk import Changed, Position, Visit, basis_of, dump_value, load_value

log = logging.getLogger(__name__)
EFFECT_SECONDS, LOOK_UP_SECONDS = 30.0, 8.0


class NotDone(Exception):
    """An effect could not be tried at all: nothing was sent, the answers are kept, the person may confirm again."""


class Ledger(Protocol):
    """Writes effects down before they are tried."""

    async def intend(self, session: Session, intent: Intent) -> tuple[Session, Intent]:
        """See ``Conversations.intend``."""
        ...

    async def settle(self, intent: Intent, result: Any) -> None:
        """See ``Conversations.settle``."""
        ...

    async def other(self, session: Session, request: str) -> Session | None:
        """See ``Conversations.other``."""
        ...


async def settle(turning: Turning, ledger: Ledger) -> Position | None:
    """Walks on until a step is open that the person must answer; gives the position there."""
    await _act_for(turning, ledger)
    while (position := turning.position()) is not None:
        if isinstance(position.open.step, Review | Perform) or _decided_before(turning, position):
            position = _evaluated_anew(turning)
        turning.set_run(position.run)
        if turning.conversation.asleep:
            _ask_whether_to_resume(turning, position)
            return position
        position = await _say_what_was_passed(turning, position)
        if isinstance(position.open.step, LookUp):
            await _look_up(turning, position, position.open.step)
        elif isinstance(position.open.step, Perform):
            if not await _perform(turning, position, position.open.step, ledger):
                return turning.position()
        elif isinstance(position.open.step, End):
            await _make(turning, position.open)
            if not _close(turning, position, position.open.step):
                return None
        else:
            if not (turning.asks_itself or turning.question_stands):
                _ask_open(turning, position)
            return position
    return None


async def _act_for(turning: Turning, ledger: Ledger) -> None:
    """Makes whom the message named the one on whose behalf things are done, once."""
    if turning.acts_for is None:
        return
    request, behalf = turning.acts_for
    turning.session, intent = await ledger.intend(turning.session, Intent(request, "act_for"))
    if intent.state is not IntentState.SETTLED:
        await turning.context.act_for(request, behalf)
        await ledger.settle(intent, behalf)


def _decided_before(turning: Turning, position: Position) -> bool:
    """Whether a rule on the path decided on another day, or under other parameters, and may decide otherwise now."""
    if turning.conversation.asleep:
        return False
    now = (turning.context.today, turning.context.stamp)
    known = position.run.given
    decided = [known[v.address] for v in position.path if isinstance(v.step, Decide | LookUp) and v.address in known]
    return any((given.day, given.stamp) != now and not given.sealed for given in decided)


def _evaluated_anew(turning: Turning) -> Position:
    """The position with every rule evaluated for today; what came out differently is told."""
    position = turning.position(fresh=True)
    assert position is not None
    for changed in position.changed:
        _tell_change(turning, position, changed)
    return position


def _tell_change(turning: Turning, position: Position, changed: Changed) -> None:
    step = step_at(turning.dialog_of(position.run).steps, changed.address)
    if isinstance(step, Decide | LookUp):
        before, after = _apart(step, changed.before, changed.after)
        if before != after:
            turning.say("decision_changed", before=before, after=after)


def _apart(step: Decide | LookUp, before: Any, after: Any) -> tuple[str, str]:
    """Two results of a rule as they are told: the outcomes, or what differs where the outcome stayed."""
    old, new = load_value(step, before), load_value(step, after)
    gives = signature(step.rule if isinstance(step, Decide) else step.inquiry).gives
    names = list(fields_of(gives))
    if not names or "__str__" in vars(gives):
        return str(show(old)), str(show(new))
    moved = [name for name in names if getattr(old, name) != getattr(new, name)]
    moved = ["outcome"] if "outcome" in moved else moved
    return show([getattr(old, name) for name in moved]), show([getattr(new, name) for name in moved])


async def _say_what_was_passed(turning: Turning, position: Position) -> Position:
    """Says what lies on the path and was not said yet; gives the position in which it was."""
    told = list(position.run.told)
    for visit in position.path:
        if visit is not position.open and isinstance(visit.step, Tell | End) and visit.address not in told:
            turning.messages.extend(_said_apart(visit))
            await _make(turning, visit)
            told.append(visit.address)
    run = replace(position.run, told=tuple(told))
    turning.set_run(run)
    return replace(position, run=run)


async def _make(turning: Turning, visit: Visit) -> None:
    """Makes the files that come with what is said, in a thread; without them where that fails."""
    step = visit.step
    if isinstance(step, Tell | End) and step.made is not None:
        try:
            for each in await asyncio.to_thread(call_with, step.made, visit.names):
                (turning.files if isinstance(each, FileRef) else turning.made).append(each)
        except Exception:
            log.exception("%s made no files", step.made.__name__)
            turning.say("files_not_made")


def _said_apart(visit: Visit) -> list[str]:
    """What a step says, in messages of their own where a line of dashes parts it: one that can be forwarded alone."""
    return [part for piece in visit.says().split(f"\n{APART}\n") if (part := piece.strip())]


def _ask_open(turning: Turning, position: Position) -> None:
    """Asks the open question; a card that the person saw just now and that stayed as it was is not shown again.

    Where something else is asked back, the card's options do not stand among its answers: a number there sends nothing.
    """
    asked = _ask(turning, position)
    seen = asked.options[:1] and asked.options[0] in turning.session.conversation.shown
    asks_back = bool(turning.extra) and turning.decision in (Decision.CLARIFY, Decision.NOT_UNDERSTOOD)
    if isinstance(position.open.step, Review) and seen and (turning.decision in _ASIDES or asks_back):
        turning.asks_itself = turning.asks_itself or asks_back
        turning.say("card_unchanged")
        turning.offer(f"command|{Command.GO_ON.value}", turning.phrase("card_again"))
    else:
        if any(option.id == f"resume|{position.run.id}" for option in turning.session.conversation.shown):
            _name_it(turning, position)
        turning.messages.append(_reminder(turning, position, asked.text) or asked.text)


def _reminder(turning: Turning, position: Position, text: str) -> str:
    """What a long question asks, where it was asked right before and only an aside came between; empty elsewhere."""
    asks = [line for line in text.splitlines() if line.endswith("？")]
    is_long = len(text.splitlines()) > _LINES_SAID_AGAIN
    if not (asks and is_long and turning.decision in _ASIDES and options_asked_before(turning)):
        return ""
    return turning.phrase("asked_above", title=turning.title_of(position.run), question=asks[-1])


def _name_it(turning: Turning, position: Position) -> None:
    """Says which matter the question belongs to, where it was only offered and comes up behind something else."""
    if turning.decision in (*_ASIDES, Decision.NOT_UNDERSTOOD):
        turning.say("go_on_with", title=turning.title_of(position.run))


_LINES_SAID_AGAIN = 2
_ASIDES = frozenset({Decision.ANSWER, Decision.CLARIFY, Decision.SMALLTALK, Decision.OUT_OF_SCOPE})


def _ask(turning: Turning, position: Position) -> Question:
    return question(position, turning.house.phrases, turning.inbound.private)


def _ask_whether_to_resume(turning: Turning, position: Position) -> None:
    title = turning.title_of(position.run)
    if isinstance(position.open.step, Asking | Review):
        turning.say("resume", title=title, question=label_of(position.open))
    else:
        turning.say("resume_filled", title=title)
    turning.offer("command|go_on", turning.phrase("resume_yes"))
    turning.offer("command|restart", turning.phrase("resume_restart"))
    turning.offer("command|cancel", turning.phrase("resume_drop"))


def _close(turning: Turning, position: Position, step: End) -> bool:
    """Ends the active run; true where the turn goes on with another dialog."""
    turning.messages.extend(_said_apart(position.open))
    turning.note_step(position.open.address, answered=False)
    turning.closings.append((position.run.dialog, position.open.step.name))
    if step.retry:
        _wait_for_another_try(turning, position)
        _offer(turning, position, step)
        return False
    if step.pause and (asked := last_said(position)) is not None:
        _pause(turning, position, asked)
        _offer(turning, position, step)
        return False
    dialog = turning.dialog_of(position.run)
    if not dialog.passing:
        turning.leave_trail("trail_walked", dialog.title)
    turning.conversation = replace(turning.conversation, runs=turning.conversation.runs[:-1], misses=0)
    if step.human:
        turning.start(turning.house.person_dialog)
        return True
    if step.goes_to:
        turning.start(str(position.open.names[step.goes_to]))
        return True
    if step.waiting is Waiting.FIRST:
        turning.offer_waiting()
    _offer(turning, position, step)
    if step.lean is not None:
        turning.conversation = replace(turning.conversation, lean=call_with(step.lean, position.open.names))
    if step.outcome is not None:
        turning.end_matter(step.outcome)
    elif not step.silent:
        turning.say("helped_question")
        turning.conversation = replace(turning.conversation, closing=True)
        turning.offer(f"outcome|{Outcome.SOLVED.value}", turning.phrase("helped_yes"))
        turning.offer(f"outcome|{Outcome.UNSOLVED.value}", turning.phrase("helped_no"))
        turning.offer("command|person", turning.phrase("person"))
    if step.waiting is Waiting.LAST:
        turning.offer_waiting()
    return False


def _offer(turning: Turning, position: Position, step: End) -> None:
    """Offers what the closing leads on to."""
    for onward in call_with(step.offers, position.open.names) if step.offers else ():
        offer_onward(turning, onward)


def _pause(turning: Turning, position: Position, asked: Visit) -> None:
    """Opens the question answered last again, for when the person comes back."""
    run = reopen(position, asked.address)
    offered = {address: value for address, value in run.offered.items() if address != asked.address}
    turning.set_run(replace(run, offered=offered))
    turning.conversation = replace(turning.conversation, asleep=True, misses=0)
    turning.offer("command|go_on", turning.phrase("resume_yes"))


def _wait_for_another_try(turning: Turning, position: Position) -> None:
    """Takes out the look-up that led to the closing, so that it is made again when the person comes back."""
    run, looked_up = position.run, [visit.address for visit in position.path if isinstance(visit.step, LookUp)]
    if looked_up and position.path[-2].address == looked_up[-1] and not run.given[looked_up[-1]].sealed:
        run = replace(run, given={at: kept for at, kept in run.given.items() if at != looked_up[-1]})
    turning.set_run(run)
    turning.conversation = replace(turning.conversation, asleep=True, misses=0)
    turning.offer("command|go_on", turning.phrase("resume_yes"))


async def _look_up(turning: Turning, position: Position, step: LookUp) -> None:
    """Looks up what the step wants to know; what came out differently than before, on the same answers, is told."""
    visit = position.open
    basis = basis_of(visit, turning.context)
    try:
        value = await _try(step.inquiry, visit.names, LOOK_UP_SECONDS)
    except NotDone:
        value = _unknown(signature(step.inquiry).gives)
    found = dump_value(step, value)
    before = position.run.given.get(visit.address)
    if before is not None and before.basis == basis and before.value != found:
        _tell_change(turning, position, Changed(visit.address, before.value, found))
    known = Given(found, Origin.DECIDED, turning.context.today, turning.context.stamp, basis)
    turning.set_run(position.run.with_given(visit.address, known))


async def _perform(turning: Turning, position: Position, step: Perform, ledger: Ledger) -> bool:
    """Performs the effect under its request id; false where it could not be tried."""
    visit = position.open
    gives = signature(step.effect).gives
    request = f"{position.run.id}.{visit.address}"
    turning.session, intent = await ledger.intend(turning.session, Intent(request, step.effect.__name__))
    if intent.state is IntentState.SETTLED:
        result = adapter(gives).validate_python(intent.result)
    else:
        try:
            result = await _try(step.effect, {**visit.names, "request": request}, EFFECT_SECONDS)
        except NotDone:
            turning.say("outage")
            return _open_the_card_again(turning, position)
        if not _is_unknown(result):
            await ledger.settle(intent, adapter(gives).dump_python(result, mode="json"))
    kept = Given(adapter(gives).dump_python(result, mode="json"), Origin.DONE, turning.context.today)
    active = turning.conversation.active
    assert active is not None
    turning.set_run(seal(active, position.path).with_given(visit.address, kept))
    if isinstance(result, Moving) and result.moves:
        take_in(turning, result, await ledger.other(turning.session, result.moves))
    return True


async def _try(function: Effect, names: Mapping[str, Any], seconds: float) -> Any:
    """What the effect or the look-up gives; UNKNOWN where it gives nothing within ``seconds``."""
    try:
        async with asyncio.timeout(seconds):
            return await call_with(function, names)
    except NotDone:
        raise
    except Exception:
        log.exception("%s gave no result", function.__name__)
        return _unknown(signature(function).gives)


def _unknown(gives: Any) -> Any:
    outcome = outcome_of(gives)
    assert outcome is not None
    unknown = outcome["UNKNOWN"]
    return unknown if outcome is gives else gives(outcome=unknown)


def _is_unknown(result: Any) -> bool:
    return getattr(getattr(result, "outcome", result), "name", "") == "UNKNOWN"


def _open_the_card_again(turning: Turning, position: Position) -> bool:
    """Takes the confirmation back after an outage, so that sending again is confirmed again."""
    active = turning.conversation.active
    assert active is not None
    passed = [v.address for v in position.path if isinstance(v.step, Review)]
    reviews = [address for address in passed if not active.given[address].sealed]
    if reviews:
        given = {address: kept for address, kept in active.given.items() if address != reviews[-1]}
        turning.set_run(replace(active, given=given))
        opened = turning.position()
        assert opened is not None
        turning.messages.append(_ask(turning, opened).text)
    return False
