"""One person on several channels: a code given out on one and sent on another makes both one person."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.engine.messages import Address
from bot.services.link_code import shown, spelt
from bot.services.link_results import (
    ChannelParted,
    ChannelsLinked,
    Checked,
    CodeChecked,
    CodeGiven,
    CodeTold,
    Given,
    Linked,
    Mine,
    MyChannels,
    Parted,
    Told,
)
from bot.services.wordings import Wordings
from bot.store.link_codes import CodeFound, Seen
from bot.store.links import Holds, Leaving

WEB = "web"
_OWN = {WEB: "网页", "terminal": "电脑终端"}
_ENDS = 4
HERE = "，就是这里"
"""Behind the channel that the person writes from, where all are listed."""


class KeepsCodes(Protocol):
    """Keeps codes as fingerprints, for minutes, each used once; see ``bot.store.link_codes``."""

    def secret(self, person: str, request: str) -> bytes:
        """What a code is made of: the same for the same request."""
        ...

    async def offer(self, person: str, address: Address, code: str) -> bool:
        """From now on the code holds, and no earlier one of the person."""
        ...

    async def look(self, person: str, code: str) -> CodeFound:
        """What the code is to the person; a wrong one counts as a try."""
        ...

    async def burn(self, code: str) -> None:
        """The code holds no more."""
        ...

    async def claim(self, person: str, code: str, request: str, note: str) -> Address | None:
        """Uses the code up for the request; gives where it was given out, None where it does not hold."""
        ...


class KeepsLinks(Protocol):
    """Keeps which addresses are one person's; see ``bot.store.links``."""

    @property
    def codes(self) -> KeepsCodes:
        """The codes."""
        ...

    async def channels(self, person: str) -> Sequence[Address]:
        """Where the person is met."""
        ...

    async def holds(self, person: str) -> Holds:
        """What there is of the person."""
        ...

    async def leave(self, person: str, request: str, address: Address, note: str, by: Address) -> Leaving:
        """Writes down that the address leaves the person with the turn, as was confirmed at ``by``."""
        ...


@dataclass(frozen=True, slots=True)
class ChannelNames:
    """What channels are called to users: the assistant's own, and others by their ``titles``."""

    titles: Mapping[str, str] = field(default_factory=dict)

    def of(self, channel: str) -> str:
        """The channel's name; one that is not known here goes by its own."""
        return {**_OWN, **self.titles}.get(channel, channel)

    def told(self, served: Iterable[str], web_address: str = "") -> str:
        """The channels by their names, with the address of the web chat where it has one for everybody."""
        named = {channel: self.of(channel) for channel in served}
        if WEB in named and web_address:
            named[WEB] += f" {web_address.rstrip('/')} "
        return "、".join(named.values()).strip()

    def masked(self, address: Address) -> str:
        """Where somebody is met, so that they know it again and nobody else learns it: the channel and the id's end."""
        end = address.user[-_ENDS:] if len(address.user) > 2 * _ENDS else address.user[-1:]
        return f"{self.of(address.channel)}（…{end}）"

    def place(self, address: Address, other: Address) -> str:
        """Where something was begun, told apart from the other place."""
        return self.of(address.channel) if address.channel != other.channel else self.masked(address)


@dataclass(frozen=True, slots=True)
class Links:
    """The links of the person met at ``address``; in groups (not ``private``) nothing is linked."""

    kept: KeepsLinks | None
    person: str
    address: Address
    private: bool
    wordings: Callable[[], Wordings]
    names: ChannelNames = field(default_factory=ChannelNames)

    async def give(self, request: str) -> CodeGiven:
        """Makes a code that holds for ten minutes, in the place of earlier ones; again under the request is safe."""
        if self.kept is None:
            return CodeGiven(Given.NOT_HERE)
        if not self.private:
            return CodeGiven(Given.IN_GROUP)
        made = await self.kept.codes.offer(self.person, self.address, self._code(request))
        return CodeGiven(Given.GIVEN, request) if made else CodeGiven(Given.UNKNOWN)

    async def told(self, made_for: str) -> CodeTold:
        """The code made for the request."""
        return CodeTold(Told.TOLD, shown(self._code(made_for))) if self.private else CodeTold(Told.UNKNOWN)

    async def look(self, code: str) -> CodeChecked:
        """What the code would join; one that was sent in a group holds no more."""
        if self.kept is None:
            return CodeChecked(Checked.NOT_HERE)
        if not self.private:
            await self.kept.codes.burn(code)
            return CodeChecked(Checked.IN_GROUP)
        found = await self.kept.codes.look(self.person, code)
        if found.seen is not Seen.HOLDS:
            return CodeChecked(_CHECKED[found.seen])
        there, here = await self.kept.holds(found.person), await self.kept.holds(self.person)
        lines = tuple(map(self.names.masked, await self.kept.channels(found.person)))
        off = there.reminders is not here.reminders
        return CodeChecked(Checked.HOLDS, lines, _told(there), self.names.masked(self.address), _told(here), off)

    async def link(self, request: str, code: str) -> ChannelsLinked:
        """Uses the code up; both are one person once the turn is kept. Again under the request is safe."""
        if self.kept is None or not self.private:
            return ChannelsLinked(Linked.IN_GROUP)
        note = self.wordings().late("late_linked", place=self.names.masked(self.address))
        where = await self.kept.codes.claim(self.person, code, request, note)
        if where is None:
            return ChannelsLinked(Linked.WRONG)
        return ChannelsLinked(
            Linked.LINKED, request, self.names.place(self.address, where), self.names.place(where, self.address)
        )

    async def mine(self) -> MyChannels:
        """Where the person is met."""
        if not self.private:
            return MyChannels(Mine.IN_GROUP)
        known = await self.kept.channels(self.person) if self.kept is not None else [self.address]
        names = tuple(self.names.masked(each) + (HERE if each == self.address else "") for each in known)
        lines = tuple(f"{number}. {name}" for number, name in enumerate(names, 1))
        return MyChannels(Mine.SEVERAL if len(known) > 1 else Mine.ONE, names, tuple(map(_mark, known)), lines)

    async def part(self, request: str, mark: str) -> ChannelParted:
        """The channel with that mark is somebody new's once the turn is kept. Again under the request is safe."""
        if self.kept is None or not self.private:
            return ChannelParted(Parted.IN_GROUP)
        address = {_mark(each): each for each in await self.kept.channels(self.person)}.get(mark)
        if address is None:
            return ChannelParted(Parted.GONE)
        note = "" if address == self.address else self.wordings().late("late_parted")
        leaving = await self.kept.leave(self.person, request, address, note, self.address)
        if leaving is not Leaving.WRITTEN:
            return ChannelParted(Parted.TOO_SOON if leaving is Leaving.TOO_SOON else Parted.GONE)
        return ChannelParted(Parted.PARTED_HERE if address == self.address else Parted.PARTED, request)

    def _code(self, request: str) -> str:
        assert self.kept is not None, "codes are made where they are kept"
        return spelt(self.kept.codes.secret(self.person, request))


_CHECKED = {Seen.OWN: Checked.OWN, Seen.WRONG: Checked.WRONG, Seen.TOO_MANY: Checked.TOO_MANY}


def _mark(address: Address) -> str:
    plain = "\0".join((address.channel, address.user))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _told(holds: Holds) -> str:
    counted = (("没办完的事", holds.drafts), ("绑定单位", holds.employers), ("在审核的申报", holds.under_way))
    return "，".join(f"{what}{count}件" for what, count in counted if count) or "还没有办过什么"
