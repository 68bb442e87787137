"""What end-to-end tests hold in their hands: a served chat, and a screen that notices every trouble on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page

from bot.engine.messages import Reply
from bot.handlers.web_late import LateLine
from bot.services.outbox import Parcel
from tests.e2e.fakes import FakeLateTurns, FakeUploads, ScriptedAssistant

PHONE = (390, 844)
DESKTOP = (1280, 800)
both_sizes = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
NO_NETWORK = "net::ERR_"
"""What Chromium says on the console when a request does not get through."""
REFUSED = "the server responded with a status of"
"""What Chromium says on the console when a request is refused."""


@dataclass
class Line:
    """The line to the server. Of ``cut`` requests the reply is lost, after the server did its work."""

    cut: int = 0

    @web.middleware
    async def carry(self, request: web.Request, handler: Any) -> web.StreamResponse:
        response: web.StreamResponse = await handler(request)
        if self.cut and request.method == "POST":
            self.cut -= 1
            assert request.transport is not None
            request.transport.close()
        return response


@dataclass
class Chat:
    """A web chat that serves a scripted assistant."""

    assistant: ScriptedAssistant
    uploads: FakeUploads
    line: Line
    address: str
    late: LateLine
    late_turns: FakeLateTurns

    async def come_by_itself(self, text: str, id_: str | None = None) -> None:
        """Sends a late message to the one visitor, as the outbox does."""
        (visitor,) = {inbound.address for inbound in self.assistant.said}
        await self.late.send(visitor, Parcel(id_ or f"outbox:{text}", "p", Reply((text,))))

    def texts(self) -> list[str]:
        """What counted with the assistant, the hello left out."""
        return [inbound.text or "" for inbound in self.assistant.said if inbound.text != ""]


@dataclass
class Screen:
    """A page in the browser, and what went wrong on it; ``forgiven`` are parts of messages to expect."""

    page: Page
    context: BrowserContext
    troubles: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Notes errors on the console, exceptions in scripts, and dialogs that a script opens."""
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self._note(str(error)))
        self.page.on("dialog", lambda dialog: self._note(f"a dialog: {dialog.message}"))

    def _on_console(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self._note(said.text)

    def _note(self, text: str) -> None:
        if not any(part in text for part in self.forgiven):
            self.troubles.append(text)

    async def open(self, address: str) -> None:
        """Opens the chat and waits for the assistant's first words."""
        await self.page.goto(address)
        await self.page.locator(".said .bubble").first.wait_for()

    async def say(self, text: str) -> None:
        """Types a message and sends it."""
        await self.page.fill("#say", text)
        await self.page.press("#say", "Enter")

    def option(self, label: str) -> Locator:
        """The button of an option under the newest reply, by a part of its label; waits for that reply."""
        return self.page.locator(".options:not(.old) .option", has_text=label).first

    def old_option(self, label: str) -> Locator:
        """The button of an option under an older reply."""
        return self.page.locator(".options.old .option", has_text=label).last

    async def told(self, text: str) -> None:
        """Waits until the assistant has said something with this text in it."""
        await self.page.locator(".said .bubble", has_text=text).last.wait_for()

    async def own(self) -> list[str]:
        """The person's own bubbles."""
        return await self.page.locator(".own .bubble").all_inner_texts()

    async def replies(self) -> list[str]:
        """The assistant's bubbles."""
        return await self.page.locator(".said .bubble").all_inner_texts()

    async def until(self, condition: str) -> None:
        """Waits until a condition on the page holds."""
        await self.page.wait_for_function(f"() => {condition}")


Look = Callable[..., Awaitable[Screen]]
Serve = Callable[..., Awaitable[Chat]]
