"""Every listed rule on values given as text: over its example, and over a mix of cases."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.figures import percentile
from rules.entries import BadGiven, RuleEntry, RuleParameter
from rules.listing import RULES
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters, load_parameters
from rules.typed import alternatives

LAW = Path(__file__).resolve().parent.parent / "data" / "parameters" / "jiangsu"
TODAY = date(2026, 11, 22)
_RUNS, _CASES, _PASSES = 1_000, 400, 5
_VARIED: Mapping[Any, Sequence[str]] = {
    date: ("2026-11-06", "2026-11-08", "2026-11-22", "2026-12-31", "2024-02-29", "1968-05-17"),
    Month: ("2025-09", "2026-12", "2019-06"),
    Decimal: ("0", "3000", "6000.50", "99999"),
    int: ("0", "1", "12", "1200000"),
    bool: ("是", "否"),
}


@dataclass(frozen=True)
class RuleFigures:
    """Microseconds a run, from text to result; ``refused`` is the share of the mix that has no result."""

    name: str
    example: float
    example_p95: float
    mix: float
    mix_p95: float
    cases: int
    refused: float


def rule_figures() -> list[RuleFigures]:
    """One row for each rule of the list."""
    law = load_parameters(LAW)
    return [_figures(entry, law) for entry in RULES.values()]


def rule_table(rows: Sequence[RuleFigures]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| rule | example: median µs | 95th µs | mix: median µs | 95th µs | cases | of them refused |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| `{row.name}` | {row.example:.0f} | {row.example_p95:.0f} | {row.mix:.0f} | {row.mix_p95:.0f} "
        f"| {row.cases} | {row.refused:.0%} |"
        for row in rows
    ]
    return "\n".join(lines)


def _figures(entry: RuleEntry, law: Parameters) -> RuleFigures:
    cases = list(itertools.islice(_mix(entry), _CASES))
    refused = sum(not _answers(entry, case, law) for case in cases)
    example = [_timed(entry, entry.example_given(), law) for _ in range(_RUNS)]
    mix = [_timed(entry, case, law) for _ in range(_PASSES) for case in cases]
    return RuleFigures(
        entry.name,
        percentile(example, 0.5) * 1e6,
        percentile(example, 0.95) * 1e6,
        percentile(mix, 0.5) * 1e6,
        percentile(mix, 0.95) * 1e6,
        len(cases),
        refused / len(cases),
    )


def _mix(entry: RuleEntry) -> Iterator[dict[str, str]]:
    """The example with any of its answers exchanged or left out, and any other answers added."""
    example, chance = entry.example_given(), random.Random(entry.name)
    while True:
        drawn = {each.name: chance.choice(_values(each, example.get(each.name))) for each in entry.parameters}
        yield {name: value for name, value in drawn.items() if value is not None}


def _values(parameter: RuleParameter, example: str | None) -> list[str | None]:
    values: list[str | None] = [value for value, _ in parameter.choices]
    for kind in alternatives(parameter.kind) or (parameter.kind,):
        values += _VARIED.get(kind, ())
    if parameter.kind is str and example:
        values += [example[:-1], f"{example} "]
    values += [example] if example else []
    return values if parameter.required else [*values, None]


def _timed(entry: RuleEntry, given: Mapping[str, str], law: Parameters) -> float:
    began = time.perf_counter()
    _answers(entry, given, law)
    return time.perf_counter() - began


def _answers(entry: RuleEntry, given: Mapping[str, str], law: Parameters) -> bool:
    try:
        entry.run(given, law, TODAY)
    except (BadGiven, ParameterMissing):
        return False
    return True
