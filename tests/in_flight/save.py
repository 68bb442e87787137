"""Saves a conversation in the middle of a dialog, so that every later release must be able to go on with it.

Usage: ``python -m tests.in_flight.save forgot_unit_password 刷脸 网页`` plays the answers and writes
``forgot_unit_password.v1.<n>.json`` beside this file. Do it before a version is released; never change one afterwards,
but for ``open`` and ``kept`` when steps get other names.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.in_flight.flight import BEFORE, FOLDER, stage_for, write


async def save(key: str, answers: Sequence[str], folder: Path = FOLDER) -> Path:
    """Plays the answers in the dialog ``key`` and saves where they lead.

    Raises:
        ValueError: the dialog is not open there.
    """
    stage = stage_for(key)
    for number, said in enumerate(BEFORE.get(key, ())):
        await (stage.say(said) if number else stage.start(said))
    await stage.start(key)
    for answer in answers:
        await stage.say(answer)
    return write(stage, key, folder)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    try:
        print(asyncio.run(save(sys.argv[1], sys.argv[2:])))
    except ValueError as error:
        sys.exit(str(error))
