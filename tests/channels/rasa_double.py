"""Plays Rasa 3.6 before the action server: keeps the tracker, calls actions as Rasa does, shows what they say."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from aiohttp import ClientSession
from pydantic import SecretStr

from bot.dialogs import FORMS
from bot.engine.dialog import Context
from bot.engine.messages import Address
from bot.handlers.channel import Tools
from bot.handlers.rasa.actions import executor_of
from bot.handlers.rasa.channel import RasaChannel
from bot.handlers.rasa.form_slots import FormSlots
from bot.handlers.rasa.house import House
from bot.handlers.rasa.late import LateReplies
from bot.handlers.rasa.listening import listening
from bot.handlers.rasa.server import make_server
from bot.handlers.rasa.settings import RasaSettings
from bot.services.answers import Answers
from bot.services.library import Library
from bot.services.rulings import Rulings
from bot.settings import Settings
from tests.channels.house import HouseTools
from tests.channels.rasa_house import History, Personal

TOKEN = "a token between Rasa and us"
_PAYLOAD = re.compile(r"/([a-z_]+)(\{.*\})?", re.DOTALL)


@cache
def library() -> Library:
    """The knowledge as it ships."""
    return Library(Settings().data)


def house_of(tools: Tools, is_guarded: bool = True, history: History | None = None) -> House:
    """What actions work with, over the knowledge as it ships; with tools that have a store, that keeps everything."""
    store = tools.opened.store if isinstance(tools, HouseTools) else None
    return House(
        tools,
        Answers(lambda: library().current),
        Rulings(lambda: library().current.law, tools.clock.today),
        FORMS,
        lambda: Context(tools.clock.today(), ""),
        LateReplies(store.late if store else history or History(), tools.notes, tools.clock),
        store.personal_notes if store else Personal(tools.notes),
        is_guarded,
    )


@asynccontextmanager
async def served(house: House, token: str = TOKEN) -> AsyncIterator[str]:
    """The action server on a free port; gives its address."""
    async with listening(make_server(house, executor_of(house), token), "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"


@dataclass
class Rasa:
    """Rasa's side of one conversation: the tracker, and the calls that it makes."""

    session: ClientSession
    url: str
    sender: str = "u-1"
    token: str = TOKEN
    slots: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    latest: dict[str, Any] = field(default_factory=dict)
    loop: dict[str, Any] = field(default_factory=dict)
    responses: list[dict[str, Any]] = field(default_factory=list)
    domain: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [
            "dialog",
            "step",
            "topic",
            "decision",
            "ask_topic",
            "rule",
            "outcome",
            "outcome_label",
            "numbers",
            "rule_missing",
        ]
        self.slots |= dict.fromkeys(f"canbao_{name}" for name in names)
        self.slots |= dict.fromkeys(slot for form in FORMS.values() for slot in FormSlots(form).columns)

    def hears(self, text: str, message_id: str = "") -> None:
        """Takes a message of the person, a button's payload as an intent with entities."""
        payload = _PAYLOAD.fullmatch(text)
        given = json.loads(payload[2] or "{}") if payload else {}
        self.latest = {
            "intent": {"name": payload[1] if payload else "nlu_fallback", "confidence": 1.0},
            "entities": [
                {"entity": name, "value": value, "start": 0, "end": len(text)} for name, value in given.items()
            ],
            "text": text,
            "message_id": message_id or uuid.uuid4().hex,
            "metadata": {},
        }
        self.events.append({"event": "action", "name": "action_listen", "timestamp": float(len(self.events))})
        self.events.append({"event": "user", "text": text, "timestamp": float(len(self.events)), **self.latest})

    def call(self, action: str) -> dict[str, Any]:
        """What Rasa posts to have an action run."""
        tracker = {
            "sender_id": self.sender,
            "slots": self.slots,
            "latest_message": self.latest,
            "latest_event_time": 0.0,
            "followup_action": None,
            "paused": False,
            "events": self.events,
            "latest_input_channel": "rest",
            "active_loop": self.loop,
            "latest_action": {"action_name": "action_listen"},
            "latest_action_name": "action_listen",
        }
        about = {"next_action": action, "sender_id": self.sender, "version": "3.6.21"}
        return {**about, "tracker": tracker, "domain": self.domain}

    async def run(self, action: str) -> list[dict[str, Any]]:
        """Has the action run and takes its events over; gives what it says."""
        status, body = await self.post(self.call(action))
        assert status == 200, body
        for event in body["events"]:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.events += [{"event": "action", "name": action, "timestamp": float(len(self.events))}, *body["events"]]
        self.responses += body["responses"]
        return list(body["responses"])

    async def post(self, call: object, **given: Any) -> tuple[int, Any]:
        """Posts a call with the token; gives the status and what came back."""
        given = {"params": {"token": self.token} if self.token else {}, **given}
        body = given.pop("data", None) or json.dumps(call).encode()
        async with self.session.post(f"{self.url}/webhook", data=body, **given) as response:
            return response.status, await response.json()

    async def fill(self, form: str, text: str) -> list[str]:
        """The person answers the form's open slot; gives what the check says."""
        self.hears(text)
        slot_event = {"event": "slot", "name": "requested_slot", "value": self.slots.get("requested_slot")}
        self.events += [slot_event, {"event": "action", "name": form}]
        return await self._validated(form)

    async def begin(self, form: str) -> None:
        """The form is activated: nothing is asked for yet, and it is told what is."""
        self.loop, self.slots["requested_slot"] = {"name": form}, None
        self.events.append({"event": "active_loop", "name": form})
        await self._validated(form)

    async def _validated(self, form: str) -> list[str]:
        """Has the form checked; where the check does not say what is asked for next, the domain's list does."""
        before = len(self.events)
        said = await self.run(f"validate_{form}")
        if "requested_slot" not in [event.get("name") for event in self.events[before:]]:
            listed = self.domain["forms"][form]["required_slots"]
            self.slots["requested_slot"] = next((slot for slot in listed if self.slots.get(slot) is None), None)
        return [response["text"] for response in said]


@dataclass
class Talker:
    """A person who talks through Rasa, whose every message runs ``action_canbao_turn``."""

    rasa: Rasa
    address: Address
    channel: RasaChannel

    async def say(self, text: str) -> list[str]:
        """Says something; gives the texts that arrive."""
        self.rasa.hears(text)
        return shown(await self.rasa.run("action_canbao_turn"))

    async def choose(self, label: str) -> list[str]:
        """Presses the button with this label."""
        buttons = [button for response in self.rasa.responses for button in response.get("buttons") or []]
        payloads = [button["payload"] for button in buttons if button["title"] == label]
        assert payloads, f"no button {label!r} was shown"
        return await self.say(payloads[-1])

    async def send_file(self, name: str, content: bytes) -> list[str]:
        """The team's front end hands a file on."""
        asked = {"token": TOKEN, "sender": self.address.user, "name": name, "message_id": uuid.uuid4().hex}
        async with self.rasa.session.post(f"{self.rasa.url}/files", params=asked, data=content) as response:
            body = await response.json()
        assert response.status == 200, body
        self.rasa.responses += body["responses"]
        return shown(body["responses"])

    async def files(self) -> list[tuple[str, bytes]]:
        """The files that came so far, fetched as the team's front end does."""
        told = [response["custom"].get("canbao_file") for response in self.rasa.responses if response.get("custom")]
        return [(file["name"], await self._fetch(file["id"])) for file in told if file]

    async def repeat(self) -> list[str]:
        """Rasa calls again, since the line broke before the answer came."""
        call = self.rasa.call("action_canbao_turn")
        last = max(place for place, event in enumerate(self.rasa.events) if event["event"] == "user")
        call["tracker"]["events"] = self.rasa.events[: last + 1]
        status, body = await self.rasa.post(call)
        assert status == 200, body
        return shown(body["responses"])

    async def say_quickly(self, texts: Sequence[str]) -> list[str]:
        """Rasa takes one message of a conversation at a time, however quickly they come."""
        return [shown_text for text in texts for shown_text in await self.say(text)]

    async def say_odd(self) -> list[str]:
        """Sends a place, which Rasa's channel hands on without a text."""
        self.rasa.hears("")
        self.rasa.latest["text"] = None
        return shown(await self.rasa.run("action_canbao_turn"))

    async def hear(self) -> list[str]:
        """The team's front end looks for what came by itself, as Rasa's ``execute`` has it done: without a message."""
        return shown(await self.rasa.run("action_canbao_late"))

    async def _fetch(self, file_id: str) -> bytes:
        asked = {"token": TOKEN, "sender": self.address.user}
        async with self.rasa.session.get(f"{self.rasa.url}/files/{file_id}", params=asked) as response:
            assert response.status == 200
            return await response.read()


def shown(responses: Sequence[dict[str, Any]]) -> list[str]:
    """What the person sees: each text, and the buttons under it as lines."""
    texts: list[str] = []
    for response in responses:
        texts += [response["text"]] if response.get("text") else []
        texts += ["\n".join(button["title"] for button in response["buttons"])] if response.get("buttons") else []
    return texts


@asynccontextmanager
async def talking(tools: Tools) -> AsyncIterator[Talker]:
    """Rasa and the action server on loopback, and a person before them."""
    house = house_of(tools)
    async with served(house) as url, ClientSession() as session:
        channel = RasaChannel(RasaSettings(token=SecretStr(TOKEN)), house)
        yield Talker(Rasa(session, url), Address("rasa", "u-1"), channel)
