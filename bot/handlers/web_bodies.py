"""Request bodies: read up to a limit, checked, and turned into what was meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from aiohttp import BodyPartReader, web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from bot.engine.messages import Address, Inbound
from bot.handlers.web_kinds import tidy_name
from bot.handlers.web_troubles import Fault, Refused
from bot.handlers.wording import too_large

FILE_HEADER = "X-Canbao"
"""What the page sends with a file: another site cannot, without asking first."""
_CHUNK = 64 * 1024
_FORM_OVERHEAD = 16 * 1024
_MessageId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{8,64}$")]


class Asked(BaseModel):
    """One message as the page sends it: a text, a choice (with the label that was seen), or hello."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: _MessageId
    text: str | None = None
    choice: str | None = Field(default=None, min_length=1)
    label: str | None = None
    hello: bool = False

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum((self.text is not None, self.choice is not None, self.hello)) != 1:
            raise ValueError("one of text, choice, hello")
        return self

    def inbound(self, address: Address) -> Inbound:
        """The message for the runner; the label is what the history shows of a choice."""
        text = "" if self.hello else self.text if self.choice is None else self.label
        return Inbound(address, self.id, text=text, choice=self.choice)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as sent, with the message's id."""

    id: str
    name: str
    content: bytes


async def read_asked(request: web.Request, most: int) -> Asked:
    """The message in a JSON body of at most ``most`` bytes.

    Raises:
        Refused: it is too large, not JSON, or not a message.
    """
    if request.content_type != "application/json":
        raise Refused(Fault.MALFORMED, "消息要用 JSON 格式发送，请刷新页面后重发。")
    too_large = Refused(Fault.TOO_LARGE, f"这条消息太长了，最多 {most // 1024} KB，请分成几条再发。")
    if (request.content_length or 0) > most:
        raise too_large
    body = bytearray()
    async for chunk in request.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > most:
            raise too_large
    try:
        return Asked.model_validate_json(bytes(body))
    except ValidationError as error:
        raise Refused(Fault.MALFORMED, _reason(error)) from error


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return "消息不是有效的 JSON，请刷新页面后重发。"
    field = ".".join(str(part) for part in first["loc"])
    where = f"“{field}”这一项不对" if field else "要有文字（text）、选项（choice）或问候（hello）中的一项"
    return f"消息格式不对：{where}，请刷新页面后重发。"


async def read_sent(request: web.Request, most: int) -> Sent:
    """The file in a multipart body; the file itself has at most ``most`` bytes.

    Raises:
        Refused: it is too large, empty, of the wrong kind, or the form is broken.
    """
    if FILE_HEADER not in request.headers:
        raise Refused(Fault.FOREIGN, "这个文件不是从本页面发出的，请刷新页面后再试。")
    if (request.content_length or 0) > most + _FORM_OVERHEAD:
        raise _file_too_large(most)
    message_id, name, content = "", "", None
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise ValueError("a form inside a form")
            if part.name == "id":
                message_id = (await _read_part(part, 64, most)).decode("ascii")
            elif part.name == "file":
                name, content = tidy_name(part.filename or ""), await _read_part(part, most, most)
    except (ValueError, RuntimeError, AssertionError) as error:
        raise Refused(Fault.MALFORMED, "文件没有完整收到，请重新发送。") from error
    return _checked(message_id, name, content)


async def _read_part(part: BodyPartReader, most: int, told: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(_CHUNK):
        content += chunk
        if len(content) > most:
            raise _file_too_large(told)
    return bytes(content)


def _checked(message_id: str, name: str, content: bytes | None) -> Sent:
    try:
        Asked(id=message_id, text="")
    except ValidationError as error:
        raise Refused(Fault.MALFORMED, "文件缺少消息编号，请刷新页面后重新发送。") from error
    if content is None:
        raise Refused(Fault.MALFORMED, "没有收到文件，请重新选择。")
    return Sent(message_id, name, content)


def _file_too_large(most: int) -> Refused:
    return Refused(Fault.TOO_LARGE, too_large("这个文件", most))
