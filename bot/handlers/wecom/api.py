"""WeCom's interface, asked in the name of one application."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.engine.messages import Address, FileRef
from bot.handlers.channel import Notes, Tools
from bot.handlers.tencent.calls import Calls, Line, Upload
from bot.handlers.tencent.enterprise import EnterpriseSettings
from bot.handlers.tencent.tokens import Token, TokenKeeper
from bot.services.file_kinds import FileKind

MOST_FILE_BYTES = 10 * 2**20
_PICTURES = frozenset({FileKind.PNG, FileKind.JPEG})
_MOST_PICTURE, _MOST_FILE, _LEAST_FILE = 10 * 2**20, 20 * 2**20, 5


class Api:
    """The interface; all its methods raise ``ApiError`` where it refuses, ``Unreachable`` where it does not answer."""

    def __init__(self, settings: EnterpriseSettings, notes: Notes, name: str) -> None:
        """``name`` tells its token from all others in the notes."""
        self._line = Line(f"{settings.api.rstrip('/')}/cgi-bin")
        self._settings = settings
        self.tokens = TokenKeeper(notes, f"{name}:token", self._new_token)
        self._calls = Calls(self._line, self.tokens)

    async def call(
        self, path: str, body: Mapping[str, Any] | None = None, query: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """What the interface answers to a body, or to a bare question."""
        return await self._calls.ask(path, body, query)

    async def download(self, media_id: str) -> tuple[str, bytes]:
        """A file that a person sent: its name, empty where none is told, and its content.

        Raises:
            TooLarge: it is over 10 MB.
        """
        fetched = await self._calls.fetch("media/get", {"media_id": media_id}, MOST_FILE_BYTES)
        return fetched.name, fetched.content

    async def media(self, tools: Tools, address: Address, file: FileRef) -> tuple[str, dict[str, Any]]:
        """A person's file, put where the platform takes it: the message's kind and body; words where the file is gone.

        Raises:
            StoreTrouble: it could not be read.
        """
        found = await tools.open_file(address, file.id)
        if found is None:
            return "text", {"content": f"文件“{file.name}”已经过期，请再要一次。"}
        content = found[1]
        if not _LEAST_FILE <= len(content) <= _MOST_FILE:
            return "text", {"content": f"文件“{file.name}”在这里发不了（要在20MB以内），请到网页上取。"}
        kind = "image" if file.kind in _PICTURES and len(content) <= _MOST_PICTURE else "file"
        upload = Upload(file.name, file.kind, content)
        answer = await self._calls.ask("media/upload", query={"type": kind}, upload=upload)
        return kind, {"media_id": str(answer.get("media_id", ""))}

    async def close(self) -> None:
        """Closes connections."""
        await self._line.close()

    async def _new_token(self, force: bool) -> Token:
        """The token that is good now: WeCom gives the same one until its time is nearly over, forced or not."""
        query = {"corpid": self._settings.corp_id, "corpsecret": self._settings.secret.get_secret_value()}
        answer = await self._line.ask("gettoken", query=query)
        return Token(str(answer.get("access_token", "")), float(answer.get("expires_in", 7200)))
