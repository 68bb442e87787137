"""Insurance types of answers: annotations that check what is typed by the rules of ``rules.identifiers``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from bot.engine.checks import Amount, Found, Slip, Text, fold
from bot.engine.masking import mask
from rules.identifiers import IdentifierFault, credit_code, identity_number, mobile


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier that has a form of its own: ``pattern`` finds it in a message, ``read`` checks it."""

    label: str
    example: str
    pattern: str
    read: Callable[[str, date], str]
    strict: bool = True
    greedy: bool = False

    def parse(self, text: str, today: date) -> str:
        try:
            return self.read(text, today)
        except IdentifierFault as fault:
            near = sum(sign.isdigit() for sign in text) >= 6 and len(text) <= 40
            raise Slip(fault.message_zh, near=near) from fault

    def find(self, text: str, today: date) -> Iterator[Found]:
        for match in re.finditer(self.pattern, text, re.IGNORECASE):
            try:
                yield Found(self.read(match[0], today), match.start(), match.end())
            except IdentifierFault:
                continue

    def show(self, value: object, private: bool) -> str:
        return str(value) if private else mask(str(value))


@dataclass(frozen=True, slots=True)
class AmountIfKnown:
    """Money in yuan, or None where the person says that it is to be left out."""

    label: str
    example: str
    strict: bool = True
    greedy: bool = False

    def parse(self, text: str, today: date) -> Decimal | None:
        if fold(text) in _LEFT_OUT:
            return None
        return Amount(self.label, self.example).parse(text, today)

    def find(self, text: str, today: date) -> Iterator[Found]:
        return Amount(self.label, self.example).find(text, today)

    def show(self, value: object, private: bool) -> str:
        return "不填（以核定为准）" if value is None else f"{value}元"


@dataclass(frozen=True, slots=True)
class SentCode:
    """A one-time code as it was sent: 4 to 12 digits or letters. Anything else is no try, and may be a question."""

    label: str
    example: str
    strict: bool = True
    greedy: bool = False

    def parse(self, text: str, today: date) -> str:
        code = _LEAD.sub("", "".join(unicodedata.normalize("NFKC", text).split()))
        if not _SENT_CODE.fullmatch(code):
            near = sum(sign.isdigit() for sign in code) >= 3 and len(code) <= 16
            raise Slip(f"{self.label}是4到12位数字或字母。请照收到的输入。", near=near)
        return code

    def find(self, text: str, today: date) -> Iterator[Found]:
        return iter(())

    def show(self, value: object, private: bool) -> str:
        return "*" * len(str(value))


_LEAD = re.compile("^(?:绑定码|验证码|码)?(?:是|为|:)?")
_SENT_CODE = re.compile("[0-9A-Za-z]{4,12}")
_LEFT_OUT = frozenset(("不填", "不知道", "不清楚", "不确定", "没有", "空着", "以核定为准", "不填以核定为准", "先不填"))


def _identity(text: str, today: date) -> str:
    return identity_number(text, today).number


IDENTITY = Identifier("公民身份号码", "18位，最后一位可能是X", r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])", _identity)
IdentityNumber = Annotated[str, IDENTITY]
CreditCode = Annotated[
    str,
    Identifier(
        "统一社会信用代码",
        "18位，数字和大写字母",
        r"(?<![0-9A-Za-z])[0-9A-Z]{18}(?![0-9A-Za-z])",
        lambda text, today: credit_code(text),
    ),
]
Mobile = Annotated[
    str,
    Identifier("手机号", "13800000000", r"(?<!\d)1[3-9]\d{9}(?!\d)", lambda text, today: mobile(text)),
]
BaseIfKnown = Annotated[Decimal | None, AmountIfKnown("缴费基数", "6000，不知道就写“不填”")]
Base = Annotated[Decimal, Amount("缴费基数", "8000")]


@dataclass(frozen=True, slots=True)
class CodeText(Text):
    """A code of letters and digits, whose case is no matter."""

    def parse(self, text: str, today: date) -> str:
        return Text.parse(self, unicodedata.normalize("NFKC", text), today).upper()


HostCode = Annotated[str, CodeText("用工单位编号", "YG001", most=40)]
PersonNumber = Annotated[str, Text("个人编号", "P000001", most=20, least=2)]
PlainText = Annotated[str, Text(most=60)]
