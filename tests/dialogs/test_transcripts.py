"""Every transcript goes as written, and every closing of every dialog is reached by some transcript."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.dialogs import DIALOGS
from bot.engine.steps import End
from tests.dialogs.transcript import Transcript, play, transcripts

FOLDER = Path(__file__).parent
ALL = list(transcripts(FOLDER))
PLAYED: dict[Transcript, set[tuple[str, str]]] = {}
"""The closings that transcripts reached."""


async def closings(transcript: Transcript) -> set[tuple[str, str]]:
    """The closings that a transcript reaches; it is played once in a run."""
    if transcript not in PLAYED:
        PLAYED[transcript] = await play(transcript, DIALOGS)
    return PLAYED[transcript]


@pytest.mark.parametrize("transcript", ALL, ids=str)
async def test_the_transcript_goes_as_written(transcript: Transcript) -> None:
    """What the person says leads to what the assistant is written to say."""
    await closings(transcript)


def test_every_closing_is_taken() -> None:
    """No closing of any dialog is left without a transcript that reaches it; shared ones are reached by some dialog."""
    reached: set[tuple[str, str]] = set()
    for transcript in ALL:
        reached |= asyncio.run(closings(transcript))
    ends = [(d, name) for d in DIALOGS for name, step in d.steps.items() if isinstance(step, End)]
    own = {(d.key, name) for d, name in ends if name in vars(d)}
    shared = {name for d, name in ends if name not in vars(d)}
    assert own - reached == set()
    assert shared - {name for _, name in reached} == set()
