"""Chinese numerals inside running text as digits, with the way back to where they stood."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass

import cn2an

warnings.filterwarnings("ignore", module="cn2an")

_ONE = "[0-9一二两三四五六七八九]"
_NUMERAL = re.compile(
    rf"(?P<wan>[0-9]+|[一二两三四五六七八九])万(?P<qian>{_ONE})千?(?![0-9.十百千万亿]|[一二两三四五六七八九])"
    r"|[〇零一二两三四五六七八九十百千万亿廿]+"
)
_DIGIT_SIGNS = "零一二三四五六七八九"
_ROUGHLY = ("三五", "两三", "一两")
_NAMES_A_DAY = re.compile(r"(?:周|星期|礼拜)$")
_COUNTED = re.compile(r"[月号日年周岁]|个月|个星期|个礼拜")


@dataclass(frozen=True, slots=True)
class Digits:
    """A text with Chinese numerals as digits; ``places`` leads from each of its signs, and its end, to the original."""

    text: str
    places: tuple[int, ...]


def arabic(text: str) -> Digits:
    """The text with 八月二十号 as 8月20号; “三五个”, “万一” and the like stay as they are."""
    parts: list[str] = []
    places: list[int] = []
    last = 0
    for numeral in _NUMERAL.finditer(text):
        after = text[numeral.end() : numeral.end() + 3]
        before = text[max(0, numeral.start() - 2) : numeral.start()]
        number = _thousands(numeral) if numeral["wan"] else _number(numeral[0], after, before)
        parts += [text[last : numeral.start()], number]
        places += [*range(last, numeral.start()), *[numeral.start()] * len(number)]
        last = numeral.end()
    return Digits("".join([*parts, text[last:]]), (*places, *range(last, len(text) + 1)))


def _thousands(numeral: re.Match[str]) -> str:
    """“1万2”, “一万2千” and “3万五” in digits."""
    return f"{_digit(numeral['wan']) * 10_000 + _digit(numeral['qian']) * 1_000}"


def _digit(sign: str) -> int:
    return int(sign) if sign.isdigit() and sign.isascii() else _DIGIT_SIGNS.index(sign.replace("两", "二"))


def _number(numeral: str, after: str, before: str) -> str:
    if _NAMES_A_DAY.search(before) or not (set(numeral) - set("百千万亿零")):
        return numeral
    if after[:1].isascii() and after[:1].isdigit() and numeral[-1] in _DIGIT_SIGNS:
        return numeral  # 李四8000: a name beside a number, not 48000
    if numeral in ("一", "两") and not _COUNTED.match(after) and not before.endswith("月"):
        return numeral
    if len(numeral) > 1 and not (set(numeral) & set("十百千万亿廿")) and not _is_year(numeral, after):
        return numeral
    try:
        return str(cn2an.transform(numeral.replace("廿", "二十").replace("两", "二"), "cn2an"))
    except (ValueError, KeyError, IndexError, OverflowError):
        return numeral


def _is_year(numeral: str, after: str) -> bool:
    """Whether signs without tens and hundreds are a year (六五年, 二〇二六年), and not a rough count (两三年)."""
    if not after.startswith("年") or len(numeral) not in (2, 4):
        return False
    places = [_DIGIT_SIGNS.find(sign) for sign in numeral.replace("〇", "零").replace("两", "二")]
    return len(numeral) == 4 or (numeral not in _ROUGHLY and places[1] - places[0] != 1)
