"""Channels are found by being there, and say in Chinese which setting does not fit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.handlers.channel import ChannelFault, Opens
from bot.handlers.channels import channel_titles, channels_set_up, channels_there
from tests.channels.made_up import Parrot

ROOT = Path(__file__).parents[2]
HEAVY = ("aiogram", "rasa_sdk")


class ParrotSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CANBAO_PARROT_")

    token: SecretStr = SecretStr("")
    port: int = 1


def parrot() -> Opens | None:
    """Set up where its token is set."""
    return Parrot if ParrotSettings().token.get_secret_value() else None


THERE = {"owl": lambda: None, "parrot": parrot}


def test_a_package_with_configured_is_a_channel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder is all it takes; packages without ``configured`` and plain modules are none."""
    for name, text in (("owl", "configured = list"), ("templates_of_owls", ""), ("", "")):
        (tmp_path / "aviary" / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / "aviary" / name / "__init__.py").write_text(text)
    (tmp_path / "aviary" / "wren.py").write_text("configured = list")
    monkeypatch.syspath_prepend(tmp_path)
    assert channels_there("aviary") == {"owl": list}


def test_looking_for_channels_loads_no_platform_s_library() -> None:
    """Who runs the web chat alone does not wait for libraries of channels, nor need them."""
    look = (
        "import sys; from bot.handlers.channels import channels_set_up; channels_set_up(); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["telegram", "wechat", "wecom", "wecom_service"])
def test_a_channel_has_a_name_for_users(name: str) -> None:
    """People are told where they are linked by the name that they know, not by the package's."""
    assert name in channels_there() and channel_titles()[name] != name


def test_what_is_set_up_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings alone decide; ``only`` limits, and an empty one leaves none."""
    assert channels_set_up(None, THERE) == {}
    monkeypatch.setenv("CANBAO_PARROT_TOKEN", "t")
    assert channels_set_up(None, THERE) == channels_set_up(["parrot"], THERE) == {"parrot": Parrot}
    assert channels_set_up([], THERE) == {}


def test_what_is_named_must_be_set_up() -> None:
    """A name that is of no channel, and one of a channel without settings, are told with the mend."""
    with pytest.raises(ChannelFault, match="没有叫“raven”的通道。--channels 可以写：owl、parrot、none。"):
        channels_set_up(["raven"], THERE)
    with pytest.raises(ChannelFault, match="通道 owl 没有设置：请设好 CANBAO_OWL_…"):
        channels_set_up(["owl"], THERE)


def test_a_setting_that_does_not_fit_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """The value may be a secret in the wrong place."""
    monkeypatch.setenv("CANBAO_PARROT_PORT", "a-secret")
    with pytest.raises(ChannelFault, match="设置 CANBAO_PARROT_PORT 不对：") as fault:
        channels_set_up(None, THERE)
    assert "a-secret" not in str(fault.value)
