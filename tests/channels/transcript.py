"""Reads ``transcripts.yaml`` and plays its conversations with a talker, whatever the channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.bureau.simulated.bureau import SimulatedBureau
from bot.opening import Opened
from tests.channels.state import state_of
from tests.channels.talker import Talker

Line = tuple[str, str]


@dataclass(frozen=True)
class Transcript:
    """One conversation: what is done, and what must be heard."""

    key: str
    title: str
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        return self.key

    def halves(self) -> tuple[tuple[Line, ...], tuple[Line, ...]] | None:
        """The lines before and behind the one where the channel changes, if there is one."""
        changes = [at for at, (verb, _) in enumerate(self.lines) if verb == "换"]
        return (self.lines[: changes[0]], self.lines[changes[0] + 1 :]) if changes else None


def transcripts() -> list[Transcript]:
    """All conversations of the file."""
    kept = yaml.safe_load(Path(__file__).with_name("transcripts.yaml").read_text("utf-8"))
    return [Transcript(each["key"], each["title"], _lines(each["lines"])) for each in kept]


def _lines(pairs: Sequence[Mapping[str, str]]) -> tuple[Line, ...]:
    return tuple(line for pair in pairs for line in pair.items())


async def play(lines: Sequence[Line], talker: Talker, opened: Opened) -> list[dict[str, Any]]:
    """Says the lines and listens; gives what was kept after each line that was said.

    Fails naming the line and what was heard instead.
    """
    heard, rest, states = list[str](), "", list[dict[str, Any]]()
    for verb, what in lines:
        if verb == "答":
            wanted = plain(what)
            assert wanted in rest, f"{what!r} was not heard on {talker.address.channel}, but: {heard}"
            rest = rest[rest.index(wanted) + len(wanted) :]
        elif verb == "收":
            contents = [content for _, content in await talker.files()]
            assert any(content.startswith(what.encode("latin-1")) for content in contents), f"{what!r} did not arrive"
        elif verb != "换":
            heard = await _done(verb, what, talker, opened)
            rest = plain("".join(heard))
            states.append(await state_of(opened, talker.address))
    return states


async def _done(verb: str, what: str, talker: Talker, opened: Opened) -> list[str]:
    if verb == "我":
        return await talker.say(what)
    if verb == "点":
        return await talker.choose(what)
    assert verb == "码", f"{verb} is no verb of a transcript"
    assert isinstance(opened.bureau, SimulatedBureau)
    return await talker.say((await opened.bureau.demo_codes())[0].code)


def plain(text: str) -> str:
    """The text without blanks, which differ by channel."""
    return "".join(text.split())
