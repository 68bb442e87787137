"""Finds the channels: every package in ``bot/handlers`` that has ``configured``."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from types import ModuleType

from pydantic import ValidationError

from bot.handlers.channel import ChannelFault, Opens

Configured = Callable[[], Opens | None]


def channels_there(place: str = "bot.handlers") -> dict[str, Configured]:
    """All channels of this release by the names of their packages, whether set up or not."""
    return {name: module.configured for name, module in _packages(place).items() if hasattr(module, "configured")}


def channel_titles(place: str = "bot.handlers") -> dict[str, str]:
    """What the channels of this release are called to users, by the names of their packages."""
    return {name: str(module.TITLE) for name, module in _packages(place).items() if hasattr(module, "TITLE")}


def channels_set_up(
    only: Collection[str] | None = None, there: Mapping[str, Configured] | None = None
) -> dict[str, Opens]:
    """The channels that are set up, or those of them that are named in ``only``, ready to be opened.

    Raises:
        ChannelFault: a setting does not fit; a name in ``only`` is of no channel, or of one that is not set up.
    """
    there = channels_there() if there is None else there
    names = list(there) if only is None else list(dict.fromkeys(only))
    for name in names:
        if name not in there:
            raise ChannelFault(f"没有叫“{name[:40]}”的通道。--channels 可以写：{'、'.join([*there, 'none'])}。")
    asked = {name: _asked(name, there[name]) for name in names}
    ready = {name: opens for name, opens in asked.items() if opens is not None}
    for name in names if only is not None else ():
        if name not in ready:
            raise ChannelFault(
                f"通道 {name} 没有设置：请设好 {_prefix(name)}…（README 的 Channels 一节有它的各项），"
                "或者从 --channels 里去掉它。"
            )
    return ready


def names_set_up() -> list[str]:
    """The channels that another process of this deployment may serve: those whose settings are in order."""
    names = []
    for name, configured in channels_there().items():
        try:
            if configured() is not None:
                names.append(name)
        except (ChannelFault, ValidationError):
            continue
    return names


def _asked(name: str, configured: Configured) -> Opens | None:
    """What the channel says of its settings; what pydantic refuses is told without the value, which may be secret."""
    try:
        return configured()
    except ValidationError as wrong:
        error = wrong.errors(include_input=False, include_url=False)[0]
        setting = _prefix(name) + "_".join(map(str, error["loc"])).upper()
        raise ChannelFault(f"设置 {setting} 不对：{error['msg']}") from None


def _prefix(name: str) -> str:
    return f"CANBAO_{name.upper()}_"


def _packages(place: str) -> dict[str, ModuleType]:
    path = import_module(place).__path__
    return {found.name: import_module(f"{place}.{found.name}") for found in pkgutil.iter_modules(path) if found.ispkg}
