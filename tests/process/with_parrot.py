"""``python -m bot`` with one more channel, a made-up one: ``python -m tests.process.with_parrot serve …``.

``PARROT`` says what it does: ``breaks``, ``misfits``, or anything else for works.
"""

from __future__ import annotations

import os
import sys

import bot.handlers.channels as channels
from bot.__main__ import main
from bot.handlers.channel import Channel, Opens, Tools
from tests.channels import made_up

_there = channels.channels_there


def _configured() -> Opens | None:
    def opened(tools: Tools) -> Channel:
        works = getattr(made_up, os.environ["PARROT"], made_up.works_on)
        return made_up.Parrot(tools, works)

    return opened


if __name__ == "__main__":
    channels.channels_there = lambda: {**_there(), "parrot": _configured}
    sys.exit(main())
