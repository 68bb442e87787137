"""Writes ``tests/cases/explanations.md``: what the rules answer over the cases, and why, for an expert to read.

Of each rule the example, and every case that tells a step or an outcome which no case before it told.
``python -m tests.rules.explanations`` writes it anew; read the difference before it is kept.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rules.explained import Explained
from rules.listing import RULES, BadGiven, as_json, run_rule
from rules.parameters import ParameterMissing, Parameters, load_parameters
from tests.rules.open_points import cases_of

_ROOT = Path(__file__).parents[2]
COPY = _ROOT / "tests" / "cases" / "explanations.md"
TODAY = date(2026, 11, 22)
_TOLD_BELOW = ("because", "open_points", "sources")
_HEAD = """# 规则怎样回答、为什么

每条规则挑出的例子：答案、一步一步的理由和出处、没有写明之处。所问的日子没有给出时是2026年11月22日。
本页由 `python -m tests.rules.explanations` 生成；改了规则之后，请先读一遍不同之处，再提交。
"""


@dataclass(frozen=True)
class Answered:
    """A case of the rule ``name`` with its answer."""

    sentence: str
    result: Explained


def answered(name: str, law: Parameters) -> Iterator[Answered]:
    """The rule's example and each of its cases that has an answer."""
    for sentence, given in (("规则自带的例子", RULES[name].example_given()), *cases_of(name)):
        try:
            yield Answered(sentence, run_rule(name, given, law, TODAY))
        except (BadGiven, ParameterMissing):
            continue


def section(name: str, law: Parameters) -> str:
    """The rule's part of the copy."""
    told: set[str] = set()
    parts = [f"## {RULES[name].label} {name}"]
    for each in answered(name, law):
        outcome = str(getattr(each.result, "outcome"))  # noqa: B009
        kinds = {re.sub(r"\d+", "", line) for line in (outcome, *each.result.because.lines())}
        if not kinds <= told:
            told |= kinds
            parts.append("\n".join([f"### {each.sentence}\n", *_lines(each.result)]))
    return "\n\n".join(parts)


def written(law: Parameters) -> str:
    """The whole copy."""
    return "\n\n".join([_HEAD.rstrip(), *(section(name, law) for name in RULES)]) + "\n"


def _lines(result: Explained) -> Iterator[str]:
    yield f"    {json.dumps(_bare(as_json(result)), ensure_ascii=False)}\n"
    for line in result.because.lines():
        step = line.lstrip("　")
        yield f"{'  ' * (len(line) - len(step))}- {step}"
    for point in result.open_points:
        yield f"- 没有写明：{point.question}" + "".join(f" / {reading}" for reading in point.readings)
        yield f"  - 问：{point.ask}"
    yield f"- 出处：{'；'.join(result.sources)}"


def _bare(value: object) -> object:
    """The answer without what is told below it, at any depth."""
    if isinstance(value, dict):
        return {key: _bare(each) for key, each in value.items() if key not in _TOLD_BELOW}
    return [_bare(each) for each in value] if isinstance(value, list) else value


if __name__ == "__main__":
    COPY.write_text(written(load_parameters(_ROOT / "data" / "parameters" / "jiangsu")), encoding="utf-8")
    print(COPY.relative_to(_ROOT))
