"""What may be kept of a text: numbers that belong to a person are starred, passwords and codes dropped."""

from __future__ import annotations

import re

LIMIT = 20_000
"""Characters of a text that are kept; what lies beyond is cut, since no one reads it."""

DROPPED = "******"

# Full-width forms are written as code points, since many an editor and input method turns them into ASCII.
_DIGIT = r"0-9\uff10-\uff19"
_LETTER = r"A-Za-z\uff21-\uff3a\uff41-\uff5a"
_X = r"xX\uff38\uff58"
_NARROW = {0xFF10 + digit: str(digit) for digit in range(10)} | dict.fromkeys(map(ord, "x\uff38\uff58"), "X")

_JOINT = r"[ \t\u00a0\u2000-\u200d\u2010-\u2015\u202f\u2060\u3000\ufeff\uff0d_-]"
_DIGITS = re.compile(rf"[{_DIGIT}]+(?:{_JOINT}{{1,2}}[{_DIGIT}]+)*(?:{_JOINT}{{0,2}}[{_X}](?![{_LETTER}]))?")
_GROUP = re.compile(rf"[{_DIGIT}{_X}]+")
_HAN_DIGIT = "零〇一二三四五六七八九幺"
_NUMBER_SPOKEN = re.compile(rf"(?=[{_DIGIT}]*[{_HAN_DIGIT}])[{_DIGIT}{_HAN_DIGIT}]{{11,}}叉?")
"""A number as it is spoken, sign by sign, long enough to be a mobile's or a person's."""
_MOBILE = re.compile(r"(86|0086|)(1[3-9][0-9])[0-9]{4}([0-9]{4})")
_CUT_NUMBER = re.compile(rf"(?:[{_DIGIT}]|{_JOINT})+\Z")

_SECRET = r"(?:密码|口令|验证码|校验码|动态码|短信码|passwords?|passwd|pwd|passcode)"
_A_LENGTH = r"[0-9]{1,2}[-~\uff5e—至到][0-9]{1,2}(?![0-9])"
_WRITTEN = rf"(?!{_A_LENGTH})[!-~{_DIGIT}{_LETTER}]{{4,64}}"
_SPOKEN = r"[零〇一二三四五六七八九幺两]{4,12}(?![零〇一二三四五六七八九幺两十百千万个位次])"
_SET = r"(?:就|改|设置?|输入?|填|用|重置|变)?"
_IS = rf"\s{{0,3}}(?:{_SET}(?:的?是|成了?|为)|\s+is\b|[:=\uff1a\uff1d])"
_OPENING = r"[\s:=,\"'(\uff1a\uff1d\uff0c\uff08“”‘’「『【]{0,4}"
_OTHER_NUMBER = r"(?:12333(?![0-9])|1[3-9][0-9]{9}(?![0-9])|[0-9]{15})"
_WITH_DIGIT = rf"(?=[{_LETTER}@#$%&*!_.-]{{0,63}}[{_DIGIT}])"
_AT_ONCE = rf"[\s,\"\uff0c“‘「『]{{0,3}}(?!{_OTHER_NUMBER}){_WITH_DIGIT}"
_AFTER = re.compile(
    rf"({_SECRET}(?:{_IS}{_OPENING}|{_AT_ONCE}|\s{{0,3}}(?={_SPOKEN})))(?:{_WRITTEN}|{_SPOKEN})",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?<![!-~])(?=[!-~]{{0,31}}[0-9])[!-~]{{4,32}}+"
    rf"(?=\s?就?(?:是|为)(?:我|你|您|单位|本次)?们?的?(?:登录|短信|手机|单位|个人)?{_SECRET})"
)


_ONE_TIME = re.compile(r"(?<![!-~])[A-Z2-9]{3}-[A-Z2-9]{3}-[A-Z2-9]{3}(?![!-~])")
"""A code that links channels, as it is given out."""


def mask(text: str) -> str:
    """The text as it may be kept or logged, cut at ``LIMIT`` characters.

    Identity numbers become ``3213**********1234``, mobiles ``138****5678``, bank cards
    ``6222***********1234``, spaced and full-width ones too; a password or code becomes ``******``,
    and so does, in its groups, a code that links channels, and a long number in characters (幺三八…) altogether.
    """
    kept = _NUMBER_SPOKEN.sub(lambda found: "*" * len(found[0]), without_secrets(shortened(text, LIMIT)))
    return _ONE_TIME.sub("***-***-***", _DIGITS.sub(_starred, kept))


def without_secrets(text: str) -> str:
    """The text without a password or portal code that is said in it; all else stays as typed."""
    return _BEFORE.sub(DROPPED, _AFTER.sub(rf"\1{DROPPED}", text))


def shortened(text: str, limit: int) -> str:
    """The first ``limit`` characters of a longer text with a sign of the cut, and no piece of a number."""
    if len(text) <= limit:
        return text
    return _CUT_NUMBER.sub("", text[:limit]) + "…"


def _starred(found: re.Match[str]) -> str:
    """A run of digits with its numbers starred; groups such as ``138 1234 5678`` may form one number."""
    run = found.group()
    if len(run) < 11:
        return run
    groups = list(_GROUP.finditer(run))
    shown, at, first = [], 0, 0
    while first < len(groups):
        last, stars = _number_from(groups, first)
        if stars is not None:
            shown += [run[at : groups[first].start()], stars]
            at = groups[last].end()
        first = last + 1
    return "".join([*shown, run[at:]])


def _number_from(groups: list[re.Match[str]], first: int) -> tuple[int, str | None]:
    """The last group of the number that begins at ``first``, and the number starred; None if none begins.

    An identity number goes first: it is longer than a mobile, and may pass for a card.
    """
    joined = ""
    best: tuple[int, str | None] = first, None
    for last in range(first, len(groups)):
        joined += groups[last].group().translate(_NARROW)
        if len(joined) > 19 and last > first:
            break
        if _is_identity_number(joined, alone=last == first):
            return last, _middle_starred(joined, 4, 4)
        if best[1] is None:
            stars = _mobile_starred(joined) or _card_starred(joined, alone=last == first)
            best = (last, stars) if stars else best
    return best


def _is_identity_number(number: str, alone: bool) -> bool:
    """Whether this is an identity number of 18 or 15 signs, or one with a sign too many or too few.

    Digits typed in groups must show a year of birth, so that dates and amounts side by side stay readable.
    """
    born = number[6:8] in ("19", "20")
    if len(number) == 18:
        return alone or born
    if len(number) == 15:
        return number[-1] != "X" and "01" <= number[8:10] <= "12" and "01" <= number[10:12] <= "31"
    return alone and (len(number) > 20 or (16 <= len(number) <= 20 and born))


def _mobile_starred(number: str) -> str | None:
    found = _MOBILE.fullmatch(number)
    return f"{found[1]}{found[2]}****{found[3]}" if found else None


def _card_starred(number: str, alone: bool) -> str | None:
    if not (16 <= len(number) <= 19 and number.isdecimal()) or (not alone and number[0] not in "3456"):
        return None
    return _middle_starred(number, 4, 4) if _passes_luhn(number) else None


def _passes_luhn(number: str) -> bool:
    """Whether the last digit is the check digit of a bank card (ISO/IEC 7812-1)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(map(int, number[::-2])) + sum(doubled)) % 10 == 0


def _middle_starred(number: str, head: int, tail: int) -> str:
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]
