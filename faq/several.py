"""Several questions in one message: 密码忘了怎么办，另外员工离职怎么停保."""

import re
from dataclasses import dataclass

_AND = (
    "还有(?!没|别|什么|哪|啥|多|几|用|效|必|些|个别|机会)|另外(?!的|一|有|跑|备|申|注|存)|顺便|以及"
    "|还想(?:再)?问|再问(?:一下|下|个|一个|一句)?"
)
_NUMBER = r"(?:^|(?<=[\s,，。.;；:：?？!！]))(?:[1-9][、.)）](?!\d)|[①-⑨]|第?[一二三四五][、,，])"
_BREAK = re.compile(rf"(?P<named>[,，\s]*(?:{_AND}|{_NUMBER})[,，:：\s]*)|(?P<asked>[?？]+)|[;；。!！\n]+")
_ASKS = re.compile(
    "怎么|怎样|咋|如何|吗|么(?!样)|呢|多久|多少|几[个天号月年]|什么|啥|哪|能不能|可不可以|是不是|要不要|能否|是否|谁|行不行|为何"
)
_SHORTEST = 4
"""Characters of a part that may be a question of its own."""
MOST = 3
"""Questions of one message that are answered at once."""


@dataclass(frozen=True)
class Part:
    """A piece of a message. ``named`` says that words or numbers set it off: 另外, 2、."""

    text: str
    named: bool
    asks: bool


def parts(text: str) -> tuple[Part, ...]:
    """The pieces of a message that may each be a question."""
    found: list[Part] = []
    start, named = 0, False
    for split in (*_BREAK.finditer(text), None):
        piece = text[start : split.start() if split else len(text)].strip(" ,，")
        asks = bool(_ASKS.search(piece)) or bool(split and split["asked"])
        if len(piece) >= _SHORTEST:
            found.append(Part(piece, named, asks))
            named = False
        if split:
            # A question that ends with its mark is told apart from the next one.
            start, named = split.end(), named or bool(split["named"] or split["asked"])
    return tuple(found)
