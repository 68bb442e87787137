"""Telegram starts from settings alone, and says which one is wrong; aiogram is imported only where it serves."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import pytest
from pydantic import SecretStr

from bot.handlers.channel import ChannelDoubt, ChannelFault
from bot.handlers.telegram import configured
from bot.handlers.telegram.channel import open_telegram
from bot.handlers.telegram.settings import TelegramSettings
from tests.channels.telegram_double import running, settings
from tests.channels.telegram_house import Scripted
from tests.channels.telegram_server import TOKEN, bot_api


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of this computer counts."""
    for name in TelegramSettings.model_fields:
        monkeypatch.delenv(f"CANBAO_TELEGRAM_{name.upper()}", raising=False)
    monkeypatch.setitem(TelegramSettings.model_config, "env_file", None)


def test_without_settings_there_is_no_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor with an empty one, as a file of settings may have."""
    assert configured() is None
    monkeypatch.setenv("CANBAO_TELEGRAM_TOKEN", "")
    assert configured() is None


@pytest.mark.parametrize(("name", "value"), [("RECEIVE", "polling"), ("API", "https://telegram.example.org")])
def test_what_may_be_set_makes_no_channel_by_itself(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """As with the other channels: it is the needed ones that say that Telegram is to serve."""
    monkeypatch.setenv(f"CANBAO_TELEGRAM_{name}", value)
    assert configured() is None


WRONG = [
    ({"WEBHOOK_SECRET": "x" * 20}, "CANBAO_TELEGRAM_TOKEN 没有设"),
    ({"TOKEN": "oops"}, "CANBAO_TELEGRAM_TOKEN 的样子不对"),
    ({"TOKEN": TOKEN, "WEBHOOK_SECRET": "short"}, "CANBAO_TELEGRAM_WEBHOOK_SECRET"),
    ({"TOKEN": TOKEN, "WEBHOOK_SECRET": "x" * 20 + "é"}, "CANBAO_TELEGRAM_WEBHOOK_SECRET"),
    ({"TOKEN": TOKEN, "API": "api.telegram.org"}, "CANBAO_TELEGRAM_API"),
    ({"TOKEN": TOKEN, "RECEIVE": "pigeon"}, "CANBAO_TELEGRAM_RECEIVE"),
]


@pytest.mark.parametrize(("given", "said"), WRONG)
def test_a_wrong_setting_is_named_and_never_shown(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    """The fault names the setting; what it holds is not told."""
    for name, value in given.items():
        monkeypatch.setenv(f"CANBAO_TELEGRAM_{name}", value)
    with pytest.raises(ChannelFault, match=said) as fault:
        configured()
    assert all(value not in str(fault.value) for name, value in given.items() if name in ("TOKEN", "WEBHOOK_SECRET"))


WAYS = [
    ("auto", "https://bot.example.org", "Telegram：回调 https://bot.example.org/telegram/webhook"),
    ("auto", "http://127.0.0.1:8000", "Telegram：长轮询"),
    ("polling", "https://bot.example.org", "Telegram：长轮询"),
    ("webhook", "http://127.0.0.1:8000", "Telegram：回调 http://127.0.0.1:8000/telegram/webhook"),
]


@pytest.mark.parametrize(("receive", "public_url", "about"), WAYS)
async def test_how_messages_come(receive: str, public_url: str, about: str) -> None:
    """By webhook where the public address is https, else by polling, unless it is set."""
    channel = open_telegram(settings("https://api.telegram.org", receive=receive), Scripted().tools(public_url))
    assert channel.name == "telegram" and channel.about() == about


def test_aiogram_is_imported_only_where_telegram_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither looking whether it is set up nor finding that it is loads what takes seconds."""
    monkeypatch.setenv("CANBAO_TELEGRAM_TOKEN", TOKEN)
    looked = (
        "import sys; from bot.handlers.telegram import configured; print(configured() and 'aiogram' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True).stdout == "False\n"


async def test_a_token_that_telegram_does_not_know_is_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    """At start and when asked, it names the setting, and never the token."""
    wrong = "123456:wrong-token"
    async with bot_api() as api:
        channel = open_telegram(settings(api.url, token=SecretStr(wrong)), Scripted().tools())
        for asked in (channel.check(), channel.run()):
            with pytest.raises(ChannelFault, match="CANBAO_TELEGRAM_TOKEN") as fault:
                await asked
            assert wrong not in str(fault.value) + repr(fault.value.__cause__) + caplog.text
        await channel.close()


async def test_the_check_says_who_the_bot_is() -> None:
    """It is asked of Telegram, and closes what it opened."""
    async with bot_api() as api:
        channel = open_telegram(settings(api.url), Scripted().tools())
        assert await channel.check() == "Telegram：@canbao_test_bot 可用，长轮询"
    with pytest.raises(ChannelFault, match="连不上 Telegram"):
        await channel.check()


OURS, MINUTE = "https://bot.example.org/telegram/webhook", 60
WELL: list[tuple[str, str, dict[str, Any], str]] = [
    ("as it should be", "webhook", {"url": OURS}, "回调"),
    ("not known yet", "webhook", {"url": ""}, "回调，启动时登记"),
    ("an error of long ago", "webhook", {"url": OURS, "last_error_date": 90 * MINUTE}, "回调"),
    ("polling", "polling", {"url": "", "pending_update_count": 3}, "长轮询，3 条等着取"),
]
DOUBTS: list[tuple[str, str, dict[str, Any], str]] = [
    ("an error of just now", "webhook", {"url": OURS, "last_error_date": MINUTE}, "Connection refused"),
    (
        "still waiting",
        "webhook",
        {"url": OURS, "last_error_date": 90 * MINUTE, "pending_update_count": 7},
        "7 条等着取",
    ),
    ("elsewhere", "webhook", {"url": "https://old.example.org/a-secret"}, "送到别处（old.example.org）"),
    ("elsewhere, for polling", "polling", {"url": "https://old.example.org/a-secret"}, "不是这里设置的长轮询"),
]


async def checked(receive: str, seen: dict[str, Any]) -> str:
    """What the check says where Telegram says this of the webhook; errors are so many seconds old."""
    if "last_error_date" in seen:
        ago = int(time.time()) - seen["last_error_date"]
        seen = seen | {"last_error_date": ago, "last_error_message": "Connection refused"}
    async with bot_api() as api:
        api.hook_seen = seen
        return await open_telegram(
            settings(api.url, receive=receive), Scripted().tools("https://bot.example.org")
        ).check()


@pytest.mark.parametrize(("receive", "seen", "said"), [row[1:] for row in WELL], ids=[row[0] for row in WELL])
async def test_the_check_says_how_messages_come(receive: str, seen: dict[str, Any], said: str) -> None:
    """As it is set, with what waits; an error that is over is no matter any more."""
    assert await checked(receive, seen) == f"Telegram：@canbao_test_bot 可用，{said}"


@pytest.mark.parametrize(("receive", "seen", "said"), [row[1:] for row in DOUBTS], ids=[row[0] for row in DOUBTS])
async def test_a_webhook_that_fails_or_lies_elsewhere_is_doubted(receive: str, seen: dict[str, Any], said: str) -> None:
    """It says where messages go, or what went wrong lately, and what to look at; another's path is not shown."""
    with pytest.raises(ChannelDoubt, match=r"可用，但.*请") as doubt:
        await checked(receive, seen)
    assert said in str(doubt.value) and "a-secret" not in str(doubt.value)


async def test_a_webhook_of_before_is_taken_away_for_polling() -> None:
    """Telegram does not let itself be asked while it calls."""
    async with bot_api() as api:
        api.webhook = {"url": "https://old.example.org"}
        channel = open_telegram(settings(api.url), Scripted().tools())
        async with running(channel):
            await api.until(lambda: api.count("setMyCommands"))
        assert api.webhook == {}
        await channel.close()
