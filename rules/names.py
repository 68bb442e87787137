"""Names of persons (姓名) as identity cards print them: cleaned, or refused with what is wrong and the mend.

Rare characters and the dot of minority names pass. No message repeats more of a name than single wrong signs.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from rules.identifiers import FaultKind, IdentifierFault

DOT = "·"
"""The sign between the parts of a name, U+00B7."""

_LONGEST = 40
_DOTS = re.compile("[•・･‧∙⋅●᛫.．。・]")
_LABEL = re.compile("^(?:姓名|名字)(?:是|为)?[:：]?")
_INVISIBLE = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_HAN = re.compile("[〇\u3400-\u4dbf\u4e00-\u9fff\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27-\ufa29"
                  "\U00020000-\U0002ee5f\U00030000-\U000323af]")  # fmt: skip
_COMMON = re.compile("[\u4e00-\u9fa5]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_TITLES = ("先生", "女士", "小姐", "师傅", "老师", "经理", "阿姨")
_PLACEHOLDERS = "*?？□■█_"
_SHAPES = range(0x2FF0, 0x3000)


@dataclass(frozen=True)
class PersonName:
    """A name as it is to be typed on the portal.

    Args:
        text: the name; its parts are joined by ``DOT``.
        rare: its signs that old fonts and systems may lack; they are right, yet may show as a box or be refused.
    """

    text: str = field(repr=False)
    rare: tuple[str, ...] = field(repr=False, default=())

    @property
    def masked(self) -> str:
        """As it may be shown to others and logged: the first sign only."""
        return f"{self.text[:1]}**"


def person_name(text: str) -> PersonName:
    """Check a name, forgiving blanks, a leading “姓名”, other dots and look-alikes of Chinese characters.

    Chinese characters and the dot only: the portal records holders of resident identity cards.

    Raises:
        IdentifierFault: EMPTY, SIGN or LENGTH.

    Source: 002 §三.2 (holders of resident identity cards); what a name may hold is ours
    """
    name = _clean(text)
    if not name:
        raise IdentifierFault(FaultKind.EMPTY, "还没有收到姓名。请输入身份证上的姓名。")
    _check_signs(name)
    _check_dots(name)
    _check_length(name)
    return PersonName(name, tuple(dict.fromkeys(sign for sign in name if _is_rare(sign))))


def _clean(text: str) -> str:
    bare = _INVISIBLE.sub("", _LABEL.sub("", _INVISIBLE.sub("", text)))
    unified = "".join(sign if _HAN.match(sign) else unicodedata.normalize("NFKC", sign) for sign in bare)
    return _DOTS.sub(DOT, unified)


def _is_rare(sign: str) -> bool:
    return sign != DOT and not _COMMON.match(sign)


def _check_signs(name: str) -> None:
    wrong = [(place, sign) for place, sign in enumerate(name, 1) if sign != DOT and not _HAN.match(sign)]
    if wrong:
        place, sign = wrong[0]
        more = f"（这样的共{len(wrong)}处）" if len(wrong) > 1 else ""
        raise IdentifierFault(FaultKind.SIGN, f"姓名第{place}个字{_why(sign)}{more}。{_mend(sign)}")


def _why(sign: str) -> str:
    if _PRIVATE.match(sign):
        return "是自造字，别的系统认不出"
    if sign in _PLACEHOLDERS:
        return f"“{sign}”像是打不出的字或遮住的字"
    if ord(sign) in _SHAPES:
        return "是拆字的写法，不是一个字"
    if sign.isdecimal():
        return "是数字"
    if sign.isascii() and sign.isalpha():
        return "是字母"
    return f"“{sign}”不是汉字" if sign.isprintable() else "是看不见的符号"


def _mend(sign: str) -> str:
    if _PRIVATE.match(sign) or sign in _PLACEHOLDERS or ord(sign) in _SHAPES:
        return "请用手写或带生僻字的输入法打出这个字；实在打不出，请到柜台办理。"
    if sign.isascii() and sign.isalpha():
        return "请输入身份证上的汉字姓名；外文姓名网上采集不收，请问参保地社保经办机构。"
    return "请照身份证只输入汉字，名字中间的点用“·”。"


def _check_dots(name: str) -> None:
    if name.startswith(DOT) or name.endswith(DOT):
        raise IdentifierFault(FaultKind.SIGN, "姓名的开头或末尾多了一个点。请照身份证重新输入。")
    if DOT * 2 in name:
        raise IdentifierFault(FaultKind.SIGN, "姓名中间连着有两个点。请照身份证只留一个“·”。")


def _check_length(name: str) -> None:
    if len(name) == 1:
        message = "姓名只收到一个字。请输入身份证上的全名；身份证上确实只有一个字的，请到柜台办理。"
        raise IdentifierFault(FaultKind.LENGTH, message)
    if len(name) > _LONGEST:
        message = f"姓名有{len(name)}个字，太长了。请只输入一个人的姓名，照身份证。"
        raise IdentifierFault(FaultKind.LENGTH, message)
    if title := next((title for title in _TITLES if name.endswith(title)), None):
        raise IdentifierFault(FaultKind.SIGN, f"姓名末尾的“{title}”是称呼。请只输入身份证上的姓名。")
