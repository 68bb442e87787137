"""Two conversations that become one, since their persons are one: both keep all that was begun."""

from __future__ import annotations

from dataclasses import replace

from bot.engine.conversation import Conversation, Outcome, Run
from bot.engine.ports import MatterEnd, Moving, Session
from bot.engine.repair import bring_up
from bot.engine.turning import TRAIL, Turning


def take_in(turning: Turning, moving: Moving, other: Session | None) -> None:
    """Notes the move, and takes the other conversation in below what is open here."""
    turning.moves = moving.moves
    if other is None:
        return
    turning.joined_at = other.revision
    turning.conversation = joined(turning.conversation, _of_this_release(turning, other.conversation), moving)
    if other.conversation.matter is not None:
        turning.ended.append(MatterEnd(other.conversation.matter, Outcome.LEFT, turning.now))


def _of_this_release(turning: Turning, conversation: Conversation) -> Conversation:
    """The conversation with every run brought up to this release, and without those whose dialog is no more."""
    dialogs, aside = turning.house.dialogs, conversation.aside
    known = [(dialogs.get(run.dialog), run) for run in conversation.runs]
    runs = tuple(bring_up(dialog, run).run for dialog, run in known if dialog is not None and not dialog.passing)
    last = dialogs.get(aside.dialog) if aside is not None else None
    return replace(conversation, runs=runs, aside=bring_up(last, aside).run if last and aside else None)


def joined(own: Conversation, other: Conversation, moving: Moving) -> Conversation:
    """One conversation of two, the open dialog of ``own`` on top.

    Of two that were put aside, the other one waits among what is open, so that neither is lost.
    """
    active = own.active
    key = active.dialog if active else ""
    theirs = tuple(run for run in other.runs if run.dialog != key)
    if own.aside is not None and other.aside is not None and other.aside.is_begun:
        theirs = (other.aside, *theirs)
    mine = tuple(run if run is active else _begun_on(run, moving.here) for run in own.runs)
    return replace(
        own,
        runs=(*(_begun_on(run, moving.there) for run in theirs), *mine),
        aside=own.aside or other.aside,
        last_topic=own.last_topic or other.last_topic,
        trail=(*other.trail, *own.trail)[-TRAIL:],
    )


def _begun_on(run: Run, place: str) -> Run:
    return run if run.begun_on else replace(run, begun_on=place)
