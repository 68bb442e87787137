"""What a sheet's cells look like before they are read: how far they reach, and which are formulas or errors.

A reader takes room for the whole rectangle that the cells span, and for every text as often as it is used, so that a
small file can ask for all the memory there is. Both are measured here first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.documents.xml_parts import Attributes, read_elements

Place = tuple[int, int]
"""Row and column, both from 1 on."""

_TEXT_BUDGET: Final = 200 * 2**20
_REFERENCE: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far filled cells may reach, and how many there may be; a scan stops where one of them is passed."""

    rows: int
    columns: int
    cells: int


@dataclass(slots=True)
class CellScan:
    """How far filled cells reach, how many are formulas, how many rows are hidden, whether texts are too much.

    ``unsure`` are formulas whose result is missing where the cell looks empty, ``errors`` hold #N/A and such.
    """

    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    hidden_rows: int = 0
    formulas: int = 0
    unsure: set[Place] = field(default_factory=set)
    errors: set[Place] = field(default_factory=set)
    overflowing: bool = False


def scan_cells(sheet: bytes, lengths: list[int], most: Reach) -> CellScan:
    """Scans the part of a sheet; ``lengths`` are those of the shared texts.

    Raises:
        BadXml: it is no XML.
    """
    scanner = _Scanner(most)
    scan = scanner.scan
    try:
        read_elements(sheet, scanner.started)
    except _Passed:
        return scan
    if scan.cells * max(lengths, default=0) > _TEXT_BUDGET:
        scan.overflowing = _texts_used(sheet, lengths) > _TEXT_BUDGET
    return scan


def shared_lengths(part: bytes) -> list[int]:
    """How long each of the workbook's shared texts is."""
    lengths: list[int] = []

    def started(tag: str, attributes: Attributes) -> None:
        if tag == "si":
            lengths.append(0)

    def text(said: str) -> None:
        if lengths:
            lengths[-1] += len(said)

    if part:
        read_elements(part, started, text=text)
    return lengths


class _Passed(Exception):
    """A limit is passed."""


class _Scanner:
    """Follows the elements of a sheet; a cell without a reference stands right of the one before it."""

    def __init__(self, most: Reach) -> None:
        self.scan = CellScan()
        self._most = most
        self._row = self._column = 0
        self._kind = ""

    def started(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._kind = attributes.get("t", "n")
            self._row, self._column = _place(attributes.get("r", ""), self._row, self._column)
        elif tag == "v" or tag == "is":
            self._filled()
        elif tag == "row":
            self._row = _number(attributes.get("r", ""), self._row + 1)
            self._column = 0
            self.scan.hidden_rows += attributes.get("hidden", "0") in ("1", "true")
        elif tag == "f":
            self.scan.formulas += 1
            if self._kind != "str":
                self.scan.unsure.add((self._row, self._column))

    def _filled(self) -> None:
        scan = self.scan
        scan.cells += 1
        if self._row > scan.last_row:
            scan.last_row = self._row
        if self._column > scan.last_column:
            scan.last_column = self._column
        if self._kind == "e":
            scan.errors.add((self._row, self._column))
        most = self._most
        if self._row > most.rows or self._column > most.columns or scan.cells > most.cells:
            raise _Passed


_COLUMNS: dict[str, int] = {}


def _place(reference: str, row: int, column: int) -> Place:
    if not reference:
        return row, column + 1
    match = _REFERENCE.fullmatch(reference)
    return (int(match[2]), _column(match[1])) if match else (row, column + 1)


def _column(letters: str) -> int:
    if letters not in _COLUMNS:
        number = 0
        for letter in letters.upper():
            number = number * 26 + ord(letter) - ord("A") + 1
        _COLUMNS[letters] = number
    return _COLUMNS[letters]


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else otherwise


def _texts_used(sheet: bytes, lengths: list[int]) -> int:
    """The signs of all shared texts, each as often as a cell shows it."""
    used, shared, digits = 0, False, ""

    def started(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal shared, digits
        if tag == "c":
            shared = attributes.get("t") == "s"
        digits = ""

    def text(said: str) -> None:
        nonlocal digits
        digits += said if shared and len(digits) < 10 else ""

    def ended(tag: str) -> None:
        nonlocal used
        if tag == "v" and shared and (place := _number(digits.strip(), len(lengths))) < len(lengths):
            used += lengths[place]

    read_elements(sheet, started, ended, text)
    return used
