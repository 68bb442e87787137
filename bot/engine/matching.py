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
_DENIALS = frozenset("不没未无别非")
_DENIED = re.compile(
    "(?:不|没有?|未|无|别|非|并非)(?:是|要|用|能|想|一定|完全|全|都|太|大|怎么|真的?|算|确定|敢说|觉得|弄|办|搞)*$"
)
"""What denies the word behind it: “不”, “没有完全”, “不太”."""
_LEAST_FOR_SLIPS = 3
_LIKE = 75.0
_LIKER_BY = 12.0
_LONGEST_STORY = 30
_LEAST_PART = 2
_ENDING = re.compile("(?:的|啊|呀|吧|呢|呗|哦|啦|哈|嘛|来|一下|那个|那种|这个|这种)$")
_LEADING = re.compile("^(?:嗯|哦|那|就|应该|可能|大概|我|是|选|要)*(?:是|选|要)(?=[^不没])")
_YES_OR_NO = frozenset("是对嗯好的可以有要行没否不用能还了会未无需帮我请")
"""The signs of words that say no more than yes or no, whatever the matter."""
_FILLING = re.compile(
    "谢谢|多谢|麻烦|辛苦|您好|你好|已经|现在|目前|刚才|一下|这样|这里|这边|这次|应该|可能|大概|确实|终于|试过|无误|提交"
    "|[我你您他她的了啊呀吧呢哦噢喔嗯哈哎唉嘛呗啦咯哟这那个都也就还是又再先会能要用来去过到上下里到给打办弄做传看好行可以对]"
)
"""What may stand around an answer and tells nothing more."""
_SUPPOSED = re.compile(
    "^等(?!了).+(?:再|才|以后|了)|如果|要是|万一|假如|(?:明天|后天|过.天|下周|下个?月).*(?:再|才|就|会|能|了)"
)
"""What is not so yet: “等他停了再说”, “明天才好了”."""
_TAKEN_BACK = re.compile("但是|可是|(?:^|[,.;!~。…])(?:但|不过)|又(?:报错|出错|失败|不行)")
"""What takes back the word before it: “成功了，可是又报错”."""
_CLAUSES = re.compile(r"[,.!;:~。、…\-]+")
_FAILS = re.compile(
    "[收打点登进找看传选提办弄设改查填输扫刷过换](?:不了|不到|不开|不上|不去|不进|不出|不动|不成|不过)"
    "|没有?(?:收到|看到|找到|成功|反应|出来|弹出|显示|进去|登上|通过|效果)"
    "|不行(?:啊|呀|了)?$"
)


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


def spoken_forms(text: str) -> list[str]:
    """The text as it is compared, and without what only wraps an answer: “应该是单位的吧” means “单位”."""
    forms = [fold(text)]
    while (bare := _ENDING.sub("", forms[-1])) and bare != forms[-1]:
        forms.append(bare)
    led = [_LEADING.sub("", form) for form in forms]
    return forms + [form for form in led if form and form not in forms]


def match_label(text: str, labels: Sequence[str]) -> int | None:
    """The place of the label that is meant, or None: the label itself, else a clear part of just one."""
    folded = [fold(label) for label in labels]
    forms = spoken_forms(text)
    for said in forms:
        if said in folded:
            return folded.index(said)
    parts = ([n for n, label in enumerate(folded) if _is_part(said, label)] for said in forms)
    return _only(next(filter(None, parts), ()))


def begins(text: str, label: str) -> bool:
    """Whether the label is meant by its first words."""
    said = fold(text)
    return len(said) >= 2 and fold(label).startswith(said)


def _is_part(said: str, label: str) -> bool:
    if len(said) >= 2 and said in label:
        return True
    if len(label) < 2 or label not in said or _tells_besides(said, label) > _LONGER_BY:
        return False
    return not looks_like_question(said) and not _SUPPOSED.search(said) and is_told(label, said)


def _tells_besides(said: str, label: str) -> int:
    """How many signs tell something beside the label."""
    return len(_FILLING.sub("", said.replace(label, "", 1))) if len(said) <= _LONGEST_STORY else _LONGEST_STORY


def is_told(word: str, said: str) -> bool:
    """Whether ``word`` stands in ``said`` undenied, and is not taken back. One that says no more than yes or no must
    end its clause: “没有” is not told by “没有收到短信”.
    """
    if not stands_in(word, said) or _TAKEN_BACK.search(said.rpartition(word)[2]):
        return False
    if not set(word) <= _YES_OR_NO:
        return True
    behind = (clause.partition(word)[2].replace(word, "") for clause in _CLAUSES.split(said) if word in clause)
    return any(not _FILLING.sub("", rest) for rest in behind)


def stands_in(part: str, whole: str) -> bool:
    """Whether ``part`` stands in ``whole`` undenied: “可以” does not stand in “不可以”."""
    place = whole.find(part)
    while place > 0 and _DENIED.search(whole[:place]):
        place = whole.find(part, place + 1)
    return place >= 0


def match_choice(text: str, kind: type[Choice]) -> Choice | None:
    """The member that is meant, by any of its wordings; parts count only where they mean just one member."""
    forms = spoken_forms(text)
    for form in forms:
        for member in kind:
            if form in member.folded:
                return member
    said, found = forms[0], list[Choice]()
    for form in forms:
        found = found or [m for m in kind if any(_is_part(_without_denied(form, m), word) for word in m.folded)]
    if len(found) != 1 and (told := _told_twice(said, kind)) is not None:
        return told
    if not found:
        return _nearly(said, kind)
    if len(found) != 1 or not any(stands_in(f, w) or stands_in(w, f) for w in found[0].folded for f in forms):
        return None
    return found[0]


def _without_denied(said: str, member: Choice) -> str:
    """The text without the member's wordings that are denied in it, so that no shorter one is found in them:
    “不是普通员工” means no 员工, either.
    """
    for word in sorted(filter(lambda word: len(word) >= 2, member.folded), key=len, reverse=True):
        if word in said and not stands_in(word, said):
            said = said.replace(word, "…")
    return said


def is_all_said(text: str, member: Choice) -> bool:
    """Whether the text says no more than the member does: one of its wordings, and filling words around it."""
    if any(form in member.folded for form in spoken_forms(text)):
        return True
    rest = fold(text)
    for word in sorted(member.folded, key=len, reverse=True):
        rest = rest.replace(word, "") if len(word) >= _LEAST_PART else rest
    return not _FILLING.sub("", _CLAUSES.sub("", rest))


def match_failure(text: str, kind: type[Choice]) -> Choice | None:
    """The member for what did not work, where the question is whether it did and the text tells what failed."""
    worked = next((m for m in kind if "成功了" in m.folded), None)
    failed = next((m for m in kind if "还没" in m.folded), None)
    return failed if worked is not None and not looks_like_question(text) and tells_failure(text) else None


def tells_failure(text: str) -> bool:
    """Whether the text tells that something does not work: “收不到短信”, “刷脸不行”."""
    return bool(_FAILS.search(fold(text)))


def _told_twice(said: str, kind: type[Choice]) -> Choice | None:
    """The member that a longer message means, since two of its wordings stand there, and fewer of any other's."""
    if len(said) > _LONGEST_STORY or looks_like_question(said) or _SUPPOSED.search(said):
        return None
    told = [(_without_denied(said, m), {w for w in m.folded if len(w) >= 2}) for m in kind]
    counts = sorted(((sum(is_told(w, left) for w in own), -n) for n, (left, own) in enumerate(told)), reverse=True)
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
