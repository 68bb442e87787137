"""The person's message as Rasa's tracker tells it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk.interfaces import Tracker

from bot.engine.messages import Address

CHANNEL = "rasa"
NOBODY = frozenset({"", "default", "None"})
"""Senders that Rasa writes where the request named none: any number of persons."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message: what was typed, or the intent and entities of a button.

    Args:
        id: Rasa's own; the same for a call that is repeated.
        call: tells a repeated call from the next one for the same message, as where a team's front end looks for what
            came by itself; empty where nothing tells them apart.
        intent: empty where it was typed.
        given: entities, by name.
        private: false where the team's channel says in the message's metadata that others read along.
        done: actions that were run for it already.
    """

    sender: str
    id: str
    call: str
    text: str
    intent: str
    given: Mapping[str, Any]
    private: bool
    done: frozenset[str]

    @property
    def address(self) -> Address:
        """Where the person is met."""
        return Address(CHANNEL, self.sender)

    @property
    def says_nothing(self) -> bool:
        """Whether it is a picture, a place or the like, which Rasa hands on without a text."""
        return not self.intent and not self.text.strip()

    @property
    def is_somebody(self) -> bool:
        """Whether the sender is one person."""
        return self.sender.strip() not in NOBODY


def address_of(tracker: Tracker) -> Address:
    """Where the tracker's person is met."""
    return Address(CHANNEL, str(tracker.sender_id))


def read_message(tracker: Tracker) -> Message:
    """The latest message of the tracker."""
    latest = tracker.latest_message or {}
    text = latest.get("text")
    said = text if isinstance(text, str) else ""
    is_button = said.startswith("/")
    message_id = _id(latest, tracker.events, said)
    return Message(
        sender=str(tracker.sender_id),
        id=message_id,
        call=_call(message_id, tracker.events),
        text="" if is_button else said,
        intent=_intent(latest, said) if is_button else "",
        given=dict(_entities(latest)),
        private=_metadata(latest).get("private") is not False,
        done=frozenset(_done(tracker.events)),
    )


def _id(latest: Mapping[str, Any], events: Sequence[Mapping[str, Any]], said: str) -> str:
    """Rasa's id; where it has none, one made of when the message came and what it says."""
    last: Mapping[str, Any] = next((event for event in reversed(events) if event.get("event") == "user"), {})
    known = latest.get("message_id") or last.get("message_id")
    if isinstance(known, str):
        return known[:200]
    made = f"{last.get('timestamp')}\n{len(events)}\n{said}"
    return "t" + hashlib.sha256(made.encode("utf-8", "replace")).hexdigest()[:32]


def _call(message_id: str, events: Sequence[Mapping[str, Any]]) -> str:
    """How far the conversation was when Rasa called: it writes down every action that was run."""
    if not events:
        return ""
    made = f"{message_id}\n{len(events)}\n{events[-1].get('timestamp')}"
    return hashlib.sha256(made.encode("utf-8", "replace")).hexdigest()[:32]


def _intent(latest: Mapping[str, Any], said: str) -> str:
    intent = latest.get("intent")
    name = intent.get("name") if isinstance(intent, Mapping) else None
    return name if isinstance(name, str) else said[1:].partition("{")[0].strip()


def _entities(latest: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    entities = latest.get("entities")
    for entity in entities if isinstance(entities, Sequence) else ():
        if isinstance(entity, Mapping) and isinstance(entity.get("entity"), str):
            yield entity["entity"], entity.get("value")


def _metadata(latest: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = latest.get("metadata")
    return metadata if isinstance(metadata, Mapping) else {}


def _done(events: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The actions behind the last message, rejected ones too."""
    for event in reversed(events):
        if event.get("event") == "user":
            return
        if event.get("event") in ("action", "action_execution_rejected"):
            yield str(event.get("name"))
