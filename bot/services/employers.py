"""A person's own employers as they name them in a message: by the whole name, or a part that only one of them has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.engine.checks import fold
from bot.engine.messages import OnBehalf
from bot.services.binder import Binder
from bot.store.bindings import Binding
from bot.store.keys import Damaged

_LEAST, _LEAST_ANYWHERE = 2, 3
"""Signs that name an employer where one is named (给…), and anywhere."""
_COMMON = re.compile(
    "有限|责任|股份|公司|集团|企业|单位|限公|任公|工程|项目|建设|职工|员工|人员|工人"
    "|参保|停保|社保|保险|劳务|派遣|登记|申报|预登"
)
"""Words that stand in many a name, or say what is to be done: they name nobody."""
_NAMING = r"(?:^|给|帮|替|为|把|是|[，,。；;\s])(?:我们|咱们|我)?(?:的|家|那家)?"
_AFTER = r"(?:公司|单位|店|厂|有限公司)?(?:的|那边的?|这边的?|那里的?|那儿的?)?"
_GOES_ON = re.compile(r"[^，,。；;\s的和跟与及、]{1,12}?(?:厂|店|公司|馆|中心|学校|医院|合作社|事务所)")
"""What follows a part where the name goes on, as another employer's: “南京机械厂” is not the one called 南京理发店."""
_OURS = "我们单位"
_WHOSE = r"(?:这家|那家|这个|那个)?(?:的)?(?:单位|公司|企业|用人单位)(?:名称|名字)?"
_WRONG = r"(?:不对|不是这[家个]|错了|[弄搞选写填]错了?|有误)"
_SHOULD = r"(?:应该是|应该|应是|应为|要的是|其实是|换成|换到|改成|改为|是|给|为)"
_IS_WRONG = re.compile(rf"{_WHOSE}{_WRONG}[了啊呀吧]?[。！!]?")
_CORRECTION = re.compile(
    rf"(?:{_WHOSE}{_WRONG}了?[，,。；;\s]*{_SHOULD}"
    rf"|{_WHOSE}(?:应该是|应该|应是|应为|换成|改成|改为)"
    rf"|(?:不对[，,。；;\s]*)?不是这(?:家|个)(?:单位|公司)?的?[，,。；;\s]*{_SHOULD})"
    r"(?P<name>[^，,。；;\s?？]{2,40}?)(?:的|吧|啊|呀|才对)?[。！!]?"
)


@dataclass(frozen=True, slots=True)
class Employers:
    """The employers that the person is bound to, the current one first."""

    bound: Sequence[Binding] = ()

    @property
    def current(self) -> str:
        """The credit code of the current one; empty where none is bound."""
        return self.bound[0].credit_code if self.bound else ""

    def named_in(self, text: str) -> OnBehalf | None:
        """The one employer that the text names, and the text without its name; None where it names none or several."""
        found = [(binding, said) for binding in self.bound if (said := self._said(binding, fold(text)))]
        if len(found) != 1:
            return None
        binding, said = found[0]
        return OnBehalf(binding.credit_code, tuple(dict.fromkeys(_without(fold(text), said))))

    def corrected_to(self, text: str, behalf: str) -> OnBehalf | None:
        """The employer that a form begun for ``behalf`` should be for, by a text that says so; else None."""
        here = self._name_of(behalf)
        if here and _IS_WRONG.fullmatch(fold(text)):
            return OnBehalf(
                refused=f"这一单替{here}办。要替另一家办，请写“单位不对，是”加那家的名称；没绑定的先“绑定单位”。"
            )
        match = _CORRECTION.fullmatch(fold(text))
        if match is None:
            return None
        name = match["name"]
        found = [binding for binding in self.bound if self._said(binding, name) or name in binding.name]
        if len(found) == 1 and found[0].credit_code != behalf:
            return OnBehalf(found[0].credit_code)
        if len(found) == 1:
            return OnBehalf(refused=f"这一单本来就是替{here}办的，什么都没有改变。")
        if found:
            names = "、".join(binding.name for binding in found)
            return OnBehalf(refused=f"“{name}”没有说清是哪一家：{names}。请写全名称，或者回复“换单位”来选。")
        kept = f"这一单还是替{here}办，填的都留着。" if here else "填的都留着。"
        return OnBehalf(refused=f"“{name}”您还没有绑定，不能替它办。要替它办，回复“绑定单位”先绑定。{kept}")

    def told(self, behalf: str) -> str:
        """What is said where a form begins: that another employer is current now, or which one it is among several."""
        name = self._name_of(behalf)
        if not name:
            return ""
        if behalf != self.current:
            return f"换到{name}。"
        return f"这一单替{name}办；要替另一家办，回复“换单位”。" if len(self.bound) > 1 else ""

    def _name_of(self, behalf: str) -> str:
        return next((binding.name for binding in self.bound if binding.credit_code == behalf), "")

    def _said(self, binding: Binding, text: str) -> str:
        """The longest part of the employer's name in the text that names it and no other one; empty where none does."""
        name = fold(binding.name)
        if name in text:
            return name
        others = [fold(other.name) for other in self.bound if other is not binding]
        parts = (part for part in _parts(name) if part in text and not any(part in other for other in others))
        return next((part for part in parts if _names(part, text) and not _goes_on(part, text)), "")


def _parts(name: str) -> Iterator[str]:
    """Every part of the name of at least two signs, the longest first."""
    places = combinations(range(len(name) + 1), 2)
    parts = {name[start:end] for start, end in places if end - start >= _LEAST}
    return iter(sorted(parts, key=lambda part: (-len(part), name.index(part))))


def _names(part: str, text: str) -> bool:
    """Whether a part of a name is said as one: where an employer is named, or long enough to be nothing else."""
    if len(_COMMON.sub("", part)) < _LEAST:
        return False
    return len(part) >= _LEAST_ANYWHERE or re.search(_NAMING + re.escape(part) + _AFTER, text) is not None


def _goes_on(part: str, text: str) -> bool:
    """Whether more of a name stands behind the part than the employer's own has."""
    return _GOES_ON.match(text, text.index(part) + len(part)) is not None


def _without(text: str, said: str) -> Iterator[str]:
    """The text without the name: what stands behind it alone, or with “我们单位” in its place."""
    named = re.compile(re.escape(said) + _AFTER)
    whose = named.search(text)
    if whose is not None and whose[0].endswith("的"):
        yield named.sub("", text, count=1)
        yield named.sub(f"{_OURS}的", text, count=1)
    else:
        yield named.sub(_OURS, text, count=1)
        yield re.sub(rf"(?:给|帮|替|为)?{re.escape(said)}{_AFTER}", "", text, count=1)


NO_EMPLOYERS = Employers()
"""Those of somebody who is bound to none."""


async def own_employers(binder: Binder) -> Employers:
    """The person's employers; none where what is kept of them cannot be read."""
    try:
        return Employers(tuple(await binder.bindings()))
    except Damaged:
        return NO_EMPLOYERS
