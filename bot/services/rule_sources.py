"""What a rule's result rests on and leaves open, as users read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from rules.explained import OpenPoint
from rules.modules import Module

WHO_KNOWS = OpenPoint("", ()).ask
"""Whom to ask about most open points."""
_GUIDES = {"002": "操作指南（2021-08-01）", "001": "江苏注册文章", "000": "全国通用文章（江苏以网厅为准）"}
_REPUBLISHED = "公开资料转载，未见官方原件"
_GRADES = {
    "A": "官方页面",
    "B": _REPUBLISHED,
    "C": "来源较弱，请向税务机关或12333核实",
    "general": "全国通用说法，江苏以网厅为准",
    "ours": "手头的资料没有写，请向12333核实",
}
_HEADINGS = {"一": "申报期的变化", "三": "涉及事项", "四": "社保信息查询及证明打印"}
_OF_MODULE = re.compile(r"三\.(10|[1-9])")
_HEADED = re.compile(r"(00\d) §?(.+)")
_LATER = re.compile(r"domain (.+?)(?:（([ABC])）)?")
_NAMELESS = "文号未查到"
NO_GRADES: Mapping[str, str] = MappingProxyType({})


def cited(sources: Iterable[str], grades: Mapping[str, str] = NO_GRADES) -> str:
    """The sources of a rule's result with their dates, each guide once with its headings.

    ``grades`` are those of documents that gave a parameter's value; what is not official is told so.
    """
    headings: dict[str, list[str]] = {}
    for source in sources:
        headed, later = _HEADED.fullmatch(source), _LATER.fullmatch(source)
        if headed:
            headings.setdefault(_GUIDES[headed[1]], []).append(_heading(headed[2]))
        elif later:
            headings.setdefault(f"{later[1]}（{_GRADES[later[2] or 'B']}）", [])
        elif source != _NAMELESS or grades.get(source) == "C":
            graded = "" if source.startswith("常识") else _GRADES.get(grades.get(source, ""), "")
            headings.setdefault(f"{source}（{graded}）" if graded and graded not in source else source, [])
    return "；".join(f"{document}{'、'.join(dict.fromkeys(used))}" for document, used in headings.items())


def _heading(place: str) -> str:
    """The heading as it is printed: the third part of the operations guide has one for each module."""
    module = _OF_MODULE.fullmatch(place)
    if module:
        return list(Module)[int(module[1]) - 1].label
    return _HEADINGS.get(place, place.removeprefix("五 "))


def told_open(points: Iterable[OpenPoint]) -> tuple[str, ...]:
    """Each open point in one line: the question, its readings, and whom to ask where it is not ``WHO_KNOWS``."""
    return tuple(point.question + _readings(point) + _whom(point) for point in points)


def _whom(point: OpenPoint) -> str:
    return "" if point.ask == WHO_KNOWS else f"问：{point.ask}。"


def _readings(point: OpenPoint) -> str:
    if len(point.readings) < 2:
        return "".join(point.readings)
    return "".join(f"（{n}）{reading}" for n, reading in enumerate(point.readings, 1))
