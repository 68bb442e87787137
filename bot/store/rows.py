"""The rows that one turn becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.engine.conversation import Matter
from bot.engine.masking import mask
from bot.engine.masking_names import names_in, without_names
from bot.engine.ports import MatterEnd, Session, Turn, Unanswered
from bot.store.kept import keepable, sealed_conversation, sealed_turn
from bot.store.keys import DataKey

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Marks:
    """The fingerprints of a message: of its address, and of the message at its address."""

    address: bytes
    message: bytes


@dataclass(frozen=True, slots=True)
class Save:
    """The rows of one turn.

    ``conversation`` has the new revision, the saving store as ``holder``, and the time now as ``busy_until``.
    """

    turn: Row
    conversation: Row
    outcomes: tuple[Row, ...]
    unanswered: Row | None
    found: Row | None


def save_of(session: Session, turn: Turn, marks: Marks, key: DataKey, holder: str, now: float) -> Save:
    """The rows of the turn, masked and sealed; ``now`` is in seconds since 1970."""
    person = session.person
    return Save(
        turn={
            "mark": marks.message,
            "address": marks.address,
            "person": person,
            "at": turn.at,
            "late": turn.inbound.late is not None,
            **sealed_turn(turn, person, marks.message, key),
        },
        conversation={
            "person": person,
            "revision": session.revision + 1,
            "holder": holder,
            "busy_until": now,
            "kept": sealed_conversation(turn.conversation, person, key),
            "updated_at": turn.at,
            **matter_row(turn.conversation.matter),
        },
        outcomes=tuple(map(_outcome, turn.ended)),
        unanswered=_unanswered(turn, turn.unanswered, person, key) if turn.unanswered else None,
        found={"whose": person, "asked": turn.found} if turn.found else None,
    )


def about_unanswered(person: str) -> str:
    """What an unanswered text is sealed about."""
    return f"unanswered text of {person}"


def matter_row(matter: Matter | None) -> Row:
    """The columns of the matter at hand."""
    return {
        "matter": matter and matter.id,
        "topic": matter and matter.topic,
        "dialog": matter and matter.dialog,
        "step": matter and matter.step,
        "steps": matter and matter.steps,
        "channel": matter and matter.channel,
        "began_at": matter and matter.began,
    }


def _outcome(end: MatterEnd) -> Row:
    row = matter_row(end.matter)
    return {**row, "outcome": end.outcome.value, "ended_at": end.ended}


def _unanswered(turn: Turn, unanswered: Unanswered, person: str, key: DataKey) -> Row:
    question = unanswered.question
    text = without_names(mask(keepable(question.text)), names_in(turn.conversation))
    return {
        "person": person,
        "at": question.asked,
        "channel": turn.inbound.address.channel,
        "candidates": [topic for topic, _ in question.nearest],
        "scores": [round(score, 4) for _, score in question.nearest],
        "why": unanswered.why.value,
        "decision": question.decision.value,
        "kept": key.seal(text.encode(), about_unanswered(person)),
    }
