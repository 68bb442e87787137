"""What is pulled: messages of customers, and events; the rest is for others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from bot.handlers.wecom.heard import Chosen, Heard, Other, Sent, Text

_ATTENDING = {1: True, 2: True, 3: False, 4: True}
"""What a session's change means: an attendant took it, it was passed on, it ended, it was taken up again."""


class Origin(IntEnum):
    """Who sent what is pulled."""

    CUSTOMER = 3
    SYSTEM = 4
    ATTENDANT = 5


@dataclass(frozen=True, slots=True)
class Came(Heard):
    """A customer opened the chat; ``code`` is good for one message, within 20 seconds."""

    code: str


@dataclass(frozen=True, slots=True)
class Failed(Heard):
    """The message ``sent`` did not arrive after all, for the reason that WeCom numbers ``why``."""

    sent: str
    why: int


@dataclass(frozen=True, slots=True)
class Attended(Heard):
    """Whether an attendant has the session now, so that the assistant is silent."""

    by_person: bool


def user_at(account: str, customer: str) -> str:
    """The person's id on this channel: a customer of one account."""
    return f"{account}/{customer}"


def parts_of(user: str) -> tuple[str, str]:
    """The account and the customer that the person's id is made of."""
    account, _, customer = user.partition("/")
    return account, customer


def read_pulled(item: dict[str, Any]) -> Heard | None:
    """What one item says; None where it is nothing to the assistant."""
    message_id, kind, origin = str(item.get("msgid", "")), str(item.get("msgtype", "")), item.get("origin")
    if kind == "event":
        return _event(message_id, item.get("event") or {})
    user = user_at(str(item.get("open_kfid", "")), str(item.get("external_userid", "")))
    if origin != Origin.CUSTOMER or not message_id:
        return None
    told = item.get(kind) or {}
    match kind:
        case "text" if told.get("menu_id"):
            return Chosen(user, message_id, str(told["menu_id"]), "", "")
        case "text":
            return Text(user, message_id, str(told.get("content", "")))
        case "image" | "file":
            return Sent(user, message_id, str(told.get("media_id", "")), "")
        case _:
            return Other(user, message_id, kind)


def _event(message_id: str, told: dict[str, Any]) -> Heard | None:
    user = user_at(str(told.get("open_kfid", "")), str(told.get("external_userid", "")))
    match told.get("event_type"):
        case "enter_session" if told.get("welcome_code"):
            return Came(user, message_id, str(told["welcome_code"]))
        case "msg_send_fail":
            return Failed(user, message_id, str(told.get("fail_msgid", "")), int(told.get("fail_type") or 0))
        case "session_status_change" if told.get("change_type") in _ATTENDING:
            return Attended(user, message_id, _ATTENDING[told["change_type"]])
        case _:
            return None
