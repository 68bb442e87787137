"""A real browser, a real server, and screens that may have no trouble."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, ViewportSize, async_playwright

from bot.handlers.web import web_chat
from bot.handlers.web_late import LateLine
from bot.handlers.web_settings import WebSettings
from tests.e2e.fakes import KEY, FakeLateTurns, FakeUploads, ScriptedAssistant, intake
from tests.e2e.screen import PHONE, Chat, Line, Look, Screen, Serve

_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
_WATCH_POLICY = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        told = "no Chromium here: apt-get install chromium fonts-noto-cjk"
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=_FLAGS.split())
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def serve() -> AsyncIterator[Serve]:
    """Serves a web chat with a scripted assistant; keyword arguments are settings."""
    servers: list[TestServer] = []

    async def serve_chat(**settings: Any) -> Chat:
        assistant, uploads, line = ScriptedAssistant(), FakeUploads(), Line()
        chosen = WebSettings(**{"key": KEY, "banner": "演示 · 自助助手，不是经办机构", **settings})
        late_turns = FakeLateTurns(assistant)
        late = LateLine(late_turns, assistant.clock, beat=0.5)
        take_file = intake(assistant, uploads).send
        app = web_chat(assistant, assistant, uploads, take_file, chosen, assistant.clock, late=late)
        app.middlewares.append(line.carry)
        server = TestServer(app)
        await server.start_server()
        servers.append(server)
        return Chat(assistant, uploads, line, str(server.make_url("/")), late, late_turns)

    yield serve_chat
    for server in servers:
        await server.close()


@pytest_asyncio.fixture(loop_scope="session")
async def chat(serve: Serve) -> Chat:
    """A web chat with the usual settings."""
    return await serve()


@pytest_asyncio.fixture(loop_scope="session")
async def look(browser: Browser) -> AsyncIterator[Look]:
    """Opens screens of a size; at the end none may have had a trouble or a breach of the page's policy."""
    screens: list[Screen] = []

    async def look_at(size: tuple[int, int] = PHONE, **options: Any) -> Screen:
        phone = size[0] < 600
        shape = ViewportSize(width=size[0], height=size[1])
        context = await browser.new_context(viewport=shape, is_mobile=phone, has_touch=phone, **options)
        context.set_default_timeout(10_000)
        await context.add_init_script(_WATCH_POLICY)
        screen = Screen(await context.new_page(), context)
        screen.watch()
        screens.append(screen)
        return screen

    yield look_at
    violations = [await screen.page.evaluate("window.violations") for screen in screens]
    for screen in screens:
        await screen.context.close()
    assert not any(violations), violations
    assert not any(screen.troubles for screen in screens), [screen.troubles for screen in screens]
