"""What a message of a member comes to: a turn, or a few words where the assistant can make nothing of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from bot.engine.messages import Address, Inbound, Reply, Unread, UnreadKind
from bot.handlers.channel import Tools
from bot.handlers.tencent.troubles import ApiError, TooLarge, Unreachable
from bot.handlers.wecom.heard import Chosen, Entered, Heard, Other, Sent, Text

_WELCOME_AGAIN = timedelta(days=30)

NOT_FETCHED = "刚才的文件没有收到（可能已过期，或网络不通）。请再发一次。"
NOT_KEPT = "系统暂时读写不了数据，这一条没有处理。请过一会儿再发一次。"
SORRY = "出了点问题，这一条没有处理完。请再发一次；还不行，请回复“人工”。"
NO_OPTION = "还没有选。请先选一项再点“确定”，也可以直接打字。"

_OTHERS = {
    "voice": UnreadKind.VOICE,
    "video": UnreadKind.VIDEO,
    "location": UnreadKind.PLACE,
    "link": UnreadKind.LINK,
    "business_card": UnreadKind.CARD,
    "miniprogram": UnreadKind.CARD,
}


class Fetches(Protocol):
    """Fetches what persons sent."""

    async def download(self, media_id: str) -> tuple[str, bytes]:
        """A file's name, empty where none is told, and its content."""
        ...


async def take(tools: Tools, files: Fetches, address: Address, heard: Heard) -> tuple[Reply, bool]:
    """The reply, empty where nothing is to be said, and whether it is a turn's.

    Raises:
        StoreTrouble: nothing was kept of a file.
    """
    match heard:
        case Text(text=text):
            return await tools.turns.turn(Inbound(address, heard.id, text=text)), True
        case Chosen(option=""):
            return Reply((NO_OPTION,)), False
        case Chosen(option=option):
            return await tools.turns.turn(Inbound(address, heard.id, choice=option)), True
        case Sent():
            return await take_sent(tools, files, address, heard.id, heard.media_id, heard.name)
        case Entered():
            return await _welcome(tools, address, heard)
        case Other(kind=kind):
            unread = Unread(_OTHERS.get(kind, UnreadKind.OTHER))
            return await tools.turns.turn(Inbound(address, heard.id, unread=unread)), True
        case _:
            return Reply(), False


async def take_sent(
    tools: Tools, files: Fetches, address: Address, message_id: str, media_id: str, name: str
) -> tuple[Reply, bool]:
    """The reply to a file, and whether it is a turn's.

    Raises:
        StoreTrouble: nothing was kept of it.
    """
    try:
        told, content = await files.download(media_id)
    except TooLarge:
        unread = Unread(UnreadKind.TOO_LARGE, name)
        return await tools.turns.turn(Inbound(address, message_id, unread=unread)), True
    except (ApiError, Unreachable):
        return Reply((NOT_FETCHED,)), False
    return await tools.take_file(address, message_id, name or told or "图片.jpg", content), True


async def _welcome(tools: Tools, address: Address, heard: Entered) -> tuple[Reply, bool]:
    """Greets who comes for the first time: who was here before gets no options to begin with, and no greeting."""
    if await tools.shown(address) or not await tools.notes.first(f"wecom:welcome:{address.user}", _WELCOME_AGAIN):
        return Reply(), False
    reply = await tools.turns.turn(Inbound(address, heard.id, text=""))
    return (reply, True) if reply.options else (Reply(), True)
