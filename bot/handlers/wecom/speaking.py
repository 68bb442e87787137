"""Replies to members: as pieces that the interface takes, and said one after the other."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.engine.messages import Address, FileRef, Reply
from bot.handlers.channel import Tools
from bot.handlers.tencent.troubles import ApiError, Unreachable
from bot.handlers.wecom.api import Api
from bot.handlers.wecom.cards import card
from bot.handlers.wecom.troubles import Trouble
from bot.handlers.wording import as_texts, ends_in_note, numbered, split_text, unmarked, utf8_bytes

MOST_BYTES = 2048
CARD_GOOD = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Words:
    """One text."""

    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """One template card; ``text`` is what it says, with numbers for buttons."""

    made: dict[str, Any]
    text: str


Piece = Words | Card | FileRef
Note = Callable[[int], Awaitable[None]]
"""Is told how many pieces are said."""


class Unsaid(Exception):
    """``rest`` was not said, since a call did not go through."""

    def __init__(self, rest: tuple[Piece, ...], trouble: Trouble) -> None:
        super().__init__(str(trouble))
        self.rest = rest
        self.trouble = trouble


def pieces_of(reply: Reply, with_cards: bool = True) -> tuple[Piece, ...]:
    """The reply as pieces in order; a card stands last, under the files."""
    messages = list(unmarked(reply.messages))
    last = "" if not messages or ends_in_note(messages) else messages.pop()
    made = card(last, reply.options) if with_cards else None
    if made is None:
        return (*map(Words, as_texts(reply, MOST_BYTES, utf8_bytes)), *reply.files)
    on_card, before = made
    texts = [part for text in (*messages, before) for part in split_text(text, MOST_BYTES, utf8_bytes)]
    shown = "" if before else last
    plain = "\n\n".join(filter(None, [shown, numbered(reply.options)]))
    return (*map(Words, texts), *reply.files, Card(on_card, plain))


def as_reply(pieces: Sequence[Piece]) -> Reply:
    """The pieces as a reply without options, for the outbox."""
    texts = tuple(piece.text for piece in pieces if not isinstance(piece, FileRef))
    return Reply(texts, files=tuple(piece for piece in pieces if isinstance(piece, FileRef)))


class Speaker:
    """Says pieces to members in the name of the application ``agent_id``."""

    def __init__(self, api: Api, agent_id: str, tools: Tools) -> None:
        self._api = api
        self._agent_id = int(agent_id)
        self._tools = tools

    async def say(self, address: Address, pieces: Sequence[Piece], note: Note) -> None:
        """Says the pieces in order, and notes each.

        Raises:
            Unsaid: a call did not go through; the pieces before were said.
            StoreTrouble: a file could not be read.
        """
        for said, piece in enumerate(pieces):
            try:
                await self._say(address, piece)
            except (ApiError, Unreachable) as trouble:
                raise Unsaid(tuple(pieces[said:]), trouble) from None
            await note(said + 1)

    async def _say(self, address: Address, piece: Piece) -> None:
        if isinstance(piece, Words):
            await self._send(address.user, "text", {"content": piece.text})
        elif isinstance(piece, Card):
            answer = await self._send(address.user, "template_card", piece.made)
            open_card = json.dumps([piece.made["task_id"], answer.get("response_code", "")])
            await self._tools.notes.put(_open_card(address.user), open_card, CARD_GOOD)
        else:
            kind, body = await self._api.media(self._tools, address, piece)
            await self._send(address.user, kind, body)

    async def _send(self, user: str, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        sent = {"touser": user, "msgtype": kind, "agentid": self._agent_id, kind: body}
        answer = await self._api.call("message/send", sent)
        if user.lower() in str(answer.get("invaliduser", "")).lower().split("|"):
            raise ApiError("message/send", 81013, "invaliduser")
        return answer

    async def open_card(self, user: str) -> tuple[str, str] | None:
        """The task and the code of the card that lies open before the member."""
        kept = await self._tools.notes.get(_open_card(user))
        if kept is None:
            return None
        task, code = json.loads(kept)
        return str(task), str(code)

    async def close_card(self, user: str, code: str, told: str) -> None:
        """Makes a card's buttons grey, with these words on them; the code is good for one time.

        Raises:
            ApiError: the card was closed before, or is too old.
            Unreachable: nothing was answered.
        """
        button = {"replace_name": told}
        body = {"userids": [user], "agentid": self._agent_id, "response_code": code, "button": button}
        await self._api.call("message/update_template_card", body)

    async def forget_card(self, user: str) -> None:
        """No card lies open before the member any more."""
        await self._tools.notes.drop(_open_card(user))


def _open_card(user: str) -> str:
    return f"wecom:card:{user}"
