"""Where in a parameter file something does not check, and the fault that says so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]")


class ParameterFault(Exception):
    """A parameter file that does not check; nothing of its folder is used.

    Args:
        path: the file, or the folder where no file can be named.
        line: counted from 1; None where no line can be named.
        reason: in Chinese, what is wrong, why, and how to mend it.
    """

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        place = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{place}:{reason}")
        self.path = path
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Place:
    """A table of a parameter file, or one of its rows, that can tell its line."""

    path: Path
    text: str
    name: str
    row: int | None = None

    def fault(self, reason: str, key: str | None = None) -> ParameterFault:
        """The fault to raise for this place, at the line of ``key`` where it is written."""
        where = f"[{self.name}] " if self.name else "文件开头"
        if self.row is not None:
            where += f"的第{self.row + 1}段数值"
        return ParameterFault(self.path, self._line(key), f"{where}{reason}")

    def _line(self, key: str | None) -> int | None:
        header = None
        for number, line, owner in _owned_lines(self.text):
            if owner == (self.name, None):
                header = header or number
            if owner != (self.name, self.row):
                continue
            if self.row is not None and _HEADER.match(line):
                header = number
            if key and re.match(rf"\s*{re.escape(key)}\s*=", line):
                return number
        return header


def _owned_lines(text: str) -> Iterator[tuple[int, str, tuple[str, int | None]]]:
    rows: dict[str, int] = {}
    owner: tuple[str, int | None] = ("", None)
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            name = header[2]
            if header[1] == "[[" and name.endswith(".values"):
                name = name.removesuffix(".values")
                rows[name] = rows.get(name, -1) + 1
                owner = (name, rows[name])
            else:
                owner = (name, None)
        yield number, line, owner
