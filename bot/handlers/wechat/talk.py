"""What is made of a message: a turn of the conversation, or a word of help where it can be none."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.engine.messages import Address, Inbound, Reply, Unread, UnreadKind
from bot.handlers.channel import Tools
from bot.handlers.tencent.troubles import ApiError, TooLarge, Unreachable
from bot.handlers.wechat import sentences
from bot.handlers.wechat.incoming import Incoming, Kind
from bot.handlers.wechat.menu import said_by
from bot.handlers.wechat.platform import Platform
from bot.handlers.wechat.saying import MOST_PICTURE_BYTES

log = logging.getLogger(__name__)
_UNREAD = {Kind.VIDEO: UnreadKind.VIDEO, Kind.LOCATION: UnreadKind.PLACE, Kind.LINK: UnreadKind.LINK}
_PICTURE = "图片"


class Talk:
    """Answers messages."""

    def __init__(self, tools: Tools, platform: Platform) -> None:
        self._tools = tools
        self._platform = platform

    async def reply(self, incoming: Incoming) -> Reply:
        """The reply; an empty one where none is due.

        Raises:
            StoreTrouble: nothing was kept.
        """
        match incoming.kind:
            case Kind.TEXT:
                return await self._said(incoming, incoming.text)
            case Kind.VOICE:
                return await self._voice(incoming)
            case Kind.IMAGE:
                return await self._picture(incoming)
            case Kind.FILE:
                name = f"“{incoming.text[:60]}”" if incoming.text else ""
                return Reply((sentences.FILE.format(name=name, url=self._tools.public_url),))
            case Kind.SUBSCRIBE:
                return _behind(sentences.WELCOME, await self._welcome(incoming))
            case Kind.CLICK:
                said = said_by(incoming.text)
                return await (self._welcome(incoming) if said is None else self._said(incoming, said))
            case Kind.QUIET | Kind.UNSUBSCRIBE:
                return Reply()
        return await self._unread(incoming, Unread(_UNREAD.get(incoming.kind, UnreadKind.OTHER)))

    async def _said(self, incoming: Incoming, text: str) -> Reply:
        return await self._tools.turns.turn(Inbound(Address("wechat", incoming.user), incoming.id, text=text))

    async def _unread(self, incoming: Incoming, unread: Unread) -> Reply:
        return await self._tools.turns.turn(Inbound(Address("wechat", incoming.user), incoming.id, unread=unread))

    async def _welcome(self, incoming: Incoming) -> Reply:
        """A newcomer is greeted; who has something open is told where it stands."""
        shown = await self._tools.shown(Address("wechat", incoming.user))
        return await self._said(incoming, "进度" if shown else "")

    async def _voice(self, incoming: Incoming) -> Reply:
        # Speech is recognized with a full stop at its end, which no option and no number has.
        heard = incoming.text.strip().rstrip("。.")
        if not heard:
            return Reply((sentences.VOICE_UNHEARD,))
        return _behind(sentences.HEARD.format(text=heard[:200]), await self._said(incoming, heard))

    async def _picture(self, incoming: Incoming) -> Reply:
        try:
            name, content = await self._platform.fetch_picture(incoming.media, MOST_PICTURE_BYTES)
        except TooLarge:
            return await self._unread(incoming, Unread(UnreadKind.TOO_LARGE, _PICTURE))
        except ApiError as error:
            log.warning("a picture could not be fetched: %s", error)
            unallowed = error.code in (48001, 48004, 50001)
            return Reply((sentences.PICTURE_UNALLOWED if unallowed else sentences.PICTURE_UNFETCHED,))
        except Unreachable as error:
            log.warning("a picture could not be fetched: %s", error)
            return Reply((sentences.PICTURE_UNFETCHED,))
        return await self._tools.take_file(Address("wechat", incoming.user), incoming.id, name, content)


def _behind(text: str, reply: Reply) -> Reply:
    return replace(reply, messages=(text, *reply.messages))
