"""Insurance types of answers: annotations that check what is typed by the rules of ``rules.identifiers``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from bot.engine.checks import Amount, Found, PersonName, Slip, Text, fold, tidy
from bot.engine.masking import mask
from bot.engine.matching import spoken_forms
from rules.identifiers import IdentifierFault, credit_code, identity_number, in_digits, mobile
from rules.names import person_name


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier that has a form of its own: ``pattern`` is that form, ``read`` checks it.

    ``spaced`` is how people part it inside a message, where they do.
    """

    label: str
    example: str
    pattern: str
    read: Callable[[str, date], str]
    spaced: str = ""
    strict: bool = True
    greedy: bool = False

    def parse(self, text: str, today: date) -> str:
        for said in (text, _bare(text)):
            try:
                return self.read(said, today)
            except IdentifierFault as fault:
                wrong = fault
        signs = sum(sign.isascii() and sign.isalnum() for sign in in_digits(_narrow(text)))
        if not signs and text:
            raise Slip(f"没有看到{self.label}，请照这样写：{self.example}。", near=False) from wrong
        raise Slip(wrong.message_zh, near=signs >= _LEAST_TRIED and len(text) <= _LONGEST_TRY) from wrong

    def find(self, text: str, today: date) -> Iterator[Found]:
        for match in re.finditer(self.spaced or self.pattern, text, re.IGNORECASE):
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
        code = _LEAD.sub("", in_digits(_bare("".join(unicodedata.normalize("NFKC", text).split()))))
        if not _SENT_CODE.fullmatch(code):
            near = sum(sign.isdigit() for sign in code) >= 3 and len(code) <= 16
            raise Slip(f"{self.label}是4到12位数字或字母。请照收到的输入。", near=near)
        return code

    def find(self, text: str, today: date) -> Iterator[Found]:
        return iter(())

    def show(self, value: object, private: bool) -> str:
        return "*" * len(str(value))


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _bare(text: str) -> str:
    """The text without the words and signs that people put around an identifier: 我的手机号是…。"""
    return _TAIL.sub("", _HEAD.sub("", tidy(text))) or tidy(text)


_LEAST_TRIED, _LONGEST_TRY = 6, 40
_HEAD = re.compile(
    r"^(?:我|他|她|本人|职工|员工|工人|这个|的|公民|居民|身份证?|证件|号码?|手机|移动|电话|联系|方式|统一|社会|信用|代码|税号|编码"
    r"|编号|业务|工程|个人|用工|单位|银行|账号|卡号|是|为|[:：,，\s])+"
)
_TAIL = re.compile(r"(?:号|的|吧|哦|啊|谢谢|[,，。.、;；!！~\s])+$")
_LEAD = re.compile("^(?:绑定码|验证码|码)?(?:是|为|:)?")
_SENT_CODE = re.compile("[0-9A-Za-z]{4,12}")
_ETHNIC_GROUP = re.compile(
    "(汉|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜"
    "|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春"
    "|赫哲|门巴|珞巴|基诺)族?"
)
"""The 56 ethnic groups (GB/T 3304); others may stand on a card, too."""
_NO_GROUP = re.compile("不知道|不清楚|忘了?|少数民族|没有|.*民族是?什么.*")
_OF_NO_GROUP = re.compile("[我他她]?不是")
_LEFT_OUT = frozenset(
    ("不填", "不写", "先不填", "暂时不填", "不填以核定为准", "以核定为准", "空着", "空", "空白", "跳过", "没有", "待定",
     "没定", "不知道", "还不知道", "不知道多少", "不晓得", "不清楚", "不确定")
)  # fmt: skip


def _identity(text: str, today: date) -> str:
    return identity_number(text, today).number


IDENTITY = Identifier(
    "公民身份号码",
    "18位，最后一位可能是X",
    r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])",
    _identity,
    spaced=r"(?<!\d)\d{6}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[\dXx](?![\dA-Za-z])",
)
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
    Identifier(
        "手机号",
        "13800000000",
        r"(?<!\d)1[3-9]\d{9}(?!\d)",
        lambda text, today: mobile(text),
        spaced=r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)",
    ),
]
BaseIfKnown = Annotated[Decimal | None, AmountIfKnown("缴费基数", "6000，不知道就写“不填”")]
Base = Annotated[Decimal, Amount("缴费基数", "8000")]


@dataclass(frozen=True, slots=True)
class CodeText(Text):
    """A code of letters and digits, whose case, widths and blanks are no matter, nor the words around it."""

    def parse(self, text: str, today: date) -> str:
        return Text.parse(self, "".join(_bare(_narrow(text)).split()), today).upper()


@dataclass(frozen=True, slots=True)
class Account(Text):
    """An account's number, in digits."""

    def parse(self, text: str, today: date) -> str:
        return Text.parse(self, in_digits(_bare(_narrow(text))), today)


@dataclass(frozen=True, slots=True)
class EthnicGroup(Text):
    """An ethnic group (民族) as the card prints it: 满 is 满族; one that is not listed is kept as typed."""

    def parse(self, text: str, today: date) -> str:
        said = Text.parse(self, text.strip("。.,， "), today)
        if _NO_GROUP.fullmatch(said) or _OF_NO_GROUP.match(said):
            raise Slip(f"民族要和身份证上一样，请照身份证写，例如：{self.example}。")
        forms = spoken_forms(said)
        listed = next(filter(None, map(_ETHNIC_GROUP.fullmatch, forms)), None)
        if listed is not None:
            return f"{listed[1]}族"
        return forms[-1] if len(forms) > 1 else said

    def knows(self, value: object) -> bool:
        return bool(_ETHNIC_GROUP.fullmatch(str(value)))


@dataclass(frozen=True, slots=True)
class CardName(PersonName):
    """A name as an identity card prints it: one that the bureau takes."""

    def parse(self, text: str, today: date) -> str:
        name = PersonName.parse(self, text, today)
        try:
            return person_name(name).text
        except IdentifierFault as fault:
            raise Slip(fault.message_zh) from fault


HostCode = Annotated[str, CodeText("用工单位编号", "YG001", most=40)]
PersonNumber = Annotated[str, CodeText("个人编号", "P000001", most=20, least=2)]
PlainText = Annotated[str, Text(most=60)]
