"""Holds conversations with Rasa over REST, as written in ``tests/channels/transcripts.yaml``."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

HERE = Path(__file__).resolve().parent
FILES = (HERE.parents[1] / "tests/channels/transcripts.yaml", HERE / "conversations.yml")
_CODE = re.compile(r"收到的绑定码是：(\w+)")


class Unexpected(Exception):
    """Something else came than what is written down."""


@dataclass
class Talk:
    """One person before Rasa's REST channel; ``actions`` is the action server, where files are fetched.

    The sender names the person: who says the same name goes on with the same conversation.
    """

    rest: str
    actions: str
    token: str
    sender: str
    buttons: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    heard: str = ""
    rest_of_heard: str = ""

    def does(self, verb: str, what: str) -> None:
        """Does what a line says, or looks for what it expects.

        Raises:
            Unexpected: it is not there.
        """
        if verb == "我":
            self._says(what, what)
        elif verb == "点":
            if what not in self.buttons:
                raise Unexpected(f"没有按钮“{what}”，有：{'、'.join(self.buttons)}")
            self._says(self.buttons[what], f"［{what}］")
        elif verb == "码":
            code = _CODE.search(self.heard)
            self._says(code[1] if code else "", "（收到的绑定码）")
        elif verb == "答":
            self._expects("".join(what.split()))
        elif verb == "收" and not any(self._content(each).startswith(what.encode("latin-1")) for each in self.files):
            raise Unexpected(f"没有收到开头是{what!r}的文件")

    def _says(self, message: str, shown: str) -> None:
        answers = posted(self.rest, {"sender": self.sender, "message": message})
        texts = [answer["text"] for answer in answers if answer.get("text")]
        print(f"我：{shown}", *(f"答：{text.splitlines()[0]}" for text in texts), sep="\n")
        self.heard = "\n".join(texts)
        self.rest_of_heard = "".join(self.heard.split())
        for answer in answers:
            self.buttons |= {button["title"]: button["payload"] for button in answer.get("buttons") or []}
            if told := (answer.get("custom") or {}).get("canbao_file"):
                self.files.append(told["id"])

    def _expects(self, text: str) -> None:
        if text not in self.rest_of_heard:
            raise Unexpected(f"回话里没有“{text}”")
        self.rest_of_heard = self.rest_of_heard.partition(text)[2]

    def _content(self, file_id: str) -> bytes:
        asked = urlencode({"sender": self.sender, "token": self.token})
        with urllib.request.urlopen(f"{self.actions}/files/{file_id}?{asked}", timeout=60) as response:
            content: bytes = response.read()
        return content


def posted(address: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What comes back for a JSON body."""
    request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        answers: list[dict[str, Any]] = json.load(response)
    return answers


def conversations() -> list[dict[str, Any]]:
    """All that are to be held, in order."""
    return [talk for file in FILES for talk in yaml.safe_load(file.read_text("utf-8"))]


def passes(told: Mapping[str, Any], rest: str, actions: str, token: str) -> bool:
    """Holds one conversation and prints it; ends at the first thing that is not as written."""
    print(f"\n== {told['title']}")
    talk = Talk(rest, actions, token, told.get("接着", told["key"]))
    try:
        for line in told["lines"]:
            for verb, what in line.items():
                talk.does(verb, str(what))
    except Unexpected as unexpected:
        print(f"✗ {unexpected}")
        return False
    print("✓")
    return True
