"""The channel starts from its settings alone, and names the one that is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.handlers.channel import ChannelFault
from bot.handlers.wechat import configured
from bot.handlers.wechat.settings import WeChatSettings
from tests.channels.noted import NotesInMemory
from tests.channels.wechat_house import Assistant, tools_of
from tests.channels.wechat_platform import AES_KEY, APP_ID, APP_SECRET, TOKEN
from tests.e2e.fakes import FakeUploads

GOOD = {"APP_ID": APP_ID, "APP_SECRET": APP_SECRET, "TOKEN": TOKEN, "AES_KEY": AES_KEY}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of this computer."""
    monkeypatch.setitem(WeChatSettings.model_config, "env_file", tmp_path / ".env")
    for name in (*GOOD, "API", "MENU", "PUSH_LIMIT", "ANSWER_SECONDS"):
        monkeypatch.delenv(f"CANBAO_WECHAT_{name}", raising=False)


def put(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in (GOOD | values).items():
        monkeypatch.setenv(f"CANBAO_WECHAT_{name}", value)


def test_without_settings_there_is_no_channel() -> None:
    """It is no fault."""
    assert configured() is None


def test_it_opens_from_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """And says where WeChat has to call."""
    put(monkeypatch)
    opens = configured()
    assert opens is not None
    channel = opens(tools_of(Assistant(), FakeUploads(), NotesInMemory()))
    assert channel.name == "wechat" and "http://127.0.0.1:1/wechat" in channel.about() and "AES" in channel.about()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_ID", ""),
        ("APP_SECRET", ""),
        ("TOKEN", ""),
        ("APP_ID", "带空格 的"),
        ("TOKEN", "a-b"),
        ("TOKEN", "a" * 33),
        ("AES_KEY", AES_KEY[:-1]),
        ("AES_KEY", "+" * 43),
        ("API", "http://example.com"),
        ("API", "not an address"),
        ("PUSH_LIMIT", "many"),
        ("ANSWER_SECONDS", "6"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """With what to do, and without what is secret."""
    put(monkeypatch, **{name: value})
    with pytest.raises(ChannelFault, match=f"CANBAO_WECHAT_{name}") as fault:
        configured()
    assert not [secret for secret in (APP_SECRET, TOKEN, AES_KEY[:-1]) if secret in str(fault.value)]


def test_what_is_heavy_is_imported_when_it_is_opened(tmp_path: Path) -> None:
    """Whoever does not use the channel does not load its library."""
    import subprocess

    asked = "import sys, bot.handlers.wechat as w; w.configured(); print('wechatpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_what_is_no_app_id_is_told_its_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who copied half of it sees how long it is."""
    put(monkeypatch, APP_ID="wx1")
    with pytest.raises(ChannelFault, match="wx 加 16 位"):
        configured()
