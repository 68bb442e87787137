"""The HTTP side of the action server (Sanic, as rasa-sdk has it), with a token, limits, and answers in Chinese.

``POST /webhook`` runs an action · ``GET /actions`` names them · ``GET /health`` ·
``POST /files`` takes a person's file · ``GET /files/{id}`` gives one.
"""

from __future__ import annotations

import json
import logging
import uuid
from itertools import count
from typing import Any
from urllib.parse import quote

from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionMissingDomainException, ActionNotFoundException
from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import PayloadTooLarge, SanicException

from bot.engine.messages import Address
from bot.engine.ports import StoreTrouble
from bot.handlers.rasa.calls import LONGEST_SENDER, MOST_BYTES, TOO_LARGE, BadCall, read_call
from bot.handlers.rasa.guard import check_token
from bot.handlers.rasa.house import NO_TOKEN, House, utter
from bot.handlers.rasa.messages import CHANNEL, NOBODY
from bot.handlers.wording import too_large

log = logging.getLogger(__name__)
_MOST_FILE_BYTES = 10 * 1024 * 1024
_FILE_TOO_LARGE = too_large("这个文件", _MOST_FILE_BYTES)
_numbers = count(1)
_STORE = "系统暂时读写不了数据，这一句没有处理。请过一会儿再发一次。"
_TROUBLE = "出了点问题，这一句没有处理好。请过一会儿再试；还不行，请把编号{number}告诉管理员。"


def make_server(house: House, executor: ActionExecutor, token: str) -> Sanic[Any, Any]:
    """The server, not yet listening. An empty token lets everybody ask what concerns nobody."""
    app: Sanic[Any, Any] = Sanic(f"canbao_rasa_{next(_numbers)}", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MOST_BYTES
    app.config.ACCESS_LOG = False
    app.config.KEEP_ALIVE_TIMEOUT = 120
    app.config.MOTD = False
    # It rewrites Sanic itself at the start, which can be done once in a process.
    app.config.TOUCHUP = False
    pages = _Pages(house, executor, token)
    app.add_route(pages.health, "/health", methods=["GET"])
    app.add_route(pages.actions, "/actions", methods=["GET"])
    app.add_route(pages.webhook, "/webhook", methods=["POST"])
    app.add_route(pages.take_file, "/files", methods=["POST"])
    app.add_route(pages.give_file, "/files/<file_id:str>", methods=["GET"])
    app.error_handler.add(Exception, _failed)
    return app


class _Pages:
    def __init__(self, house: House, executor: ActionExecutor, token: str) -> None:
        self._house = house
        self._executor = executor
        self._token = token

    async def health(self, request: Request) -> HTTPResponse:
        return _json({"status": "ok"})

    async def actions(self, request: Request) -> HTTPResponse:
        check_token(request, self._token)
        return _json([{"name": name} for name in self._executor.actions])

    async def webhook(self, request: Request) -> HTTPResponse:
        check_token(request, self._token)
        call = read_call(request.body, str(request.headers.get("content-encoding") or ""))
        action = call["next_action"]
        try:
            done = await self._executor.run(call)
        except ActionNotFoundException:
            raise BadCall(f"没有叫{action[:80]}的动作。全部的动作在/actions。", action[:80], 404) from None
        except ActionMissingDomainException as missing:
            # The status by which Rasa knows that it has to send the domain along.
            raise BadCall("缺domain，请连同domain再发一次。", missing.action_name, 449) from None
        except StoreTrouble:
            log.exception("the store did not answer while %s ran", action[:80])
            return _json({"events": [], "responses": _said(_STORE)})
        except Exception:
            number = uuid.uuid4().hex[:8]
            log.exception("%s failed, number %s", action[:80], number)
            return _json({"events": [], "responses": _said(_TROUBLE.format(number=number))})
        return _json(done.model_dump() if done else None)

    async def take_file(self, request: Request) -> HTTPResponse:
        address, content = self._whose(request), request.body
        name, message_id = request.args.get("name"), request.args.get("message_id")
        if not name or not message_id:
            raise BadCall("缺文件名（name）或者消息编号（message_id）。请补上再发。")
        if len(content) > _MOST_FILE_BYTES:
            raise BadCall(_FILE_TOO_LARGE, status=413)
        dispatcher = CollectingDispatcher()
        try:
            utter(dispatcher, await self._house.tools.take_file(address, message_id[:200], name[:200], content))
        except StoreTrouble:
            log.exception("a file was not kept")
            dispatcher.utter_message(text="文件没有存上，请过一会儿再发。")
        return _json({"events": [], "responses": dispatcher.messages})

    async def give_file(self, request: Request, file_id: str) -> HTTPResponse:
        found = await self._house.tools.open_file(self._whose(request), file_id)
        if found is None:
            raise BadCall("没有这个文件，可能已过期或不是这个人的文件。", status=404)
        file, content = found
        name = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
        headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
        return HTTPResponse(content, headers=headers, content_type=file.kind)

    def _whose(self, request: Request) -> Address:
        check_token(request, self._token)
        if not self._token:
            raise BadCall(NO_TOKEN, status=403)
        sender = str(request.args.get("sender") or "")
        if sender.strip() in NOBODY or len(sender) > LONGEST_SENDER:
            raise BadCall("没有写明是谁的文件（sender），或者写得太长。请写上发消息的人。")
        return Address(CHANNEL, sender)


async def _failed(request: Request, failure: Exception) -> HTTPResponse:
    """What went wrong, as Rasa reads it; never what was asked, which may hold a person's data."""
    if isinstance(failure, BadCall):
        return _json({"error": str(failure), "action_name": failure.action}, failure.status)
    if isinstance(failure, PayloadTooLarge):
        told = _FILE_TOO_LARGE if request.path == "/files" else TOO_LARGE
        return _json({"error": told, "action_name": ""}, 413)
    if isinstance(failure, StoreTrouble):
        return _json({"error": _STORE, "action_name": ""}, 503)
    if isinstance(failure, SanicException):
        told = "没有这个地址，或者方法不对。动作请用POST发到/webhook。"
        return _json({"error": told, "action_name": ""}, failure.status_code or 500)
    number = uuid.uuid4().hex[:8]
    log.error("a request failed, number %s", number, exc_info=failure)
    return _json({"error": _TROUBLE.format(number=number), "action_name": ""}, 500)


def _said(text: str) -> list[dict[str, Any]]:
    dispatcher = CollectingDispatcher()
    dispatcher.utter_message(text=text)
    return dispatcher.messages


def _json(value: Any, status: int = 200) -> HTTPResponse:
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return HTTPResponse(body, status, content_type="application/json")
