"""The calendar month, the unit in which contributions are due."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

_WRITTEN = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year, ordered by time, such as a contribution month (费款所属期).

    Raises:
        ValueError: there is no such month, or arithmetic left the years 1 to 9999.
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 9999 and 1 <= self.month <= 12):
            raise ValueError(f"没有{self.year}年{self.month}月：年份须在1至9999之间，月份须在1至12之间。")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2026-12``, the form that ``str`` writes."""
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise ValueError(f"“{text[:20]}”不是月份：请写成 2026-12 的样子。")
        return cls(int(written[1]), int(written[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The month in which ``day`` lies."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """The first calendar day."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last calendar day, the 28th to the 31st."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def label(self) -> str:
        """For users: ``2026年12月``."""
        return f"{self.year}年{self.month}月"

    def __add__(self, months: int) -> "Month":
        years, month = divmod(self.month - 1 + months, 12)
        return Month(self.year + years, month + 1)

    def __sub__(self, months: int) -> "Month":
        return self + -months

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"
