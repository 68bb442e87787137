"""YAML files become entries, or faults that name the file, the line and the mend."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from faq.entries import Entry

E = TypeVar("E", bound=Entry)
E_co = TypeVar("E_co", bound=Entry, covariant=True)
Place = Sequence[str | int]


@dataclass(frozen=True)
class KnowledgeFault:
    """What is wrong with a knowledge file, where, and how to mend it."""

    path: Path
    line: int
    reason_zh: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason_zh}"


class KnowledgeFaults(Exception):
    """Every fault of every file of a knowledge folder."""

    def __init__(self, faults: Sequence[KnowledgeFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (str(fault.path), fault.line)))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True)
class Placed(Generic[E_co]):
    """An entry with the place it was read from, so that a later check can name the line."""

    entry: E_co
    path: Path
    node: yaml.Node

    def fault(self, reason_zh: str, *place: str | int) -> KnowledgeFault:
        """A fault at the key or list item that ``place`` leads to."""
        return KnowledgeFault(self.path, line_of(self.node, place), reason_zh)


def read_one(path: Path, kind: type[E], faults: list[KnowledgeFault]) -> Iterator[Placed[E]]:
    """The single entry of a file; what is wrong is added to ``faults``, and then there is none."""
    if (node := _composed(path, faults)) is not None:
        yield from _checked(path, node, kind, faults)


def read_many(path: Path, kind: type[E], faults: list[KnowledgeFault]) -> Iterator[Placed[E]]:
    """The entries of a file that is a list; those that are wrong are added to ``faults`` and left out."""
    node = _composed(path, faults)
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _checked(path, item, kind, faults)
    elif node is not None:
        faults.append(KnowledgeFault(path, 1, "整个文件应是一个列表,每一项以“- id:”开头"))


def line_of(node: yaml.Node, place: Place) -> int:
    """The line of a key or list item; of the nearest thing around it where it is missing."""
    line = node.start_mark.line + 1
    for step in place:
        found = _step(node, step)
        if found is None:
            break
        mark, node = found
        line = mark.line + 1
    return line


def _step(node: yaml.Node, step: str | int) -> tuple[yaml.Mark, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark, node.value[step]
    return None


def _composed(path: Path, faults: list[KnowledgeFault]) -> yaml.Node | None:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    except OSError:
        faults.append(KnowledgeFault(path, 1, "读不到这个文件,请把它放回去或检查权限"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        faults.append(KnowledgeFault(path, line, "不是 UTF-8 编码,请另存为 UTF-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reason = f"YAML 写法有误({error.problem}),请检查缩进、引号和冒号后的空格"
        faults.append(KnowledgeFault(path, line, reason))
    except yaml.YAMLError:
        faults.append(KnowledgeFault(path, 1, "含有不可见的控制字符,请删除后另存"))
    else:
        if node is None:
            faults.append(KnowledgeFault(path, 1, "文件是空的"))
        return node
    return None


def _checked(path: Path, node: yaml.Node, kind: type[E], faults: list[KnowledgeFault]) -> Iterator[Placed[E]]:
    before = len(faults)
    value = _plain_value(path, node, faults, set())
    if len(faults) > before:
        return
    try:
        yield Placed(kind.model_validate(value), path, node)
    except ValidationError as error:
        for detail in error.errors():
            faults.append(KnowledgeFault(path, line_of(node, detail["loc"]), _reason(detail, kind)))


def _plain_value(path: Path, node: yaml.Node, faults: list[KnowledgeFault], seen: set[int]) -> Any:
    """The node as strings, lists and dicts; a key twice or a YAML reference is a fault."""
    line = node.start_mark.line + 1
    if id(node) in seen:
        faults.append(KnowledgeFault(path, line, "不能用 & 和 * 引用;以这些符号开头的文字请加引号"))
        return ""
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain_value(path, item, faults, seen) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    values: dict[Any, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            faults.append(KnowledgeFault(path, key.start_mark.line + 1, "冒号前的键应是文字"))
        elif key.value in values:
            faults.append(KnowledgeFault(path, key.start_mark.line + 1, f"“{key.value}”写了两次,请合并"))
        else:
            values[key.value] = _plain_value(path, value, faults, seen)
    return values


def _reason(detail: ErrorDetails, kind: type[Entry]) -> str:
    """What pydantic found, said for the person who edits the file."""
    key = ".".join(str(step + 1 if isinstance(step, int) else step) for step in detail["loc"])
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return f"缺少“{key}”,请补上"
        case "extra_forbidden":
            known = "、".join(field.alias or name for name, field in kind.model_fields.items())
            return f"不认识的键“{key}”;这一层可用的键见说明,顶层有: {known}"
        case "enum":
            return f"“{key}”的值“{detail['input']}”不在可选值里: {context.get('expected', '')}"
        case "too_short":
            return f"“{key}”至少要 {context['min_length']} 条,现在只有 {context['actual_length']} 条"
        case "too_long":
            return f"“{key}”最多 {context['max_length']} 条,现在有 {context['actual_length']} 条"
        case "string_type" | "string_too_short":
            return f"“{key}”应是一段不为空的文字;含“: ”的句子请加引号"
        case "tuple_type":
            return f"“{key}”应是列表,每条一行,以“- ”开头"
        case "bool_parsing" | "bool_type":
            return f"“{key}”应写 true 或 false"
        case "int_parsing" | "int_type":
            return f"“{key}”应是整数"
        case "value_error":
            return f"“{key}”: {context['error']}"
        case "model_type" | "model_attributes_type" | "mapping_type" | "dict_type":
            return f"“{key or kind.__name__}”应是一组“键: 值”"
        case other:
            return f"“{key}”写法不对({other}: {detail['msg']})"
