"""Matching what is typed with what may be chosen: a number, a label, a clear part of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from bot.engine.checks import fold, looks_like_question
from bot.engine.choice import Choice

_DIGITS = "([0-9]{1,2}|[一二三四五六七八九十])"
_NUMBER = re.compile(
    rf"(?:我?选|就|我?要|选择)*第{_DIGITS}(?:个|项|号|条)?(?:吧|了|呗)?|(?:我?选|选项|选择|答案是|就)?[((]?{_DIGITS}[))]?号?"
)
_ORDINAL = re.compile(r"(?:那|刚才|上面|前面|的)*第([一二三四五六1-6])个(?!月|人|星期|礼拜|季|工作日).{1,12}")
_CHINESE = {sign: n for n, sign in enumerate("一二三四五六七八九十", 1)}
_CIRCLED = {chr(0x2460 + n): str(n + 1) for n in range(20)}
_LONGER_BY = 6
_DENIALS = tuple(["不", "没", "未", "无", "别", "非", "不是", "不要", "不用", "不能", "不想", "没有", "没能"])
_LEAST_FOR_SLIPS = 3
_LIKE = 75.0
_LIKER_BY = 12.0
_LONGEST_STORY = 30


def same(left: str, right: str) -> bool:
    """Whether two texts are the same but for widths, case, blanks and outer punctuation."""
    return fold(left) == fold(right)


def read_number(text: str) -> int | None:
    """The option number that the whole text is: “2”, “2.”, “第二个”, “选2”."""
    match = _NUMBER.fullmatch(fold("".join(_CIRCLED.get(sign, sign) for sign in text)))
    if not match:
        return None
    number = match[1] or match[2]
    return _CHINESE.get(number) or int(number)


def read_ordinal(text: str) -> int | None:
    """The place in a list that a question begins with: “第二个在哪里点”, “那第一个再说细一点”."""
    match = _ORDINAL.fullmatch(fold(text))
    return None if match is None else _CHINESE.get(match[1]) or int(match[1])


def match_label(text: str, labels: Sequence[str]) -> int | None:
    """The place of the label that is meant, or None: the label itself, else a clear part of just one."""
    said = fold(text)
    folded = [fold(label) for label in labels]
    if said in folded:
        return folded.index(said)
    return _only(n for n, label in enumerate(folded) if _is_part(said, label))


def begins(text: str, label: str) -> bool:
    """Whether the label is meant by its first words."""
    said = fold(text)
    return len(said) >= 2 and fold(label).startswith(said)


def _is_part(said: str, label: str) -> bool:
    if len(said) >= 2 and said in label:
        return True
    if len(label) < 2 or label not in said or len(said) > len(label) + _LONGER_BY:
        return False
    return not looks_like_question(said) and stands_in(label, said)


def stands_in(part: str, whole: str) -> bool:
    """Whether ``part`` stands in ``whole`` undenied: “可以” does not stand in “不可以”."""
    place = whole.find(part)
    while place > 0 and whole[:place].endswith(_DENIALS):
        place = whole.find(part, place + 1)
    return place >= 0


def match_choice(text: str, kind: type[Choice]) -> Choice | None:
    """The member that is meant, by any of its wordings; parts count only where they mean just one member."""
    said = fold(text)
    for member in kind:
        if said in member.folded:
            return member
    found = [m for m in kind if any(_is_part(said, word) for word in m.folded)]
    if len(found) != 1 and (told := _told_twice(said, kind)) is not None:
        return told
    if not found:
        return _nearly(said, kind)
    if len(found) != 1 or not any(stands_in(said, w) or stands_in(w, said) for w in found[0].folded):
        return None
    return found[0]


def _told_twice(said: str, kind: type[Choice]) -> Choice | None:
    """The member that a longer message means, since two of its wordings stand there, and fewer of any other's."""
    if len(said) > _LONGEST_STORY or looks_like_question(said):
        return None
    words = [{w for w in m.folded if len(w) >= 2} for m in kind]
    counts = sorted(((sum(stands_in(w, said) for w in own), -n) for n, own in enumerate(words)), reverse=True)
    most, place = counts[0]
    rival = counts[1][0] if len(counts) > 1 else 0
    return list(kind)[-place] if most >= 2 and most > rival else None


def _nearly(said: str, kind: type[Choice]) -> Choice | None:
    """The member that is meant but for a slip of a sign or two; none where two are about as near, or one denies."""
    if len(said) < _LEAST_FOR_SLIPS or looks_like_question(said):
        return None
    near = sorted(((max(_likeness(said, w) for w in m.folded), n) for n, m in enumerate(kind)), reverse=True)
    best, place = near[0]
    rival = near[1][0] if len(near) > 1 else 0.0
    return list(kind)[place] if best >= _LIKE and best - rival >= _LIKER_BY else None


def _likeness(said: str, word: str) -> float:
    """0 to 100; 0 where one of them denies and the other does not."""
    denied = [sum(sign in _DENIALS for sign in text) for text in (said, word)]
    return fuzz.ratio(said, word) if denied[0] == denied[1] else 0.0


def match_many(text: str, kind: type[Choice]) -> tuple[Choice, ...] | None:
    """The members meant by “1,3”, “1 3” or their labels, in the enum's order; None where a part means nothing."""
    spaced = re.sub(r"([\u2460-\u2473])", r"\1 ", text)
    chosen: list[Choice] = []
    for part in filter(None, re.split(r"[\s,\uff0c、;\uff1b]+", spaced)):
        member = _one_of(part, kind)
        several = [member] if member else [_one_of(smaller, kind) for smaller in re.split("[和及]", part)]
        if None in several:
            return None
        chosen += filter(None, several)
    return tuple(member for member in kind if member in chosen) or None


def _one_of(text: str, kind: type[Choice]) -> Choice | None:
    number = read_number(text)
    if number is not None and 1 <= number <= len(kind):
        return list(kind)[number - 1]
    return match_choice(text, kind)


def _only(places: Iterable[int]) -> int | None:
    found = list(places)
    return found[0] if len(found) == 1 else None
