"""微信客服 played on loopback: messages to pull, notices of them, limits on what may be said, a customer's phone."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.engine.messages import Address
from bot.handlers.channel import Tools
from bot.handlers.wecom_service.channel import PATH, ServiceChannel
from bot.handlers.wecom_service.settings import ServiceSettings
from tests.channels.wecom_double import SECRET, Platform, refused
from tests.channels.wecom_sealing import AES_KEY, CORP_ID, TOKEN, Sealing

ACCOUNT, CUSTOMER = "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q", "wmAJ2GCAAAme1XQRC"
TWICE = 95099
"""What this double says to a message id that it knows: made up, since the real number is not documented."""


@dataclass
class Menu:
    """A menu on the phone: what to press, by what it says."""

    lines: dict[str, str]


@dataclass
class Service(Platform):
    """The interface of 微信客服. ``page`` is how many items a pull gives at most."""

    stream: list[dict[str, Any]] = field(default_factory=list)
    menus: list[Menu] = field(default_factory=list)
    message_ids: list[str] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    left: dict[str, int] = field(default_factory=dict)
    last_heard: dict[str, float] = field(default_factory=dict)
    attended: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)
    """Customers whose session is over until they say something."""
    states_asked: int = 0
    pulls: list[dict[str, Any]] = field(default_factory=list)
    page: int = 1000
    stalls_after: int | None = None
    """After so many messages arrived the next ones are not taken, for as long as this says so."""
    is_cut_off: bool = False
    """What is sent is lost on its way."""
    breaks_after: int | None = None
    """After so many more messages arrived, their answers get lost on the way."""

    def more(self) -> dict[str, Any]:
        return {
            "kf/account/list": self._accounts,
            "kf/sync_msg": self._sync,
            "kf/send_msg": self._say,
            "kf/service_state/get": self._state,
            "kf/send_msg_on_event": self._on_event,
        }

    def put(self, customer: str, kind: str, body: dict[str, Any], ago: float = 0.0, origin: int = 3) -> str:
        """A message of a customer."""
        message = f"msg-{next(self._numbers)}"
        self.stream.append(
            {
                "msgid": message,
                "open_kfid": ACCOUNT,
                "external_userid": customer,
                "send_time": int(time.time() - ago),
                "origin": origin,
                "msgtype": kind,
                kind: body,
            }
        )
        if origin == 3:
            self.left[customer], self.last_heard[customer] = 5, time.time() - ago
            self.over.discard(customer)
        return message

    def put_event(self, customer: str, kind: str, **told: Any) -> None:
        """An event; it has no account and no customer of its own."""
        event = {"event_type": kind, "open_kfid": ACCOUNT, "external_userid": customer, **told}
        self.stream.append(
            {
                "msgid": f"event-{next(self._numbers)}",
                "send_time": int(time.time()),
                "origin": 4,
                "msgtype": "event",
                "event": event,
            }
        )

    async def _accounts(self, request: web.Request) -> web.Response:
        accounts = [
            {"open_kfid": ACCOUNT, "name": "参保咨询", "manage_privilege": True},
            {"open_kfid": "wkother", "name": "别的账号", "manage_privilege": False},
        ]
        return web.json_response({"errcode": 0, "errmsg": "ok", "account_list": accounts})

    async def _sync(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.pulls.append(asked)
        if asked["open_kfid"] != ACCOUNT:
            return refused(95000)
        if asked.get("token", "").startswith("old"):
            return refused(95007)
        at = int(asked.get("cursor", "c0")[1:])
        items = self.stream[at : at + min(self.page, asked["limit"])]
        following = at + len(items)
        return web.json_response(
            {
                "errcode": 0,
                "errmsg": "ok",
                "next_cursor": f"c{following}",
                "has_more": int(following < len(self.stream)),
                "msg_list": items,
            }
        )

    async def _say(self, request: web.Request) -> web.Response:
        asked = await request.json()
        customer = asked["touser"]
        while self.stalls_after is not None and len(self.message_ids) >= self.stalls_after:
            await asyncio.sleep(0.01)
        if request.transport is None or self.is_cut_off:
            if request.transport is not None:
                request.transport.close()
            return web.Response()
        if asked["open_kfid"] != ACCOUNT:
            return refused(95000)
        if asked["msgid"] in self.message_ids:
            return refused(TWICE)
        if customer in self.attended | self.over:
            return refused(95018)
        if time.time() - self.last_heard.get(customer, 0) > 48 * 3600:
            return refused(95002)
        if self.left.get(customer, 0) <= 0:
            return refused(95001)
        if not self._show(customer, asked):
            return refused(40058)
        self.left[customer] -= 1
        self.message_ids.append(asked["msgid"])
        if self.breaks_after is not None:
            self.breaks_after -= 1
            if self.breaks_after < 0:
                assert request.transport is not None
                request.transport.close()
        return web.json_response({"errcode": 0, "errmsg": "ok", "msgid": asked["msgid"]})

    async def _state(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.states_asked += 1
        customer = asked["external_userid"]
        state = 3 if customer in self.attended else 4 if customer in self.over else 1
        return web.json_response({"errcode": 0, "errmsg": "ok", "service_state": state, "servicer_userid": ""})

    async def _on_event(self, request: web.Request) -> web.Response:
        asked = await request.json()
        if asked["code"] not in self.codes or asked["msgtype"] not in ("text", "msgmenu"):
            return refused(40029)
        self.codes.discard(asked["code"])
        return web.json_response({"errcode": 0, "errmsg": "ok"}) if self._show("welcomed", asked) else refused(40058)

    def _show(self, customer: str, asked: dict[str, Any]) -> bool:
        assert len(asked["msgid"]) <= 32
        kind = asked["msgtype"]
        body = asked[kind]
        if kind == "text":
            if not 0 < len(body["content"].encode()) <= 2048:
                return False
            self.shown_to(customer).append(body["content"])
        elif kind == "msgmenu":
            lines = {each["click"]["content"]: each["click"]["id"] for each in body["list"]}
            if not self._fits(body, lines):
                return False
            self.menus.append(Menu(lines))
            self.shown_to(customer).append("\n".join([body["head_content"], *(f"[{line}]" for line in lines)]))
        else:
            self.files.append(self.media[body["media_id"]])
        return True

    @staticmethod
    def _fits(body: dict[str, Any], lines: dict[str, str]) -> bool:
        short = all(0 < len(text.encode()) <= 128 and len(key.encode()) <= 128 for text, key in lines.items())
        return short and 0 < len(lines) <= 10 and len(body["head_content"].encode()) <= 1024


@dataclass
class Customer:
    """A customer's phone, and the notices to our server about it."""

    service: Service
    url: str
    channel: ServiceChannel
    user: str = CUSTOMER
    sealing: Sealing = field(default_factory=Sealing)
    _tokens: itertools.count[int] = field(default_factory=itertools.count)
    _heard: int = 0

    @property
    def address(self) -> Address:
        return Address("wecom_service", f"{ACCOUNT}/{self.user}")

    @property
    def texts(self) -> list[str]:
        return self.service.shown_to(self.user)

    async def say(self, text: str) -> list[str]:
        """Types a text; gives what arrives."""
        return await self._arriving("text", {"content": text})

    async def choose(self, label: str) -> list[str]:
        """Presses the line of a menu, which says its text; else types the number."""
        for menu in reversed(self.service.menus):
            if label in menu.lines:
                return await self._arriving("text", {"content": label, "menu_id": menu.lines[label]})
        for text in reversed(self.texts):
            for line in reversed(text.splitlines()):
                number, _, rest = line.partition(". ")
                if rest == label and number.isdecimal():
                    return await self.say(number)
        raise AssertionError(f"{label} is not offered")

    async def send_file(self, name: str, content: bytes) -> list[str]:
        """Sends a file; a picture goes as one."""
        kind = "image" if name.lower().endswith((".png", ".jpg")) else "file"
        return await self._arriving(kind, {"media_id": self.service.put_media(name, content)})

    async def say_odd(self) -> list[str]:
        """Sends a place."""
        return await self._arriving("location", {"latitude": 33.9, "longitude": 118.3, "name": "宿迁"})

    async def files(self) -> list[tuple[str, bytes]]:
        """The files that came."""
        return list(self.service.files)

    async def repeat(self) -> list[str]:
        """Gives the last message out once more, as after a cursor that was not kept."""
        self.service.stream.append(self.service.stream[-1])
        before = len(self.texts)
        await self.settled()
        return self._new(before)

    async def say_quickly(self, texts: Sequence[str]) -> list[str]:
        """Types the texts one after another without waiting."""
        before = len(self.texts)
        for text in texts:
            self.service.put(self.user, "text", {"content": text})
            await self.notify()
        await self.settled()
        return self._new(before)

    async def hear(self) -> list[str]:
        """What came by itself."""
        await asyncio.sleep(0.05)
        return self._new(self._heard)

    async def settled(self) -> None:
        """Notifies, and waits until all that there is was pulled and handled."""
        await self.notify()
        for puller in self.channel._pullers.values():
            while puller._task is not None and not puller._task.done():
                await asyncio.wait([puller._task])

    async def notify(self, token: str | None = None, account: str = ACCOUNT) -> int:
        """Tells our server that there is something to pull."""
        xml = (
            f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><CreateTime>{int(time.time())}</CreateTime>"
            "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event>"
            f"<Token><![CDATA[{token or f'ENC{next(self._tokens)}'}]]></Token><OpenKfId>{account}</OpenKfId></xml>"
        )
        sealed = self.sealing.seal(xml)
        body = f"<xml><ToUserName>{CORP_ID}</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
            session.post(self.url, params=self.sealing.query(sealed), data=body.encode()) as response,
        ):
            assert await response.text() == ""
            return response.status

    async def _arriving(self, kind: str, body: dict[str, Any]) -> list[str]:
        before = len(self.texts)
        self.service.put(self.user, kind, body)
        await self.settled()
        return self._new(before)

    def _new(self, before: int) -> list[str]:
        self._heard = len(self.texts)
        return self.texts[before:]


def settings(api: str, **more: Any) -> ServiceSettings:
    """Settings for the double."""
    known = {"corp_id": CORP_ID, "secret": SECRET, "token": TOKEN, "aes_key": AES_KEY, "api": api}
    return ServiceSettings(_env_file=None, **{**known, **more})


@asynccontextmanager
async def played(tools: Tools, service: Service | None = None, **more: Any) -> AsyncIterator[Customer]:
    """A customer of the channel with these tools."""
    service = service or Service()
    async with TestServer(service.app()) as api:
        channel = ServiceChannel(settings(str(api.make_url("")), **more), tools)
        app = web.Application()
        channel.add_routes(app)
        async with TestServer(app) as server:
            yield Customer(service, str(server.make_url(PATH)), channel)


@asynccontextmanager
async def talking(tools: Tools) -> AsyncIterator[Customer]:
    """A customer who talks with the assistant of these tools."""
    async with played(tools) as customer:
        yield customer
