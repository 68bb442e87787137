"""Rules' answers for the eye, and as JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.services.rule_catalog import ParameterTold, RuleTold
from bot.services.rulings import Answer, Refusal, Ruling


def plain_json(value: Any) -> str:
    """JSON on one line; Chinese as it is, and nothing that a stream could not carry."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def print_answer(answer: Ruling, console: Console) -> None:
    """Prints a result: headline, numbers, why, what is left open, sources."""
    console.print(Text(f"{answer.label}：{answer.plain['outcome_label']}", "bold"))
    console.print(f"{answer.plain['because']['says']}\n")
    for one in answer.told:
        console.print(f"  {one.label}：{one.text}")
    console.print("\n为什么")
    for line in _tree(answer.plain["because"]):
        console.print(f"  {line}")
    for point in answer.plain["open_points"]:
        console.print(f"\n没有定论：{point['question']}")
        for reading in point["readings"]:
            console.print(f"  · {reading}")
        console.print(f"  请问：{point['ask']}")
    console.print(f"\n出处：{'；'.join(answer.plain['sources']) or '—'}")
    console.print(f"按{answer.day}，{answer.region}参数 {answer.law_id}")


def _tree(because: dict[str, Any], depth: int = 0) -> Iterator[str]:
    source = f"（{because['source']}）" if because["source"] else ""
    yield f"{'　' * depth}{because['says']}{source}"
    for part in because["parts"]:
        yield from _tree(part, depth + 1)


def print_compared(answers: Sequence[Answer], console: Console) -> None:
    """Prints the same question for several days as a table, with a star where they differ."""
    table = Table()
    table.add_column("")
    table.add_column("", overflow="fold")
    for answer in answers:
        table.add_column(answer.day, overflow="fold")
    columns = [_column(answer) for answer in answers]
    for label in dict.fromkeys(label for column in columns for label in column):
        texts = [column.get(label, "—") for column in columns]
        table.add_row("*" if len(set(texts)) > 1 else "", label, *texts)
    console.print(table)
    console.print("* 不同的项")


def _column(answer: Answer) -> dict[str, str]:
    if isinstance(answer, Refusal):
        return {"结论": answer.message}
    return {"结论": answer.plain["outcome_label"], **{one.label: one.text for one in answer.told}}


def print_rules(rules: Sequence[RuleTold], console: Console) -> None:
    """Prints every rule with what it asks for and an example."""
    for rule in rules:
        console.print(Text(f"{rule.name}  {rule.label}", "bold"))
        console.print(f"  {rule.about}")
        for parameter in rule.parameters:
            console.print(f"  {_said(parameter)}")
        console.print(f"  例：python -m bot rule {rule.name} {_quoted(rule.example_given)}\n")


def _said(parameter: ParameterTold) -> str:
    needed = "必填" if parameter.required else "可不填"
    parts = "".join(f"\n      {each.name}（{each.label}）：{each.wanted}" for each in parameter.members)
    return f"{parameter.name}（{parameter.label}，{parameter.type}，{needed}）：{parameter.wanted}{parts}"


def _quoted(given: dict[str, str]) -> str:
    words = (f"{key}={value}" for key, value in given.items())
    return " ".join(f"'{word}'" if set(word) & set('"{}[]') else word for word in words)
