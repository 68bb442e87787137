"""A phrasing put into a YAML file: one more line at the end of an ``ask:`` list, every other byte as it was."""

import json
import re
from typing import Any

import yaml

from faq.reading import line_of

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class NoPlace(Exception):
    """The file is written in a way that no line can be put into safely; ``str`` says why, in Chinese."""


def with_phrasing(content: bytes, entry: str | None, text: str) -> tuple[bytes, int]:
    """The file with ``text`` at the end of the ``ask:`` list of ``entry`` (None where the file is one entry), and its
    line.

    Raises:
        NoPlace: there is no such list, or the file would not read as before but for the phrasing.
    """
    old = content.decode("utf-8")
    ask = _ask_of(_composed(old), entry)
    place = _after_item(old, ask) if ask.flow_style else _line_after(old, ask)
    new = old[:place] + _written(old, place, ask, text) + old[place:]
    expected = _value(_composed(old))
    _entry_in(expected, entry)["ask"].append(text)
    added = _composed(new)
    if _value(added) != expected:
        raise NoPlace("加进去以后文件读出来不对，没有动它；请手工加这一行")
    return new.encode("utf-8"), _ask_of(added, entry).value[-1].start_mark.line + 1


def line_in(content: bytes, entry: str | None, *place: str | int) -> int:
    """The line of what ``place`` leads to in ``entry``, such as ``"ask", 3``."""
    return line_of(_node_of(_composed(content.decode("utf-8")), entry), place)


def _composed(text: str) -> yaml.Node:
    node = yaml.compose(text, Loader=yaml.CBaseLoader)
    if node is None:
        raise NoPlace("文件是空的")
    return node


def _ask_of(root: yaml.Node, entry: str | None) -> yaml.SequenceNode:
    ask = next((value for key, value in _node_of(root, entry).value if key.value == "ask"), None)
    if not isinstance(ask, yaml.SequenceNode) or not ask.value:
        raise NoPlace("文件里找不到它的“ask:”列表")
    return ask


def _node_of(root: yaml.Node, entry: str | None) -> yaml.Node:
    found = root if entry is None else next((node for node in root.value if _value(node).get("id") == entry), None)
    if not isinstance(found, yaml.MappingNode):
        raise NoPlace("文件里找不到这个条目")
    return found


def _line_after(text: str, ask: yaml.SequenceNode) -> int:
    """Where the line after the last item of a list begins; the end of the text where there is none."""
    last = ask.value[-1]
    # A block of text ends where the next thing begins, all else on its own line.
    ended = last.end_mark.column == 0 and last.end_mark.line > last.start_mark.line
    starts = _line_starts(text)
    line = last.end_mark.line + (0 if ended else 1)
    return starts[line] if line < len(starts) else len(text)


def _after_item(text: str, ask: yaml.SequenceNode) -> int:
    end = ask.value[-1].end_mark
    line: int = end.line
    column: int = end.column
    return _line_starts(text)[line] + column


def _written(text: str, place: int, ask: yaml.SequenceNode, phrasing: str) -> str:
    """The phrasing as it stands in the file at ``place``, with what separates it from the item before."""
    if ask.flow_style:
        return f", {json.dumps(phrasing, ensure_ascii=False)}"
    item = f"{' ' * ask.start_mark.column}- {_scalar(phrasing)}"
    breaks = list(_BREAK.finditer(text, 0, place))
    line_break = breaks[-1].group() if breaks else "\n"
    return item + line_break if breaks and breaks[-1].end() == place else line_break + item


def _scalar(text: str) -> str:
    """The text without quotes where every YAML reader takes it as it stands, or else in quotes."""
    try:
        bare = yaml.safe_load(f"- {text}\n") == [text]
    except yaml.YAMLError:
        bare = False
    return text if bare else json.dumps(text, ensure_ascii=False)


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in _BREAK.finditer(text))]


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {_value(key): _value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    return node.value


def _entry_in(value: Any, entry: str | None) -> Any:
    return value if entry is None else next(each for each in value if each["id"] == entry)
