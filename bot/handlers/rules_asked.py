"""What a request asks of a rule: its answers, its day, and the other days, from an address or a JSON body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web
from multidict import MultiMapping

from bot.handlers.web_troubles import Fault, Refused
from bot.services.rule_given import BadGiven, one_of_each, strict_json
from bot.services.rulings import Refusal, Trouble

MOST_BYTES: Final = 32 * 1024
_CHUNK = 16 * 1024
_ABOUT = {"given", "today", "whatif"}


@dataclass(frozen=True, slots=True)
class Asked:
    """``today`` is None where it is not said."""

    given: object
    today: object
    whatif: list[object]


def read_query(query: MultiMapping[str]) -> Asked | Refusal:
    """A request whose answers stand in its address."""
    try:
        pairs = one_of_each((key, value) for key, value in query.items() if key != "whatif")
    except BadGiven as bad:
        return _bad(bad)
    today = pairs.pop("today", None)
    return Asked(pairs, today, [*query.getall("whatif", [])])


async def read_body(request: web.Request) -> Asked | Refusal:
    """A request whose answers are a JSON body: by themselves, or as ``given`` beside ``today`` and ``whatif``.

    Raises:
        Refused: the body is too large, or not declared to be JSON.
    """
    about = read_query(request.query)
    if isinstance(about, Refusal):
        return about
    if about.given:
        return _bad(BadGiven("用 POST 时，规则要的值写在 JSON 里，网址里只能有 today 和 whatif。请移过去。"))
    try:
        body = strict_json((await _read(request)).decode("utf-8-sig"))
        return _asked(body, about)
    except UnicodeDecodeError:
        return _bad(BadGiven("内容不是UTF-8编码。请改用UTF-8发送。"))
    except BadGiven as bad:
        return _bad(bad)


def _asked(body: Any, about: Asked) -> Asked:
    if not isinstance(body, Mapping):
        raise BadGiven("内容须是一个JSON对象，如 {\"名称\": \"值\"}。请写成花括号。")
    if "given" not in body:
        given = dict(body)
        today = given.pop("today", None)
        return Asked(given, about.today if today is None else today, about.whatif)
    if set(body) - _ABOUT:
        raise BadGiven("“given”旁边只能有“today”和“whatif”。请把其他的值写到“given”里面。")
    whatif = body.get("whatif") or []
    if not isinstance(whatif, list):
        raise BadGiven("要比较的日子须是一组日期，写成方括号。", "whatif")
    return Asked(body["given"], body.get("today") or about.today, [*about.whatif, *whatif])


async def _read(request: web.Request) -> bytes:
    if request.content_type != "application/json":
        raise Refused(Fault.WRONG_KIND, "请用JSON发送，并注明 Content-Type: application/json。")
    body = bytearray()
    if (request.content_length or 0) <= MOST_BYTES:
        async for chunk in request.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > MOST_BYTES:
                break
        else:
            return bytes(body)
    raise Refused(Fault.TOO_LARGE, f"内容太大了，最多{MOST_BYTES // 1024}KB。请分成几次。")


def _bad(bad: BadGiven) -> Refusal:
    return Refusal(Trouble.BAD_GIVEN, bad.message_zh, bad.key)
