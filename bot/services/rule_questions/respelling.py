"""Words of rule questions that were typed by their sound: “鸡数”, “jishu”, “baodi le”."""

from __future__ import annotations

import re
from functools import cache

from faq.normalize import CHINESE
from faq.pinyin import syllables

_WORDS = (
    "基数", "补缴", "停保", "增员", "减员", "参保", "申报", "合同", "入职", "离职", "退休", "上调", "下调",
    "报低", "报高", "改成", "工资", "社保",
)  # fmt: skip
"""What questions about rules turn on."""
_REAL = frozenset(("技术", "计数", "几数", "急数", "工地", "公子", "设保", "曾员", "布教"))
"""Words that sound like one of them and are meant."""
_SPELLED = {
    "jishu": "基数", "bujiao": "补缴", "tingbao": "停保", "zengyuan": "增员", "jianyuan": "减员", "canbao": "参保",
    "shenbao": "申报", "hetong": "合同", "ruzhi": "入职", "lizhi": "离职", "tuixiu": "退休", "shangtiao": "上调",
    "xiatiao": "下调", "baodi": "报低", "baogao": "报高", "gaicheng": "改成", "gongzi": "工资", "shebao": "社保",
    "gai": "改", "bu": "补", "le": "了", "kaishi": "开始", "ji": "几", "ge": "个", "yue": "月", "hao": "号",
    "neng": "能", "ma": "吗", "duoshao": "多少", "yao": "要", "de": "的", "dao": "到", "tiao": "调", "cong": "从",
}  # fmt: skip
_LATIN = re.compile("[a-z]+")
_RUN = re.compile(f"[{CHINESE}]+")


def respelled(text: str) -> str:
    """The plain text with those words as they are written; the same text where there are none."""
    written = _LATIN.sub(lambda match: _cut(match[0]) or match[0], text)
    return _RUN.sub(lambda match: _by_sound(match[0]), written)


def _by_sound(run: str) -> str:
    signs, place = list(run), 0
    while place < len(run) - 1:
        pair = run[place : place + 2]
        word = _sounds().get(syllables(pair))
        if word is not None and pair not in _WORDS and pair not in _REAL:
            signs[place : place + 2] = word
            place += 1
        place += 1
    return "".join(signs)


@cache
def _sounds() -> dict[tuple[str, ...], str]:
    return {syllables(word): word for word in _WORDS}


def _cut(spelled: str) -> str:
    """The words that a run of letters spells, the longest first; empty where some of it spells none."""
    if not spelled:
        return ""
    for end in range(len(spelled), 0, -1):
        word = _SPELLED.get(spelled[:end])
        if word is not None and (end == len(spelled) or (rest := _cut(spelled[end:]))):
            return word if end == len(spelled) else word + rest
    return ""
