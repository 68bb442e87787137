"""Checks: what a typed answer must look like, how it is found in a message, shown, and kept.

A check stands in a step's annotation: ``number: Annotated[str, SomeCheck()] = ask(...)``. The types below are ready
annotations; insurance types are built the same way on the floors above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Protocol, runtime_checkable

from bot.engine.amounts import amounts_in, said_amount, says_about_how_much
from bot.engine.days import find_days, month_alone, plain_day, year_alone
from bot.engine.masking_names import looks_like_a_name
from bot.engine.widths import narrow


class Slip(Exception):
    """The person slipped: ``message`` says in Chinese what is wrong, why, and what to do.

    ``near`` is false where the text does not even look like an attempt, so that it may be a question instead.
    ``reading`` is what was probably meant, written so that the check takes it: it is offered, never taken unasked.
    """

    def __init__(self, message: str, near: bool = True, reading: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.near = near
        self.reading = reading


@dataclass(frozen=True, slots=True)
class Found:
    """A value found inside a longer message, at ``start`` to ``end``.

    ``bare``: it has nothing of its own that tells what it is, so that it counts right behind a word for it alone.
    """

    value: Any
    start: int
    end: int
    bare: bool = False


@runtime_checkable
class Check(Protocol):
    """What a typed answer must be. ``strict``: a text that passes can hardly be anything else; ``greedy``: whatever
    is typed is the answer, even what looks like a question.
    """

    label: str
    example: str
    strict: bool
    greedy: bool

    def parse(self, text: str, today: date) -> Any:
        """The value of ``text``; raises ``Slip``."""
        ...

    def find(self, text: str, today: date) -> Iterator[Found]:
        """The values that stand inside ``text``."""
        ...

    def show(self, value: Any, private: bool) -> str:
        """The value for the eye; masked where ``private`` is false and the value is personal."""
        ...


@runtime_checkable
class Patterned(Protocol):
    """A check whose values have a form that a pattern tells."""

    pattern: str


@runtime_checkable
class Knowing(Protocol):
    """A check that is not strict, yet knows some values plainly to be its own, whatever else their words may mean."""

    def knows(self, value: Any) -> bool:
        """Whether the value is one of these."""
        ...


_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def tidy(text: str) -> str:
    """The text without control and direction signs and halves of signs, line ends unified, outer blanks gone;
    otherwise as typed.
    """
    if text.isprintable():
        return text.strip()
    whole = text.encode("utf-8", "replace").decode()
    return _INVISIBLE.sub("", whole.replace("\r\n", "\n").replace("\r", "\n")).strip()


def fold(text: str) -> str:
    """The text for comparing: widths folded, lower case, blanks and outer punctuation gone."""
    return "".join(narrow(text).split()).lower().strip(".,!?;:~。、…·")


_QUESTION = re.compile(
    r"[?\uff1f]|吗$|呢$|么$|嘛$|怎么|咋|如何|为什么|为啥|什么|啥|哪里|哪儿|在哪|哪个|多久|多少|几号|(?<![不没])([^不没])[不没]\1"
)


def looks_like_question(text: str) -> bool:
    """Whether the text is put as a question."""
    return bool(_QUESTION.search(text))


@dataclass(frozen=True, slots=True)
class Text:
    """Free text of ``least`` to ``most`` signs."""

    label: str = ""
    example: str = ""
    most: int = 200
    least: int = 1
    strict: bool = False
    greedy: bool = False

    def parse(self, text: str, today: date) -> str:
        value = tidy(text)
        if len(value) < self.least:
            raise Slip("内容是空的，请输入文字。" if not value else f"内容太短，至少{self.least}个字。")
        if len(value) > self.most:
            raise Slip(f"内容有{len(value)}个字，最多{self.most}个字，请缩短后再发。")
        return value

    def find(self, text: str, today: date) -> Iterator[Found]:
        return iter(())

    def show(self, value: Any, private: bool) -> str:
        return str(value)


_HAN = r"\u3007\u3400-\u9fff\U00020000-\U000323af"
_NAME = re.compile(rf"^[{_HAN}]{{1,20}}(·[{_HAN}]{{1,20}}){{0,4}}$")
_NAME_IN_TEXT = re.compile(
    rf"(?:姓名|名字|叫)(?:是|为)?[:\uff1a\s]*([{_HAN}·]{{2,15}}?)"
    r"(?=$|[\s\d,\uff0c、;\uff1b。]|身份|证件|手机|电话|联系)"
    rf"|(?:^|[\s,\uff0c、;\uff1b])([{_HAN}]{{2,4}}(?:·[{_HAN}]{{1,12}})?)"
    r"(?=$|[\s,\uff0c、;\uff1b])"
)
_DOTS = re.compile(rf"[•・.．‧●･∙⋅᛫]|(?<=[{_HAN}])[-—–－](?=[{_HAN}])")
_AROUND_NAME = " 　.,，。、;；!！·•"


def _spoken_name(said: str) -> str:
    """The name without what is only spoken around it: “就是张三”, “王五吧”. 是 is a family name as well, and stays
    where no usual name follows it.
    """
    bare = re.sub(r"(?<=..)[吧啊呀]$", "", re.sub(r"^就是(?=..)", "", said))
    return bare[1:] if bare.startswith("是") and looks_like_a_name(bare[1:]) else bare


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name in Chinese characters, rare ones and the dot of minority names included."""

    label: str = "姓名"
    example: str = "张测试"
    strict: bool = False
    greedy: bool = False

    def parse(self, text: str, today: date) -> str:
        value = _DOTS.sub("·", re.sub(r"\s+", "", tidy(text)).strip(_AROUND_NAME))
        value = re.sub(r"^(姓名|名字|我叫|叫|他是|她是)[:\uff1a是为]*", "", value)
        if value.startswith("不是"):
            raise Slip("姓名要和身份证上一样，请只输入姓名。")
        value = _spoken_name(value)
        if not value:
            raise Slip("姓名是空的，请输入身份证上的姓名。")
        if _NAME.match(value) and not looks_like_question(value):
            return value
        near = len(value) <= 12 and not looks_like_question(value)
        raise Slip("姓名要和身份证上一样，用汉字，名字中间的点用“·”，请再输一次。", near=near)

    def find(self, text: str, today: date) -> Iterator[Found]:
        for match in _NAME_IN_TEXT.finditer(text):
            group = 1 if match.group(1) else 2
            yield Found(match.group(group), match.start(), match.end(group))

    def knows(self, value: Any) -> bool:
        return looks_like_a_name(str(value))

    def show(self, value: Any, private: bool) -> str:
        return str(value) if private else f"{str(value)[:1]}**"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A Beijing calendar day in any usual form; a day without a year is in the current one.

    ``soon`` are words that mean today where no day is said.
    """

    label: str = "日期"
    example: str = "2026年3月1日"
    strict: bool = True
    greedy: bool = False
    soon: tuple[str, ...] = ()

    def parse(self, text: str, today: date) -> date:
        if (plain := plain_day(text)) is not None:
            return plain
        asked, said = looks_like_question(text), narrow(text)
        for found in find_days(said, today) if not asked else ():
            if found.day is None:
                raise Slip(f"日历上没有“{said[found.start : found.end]}”这一天，请核对后再发。")
            return found.day
        if not asked and any(word in said for word in self.soon):
            return today
        short = not asked and len(text) <= _LONGEST_DAY
        if short and (month := month_alone(said, today)):
            raise Slip(f"“{month}”还差是几号，请写年、月、日，例如：{self.example}。")
        if short and (year := year_alone(said, today)):
            raise Slip(f"“{year}”还差是几月几号，请写年、月、日，例如：{self.example}。")
        near = short and bool(_LIKE_A_DAY.search(said))
        raise Slip(f"没看懂这个日期，请写年、月、日，例如：{self.example}。", near=near)

    def find(self, text: str, today: date) -> Iterator[Found]:
        for found in find_days(text, today):
            if found.day is not None:
                yield Found(found.day, found.start, found.end)

    def show(self, value: Any, private: bool) -> str:
        return show_day(value)


_LONGEST_DAY = 20
_LIKE_A_DAY = re.compile(r"\d|[月年][初中]|[上中下]旬|元旦|春节|过年|国庆|五一|中秋|端午|清明|(?:周|星期|礼拜)")
"""What looks like a try at a day, though it names none."""


def show_day(day: date) -> str:
    """A day as people write it: 2026年3月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


_LEAST_BARE = 100
_DAY_AFTER = re.compile(r"\s*[年月日号天岁个人位\d./-]")
_LONGEST_AMOUNT = 16


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in yuan, at most two decimals; 万 and thousands separators are read."""

    label: str = "金额"
    example: str = "6000"
    strict: bool = True
    greedy: bool = False

    def parse(self, text: str, today: date) -> Decimal:
        typed = tidy(text)
        said = said_amount(typed)
        if said is None:
            raise self._no_amount(typed)
        value = _in_cents(said.value)
        if said.about:
            wrong = f"“{typed}”是大概的数，这里要准数：是{value}元吗？请写准确的金额，例如：{self.example}。"
            raise Slip(wrong, reading=str(value))
        return value

    def _no_amount(self, typed: str) -> Slip:
        several = [found for found in amounts_in(typed) if found.value >= _LEAST_BARE]
        short = len(typed) <= _LONGEST_AMOUNT
        if short and says_about_how_much(typed):
            return Slip(f"“{typed}”不是一个准数。请写准确的金额，例如：{self.example}。")
        if short and len(several) > 1 and not looks_like_question(typed):
            return Slip(f"“{typed}”里有几个数，不知道用哪一个。请只写一个金额，例如：{self.example}。")
        near = short and bool(several or re.search(r"\d", narrow(typed)))
        return Slip(f"请只写金额数字（元），例如：{self.example}。", near=near)

    def find(self, text: str, today: date) -> Iterator[Found]:
        for found in amounts_in(text):
            if found.told or (found.value >= _LEAST_BARE and not _DAY_AFTER.match(text, found.end)):
                try:
                    yield Found(_in_cents(found.value), found.start, found.end, bare=not found.told)
                except Slip:
                    continue

    def show(self, value: Any, private: bool) -> str:
        return f"{value}元"


def _in_cents(number: Decimal) -> Decimal:
    if number >= 10**10 or number != number.quantize(Decimal("0.01")):
        raise Slip("金额太大或者超过两位小数，请核对后再输。")
    return number.quantize(Decimal("0.01")).normalize() + Decimal(0)


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number from ``least`` to ``most``."""

    label: str = "数量"
    example: str = "3"
    least: int = 0
    most: int = 1_000_000
    strict: bool = True
    greedy: bool = False

    def parse(self, text: str, today: date) -> int:
        match = re.fullmatch(r"(\d{1,9})\s*(?:个月|个|人|位|名|次|项|年|天)?", narrow(tidy(text)))
        if not match:
            raise Slip(f"请输入一个整数，例如：{self.example}。", near=bool(re.search(r"\d", text)) and len(text) <= 10)
        value = int(match[1])
        if not self.least <= value <= self.most:
            raise Slip(f"这个数要在{self.least}到{self.most}之间，请再输一次。")
        return value

    def find(self, text: str, today: date) -> Iterator[Found]:
        return iter(())

    def show(self, value: Any, private: bool) -> str:
        return str(value)


FreeText = Annotated[str, Text()]
Name = Annotated[str, PersonName()]
Day = Annotated[date, CalendarDay()]
Money = Annotated[Decimal, Amount()]
WholeNumber = Annotated[int, Count()]
