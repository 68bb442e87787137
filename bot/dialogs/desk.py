"""What every dialog of this house may read beside the answers, and the class that they all build on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.engine.dialog import Context, Dialog
from bot.engine.messages import OnBehalf
from bot.services.binder import Binder
from bot.services.employers import NO_EMPLOYERS, Employers
from bot.services.errors import Catalogue
from bot.services.filings import Filings
from bot.services.handover import Handovers
from bot.services.links import WEB, ChannelNames, Links
from bot.services.papers import Papers
from bot.services.receipts import Receipts
from bot.services.reminders import Reminders
from bot.services.sheets import Sheets
from rules.parameters import Parameters


class Portal(Protocol):
    """Knows the portal's menus."""

    def click_path(self, topic: str) -> tuple[str, ...]:
        """Where a matter is filed on the portal, by the topic's id: menus one after the other, each way one text."""
        ...


NOT_TOLD_IN_GROUPS = "群里不显示"
"""What a group hears in place of what was gone through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(Context):
    """The desk that a dialog sits at.

    ``recent_matter`` and ``tried`` say what the person came with and what was gone through already, without personal
    data, to themselves alone; ``catalogue`` knows the portal's messages; ``handovers`` keeps packets for people;
    ``law`` is the snapshot of the parameters that rules read, named by ``stamp``; ``filings`` files for the person, and
    ``binder`` binds them to employers; ``demo`` stands before everything that rests on a demonstration, and is empty
    elsewhere; ``by_hand`` tells that the person files on the portal themselves, and ``portal`` where to click;
    ``sheets`` reads workbooks and submits their rows; ``receipts`` makes the papers of filings; ``now`` is the instant,
    in Beijing; ``reminders`` are the person's; ``papers`` are certificates and records of the employer's people;
    ``links`` are the channels on which they are met, and ``channels_here`` says which ones are served; ``employers``
    are those that they are bound to, of which ``behalf`` is the current one. What ``personal`` names rests on the
    person's bindings: a dialog that looks up or does something through it is held in private chats alone.
    """

    personal = frozenset({"filings", "binder", "papers", "sheets"})

    recent_matter: str
    tried: str
    catalogue: Catalogue
    handovers: Handovers
    law: Parameters
    filings: Filings
    binder: Binder
    demo: str
    by_hand: bool
    portal: Portal
    sheets: Sheets
    receipts: Receipts
    now: datetime
    reminders: Reminders
    papers: Papers
    links: Links
    channels_here: str = ChannelNames().of(WEB)
    employers: Employers = NO_EMPLOYERS

    def on_behalf(self, text: str) -> OnBehalf | None:
        """The person's own employer that the text names."""
        return self.employers.named_in(text)

    def other_behalf(self, text: str, behalf: str) -> OnBehalf | None:
        """The employer that a form should be for, by a text that says so."""
        return self.employers.corrected_to(text, behalf)

    def told_of(self, behalf: str) -> str:
        """For which employer a form is begun, where the person is bound to several."""
        return self.employers.told(behalf)

    async def act_for(self, request: str, behalf: str) -> None:
        """Makes the employer the current one."""
        await self.binder.switch(request, behalf)


class CanbaoDialog(Dialog, abstract=True):
    """A dialog that reads the desk."""

    context = Desk
