"""What came and cannot be read: said in one way on every channel, over what is open."""

from __future__ import annotations

from collections.abc import Iterable

from bot.engine.messages import Decision, Unread
from bot.engine.turning import Turning


def say_unread(turning: Turning, unread: Unread) -> None:
    """Says why it was not taken and what to send instead; what was offered stays on offer."""
    pictures, sheets = turning.house.reads_pictures, bool(turning.house.sheet_dialog)
    taken = turning.phrase("files_taken", pictures=pictures, sheets=sheets)
    name = f"“{unread.name}”" if unread.name else "这个文件"
    turning.say(f"unread_{unread.kind.value}", name=name, why=unread.why, taken=taken, pictures=pictures)
    turning.decision = Decision.STEP
    turning.offer_again()


_SHORT = {
    "image/jpeg": "JPG图片",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel表格（.xlsx）",
}


def kinds_told(kinds: Iterable[str]) -> str:
    """MIME types as persons call them."""
    return "、".join(dict.fromkeys(_SHORT.get(kind) or _told(kind) for kind in kinds))


def _told(kind: str) -> str:
    family, _, name = kind.partition("/")
    return f"{name.upper()}{'图片' if family == 'image' else ''}"
