"""WeCom played on loopback: its interface with its limits, its callbacks with their retries, and a member's phone."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.engine.messages import Address
from bot.handlers.channel import Tools
from bot.handlers.wecom.channel import PATH, WecomChannel
from bot.handlers.wecom.settings import WecomSettings
from tests.channels.wecom_sealing import AES_KEY, CORP_ID, TOKEN, Sealing

SECRET = "the-secret-of-the-application"
AGENT = "1000002"
MEMBER = "LiSi"


@dataclass
class Shown:
    """A card on the phone: where it is pressed, what it says on its buttons, and whether they are grey."""

    task: str
    kind: str
    options: dict[str, str]
    code: str
    grey: str = ""


@dataclass
class Platform:
    """WeCom's interface. ``refusals`` are the codes that the next calls of a path get."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    cards: list[Shown] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    refusals: dict[str, list[int]] = field(default_factory=dict)
    members: set[str] = field(default_factory=lambda: {MEMBER, "WangWu"})
    sent: list[tuple[str, str, Any]] = field(default_factory=list)
    secret: str = SECRET
    knows_our_ip: bool = True
    token: str = "token-1"
    tokens_given: int = 0
    pause: float = 0.0
    answers_lost: int = 0
    """So many calls do what they are to do, and their answers do not arrive."""
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def app(self) -> web.Application:
        app = web.Application(client_max_size=30 * 2**20)
        app.router.add_get("/cgi-bin/gettoken", self._gettoken)
        for path, handler in {
            "message/send": self._send,
            "message/update_template_card": self._update,
            "media/upload": self._upload,
            "media/get": self._get,
            "agent/get": self._agent,
            **self.more(),
        }.items():
            app.router.add_route("*", f"/cgi-bin/{path}", self._guarded(path, handler))
        return app

    def more(self) -> dict[str, Any]:
        """More calls, for other applications."""
        return {}

    def new_code(self) -> str:
        return f"code-{next(self._numbers)}"

    def expire_token(self) -> None:
        """What was given as a token is over."""
        self.token = f"token-{next(self._numbers)}-new"

    def shown_to(self, user: str) -> list[str]:
        return self.texts.setdefault(user, [])

    def put_media(self, name: str, content: bytes) -> str:
        """A file that a member sent."""
        media_id = f"media-{next(self._numbers)}"
        self.media[media_id] = (name, content)
        return media_id

    async def _gettoken(self, request: web.Request) -> web.Response:
        if request.query.get("corpid") != CORP_ID:
            return refused(40013)
        if request.query.get("corpsecret") != self.secret:
            return refused(40001)
        self.tokens_given += 1
        return web.json_response({"errcode": 0, "errmsg": "ok", "access_token": self.token, "expires_in": 7200})

    def _guarded(self, path: str, handler: Any) -> Any:
        async def guarded(request: web.Request) -> web.StreamResponse:
            self.calls.append(path)
            await asyncio.sleep(self.pause)
            if request.query.get("access_token") != self.token:
                return refused(42001)
            if not self.knows_our_ip:
                return refused(60020)
            if self.refusals.get(path):
                code = self.refusals[path].pop(0)
                if code:
                    return refused(code)
            answer: web.StreamResponse = await handler(request)
            if self.answers_lost:
                self.answers_lost -= 1
                assert request.transport is not None
                request.transport.close()
            return answer

        return guarded

    async def _send(self, request: web.Request) -> web.Response:
        asked = await request.json()
        user, kind = asked["touser"], asked["msgtype"]
        if str(asked["agentid"]) != AGENT:
            return refused(40056)
        if user not in self.members:
            return refused(81013)
        body = asked[kind]
        extra = {}
        if asked.get("enable_duplicate_check") and (user, kind, body) in self.sent:
            return web.json_response({"errcode": 0, "errmsg": "ok", "msgid": "m"})
        self.sent.append((user, kind, body))
        if kind == "text":
            if not 0 < len(body["content"].encode()) <= 2048:
                return refused(40058)
            self.shown_to(user).append(body["content"])
        elif kind == "template_card":
            shown = self._card(user, body)
            if shown is None:
                return refused(42014)
            extra = {"response_code": shown.code}
        else:
            self.files.append(self.media[body["media_id"]])
        return web.json_response({"errcode": 0, "errmsg": "ok", "msgid": "m", **extra})

    def _card(self, user: str, body: dict[str, Any]) -> Shown | None:
        task = body["task_id"]
        if not re.fullmatch(r"[0-9A-Za-z_@-]{1,128}", task) or any(card.task == task for card in self.cards):
            return None
        title = body["main_title"].get("title", "")
        said = [part for part in (title, body.get("sub_title_text", "")) if part and part != "请选择"]
        if len(title) > 26 or len(body.get("sub_title_text", "")) > 112 or not title:
            return None
        if body["card_type"] == "button_interaction":
            options = {each["text"]: each["key"] for each in body["button_list"]}
            fits = len(options) <= 6 and all(len(t) <= 10 and len(k.encode()) <= 1024 for t, k in options.items())
        else:
            assert body["card_type"] == "vote_interaction" and body["submit_button"]["key"]
            options = {each["text"]: each["id"] for each in body["checkbox"]["option_list"]}
            fits = len(options) <= 20 and all(len(t) <= 11 and len(k.encode()) <= 128 for t, k in options.items())
        if not options or not fits:
            return None
        self.cards.append(Shown(task, body["card_type"], options, self.new_code()))
        self.shown_to(user).append("\n".join([*said, *(f"[{label}]" for label in options)]))
        return self.cards[-1]

    async def _update(self, request: web.Request) -> web.Response:
        asked = await request.json()
        for card in self.cards:
            if asked["response_code"] == card.code:
                card.grey, card.code = asked["button"]["replace_name"], ""
                return web.json_response({"errcode": 0, "errmsg": "ok"})
        return refused(42045)

    async def _upload(self, request: web.Request) -> web.Response:
        part = await (await request.multipart()).next()
        assert isinstance(part, aiohttp.BodyPartReader) and part.name == "media"
        content = bytes(await part.read())
        if len(content) <= 5:
            return refused(40006)
        media_id = self.put_media(part.filename or "", content)
        return web.json_response({"errcode": 0, "errmsg": "ok", "type": "file", "media_id": media_id})

    async def _get(self, request: web.Request) -> web.Response:
        name, content = self.media.get(request.query["media_id"], ("", None))
        if content is None:
            return refused(40007)
        shown = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
        return web.Response(body=content, headers={"Content-Type": "application/octet-stream", **shown})

    async def _agent(self, request: web.Request) -> web.Response:
        return web.json_response({"errcode": 0, "errmsg": "ok", "agentid": int(AGENT), "name": "参保助手", "close": 0})


def refused(code: int) -> web.Response:
    return web.json_response({"errcode": code, "errmsg": f"refused, hint: [1], from ip: 127.0.0.1, {code}"})


@dataclass
class Phone:
    """A member's phone, and WeCom's callbacks from it. ``limit`` is how long WeCom waits for a response."""

    platform: Platform
    url: str
    channel: WecomChannel
    user: str = MEMBER
    limit: float = 5.0
    sealing: Sealing = field(default_factory=Sealing)
    _last: str = ""
    _heard: int = 0
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(7_000_000_000))

    @property
    def address(self) -> Address:
        return Address("wecom", self.user)

    @property
    def texts(self) -> list[str]:
        return self.platform.shown_to(self.user)

    async def say(self, text: str) -> list[str]:
        """Types a text; gives what arrives."""
        return await self._arriving(self.message("text", f"<Content><![CDATA[{text}]]></Content>"))

    async def choose(self, label: str) -> list[str]:
        """Presses the button with this label where there is one, else types its number."""
        for card in reversed(self.platform.cards):
            if label in card.options and not card.grey:
                return await self._arriving(self.press(card, label))
        for text in reversed(self.texts):
            for line in reversed(text.splitlines()):
                number, _, rest = line.partition(". ")
                if rest == label and number.isdecimal():
                    return await self.say(number)
        raise AssertionError(f"{label} is not offered")

    async def send_file(self, name: str, content: bytes) -> list[str]:
        """Sends a file; a picture goes as one."""
        media_id = self.platform.put_media(name, content)
        kind = "image" if name.lower().endswith((".png", ".jpg")) else "file"
        return await self._arriving(self.message(kind, f"<MediaId>{media_id}</MediaId>"))

    async def files(self) -> list[tuple[str, bytes]]:
        """The files that came."""
        return list(self.platform.files)

    async def say_odd(self) -> list[str]:
        """Sends a place."""
        return await self._arriving(self.message("location", "<Location_X>33.9</Location_X><Label>宿迁</Label>"))

    async def repeat(self) -> list[str]:
        """Delivers the last message once more, as WeCom does where no response came."""
        before = len(self.texts)
        await self.deliver(self._last)
        return await self._settled(before)

    async def say_quickly(self, texts: Sequence[str]) -> list[str]:
        """Types the texts one after another without waiting."""
        before, under_way = len(self.texts), []
        for text in texts:
            message = self.message("text", f"<Content><![CDATA[{text}]]></Content>")
            under_way.append(asyncio.create_task(self.deliver(message)))
            await asyncio.sleep(0.01)
        await asyncio.gather(*under_way)
        return await self._settled(before)

    async def hear(self) -> list[str]:
        """What came by itself."""
        return await self._settled(self._heard)

    def message(self, kind: str, body: str, message_id: int | None = None) -> str:
        """A message as WeCom writes it."""
        number = next(self._numbers) if message_id is None else message_id
        return self.xml(f"<MsgType><![CDATA[{kind}]]></MsgType>{body}<MsgId>{number}</MsgId>")

    def event(self, name: str, body: str = "", at: int | None = None) -> str:
        """An event as WeCom writes it."""
        return self.xml(f"<MsgType>event</MsgType><Event>{name}</Event><EventKey></EventKey>{body}", at)

    def press(self, card: Shown, label: str | None) -> str:
        """A card's button pressed, or its vote given; each press brings a new code."""
        card.code = self.platform.new_code()
        picked = "" if label is None else f"<OptionId><![CDATA[{card.options[label]}]]></OptionId>"
        if card.kind == "button_interaction":
            assert label is not None
            key, items = card.options[label], "<SelectedItems></SelectedItems>"
        else:
            key = "submit"
            items = (
                "<SelectedItems><SelectedItem><QuestionKey>option</QuestionKey>"
                f"<OptionIds>{picked}</OptionIds></SelectedItem></SelectedItems>"
            )
        return self.xml(
            f"<MsgType>event</MsgType><Event>template_card_event</Event><EventKey><![CDATA[{key}]]></EventKey>"
            f"<TaskId>{card.task}</TaskId><CardType>{card.kind}</CardType>"
            f"<ResponseCode>{card.code}</ResponseCode>{items}"
        )

    def xml(self, body: str, at: int | None = None) -> str:
        return (
            f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><FromUserName><![CDATA[{self.user}]]></FromUserName>"
            f"<CreateTime>{at or int(time.time())}</CreateTime>{body}<AgentID>{AGENT}</AgentID></xml>"
        )

    async def deliver(self, xml: str) -> list[int]:
        """Calls back until it is answered, three times at most; shows what is answered. Gives the statuses."""
        statuses = []
        for _ in range(3):
            status, said = await self.post(xml)
            statuses.append(status)
            if status == 200:
                if said:
                    self.texts.append(said)
                break
        return statuses

    async def post(self, xml: str, session: aiohttp.ClientSession | None = None) -> tuple[int, str]:
        """One callback: the status, 0 where none came in time, and the text of the response."""
        sealed = self.sealing.seal(xml)
        body = f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        return await self.post_raw(body.encode(), self.sealing.query(sealed))

    async def post_raw(self, body: bytes, query: dict[str, str]) -> tuple[int, str]:
        """One request as it is."""
        try:
            timeout = aiohttp.ClientTimeout(total=self.limit)
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self.url, params=query, data=body) as response,
            ):
                answer = await response.text()
                if response.status != 200 or not answer:
                    return response.status, ""
        except TimeoutError:
            return 0, ""
        told = ElementTree.fromstring(self.sealing.opened(answer))
        assert told.findtext("ToUserName") == self.user and told.findtext("MsgType") == "text"
        content = told.findtext("Content") or ""
        assert 0 < len(content.encode()) <= 2048
        return response.status, content

    async def _arriving(self, xml: str) -> list[str]:
        before, self._last = len(self.texts), xml
        await self.deliver(xml)
        return await self._settled(before)

    async def _settled(self, before: int) -> list[str]:
        """The texts after so many, once all that is under way was said."""
        while self.channel._answers._deliveries._tasks:
            await self.channel._answers.finish()
        await self.channel._answers.finish()
        self._heard = len(self.texts)
        return self.texts[before:]


def settings(api: str, **more: Any) -> WecomSettings:
    """Settings for the double."""
    return WecomSettings(
        _env_file=None,
        **{
            "corp_id": CORP_ID,
            "secret": SECRET,
            "agent_id": AGENT,
            "token": TOKEN,
            "aes_key": AES_KEY,
            "api": api,
            **more,
        },
    )


@asynccontextmanager
async def played(
    tools: Tools, platform: Platform | None = None, **more: Any
) -> AsyncIterator[tuple[Phone, WecomChannel]]:
    """A phone, and the channel that serves it."""
    platform = platform or Platform()
    async with TestServer(platform.app()) as api:
        channel = WecomChannel(settings(str(api.make_url("")), **more), tools)
        app = web.Application()
        channel.add_routes(app)
        async with TestServer(app) as server:
            yield Phone(platform, str(server.make_url(PATH)), channel), channel


@asynccontextmanager
async def talking(tools: Tools) -> AsyncIterator[Phone]:
    """A member who talks with the assistant of these tools."""
    async with played(tools) as (phone, _):
        yield phone
