"""What members say to the application: callbacks, read once they are opened."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from xml.etree.ElementTree import Element

from bot.handlers.tencent.safe_xml import fields
from bot.handlers.wecom.cards import SUBMIT


@dataclass(frozen=True, slots=True)
class Heard:
    """A message or an event: who, and the id under which it comes again."""

    user: str
    id: str

    def as_text(self) -> str:
        """For the notes."""
        return json.dumps([type(self).__name__, asdict(self)])


@dataclass(frozen=True, slots=True)
class Text(Heard):
    """Typed words."""

    text: str


@dataclass(frozen=True, slots=True)
class Chosen(Heard):
    """A button of the card ``task``, or its vote; ``code`` updates the card, once. An empty ``option`` votes for
    nothing.
    """

    option: str
    task: str
    code: str


@dataclass(frozen=True, slots=True)
class Sent(Heard):
    """A file or picture, to be fetched; ``name`` is empty where none is told."""

    media_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Entered(Heard):
    """The member opened the application's chat, or was given the application."""


@dataclass(frozen=True, slots=True)
class Other(Heard):
    """What the assistant can make nothing of; ``kind`` is WeCom's name for it."""

    kind: str


_USER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}")
"""One member: what is sent to ``@all``, or to several between bars, goes to others too."""
_ENTERING = {"enter_agent", "subscribe"}
_KINDS: dict[str, type[Heard]] = {kind.__name__: kind for kind in (Text, Chosen, Sent, Entered, Other)}


def read_noted(text: str) -> Heard:
    """What ``as_text`` gave."""
    kind, fields = json.loads(text)
    return _KINDS[kind](**fields)


def read_heard(root: Element, agent_id: str) -> Heard | None:
    """What was heard; None where nobody waits for an answer: other applications' events, menus, reports of places."""
    told = fields(root)
    user, kind, agent = told.get("FromUserName", ""), told.get("MsgType", ""), told.get("AgentID", "")
    if not _USER.fullmatch(user) or agent not in ("", "0", agent_id):
        return None
    if kind == "event":
        return _event(root, told, user)
    message_id = f"{user}:{told['MsgId']}" if told.get("MsgId") else _event_id(told, user)
    match kind:
        case "text":
            return Text(user, message_id, told.get("Content", ""))
        case "image" | "file":
            return Sent(user, message_id, told.get("MediaId", ""), told.get("FileName", "") or told.get("Title", ""))
        case _:
            return Other(user, message_id, kind)


def _event(root: Element, told: dict[str, str], user: str) -> Heard | None:
    event = told.get("Event", "")
    if event in _ENTERING:
        return Entered(user, _event_id(told, user))
    if event == "template_card_event":
        option, task = told.get("EventKey", ""), told.get("TaskId", "")
        if option == SUBMIT:
            option = (root.findtext("./SelectedItems/SelectedItem/OptionIds/OptionId") or "").strip()
        # The same button of a card pressed twice is one choice.
        return Chosen(user, _short(f"{user}\n{task}\n{option}"), option, task, told.get("ResponseCode", ""))
    return None


def _event_id(told: dict[str, str], user: str) -> str:
    """Events have no id; a repeated one has the same time."""
    return _short("\n".join([user, *(told.get(name, "") for name in ("CreateTime", "MsgType", "Event", "EventKey"))]))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
