"""What the account asks WeChat's server for."""

from __future__ import annotations

from pydantic import SecretStr

from bot.engine.messages import FileRef
from bot.handlers.tencent.calls import Calls, Fetched, Line, Upload
from bot.handlers.tencent.tokens import Fetch, Token
from bot.handlers.tencent.troubles import Unreachable
from bot.handlers.wechat.menu import MENU
from bot.services.file_kinds import kind_of

_ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/bmp": ".bmp"}


def stable_token(line: Line, app_id: str, secret: SecretStr) -> Fetch:
    """Asks for the stable token, which WeChat gives to all processes alike."""

    async def fetch(force: bool) -> Token:
        body = {
            "grant_type": "client_credential",
            "appid": app_id,
            "secret": secret.get_secret_value(),
            "force_refresh": force,
        }
        given = await line.ask("cgi-bin/stable_token", body)
        value, seconds = given.get("access_token"), given.get("expires_in")
        if not isinstance(value, str) or not isinstance(seconds, int | float):
            raise Unreachable("cgi-bin/stable_token: no token came")
        return Token(value, float(seconds))

    return fetch


class Platform:
    """WeChat's server. All methods raise ``ApiError`` and ``Unreachable``."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def send_text(self, user: str, text: str) -> None:
        """A customer-service message."""
        await self._send({"touser": user, "msgtype": "text", "text": {"content": text}})

    async def send_picture(self, user: str, file: FileRef, content: bytes) -> None:
        """A picture as a customer-service message."""
        upload = Upload(_picture_name(file), file.kind, content)
        given = await self._calls.ask("cgi-bin/media/upload", query={"type": "image"}, upload=upload)
        await self._send({"touser": user, "msgtype": "image", "image": {"media_id": str(given.get("media_id", ""))}})

    async def fetch_picture(self, media: str, most: int) -> tuple[str, bytes]:
        """A picture that a person sent, with a name; raises ``TooLarge``, too."""
        fetched: Fetched = await self._calls.fetch("cgi-bin/media/get", {"media_id": media}, most)
        kind = str(kind_of(fetched.content) or fetched.kind)
        return f"图片{_ENDINGS.get(kind, '.jpg')}", fetched.content

    async def put_menu(self) -> None:
        """Sets the menu under the conversation."""
        await self._calls.ask("cgi-bin/menu/create", MENU)

    async def greet(self) -> None:
        """A call that changes nothing: it tells whether we are known."""
        await self._calls.ask("cgi-bin/get_api_domain_ip")

    async def _send(self, message: dict[str, object]) -> None:
        await self._calls.ask("cgi-bin/message/custom/send", message)


def _picture_name(file: FileRef) -> str:
    ending = _ENDINGS.get(file.kind, "")
    return file.name if file.name.lower().endswith(ending) else f"{file.name}{ending}"
