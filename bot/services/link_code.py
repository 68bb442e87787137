"""How a code that links channels is spelt, and how it is found in what somebody sends."""

from __future__ import annotations

import re

from bot.engine.checks import looks_like_question
from bot.engine.widths import narrow

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""What cannot be taken for something else on a phone: no I, O, 0, 1. Each says five bits."""
_RANDOM, _GROUP = 8, 3
_OVERFLOW = 0b100101
_JOINT = r"[\s\-\u2010-\u2015_·.]{0,3}"
_APART = rf"[A-Z0-9](?:{_JOINT.replace('0,3', '1,3')}[A-Z0-9]){{8}}"
_PLACE = re.compile(rf"(?<![A-Z0-9])(?:(?:[A-Z0-9]{{3}}{_JOINT}){{2}}[A-Z0-9]{{3}}|{_APART})(?![A-Z0-9])")
_ALONE = re.compile(rf"[A-Z0-9](?:{_JOINT}[A-Z0-9]){{8}}")
_GROUPED = re.compile(r"[A-Z0-9]{3}[^A-Z0-9]+[A-Z0-9]{3}[^A-Z0-9]+[A-Z0-9]{3}")
_ABOUT = re.compile("关联|有码")
_CALLED = re.compile(r"(?:关联码|有码|(?:^|[^\w]|[的个下])码)(?:是|为)?[:：\s]*$")
_TO_LINK = re.compile(r"关联[:：\s]*$")
_LEAD = re.compile(r"^(?:我的)?(?:关联)?码?(?:是|为)?[:：\s]*")
_SAID = re.compile(r"^(?:我的|这个|那个)?(?:关联)?码(?:是|为)?[:：\s]*")
_DASHED = re.compile(r"[A-Z0-9]{3}(?:\s*[\-\u2010-\u2015]\s*[A-Z0-9]{3}){2}")
_AROUND = " \t\r\n。.,，!！“”\"'‘’"


def spelt(secret: bytes) -> str:
    """Forty bits of the secret as a code of nine signs, the last of which checks the others."""
    number = int.from_bytes(secret[:5], "big")
    signs = [SIGNS[number >> (5 * place) & 31] for place in range(_RANDOM)]
    return "".join([*signs, _check_sign("".join(signs))])


def shown(code: str) -> str:
    """The code as it is easy to type: ``K7Q-M3X-PTF``."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read_code(text: str) -> str | None:
    """The code that the text is, right or wrong; None where it does not look like one."""
    plain = _LEAD.sub("", _plain(text).strip())
    return _signs(plain) if _ALONE.fullmatch(plain) else None


def code_in(text: str, plainly: bool = False) -> str | None:
    """The code that stands in the text: one whose last sign is right, or else something that was meant for one.

    One number of nine signs in two hundred is spelt like a code: where the text may be something else, only what is
    ``plainly`` one counts, in three groups with dashes or called so.
    """
    plain = _plain(text)
    found = list(_PLACE.finditer(plain))
    if plainly and not _ABOUT.search(plain):
        found = [each for each in found if _DASHED.fullmatch(each.group())]
    right = [signs for each in found if is_spelt_right(signs := _signs(each.group()))]
    if right:
        return right[0]
    meant = [each.group() for each in found if _is_meant(each.group(), plain, plain[: each.start()])]
    return _signs(meant[0]) if meant else None


def is_spelt_right(code: str) -> bool:
    """Whether the code's signs are those of a code, and the last one fits the others."""
    return set(code) <= set(SIGNS) and code[-1] == _check_sign(code[:-1])


def _is_meant(found: str, plain: str, before: str) -> bool:
    """Whether something that is no code was meant for one: three groups, alone or beside words about linking, or what
    the words ``before`` call a code.
    """
    signs, rest = _signs(found), _SAID.sub("", plain.strip(_AROUND))
    letters, digits = any(map(str.isalpha, signs)), any(map(str.isdigit, signs))
    grouped = (_GROUPED if digits else _DASHED).fullmatch(found)
    alone = bool(grouped) and rest == found.strip()
    about = bool(_ABOUT.search(plain)) and not looks_like_question(plain)
    return letters and (alone or (digits and about and (bool(grouped) or _is_called_one(signs, before))))


def _is_called_one(signs: str, before: str) -> bool:
    """Whether what stands right before calls the signs a code; what is only to be linked has to have a code's signs."""
    return bool(_CALLED.search(before) or (_TO_LINK.search(before) and set(signs) <= set(SIGNS)))


def _check_sign(signs: str) -> str:
    """A sum in the field of 32 numbers: one wrong sign changes it, and so do two that changed places."""
    total = 0
    for sign in signs:
        total = _doubled(total ^ SIGNS.index(sign))
    return SIGNS[total]


def _doubled(number: int) -> int:
    return number << 1 ^ (_OVERFLOW if number & 16 else 0)


def _plain(text: str) -> str:
    return narrow(text).upper()


def _signs(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())
