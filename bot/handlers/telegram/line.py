"""The line to the Bot API: the one place where aiogram's errors, which may hold the token, become our own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetFile, GetMe, TelegramMethod
from aiogram.types import User
from aiohttp import ClientConnectorError, ClientError

from bot.handlers.telegram.settings import TelegramSettings
from bot.handlers.telegram.troubles import Down, Gone, Slow, TooLarge, Trouble, Unfit, Unread, Unsure, WrongToken

_NO_CHAT = ("chat not found", "user not found", "not enough rights", "peer_id_invalid", "user is deactivated")
Result = TypeVar("Result")


class _Session(AiohttpSession):
    """aiogram's, which would wait a quarter of a second when it closes; aiohttp waits for its connections itself."""

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()


class Line:
    """Calls of one bot."""

    def __init__(self, settings: TelegramSettings) -> None:
        self._token = settings.token.get_secret_value()
        session = _Session(api=TelegramAPIServer.from_base(settings.api))
        looks = DefaultBotProperties(parse_mode="HTML", link_preview_is_disabled=True)
        self.bot = Bot(self._token, session=session, default=looks)
        self._me: User | None = None

    async def call(self, method: TelegramMethod[Result], timeout: int | None = None) -> Result:
        """Carries out a method.

        Raises:
            Trouble: it was not carried out.
        """
        async with self._told():
            try:
                return await self.bot(method, request_timeout=timeout)
            except TelegramMigrateToChat as moved:
                chat = {"chat_id": moved.migrate_to_chat_id}
                return await self.bot(method.model_copy(update=chat), request_timeout=timeout)

    async def me(self) -> User:
        """The bot itself, asked once; may raise ``Trouble``."""
        if self._me is None:
            self._me = await self.call(GetMe())
        return self._me

    async def download(self, file_id: str, most: int) -> bytes:
        """A file that a person sent.

        Raises:
            TooLarge: it has more than ``most`` bytes.
            Trouble: it could not be had.
        """
        found = await self.call(GetFile(file_id=file_id))
        content = bytearray()
        url = self.bot.session.api.file_url(self._token, found.file_path or "")
        async with self._told():
            async for chunk in self.bot.session.stream_content(url):
                content += chunk
                if len(content) > most:
                    raise TooLarge
        return bytes(content)

    async def close(self) -> None:
        """Closes its connections."""
        await self.bot.session.close()

    def without_token(self, text: str) -> str:
        """The text as it may be logged."""
        return text.replace(self._token, "…")

    @asynccontextmanager
    async def _told(self) -> AsyncIterator[None]:
        try:
            yield
        except (AiogramError, ClientError, OSError, TimeoutError, ValueError) as error:
            raise self._trouble(error) from None

    def _trouble(self, error: Exception) -> Trouble:
        told = self.without_token(getattr(error, "message", "") or f"{type(error).__name__}: {error}")[:300]
        match error:
            case ClientDecodeError(data={"ok": True} as answer):
                return Unread(answer.get("result"))
            case TelegramRetryAfter():
                return Slow(error.retry_after)
            case TelegramUnauthorizedError():
                return WrongToken(told)
            case TelegramForbiddenError():
                return Gone(told)
            case TelegramEntityTooLarge():
                return Unfit(told)
            case TelegramBadRequest() | TelegramNotFound() if any(sign in told.lower() for sign in _NO_CHAT):
                return Gone(told)
            case TelegramBadRequest() | TelegramNotFound():
                return TooLarge(told) if "file is too big" in told else Unfit(told)
            case TelegramConflictError() | TelegramServerError():
                return Down(told)
        never_asked = isinstance(error, ClientConnectorError) or isinstance(error.__cause__, ClientConnectorError)
        return Down(told) if never_asked else Unsure(told)


def plain(value: Any) -> str:
    """A text without what no encoding can carry."""
    return str(value).encode("utf-8", "replace").decode()
