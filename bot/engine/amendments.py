"""Corrections as they are put: “开始日期不对 应该是9月15号”, “不是普通员工 是管理人员”, “钱改回6500 岗位改成技术”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.engine.checks import looks_like_question, tidy

_MOST_SIGNS = 120
_APART = re.compile(r"(?<!\d),|,(?!\d{3})|[\uff0c。;\uff1b!\uff01、\n]+|(?<=[了错对])\s+|\s+(?![\d:\uff1a])")
_MARKED = re.compile(
    r"(?P<name>.*?)(?:"
    r"(?P<wrong>(?:好像|可能|都|是)*(?:(?<!报)(?:[写填输打选点弄搞记说看答])?错(?:了|啦|的)|[写填]错|不对|有误|不正确)(?:了|的|吧|啊)*)"
    r"|(?P<to>(?:要|应该|得|给我|帮我|还是)*(?:改(?!天|日|名|密码|变|进|造|签)(?:成|为|回|到|一?下)?|[换调](?:成|为|到)|更正[成为]?)|应该?(?:是|为)?)"
    r"|(?P<says>[而就]?是|[:\uff1a=]))(?P<rest>.*)"
)
_DENIED = re.compile(r"(?:[我他她它这]|那个)?(?<!是)不是(?P<old>.+)")
_BEFORE_A_DENIAL = re.compile(r"(?<=[^我他她它这是\s,])(?=不是(?!吗|吧))")
_BEHIND_A_DENIAL = re.compile(r"(不是[^是,]+?)(?=(?:而|应该?)?是)")
_NOT = ("没", "没有", "未", "不", "不会", "不用", "不要", "别", "无")
"""What denies that something is wrong, or to be changed: “没写错”, “不用改”."""
_LEADING = re.compile(
    "^(?:把|那就|那(?!个|天|一)|就|还是|想|那个|这个|我的?|他的?|她的?|刚才|刚刚|觉得|感觉|看着|哎呀|前面|上面|写|填|的|哦|啊|呃|等等|等一?下|不对|麻烦|请|帮)+"
)
_AROUND_VALUE = re.compile(
    "^(?:[我他她]|其实|正确的?|应该?|还是|只能|只有|只|要|是|为|到|填|选|收|用|走|成|回|个|[:\uff1a=\\s])+"
    "|(?:吧|啊|呀|哦|才对|才是|的|了|[.。!\uff01\\s])+$"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a correction: ``name`` of an answer, its value ``old`` that is denied, what stands there for the
    new one (``value``), or the whole clause (``text``). ``wrong`` says that something is wrong, ``to`` that it is to
    be changed.
    """

    text: str
    name: str = ""
    old: str = ""
    value: str = ""
    wrong: bool = False
    to: bool = False


def read_amendment(text: str) -> list[Clause]:
    """The clauses of a message that corrects something; none where nothing says so, or it is put as a question."""
    plain = tidy(text)
    if len(plain) > _MOST_SIGNS or looks_like_question(plain):
        return []
    parted = _BEHIND_A_DENIAL.sub(r"\1,", _BEFORE_A_DENIAL.sub(",", plain))
    clauses = [_clause(part.strip()) for part in _APART.split(parted) if part.strip()]
    return clauses if any(c.wrong or c.to or c.old for c in clauses) else []


def _clause(text: str) -> Clause:
    if denied := _DENIED.fullmatch(text):
        return Clause(text, old=_bare(denied["old"]))
    match = _MARKED.fullmatch(text)
    if match is None or match["name"].endswith(_NOT):
        before, digit, _ = re.split(r"(\d|$)", text, maxsplit=1)
        return Clause(
            text,
            name=_LEADING.sub("", before) if digit else "",
            value=_bare(text.removeprefix(before) if digit else text),
        )
    name = _LEADING.sub("", match["name"].strip())
    return Clause(text, name, "", _bare(match["rest"]), bool(match["wrong"]), bool(match["to"]))


def _bare(value: str) -> str:
    return _AROUND_VALUE.sub("", value.strip())
