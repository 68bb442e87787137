"""The same conversations on every channel, and what is kept afterwards is the same as without any channel."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.services.library import Library
from tests.channels.doubles import doubles
from tests.channels.house import HouseTools, open_house
from tests.channels.plain import PlainTalker
from tests.channels.talker import Talker
from tests.channels.transcript import Transcript, play, transcripts

DOUBLES = doubles()
ALL = transcripts()
IN_HALVES = [transcript for transcript in ALL if transcript.halves()]
States = list[dict[str, Any]]
Fresh = tuple[Path, Library, Path]
_without_a_channel: dict[str, States] = {}
_CODE = re.compile(r"[A-Z2-9]{3}-[A-Z2-9]{3}-[A-Z2-9]{3}")
_OUTCOME = ("runs", "bindings", "filings")
"""What must be the same at the end where two were linked: linking is a matter of its own."""


@pytest.fixture
def fresh_house(library: Library, fresh: Path, tmp_path: Path) -> Fresh:
    """What a house of its own is opened with."""
    return tmp_path / "plain", library, fresh


async def kept_without_a_channel(transcript: Transcript, fresh_house: Fresh) -> list[dict[str, Any]]:
    """What is kept after each line on the plain runner; played once for all channels."""
    if transcript.key not in _without_a_channel:
        async with open_house(*fresh_house) as house:
            talker = PlainTalker(house)
            _without_a_channel[transcript.key] = await play(transcript.lines, talker, house.opened)
    return _without_a_channel[transcript.key]


def test_something_is_kept_to_compare() -> None:
    """The file has the three conversations, and one that changes the channel in its midst."""
    assert len(ALL) >= 3 and IN_HALVES


@pytest.mark.parametrize("name", DOUBLES)
@pytest.mark.parametrize("transcript", ALL, ids=str)
async def test_the_same_is_kept(name: str, transcript: Transcript, house: HouseTools, fresh_house: Fresh) -> None:
    """After each line said, and so at the end, what is kept is the same: dialog, step, answers, bindings, filings."""
    wanted = await kept_without_a_channel(transcript, fresh_house)
    async with DOUBLES[name](house) as talker:
        assert await play(transcript.lines, talker, house.opened) == wanted


@pytest.mark.parametrize("name", DOUBLES)
@pytest.mark.parametrize("transcript", IN_HALVES, ids=str)
async def test_what_began_in_the_web_chat_is_finished_elsewhere(
    name: str, transcript: Transcript, house: HouseTools, fresh_house: Fresh
) -> None:
    """Where the address is the same person's, the very step goes on, and the end is as if nothing had changed."""
    halves = transcript.halves()
    assert halves is not None
    wanted = await kept_without_a_channel(transcript, fresh_house)
    conversations = house.opened.store.conversations
    async with DOUBLES["web"](house) as visitor, DOUBLES[name](house) as talker:
        begun = await play(halves[0], visitor, house.opened)
        person = (await conversations.load(visitor.address)).person
        await conversations.move_address(talker.address, person)
        assert begun + await play(halves[1], talker, house.opened) == wanted
        assert (await conversations.load(talker.address)).person == person


@pytest.mark.parametrize("name", DOUBLES)
@pytest.mark.parametrize("transcript", IN_HALVES, ids=str)
async def test_what_began_in_the_web_chat_is_finished_after_linking(
    name: str, transcript: Transcript, house: HouseTools, fresh_house: Fresh
) -> None:
    """The code goes from one channel to the other, and the very step goes on there to the same end."""
    halves = transcript.halves()
    assert halves is not None
    wanted = await kept_without_a_channel(transcript, fresh_house)
    async with DOUBLES["web"](house) as visitor, DOUBLES[name](house) as talker:
        await play(halves[0], visitor, house.opened)
        await _link(visitor, talker)
        await _go_on(talker, house)
        kept = (await play(halves[1], talker, house.opened))[-1]
        assert {part: kept[part] for part in _OUTCOME} == {part: wanted[-1][part] for part in _OUTCOME}
        load = house.opened.store.conversations.load
        assert (await load(talker.address)).person == (await load(visitor.address)).person


async def _link(visitor: Talker, talker: Talker) -> None:
    await visitor.say("关联渠道")
    given = _CODE.search("\n".join(await visitor.choose("给我一个码，我发到别的渠道")))
    assert given is not None
    assert "没办完的事1件" in "".join(await talker.say(given[0]))
    assert "已关联" in "".join(await talker.choose("是"))


async def _go_on(talker: Talker, house: HouseTools) -> None:
    shown = (await house.opened.store.conversations.load(talker.address)).conversation.shown
    (goes_on,) = [option.label for option in shown if option.label.startswith("接着办")]
    assert "劳动合同是哪一类" in "".join(await talker.choose(goes_on))
