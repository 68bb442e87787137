"""One plain form for everything that users type, paste, dictate or convert."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

LIMIT = 2_000
"""Characters that are read for understanding; the rest of a longer text is cut."""

CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"

_SPACES_BETWEEN = re.compile(f"(?<=[{CHINESE}]) +(?=[{CHINESE}])")
_BLANK = re.compile(r"\s+")
_NOT_LETTER = re.compile(f"[^{CHINESE}0-9a-z]+")
_STICKER = re.compile(
    r"\[(?:图片|语音|视频|文件|表情|动画表情|微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|囧|抓狂"
    r"|吐|偷笑|愉快|白眼|傲慢|困|惊恐|憨笑|咒骂|疑问|嘘|晕|衰|骷髅|敲打|再见|擦汗|抠鼻|鼓掌|坏笑|鄙视|委屈|快哭了|阴险|亲亲"
    r"|可怜|笑脸|生病|脸红|破涕为笑|恐惧|失望|无语|嘿哈|捂脸|奸笑|机智|皱眉|耶|吃瓜|加油|汗|天啊|社会社会|旺柴|好的|打脸|哇"
    r"|拥抱|强|弱|握手|胜利|抱拳|勾引|拳头|ok|合十|玫瑰|凋谢|嘴唇|爱心|心碎|庆祝|礼物|红包|發|福|烟花|爆竹|苦涩|叹气|裂开"
    r"|让我看看|666|翻白眼|咖啡|蛋糕|太阳|月亮)\]"
)
_SAME_WORD = {"登陆": "登录", "帐": "账", "模版": "模板", "其它": "其他", "幺": "么", "増": "增", "証": "证"}
_PUNCTUATION = dict(zip("。、“”‘’「」『』【】〔〕《》〈〉—–·•", """.,""''""\"\"[][]<><>--  """, strict=True))
_SIMPLIFIED_TOO = frozenset("么著")


class _Folding(dict[int, str | None]):
    """A ``str.translate`` table that decides about a character when it is first met."""

    def __missing__(self, code: int) -> str | None:
        self[code] = _folded(chr(code))
        return self[code]


def _folded(character: str) -> str | None:
    if character in _PUNCTUATION:
        return _PUNCTUATION[character]
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category[0] == "C" or category in {"So", "Sk", "Mn", "Me"}:
        return None
    return character.lower()


_FOLDING = _Folding()


def plain(text: str) -> str:
    """``text`` in simplified characters, half width, lower case, without emoji, stickers or invisible signs.

    At most :data:`LIMIT` characters are read. Spaces between Chinese characters go, punctuation is folded
    to its ASCII form, and words that are written in two ways (登陆, 帐号) get one.
    """
    text = unicodedata.normalize("NFKC", text[:LIMIT])[:LIMIT].translate(_FOLDING)
    text = _SPACES_BETWEEN.sub("", _BLANK.sub(" ", _simplified(_STICKER.sub(" ", text))))
    for variant, word in _SAME_WORD.items():
        text = text.replace(variant, word)
    return text.strip()


def letters(text: str) -> str:
    """Only the Chinese characters, Latin letters and digits of a :func:`plain` text."""
    return _NOT_LETTER.sub("", text)


def has_symbols(text: str) -> bool:
    """Whether ``text`` holds an emoji or a chat sticker, which :func:`plain` takes out."""
    head = text[:LIMIT]
    return bool(_STICKER.search(head)) or any(unicodedata.category(sign) == "So" for sign in head)


def _simplified(text: str) -> str:
    if _traditional().isdisjoint(text):
        return text
    return str(_converter().convert(text))


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    # tw2sp is t2s plus the words that differ across the strait: 資訊 is 信息, 登入 is 登录, 列印 is 打印.
    return OpenCC("tw2sp")


@lru_cache(maxsize=1)
def _traditional() -> frozenset[str]:
    """The characters that only traditional text holds, so that simplified text need not be converted."""
    every = [chr(code) for code in range(0x3400, 0xA000)]
    converted = _converter().convert("\n".join(every)).split("\n")
    return frozenset(old for old, new in zip(every, converted, strict=True) if old != new) - _SIMPLIFIED_TOO
