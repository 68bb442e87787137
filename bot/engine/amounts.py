"""Money as people type and say it: 6500, 6,500元, 6.5千, 六千五, 一万二, 5k, 七千块左右."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.engine.widths import narrow

_SIGNS = "零一二三四五六七八九"
_SIGN = "[0-9一二两三四五六七八九]"
_TENS = f"{_SIGN}?十{_SIGN}?"
_PLAIN = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_SPOKEN = (
    rf"(?:(?P<wan>[0-9]+(?:\.[0-9]+)?|{_TENS}|{_SIGN})[万w])?"
    rf"(?:零?(?P<qian>[0-9]+(?:\.[0-9]+)?|{_SIGN})[千k])?"
    rf"(?:零?(?P<bai>{_SIGN})百)?(?:零?(?P<shi>{_SIGN})十)?(?P<zero>零)?(?P<last>[0-9]{{1,4}}|{_SIGN})?"
)
_UNITS = {"wan": 10_000, "qian": 1_000, "bai": 100, "shi": 10}
_WHOLE_SPOKEN = re.compile(_SPOKEN)
_WHOLE_PLAIN = re.compile(_PLAIN)
_BY_PLACES = re.compile("[零一二三四五六七八九]{3,}")
_UNIT = r"(?:元|块钱?|圆)(?:整|钱)?"
_BEFORE = re.compile(
    r"^(?:从[^到至]{1,8}(?=上?调|涨|升|提|加))?(?:(?:(?:上?调|上涨|涨|升|提高?|加|增加?)(?:到|至|成|为)|按|就|是|我|他|她|填|写|报|交|改|调|成|到|为|给|的|[:,]|每个?月|一个?月|月工资|月薪|工资|底薪|缴费|基数|人民币|rmb|¥|一共)+)"
)
_BEHIND = re.compile(rf"(?:{_UNIT}|/月|/人|每个?月|一个?月|吧|的|呢|哦|啊|[.,;:!~。、])+$")
_ABOUT = re.compile("大概|大约|差不多|估计|可能|应该|约|左右|上下|的样子")
_MORE_OR_LESS = re.compile("多|几|来|出头|不到|以上|以下|以内|至少|最多|最少|将近|接近|超过|[~至到—-]")
_ROUGH_PAIR = re.compile("[一二两三四五六七八][二三四五六七八九][十百千万]")
_HAN = "[一二两三四五六七八九十百千万零]"
_IN_TEXT = re.compile(
    rf"(?<![0-9.])(?P<number>{_PLAIN}(?:[万千百十kw](?![a-z])(?:[0-9]+|{_HAN})*)?|{_HAN}*[百千万][0-9]{{1,4}}|{_HAN}+)"
    rf"\s*(?P<unit>{_UNIT})?",
    re.IGNORECASE,
)
_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_TOLD = re.compile("[0-9.]+[万千].*")


@dataclass(frozen=True, slots=True)
class AmountSaid:
    """An amount that a text is; ``about`` where the text says itself that it is a rough one."""

    value: Decimal
    about: bool = False


@dataclass(frozen=True, slots=True)
class AmountPlace:
    """An amount at ``start`` to ``end`` of a text; ``told`` where a unit, or a 千 or 万, says that it is one."""

    value: Decimal
    start: int
    end: int
    told: bool


def said_amount(text: str) -> AmountSaid | None:
    """The amount that the whole text is, with the usual words around it; None where it is none, or more than one."""
    said = _folded(text)
    core = _ABOUT.sub("", said)
    number = _bare(core)
    value = _value(number)
    return None if value is None else AmountSaid(value, about=core != said)


def says_about_how_much(text: str) -> bool:
    """Whether the text tells a range, or a limit, rather than an amount: 5000多, 五六千, 6000-7000."""
    said = _folded(text)
    return bool(_ROUGH_PAIR.search(said)) or bool(_MORE_OR_LESS.search(said) and amounts_in(said))


def amounts_in(text: str) -> list[AmountPlace]:
    """The amounts in a running text; a number without a unit may be anything else as well."""
    found = []
    for match in _IN_TEXT.finditer(text.translate(_NARROW)):
        number = match["number"].lower()
        value = _value(number)
        if value is not None:
            told = bool(match["unit"] or _TOLD.fullmatch(number))
            found.append(AmountPlace(value, match.start(), match.end(), told))
    return found


def _folded(text: str) -> str:
    folded = "".join(narrow(text).split()).lower()
    return folded.replace("〇", "零").replace("幺", "一")


def _bare(said: str) -> str:
    """The number without the words around it."""
    return _BEHIND.sub("", _BEFORE.sub("", said))


def _value(number: str) -> Decimal | None:
    if _WHOLE_PLAIN.fullmatch(number):
        return Decimal(number.replace(",", ""))
    if _BY_PLACES.fullmatch(number):
        return Decimal("".join(str(_SIGNS.index(sign)) for sign in number))
    spoken = _WHOLE_SPOKEN.fullmatch(number if number[:1] != "十" else f"一{number}")
    return _spoken(spoken) if spoken and any(spoken[name] for name in _UNITS) else None


def _spoken(match: re.Match[str]) -> Decimal | None:
    """6千5百, 六千零五, 一万二 (12000) and 1万2000; None where a part reaches into the one above it."""
    given = {name: _part(match[name]) for name in _UNITS if match[name]}
    total = sum((part * _UNITS[name] for name, part in given.items()), Decimal(0))
    names = list(given)
    if any(given[name] >= 10 for name in names[1:]) or (len(names) > 1 and any(p % 1 for p in given.values())):
        return None
    if not match["last"]:
        return None if match["zero"] else total
    unit, last = _UNITS[names[-1]], _part(match["last"])
    if given[names[-1]] % 1 or last >= unit:
        return None
    colloquial = len(match["last"]) == 1 and not match["zero"]
    return total + (last * unit / 10 if colloquial else last)


def _part(text: str) -> Decimal:
    if text[:1].isascii():
        return Decimal(text) if "十" not in text else _tens(text)
    return _tens(text) if "十" in text else Decimal(_SIGNS.index(text.replace("两", "二")))


def _tens(text: str) -> Decimal:
    tens, _, ones = text.partition("十")
    return (_part(tens) if tens else Decimal(1)) * 10 + (_part(ones) if ones else Decimal(0))
