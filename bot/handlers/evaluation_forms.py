"""How well messages are understood, for the eye: tables in the terminal, and a report in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table as Drawn
from rich.text import Text

from bot.services.evaluation_tables import Table

_MARKS = re.compile(r"([\\`*_\[\]<>|#~])")


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the messages: its title, what to bear in mind, its tables, and names of picture files."""

    title: str
    warning: str
    tables: tuple[Table, ...]
    pictures: tuple[str, ...] = ()


def print_evaluation(chapters: Sequence[Chapter], remarks: Sequence[str], console: Console) -> None:
    """Prints the chapters one under the other."""
    for remark in remarks:
        console.print(Text(remark))
    for chapter in chapters:
        console.print(Text(f"\n{chapter.title}", "bold"))
        console.print(Text(chapter.warning))
        for table in chapter.tables:
            console.print(_drawn(table))


def markdown(title: str, chapters: Sequence[Chapter], remarks: Sequence[str]) -> str:
    """The report; pictures are linked by file name, since they lie beside it."""
    return "\n".join(_lines(title, chapters, remarks)) + "\n"


def _lines(title: str, chapters: Sequence[Chapter], remarks: Sequence[str]) -> Iterator[str]:
    yield f"# {_cell(title)}"
    for remark in remarks:
        yield from ("", _cell(remark))
    for chapter in chapters:
        yield from ("", f"## {_cell(chapter.title)}", "", _cell(chapter.warning))
        for picture in chapter.pictures:
            yield from ("", f"![{_cell(picture)}](<{picture}>)")
        for table in chapter.tables:
            yield from ("", f"### {_cell(table.title)}", "", *_table(table))


def _table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield "没有。"
        return
    yield _row(table.columns)
    yield _row(["---" if place < table.numbers else "--:" for place in range(len(table.columns))], written=True)
    yield from map(_row, table.rows)


def _row(cells: Sequence[str], written: bool = False) -> str:
    return f"| {' | '.join(cells if written else map(_cell, cells))} |"


def _cell(text: str) -> str:
    """A text that Markdown shows as it is."""
    return _MARKS.sub(r"\\\1", text)


def _drawn(table: Table) -> Drawn:
    drawn = Drawn(title=table.title, title_justify="left")
    for place, name in enumerate(table.columns):
        drawn.add_column(Text(name), justify="right" if place >= table.numbers else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(*map(Text, row))
    return drawn
