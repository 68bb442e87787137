"""Where the columns of a form stand in a sheet: found by their headings, in whatever order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.documents.package import Refused
from bot.engine.checks import fold
from bot.engine.faces import Column
from bot.engine.steps import Ask

NUMBER_HEADING: Final = "序号"
RESULT_HEADINGS: Final = ("原行号", "原因", "怎么办")
"""Columns of the failed rows that are told and not read again."""

HEADING_ROWS: Final = 20
_ASIDE: Final = re.compile(r"[(\[【].*?[)\]】]")


@dataclass(frozen=True, slots=True)
class Layout:
    """The heading row (from 0 on), where each column stands, where the running number, and headings of no column."""

    row: int
    places: Mapping[str, int]
    number: int | None
    extra: tuple[str, ...]
    doubled: tuple[str, ...]


def find_layout(rows: Sequence[Sequence[Any]], columns: Sequence[Column]) -> Layout | None:
    """The layout by the row among the first ones that has the most headings; None where none has enough."""
    known = _known(columns)
    best = max(
        (_layout(place, row, known) for place, row in enumerate(rows[:HEADING_ROWS])),
        key=lambda layout: len(layout.places),
        default=None,
    )
    return best if best is not None and len(best.places) >= _enough(columns) else None


def check_layout(layout: Layout, columns: Sequence[Column]) -> None:
    """Refuses a sheet whose headings do not do.

    Raises:
        Refused: a column that is always needed is missing, or a heading stands there twice.
    """
    if layout.doubled:
        twice = "、".join(f"“{heading}”" for heading in layout.doubled)
        raise Refused(f"表头里{twice}出现了两次，不知道该读哪一列。请删去或改名其中一列后再发。")
    missing = [column.label for column in columns if column.need.always and column.name not in layout.places]
    if missing:
        listed = "、".join(f"“{label}”" for label in missing)
        extra = f"表里多出来的列有：{'、'.join(layout.extra[:5])}。" if layout.extra else ""
        raise Refused(f"表头里缺少{listed}，这几列必须有。{extra}请用批量模板，或者把表头改成这些名字后再发。")


def _enough(columns: Sequence[Column]) -> int:
    needed = sum(column.need.always for column in columns)
    return min(len(columns), max(2, (needed + 1) // 2))


def _known(columns: Sequence[Column]) -> dict[str, str]:
    """The field that each heading means; what two fields might mean, none does."""
    words = [(_plain(word), column.name) for column in columns for word in _words(column)]
    means: dict[str, set[str]] = {}
    for word, name in words:
        means.setdefault(word, set()).add(name)
    own = {_plain(column.label): column.name for column in columns}
    return {**{word: min(names) for word, names in means.items() if len(names) == 1}, **own}


def _words(column: Column) -> Iterable[str]:
    cues = column.step.cues if isinstance(column.step, Ask) else ()
    return (column.label, column.name, *cues, *([column.check.label] if column.check and column.check.label else []))


def _layout(place: int, row: Sequence[Any], known: Mapping[str, str]) -> Layout:
    places: dict[str, int] = {}
    number, extra, seen = None, list[str](), Counter[str]()
    for at, cell in enumerate(row):
        heading = _plain(str(cell))
        name = known.get(heading) or known.get(_ASIDE.sub("", heading))
        if name is not None:
            seen[str(cell).strip()] += name in places
            places.setdefault(name, at)
        elif heading == NUMBER_HEADING:
            number = at
        elif heading and heading not in RESULT_HEADINGS:
            extra.append(" ".join(str(cell).split())[:20])
    return Layout(place, places, number, tuple(extra), tuple(heading for heading, n in seen.items() if n))


def _plain(heading: str) -> str:
    return fold(heading).replace("*", "").strip(".,!?;:~。、…·")
