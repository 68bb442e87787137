"""Saying whom a filing is about: by identity number, or by name where the bureau shows who has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from bot.dialogs.fields import IDENTITY
from bot.engine.checks import Found, PersonName, Slip
from bot.engine.steps import look_up
from bot.services.filing_results import Named, PersonNamed
from bot.services.filings import Filings

_NAME = PersonName()
_HAN = r"\u3400-\u9fff"
_NAMED = re.compile(
    rf"(?:给|帮|替|把)([{_HAN}]{{2,4}}?)(?=办|停|做|退|撤|调|涨|加|的)"
    rf"|^([{_HAN}]{{2,4}}?)(?=不干|离职|辞职|走了|要走)"
)
_NOBODY = re.compile("员工|职工|工人|同事|大家|我们|咱们|[他她谁]|新人|公司|单位|人员|个人|有人")
"""Words that stand where a name could, and name nobody."""


@dataclass(frozen=True, slots=True)
class NumberOrName:
    """An identity number, or a person's name; what looks like a slipped number is told as one.

    A short text may be a name or something else, so it is not strict; what it finds in a message is sure.
    """

    label: str
    example: str
    strict: bool = False
    greedy: bool = False
    finds_strictly: bool = True

    def parse(self, text: str, today: date) -> str:
        try:
            return IDENTITY.parse(text, today)
        except Slip as wrong:
            if wrong.near or any(sign.isdigit() for sign in text):
                raise
            return _NAME.parse(text, today)

    def find(self, text: str, today: date) -> Iterator[Found]:
        numbers = list(IDENTITY.find(text, today))
        yield from numbers
        for match in () if numbers else _NAMED.finditer(text):
            name = match[1] or match[2]
            if not _NOBODY.search(name):
                start = match.start(1) if match[1] else match.start(2)
                yield Found(name, start, start + len(name))

    def knows(self, value: object) -> bool:
        return _NAME.knows(value)

    def show(self, value: object, private: bool) -> str:
        return IDENTITY.show(value, private) if str(value)[:1].isdigit() else str(value)


Whom = Annotated[str, NumberOrName("公民身份号码或姓名", "18位公民身份号码，或者姓名")]


async def insured_here(who: str, filings: Filings, acting_for: str) -> PersonNamed:
    """Whom the employer insures by that name."""
    return await filings.acting(acting_for).named(who)


async def filed_about(who: str, filings: Filings, acting_for: str) -> PersonNamed:
    """About whom of that name the employer filed something."""
    return await filings.acting(acting_for).named(who, filed=True)


def told_by(inquiry: Any) -> Any:
    """Looks up who is meant; goes on with ``identity_number``, which is asked for where that is not plain."""
    return look_up(inquiry, dict.fromkeys(Named, "identity_number"))


def the_number(named_number: str) -> str | None:
    """The identity number, where it is plain who is meant."""
    return named_number or None


ASK_THE_NUMBER = """
    {% if same_name_lines %}
    叫这个名字的不止一位：
    {% for line in same_name_lines %}
    {{ line }}
    {% endfor %}
    {% else %}
    这里没有按姓名查到他。
    {% endif %}
    请输入职工的公民身份号码。
    """
