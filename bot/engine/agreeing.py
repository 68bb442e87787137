"""Plain agreement: what sends a filing, or makes two people one, in words that mean nothing else."""

from __future__ import annotations

import re

from bot.engine.checks import fold, looks_like_question
from bot.engine.choice import Choice

_AGREEING = re.compile(
    "好了|好的?|可以|行|没错|对的?|是的?|嗯|无误|麻烦|谢谢|请|那|就|我|帮我|给我|现在|一下|的|吧|啊|呀|哦|了"
)
"""What may stand around the word that agrees, and leaves it as plain as it is."""
_HALF = (
    re.compile("[可能]以?(?:提交|确认)|(?:提交|确认)的"),
    re.compile("^对了|(?:^|[^题错误对以行好])了"),
    re.compile("[题错误对是以我人]了?吧|[^那嗯,](?:好|行)吧$"),
    re.compile("[题错误了对以行]就|要是"),
    re.compile("(?:请|麻烦|[帮给]我)(?:现在)?确认(?!提交)|确认一下"),
)
"""What agrees by half: that it could be done, or was done already (“提交了”), a guess (“没问题吧”), a condition
(“没问题就提交”), the wish that somebody looks once more (“帮我确认”).
"""
_CLAUSES = re.compile(r"[,.!;:~。、…\-]+")


def agrees(text: str, member: Choice) -> bool:
    """Whether the text plainly says what the member says: one of its wordings, and beside it only what agrees as well.

    Whoever puts it off (“看看再提交”), doubts or asks does not.
    """
    said = fold(text)
    if looks_like_question(text) or any(half.search(said) for half in _HALF):
        return False
    rest = said
    for word in sorted(member.folded, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != said and not _AGREEING.sub("", _CLAUSES.sub("", rest))
