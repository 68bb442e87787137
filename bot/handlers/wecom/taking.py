"""What a message of a member comes to: a turn, or a few words where the assistant can make nothing of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from bot.engine.messages import Address, Inbound, Reply
from bot.handlers.channel import Tools
from bot.handlers.tencent.troubles import ApiError, TooLarge, Unreachable
from bot.handlers.wecom.heard import Chosen, Entered, Heard, Other, Sent, Text

_WELCOME_AGAIN = timedelta(days=30)

TOO_LARGE = "文件超过10MB，收不下。请压缩、拆成几份，或者截取要用的部分再发。"
NOT_FETCHED = "刚才的文件没有收到（可能已过期，或网络不通）。请再发一次。"
NOT_KEPT = "系统暂时读写不了数据，这一条没有处理。请过一会儿再发一次。"
SORRY = "出了点问题，这一条没有处理完。请再发一次；还不行，请回复“人工”。"
PERHAPS_DONE = "这一条可能已经处理了，但回复没有发全。请先发“进度”看办到哪一步，不要急着重发。"
NO_OPTION = "还没有选。请先选一项再点“确定”，也可以直接打字。"

_OTHERS = {
    "voice": "语音我还听不了。请打字，或者用输入法的语音转文字再发。",
    "video": "视频我看不了。请截一张图发来，或者打字说遇到的事。",
    "location": "不用发位置。请打字说要办的事，例如“单位密码忘了”。",
    "link": "链接里的内容我打不开。请打字说要问的事，或者把报错文字复制过来，发截图也行。",
    "business_card": "名片我用不上。请打字说要办的事，或者发报错的截图。",
    "miniprogram": "小程序我打不开。请打字说遇到的事，或者发截图。",
}
UNKNOWN_KIND = "这种消息我看不懂。请打字说要办的事，也可以发报错的截图，或者填好的表格文件。"


class Fetches(Protocol):
    """Fetches what persons sent."""

    async def download(self, media_id: str) -> tuple[str, bytes]:
        """A file's name, empty where none is told, and its content."""
        ...


def answer_to(kind: str) -> str:
    """What to say to a message that the assistant can make nothing of."""
    return _OTHERS.get(kind, UNKNOWN_KIND)


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
            return Reply((answer_to(kind),)), False
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
        return Reply((TOO_LARGE,)), False
    except (ApiError, Unreachable):
        return Reply((NOT_FETCHED,)), False
    return await tools.take_file(address, message_id, name or told or "图片.jpg", content), True


async def _welcome(tools: Tools, address: Address, heard: Entered) -> tuple[Reply, bool]:
    """Greets who comes for the first time: who was here before gets no options to begin with, and no greeting."""
    if await tools.shown(address) or not await tools.notes.first(f"wecom:welcome:{address.user}", _WELCOME_AGAIN):
        return Reply(), False
    reply = await tools.turns.turn(Inbound(address, heard.id, text=""))
    return (reply, True) if reply.options else (Reply(), True)
