"""The doctor on Rasa's action server: its settings, and who answers where it is to listen."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.doctor_rasa import examine_rasa
from tests.channels.rasa_double import TOKEN, house_of, served
from tests.channels.rasa_house import Echo, echo_tools

ASLEEP = "✓ 通道 rasa：设置好了，现在没有在运行；要用，请运行 python -m bot rasa"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CANBAO_RASA_TOKEN", "CANBAO_RASA_PORT", "SANIC_HOST"):
        monkeypatch.delenv(name, raising=False)


async def told() -> list[str]:
    return [str(finding) async for finding in examine_rasa()]


async def test_without_a_setting_there_is_nothing_to_look_at() -> None:
    """Most installations have no Rasa."""
    assert await told() == ["✓ 通道 rasa：没有设置，接Rasa才要"]


async def test_a_setting_that_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the mend, and without its value."""
    monkeypatch.setenv("CANBAO_RASA_TOKEN", "short one")
    (line,) = await told()
    assert line.startswith("✗ 通道 rasa：CANBAO_RASA_TOKEN太短") and "short one" not in line


async def test_what_is_less_than_it_could_be_is_something_to_think_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """No token, and an address that others reach."""
    monkeypatch.setenv("CANBAO_RASA_PORT", "9")
    monkeypatch.setenv("SANIC_HOST", "0.0.0.0")
    no_token, is_open, standing = await told()
    assert no_token.startswith("! 通道 rasa：没有设CANBAO_RASA_TOKEN")
    assert is_open.startswith("! 通道 rasa：SANIC_HOST=0.0.0.0，不只本机能连")
    assert standing == ASLEEP


async def test_a_server_that_runs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has to know the token; one with another token was started before."""
    monkeypatch.setenv("CANBAO_RASA_TOKEN", TOKEN)
    async with served(house_of(echo_tools(Echo()))) as url:
        monkeypatch.setenv("CANBAO_RASA_PORT", str(urlsplit(url).port))
        assert await told() == [f"✓ 通道 rasa：{url} 在运行，认CANBAO_RASA_TOKEN"]
        monkeypatch.setenv("CANBAO_RASA_TOKEN", "another token of some length")
        (line,) = await told()
        assert line.startswith(f"✗ 通道 rasa：{url} 在运行，但不认CANBAO_RASA_TOKEN") and "another" not in line
    assert await told() == [ASLEEP]


@pytest.mark.parametrize("path", ["/", "/health"])
async def test_another_program_at_its_port_is_told(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Whatever it answers, it gets no token."""
    shown = []

    async def answer(request: web.Request) -> web.Response:
        shown.append(request.headers.get("Authorization"))
        return web.Response(text="hello")

    app = web.Application()
    app.router.add_get(path, answer)
    async with TestServer(app) as server:
        monkeypatch.setenv("CANBAO_RASA_PORT", str(server.port))
        monkeypatch.setenv("CANBAO_RASA_TOKEN", TOKEN)
        (line,) = await told()
        assert line.startswith(f"✗ 通道 rasa：http://127.0.0.1:{server.port} 上是别的程序；")
    assert line.endswith("请停掉它，或者用CANBAO_RASA_PORT换一个端口")
    assert not any(shown)


async def test_without_rasa_s_library_the_mend_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command could not start."""
    monkeypatch.setenv("CANBAO_RASA_TOKEN", TOKEN)
    monkeypatch.setattr("bot.doctor_rasa.find_spec", lambda name: None)
    assert any(line.startswith("✗ 通道 rasa：没有装rasa-sdk") and "pip install" in line for line in await told())
