"""What the dialogs that end at a person share: the number to call back, and keeping the packet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from bot.dialogs.fields import Identifier
from bot.engine.checks import Slip, fold
from bot.engine.choice import Choice
from bot.engine.masking import mask
from bot.services.handover import Handovers, Kept, hand_over
from rules.identifiers import mobile

NO_NUMBER = "不留"
_DECLINED = re.compile(
    r"(?:先|就|还是|我)?(?:不想|不用|不要|不必|不需要|不留|不|没有|没|别|无|跳过|算了|免了)"
    r"(?:留|要)?(?:手机|电话|号码?)*(?:了|吧|谢谢)*"
)
_ACCEPTED = re.compile(r"(?:我)?(?:要|留|好|可以|行|嗯|是)(?:的|留|一个|个|手机|电话|号码?|吧)*")


def _number_or_none(text: str, today: date) -> str:
    said = re.sub(r"\W", "", fold(text))
    if _DECLINED.fullmatch(said):
        return NO_NUMBER
    if _ACCEPTED.fullmatch(said):
        raise Slip("好，请直接发11位手机号。")
    return mobile(text)


CallBack = Annotated[
    str,
    Identifier("回电手机号", "13800000000；不留就回复“不留”", r"(?<!\d)1[3-9]\d{9}(?!\d)", _number_or_none),
]
"""A mobile to call back on, or ``NO_NUMBER``."""


def no_number() -> str:
    """Suggests to leave no number."""
    return NO_NUMBER


class Confirmed(Choice):
    """What is done with the card of a packet."""

    KEEP = ("没错，登记", "登记", "确认", "没错", "没问题", "好", "好的", "可以", "对", "行", "提交")
    DROP = ("不登记了", "不登记", "放弃", "算了", "不用了", "不要了", "不用登记")


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet as kept: its number to quote, and what it says, without personal numbers but the one to call back on,
    which a group does not see whole.
    """

    outcome: Kept
    packet_number: str = ""
    packet_matter: str = ""
    packet_tried: str = ""
    packet_mobile: str = NO_NUMBER


async def keep_packet(
    request: str, handovers: Handovers, matter: str, tried: tuple[str, ...], number: str, private: bool
) -> Packet:
    """Keeps a packet once under ``request``; what people typed goes in masked, ``number`` stays whole, and is told so
    in ``private`` alone.

    Source: domain.md Privacy
    """
    matter, done = mask(matter), mask("；".join(filter(None, tried))) or "没有记录"
    kept = await hand_over(request, handovers, matter, done, "" if number == NO_NUMBER else number)
    return Packet(kept.outcome, kept.packet_number, matter, done, number if private else mask(number))
