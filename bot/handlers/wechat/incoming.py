"""What WeChat delivers: a person's message or an event, with the key that is the same at every delivery of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from enum import StrEnum

from bot.handlers.tencent.safe_xml import BadXml

_NAME = re.compile(r"[0-9A-Za-z_@.-]{1,128}")
_NUMBER = re.compile(r"[0-9]{1,32}")
_NOT_SHOWN = ("收到不支持的消息类型", "Unsupported Message")
"""What WeChat puts in the place of what it does not pass on, such as bought stickers."""


class Kind(StrEnum):
    """Kinds of messages and events, as far as they are told apart."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    FILE = "file"
    VIDEO = "video"
    LOCATION = "location"
    LINK = "link"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    CLICK = "click"
    QUIET = "quiet"
    """An event that nobody expects an answer to."""
    UNKNOWN = "unknown"


_KINDS = {
    "text": Kind.TEXT,
    "image": Kind.IMAGE,
    "voice": Kind.VOICE,
    "file": Kind.FILE,
    "video": Kind.VIDEO,
    "shortvideo": Kind.VIDEO,
    "location": Kind.LOCATION,
    "link": Kind.LINK,
}
_EVENTS = {
    "subscribe": Kind.SUBSCRIBE,
    "scan": Kind.SUBSCRIBE,
    "unsubscribe": Kind.UNSUBSCRIBE,
    "click": Kind.CLICK,
}
MOMENTARY = frozenset({Kind.SUBSCRIBE, Kind.CLICK})
"""What lets messages be sent for a minute only."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message or event.

    Args:
        user: the person's openid.
        account: what the account is called in answers.
        text: what was typed or recognized, a file's name, or a menu's key.
        media: by which a picture is fetched.
    """

    kind: Kind
    user: str
    account: str
    id: str
    text: str = ""
    media: str = ""

    @property
    def key(self) -> str:
        """The same at every delivery, and no other message's; it does not tell who sent it."""
        return hashlib.sha256(f"{self.user}\n{self.id}".encode("utf-8", "replace")).hexdigest()[:32]

    def as_text(self) -> str:
        """For the notes."""
        return json.dumps(astuple(self))


def read_noted(text: str) -> Incoming:
    """What ``as_text`` gave."""
    kind, *fields = json.loads(text)
    return Incoming(Kind(kind), *fields)


def read_incoming(given: Mapping[str, str]) -> Incoming:
    """The message in the fields of a document.

    Raises:
        BadXml: something is missing that every message has.
    """
    user, account, created = (given.get(name, "") for name in ("FromUserName", "ToUserName", "CreateTime"))
    if not (_NAME.fullmatch(user) and _NAME.fullmatch(account) and _NUMBER.fullmatch(created)):
        raise BadXml("no sender, receiver or time")
    kind = given.get("MsgType", "").lower()
    if kind == "event":
        return _event(given, user, account, created)
    message = given.get("MsgId", "")
    if not _NUMBER.fullmatch(message):
        raise BadXml("no message id")
    return Incoming(_kind_of(kind, given), user, account, message, _text_of(kind, given), given.get("MediaId", ""))


def _kind_of(kind: str, given: Mapping[str, str]) -> Kind:
    if kind == "text" and given.get("Content", "").lstrip("[【").startswith(_NOT_SHOWN):
        return Kind.UNKNOWN
    return _KINDS.get(kind, Kind.UNKNOWN)


def _text_of(kind: str, given: Mapping[str, str]) -> str:
    name = {"text": "Content", "voice": "Recognition", "file": "Title"}.get(kind)
    return given.get(name, "") if name else ""


def _event(given: Mapping[str, str], user: str, account: str, created: str) -> Incoming:
    event, key = given.get("Event", "").lower(), given.get("EventKey", "")
    # Events have no id of their own; two of one kind within a second are one.
    of_event = hashlib.sha256(f"{event}\n{key}".encode("utf-8", "replace")).hexdigest()[:12]
    return Incoming(_EVENTS.get(event, Kind.QUIET), user, account, f"event-{created}-{of_event}", key)
