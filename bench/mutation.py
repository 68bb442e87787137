"""The table of ``bench/MUTATION.md``, read off the last run of mutmut: ``python -m bench.mutation``."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from mutmut.stats import status_by_exit_code

_FOLDER = Path("mutants")


def verdicts(meta: Path) -> Counter[str]:
    """How the mutants of a module ended."""
    codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].values()
    return Counter(status_by_exit_code[code] for code in codes)


def table(folder: Path = _FOLDER) -> str:
    """One row for each module that has mutants, and one for all of them."""
    lines = ["| module | mutants | killed | survived | timeout | no tests | score |", "|---|--:|--:|--:|--:|--:|--:|"]
    total: Counter[str] = Counter()
    for meta in sorted(folder.glob("rules/*.py.meta")):
        found = verdicts(meta)
        if found:
            lines.append(_line(f"`{meta.name.removesuffix('.py.meta')}`", found))
            total += found
    return "\n".join([*lines, _line("**all**", total)])


def _line(name: str, found: Counter[str]) -> str:
    caught = found["killed"] + found["timeout"]
    return (
        f"| {name} | {found.total()} | {found['killed']} | {found['survived']} | {found['timeout']} "
        f"| {found['no tests']} | {caught / found.total():.1%} |"
    )


if __name__ == "__main__":
    print(table())
