"""Finds the doubles of the channels: every ``<name>_double.py`` here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from pathlib import Path

from bot.handlers.channel import Tools
from tests.channels.talker import Talker

Talking = Callable[[Tools], AbstractAsyncContextManager[Talker]]
_ENDING = "_double"


def doubles() -> dict[str, Talking]:
    """``talking`` of each double, by the channel's name."""
    names = sorted(path.stem.removesuffix(_ENDING) for path in Path(__file__).parent.glob(f"*{_ENDING}.py"))
    return {name: import_module(f"tests.channels.{name}{_ENDING}").talking for name in names}
