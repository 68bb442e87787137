"""Reading copies: each dialog as Markdown, for people who know the policy and read no code.

A diagram of every step and edge, then every text in full. A copy is made from the declaration alone, so that the same
dialog always gives the same copy.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from bot.engine.card import check_of, members
from bot.engine.choice import Choice
from bot.engine.declaration import following, targets_of
from bot.engine.dialog import Dialog
from bot.engine.faces import fields_table
from bot.engine.signature import function_of
from bot.engine.steps import (
    Ask,
    Asking,
    Attach,
    Call,
    Choose,
    ChooseMany,
    Decide,
    End,
    Gather,
    LookUp,
    Perform,
    Review,
    Step,
    Tell,
    Wait,
)

MADE_BY: Final = "<!-- 由 `python -m bot draw` 从流程代码生成，请不要手改：改流程，再生成。 -->"
_KINDS: Final[Mapping[type[Step], str]] = {
    Ask: "填写", Choose: "选一项", ChooseMany: "可选多项", Attach: "传文件", Gather: "逐个填写", Decide: "规则判断",
    LookUp: "查询", Perform: "办理", Wait: "等结果", Tell: "告知", Call: "先办另一件", Review: "核对", End: "结束",
}  # fmt: skip
_USES: Final = {
    "prefill": "预填", "suggest": "建议", "hears": "先读", "check": "再检查", "rule": "规则", "effect": "办理",
    "offers": "接着可以",
}  # fmt: skip
_WIDE: Final = str.maketrans(dict(zip(':;"#<>{}[]()%&\\`|', "：；”＃＜＞｛｝［］（）％＆＼‘｜", strict=True)))
_LONGEST: Final = 24
_PLAIN_NAME: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def reading_copy(dialog: type[Dialog]) -> str:
    """The dialog as Markdown: what it is, its diagram, and every step in order."""
    return "\n".join(_lines_of(dialog)) + "\n"


def write_copies(dialogs: Iterable[type[Dialog]], folder: Path) -> list[Path]:
    """Brings the copies in ``folder`` up to date, ``<key>.md`` each; those of removed dialogs go.

    Gives the files that changed.
    """
    wanted = _wanted(dialogs, folder)
    changed = _stale(wanted, folder)
    for path in changed:
        if path in wanted:
            path.write_text(wanted[path], "utf-8")
        else:
            path.unlink()
    return changed


def stale_copies(dialogs: Iterable[type[Dialog]], folder: Path) -> list[Path]:
    """The copies in ``folder`` that are missing, out of date, or of no dialog any more."""
    return _stale(_wanted(dialogs, folder), folder)


def _wanted(dialogs: Iterable[type[Dialog]], folder: Path) -> dict[Path, str]:
    return {folder / f"{dialog.key}.md": reading_copy(dialog) for dialog in dialogs}


def _stale(wanted: Mapping[Path, str], folder: Path) -> list[Path]:
    there = {path: path.read_text("utf-8") for path in sorted(folder.glob("*.md"))}
    old = [path for path, text in there.items() if path not in wanted and MADE_BY in text]
    return sorted([*(path for path, text in wanted.items() if there.get(path) != text), *old])


def _lines_of(dialog: type[Dialog]) -> Iterator[str]:
    about, _, source = inspect.cleandoc(dialog.__doc__ or "").partition("Source:")
    yield from (f"# {dialog.title}", "", MADE_BY, "")
    yield f"标识 `{dialog.key}` · 公开编号 `{dialog.topic or '无'}` · 版本 {dialog.version}"
    yield from ("", *about.strip().splitlines(), "")
    if source:
        yield from (f"依据：{' '.join(source.split())}", "")
    if dialog.as_form is not None:
        yield from ("## 栏目", "", *fields_table(dialog), "")
    yield from ("## 流程图", "", "```mermaid", *_diagram(dialog), "```", "", "## 每一步", "")
    if any(_PLAIN_NAME.search(step.text) for step in dialog.steps.values()):
        yield from ("文字里的〔…〕处，用前面的回答、判断的结果或者当天的情况填上。", "")
    for number, step in enumerate(dialog.steps.values(), 1):
        yield from _section(dialog.steps, step, f"### {number}. ")


def _diagram(dialog: type[Dialog]) -> Iterator[str]:
    yield "stateDiagram-v2"
    yield from _states(dialog.steps, "s", "    ")


def _states(steps: Mapping[str, Step], prefix: str, indent: str) -> Iterator[str]:
    """The states and edges of a class; ``prefix`` keeps apart the steps of a group and words that Mermaid reserves."""
    for step in steps.values():
        yield f'{indent}state "{_plain(_called(step))}" as {prefix}_{step.name}'
    yield f"{indent}[*] --> {prefix}_{next(iter(steps))}"
    for step in steps.values():
        for target, options in _edges(steps, step).items():
            said = f" : {_plain('、'.join(options), most=2 * _LONGEST)}" if options else ""
            yield f"{indent}{prefix}_{step.name} --> {f'{prefix}_{target}' if target else '[*]'}{said}"
        if isinstance(step, Gather):
            yield f"{indent}state {prefix}_{step.name} {{"
            yield from _states(step.item.steps, f"{prefix}_{step.name}", indent + "    ")
            yield f"{indent}}}"


def _edges(steps: Mapping[str, Step], step: Step) -> dict[str, list[str]]:
    """The steps that may follow, each with the options that lead there; the empty name is the end."""
    if isinstance(step, End):
        return {"": [f"接着办〔{step.goes_to}〕"] if step.goes_to else ["转人工"] if step.human else []}
    targets = targets_of(step)
    if targets is None:
        return {following(steps, step) or "": []}
    edges: dict[str, list[str]] = {}
    for option, target in targets.items():
        edges.setdefault(target, []).append(_option(step, option))
    return edges


def _option(step: Step, option: Any) -> str:
    if isinstance(step, Call):
        return _called(step.dialog.steps[option])
    return option.label if isinstance(option, Choice) else str(option)


def _called(step: Step) -> str:
    """What the step is called in the diagram and in headings: its label, else how its text or its rule begins."""
    if isinstance(step, Asking | Gather):
        return step.label
    if isinstance(step, Call):
        return f"先办：{step.dialog.title}"
    if (function := function_of(step)) is not None:
        begun = _first_line(function)
    else:
        begun = _filled({}, step.text.strip().partition("\n")[0])
    return f"{_KINDS[type(step)]}：{_shortened(begun, _LONGEST)}"


def _first_line(function: Callable[..., Any]) -> str:
    """What the function's docstring begins with; its name where it has none."""
    said = inspect.cleandoc(function.__doc__ or "").partition("\n")[0].rstrip(".")
    return said or function.__name__


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _plain(text: str, most: int = 2 * _LONGEST) -> str:
    """The text as a diagram can hold it: signs that mean something to Mermaid in full width, one line."""
    return _shortened(" ".join(text.split()).replace("--", "——").translate(_WIDE), most)


def _section(steps: Mapping[str, Step], step: Step, heading: str) -> Iterator[str]:
    kind = _KINDS[type(step)]
    if isinstance(step, Asking | Gather):
        yield from (f"{heading}{step.label}", "", f"{kind} · `{step.name}`", "")
    else:
        yield from (f"{heading}{kind}", "", f"`{step.name}`", "")
    if step.text.strip():
        yield from ("```text", *_filled(steps, step.wording.source).splitlines(), "```", "")
    notes = [*_options(steps, step), *_details(step)]
    yield from (*notes, "")
    if isinstance(step, Gather):
        for number, inner in enumerate(step.item.steps.values(), 1):
            yield from _section(step.item.steps, inner, f"#### {number}) ")


def _filled(steps: Mapping[str, Step], text: str) -> str:
    """The text with 〔…〕 where an answer is filled in; anything more than a name stays as written."""

    def shown(match: re.Match[str]) -> str:
        step = steps.get(match[1])
        known = step.label if isinstance(step, Asking | Gather) else {"today": "今天"}.get(match[1], match[1])
        return f"〔{known}〕"

    return _PLAIN_NAME.sub(shown, text)


def _options(steps: Mapping[str, Step], step: Step) -> Iterator[str]:
    """One line an option with its further wordings and where it leads, or one line where the step just goes on."""
    targets = targets_of(step)
    if isinstance(step, End):
        yield from _endings(step)
    elif targets is None:
        for member in members(step):
            yield f"- {_worded(member)}"
        after = following(steps, step)
        yield f"- 接着：{_named(steps, after)}" if after else "- 这一个填完了"
    else:
        for option, target in targets.items():
            label = _worded(option) if isinstance(option, Choice) else _option(step, option)
            yield f"- {label} → {_named(steps, target)}"


def _worded(member: Choice) -> str:
    others = "、".join(member.wordings[1:])
    return f"**{member.label}**（也可以说：{others}）" if others else f"**{member.label}**"


def _named(steps: Mapping[str, Step], name: str) -> str:
    return f"第{list(steps).index(name) + 1}步“{_called(steps[name])}”"


def _endings(step: End) -> Iterator[str]:
    if step.human:
        yield "- 转人工"
    elif step.goes_to:
        yield f"- 接着办 `{step.goes_to}` 所指的流程"
    elif step.outcome is not None:
        yield f"- 结果记为 `{step.outcome.value}`，不再问有没有帮上忙"
    else:
        yield "- 不再问有没有帮上忙" if step.silent else "- 问：这样还需要打12333吗？"


def _details(step: Step) -> Iterator[str]:
    check = check_of(step)
    if check is not None:
        yield f"- 检查：{check.label or '文字'}" + (f"，例如：{check.example}" if check.example else "")
    if isinstance(step, Attach):
        yield f"- 文件：{'、'.join(step.kinds)}，{step.least}到{step.most}个，每个不超过{step.max_bytes / 2**20:.2g}MB"
    if isinstance(step, Choose) and step.early:
        yield "- 前一句话里已经说到的，就不再问"
    if isinstance(step, ChooseMany) and step.least:
        yield f"- 至少选{step.least}项"
    if isinstance(step, Gather):
        yield f"- {step.least}到{step.most}个"
    if isinstance(step, Call):
        yield f"- 流程：[{step.dialog.title}]({step.dialog.key}.md)"
    for field in fields(step):
        what = _USES.get(field.name)
        function = getattr(step, field.name)
        if what and function is not None:
            said = _first_line(function)
            yield f"- {what}：`{function.__name__}`" + (f"，{said}" if said != function.__name__ else "")
