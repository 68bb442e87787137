"""The numbers of the law as an immutable snapshot: which value was in force on a day, and who said so."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from rules.parameter_faults import ParameterFault
from rules.parameter_files import ReadSeries, check_not_below, read_series
from rules.series import Grade, Row, Series, Unit, Value

__all__ = [
    "Grade",
    "ParameterFault",
    "ParameterMissing",
    "ParameterUnknown",
    "Parameters",
    "Row",
    "Series",
    "Unit",
    "Value",
    "load_parameters",
]

_MOST_FOUND = 4096
"""How many look-ups a snapshot remembers; a file of thousands of people asks for few different days."""
_ASK = "参保地社保经办机构或12333"


class ParameterMissing(LookupError):
    """No value is known for a day, and there is no default; ``str`` tells the user so in Chinese.

    Args:
        name: the parameter, such as ``base.floor``.
        day: the day that was asked for.
        whom_to_ask: who knows, for the user.
        label: the parameter's Chinese name.
        reason: what the row says of an unknown value.
        since: the first day for which anything is known, where ``day`` lies before it.
    """

    def __init__(
        self, name: str, day: date, whom_to_ask: str, label: str = "", reason: str = "", since: date | None = None
    ) -> None:
        super().__init__(name, day, whom_to_ask, label, reason, since)
        self.name = name
        self.day = day
        self.whom_to_ask = whom_to_ask
        self.label = label or name
        self.reason = reason
        self.since = since

    def __str__(self) -> str:
        begins = f"，手头的资料从{_chinese_day(self.since)}起" if self.since else ""
        return (
            f"没有查到{_chinese_day(self.day)}适用的“{self.label}”{begins}，无法给出结果。请向{self.whom_to_ask}核实。"
        )


class ParameterUnknown(ParameterMissing):
    """The row in force on ``day`` says that the value is not known: an earlier one ended, or sources conflict."""

    def __str__(self) -> str:
        return (
            f"“{self.label}”在{_chinese_day(self.day)}没有可用的数值：{self.reason}。请向{self.whom_to_ask}核实。"
        )


@dataclass(frozen=True)
class Parameters:
    """All parameters of a region as they stood when they were read.

    Two snapshots are equal when their ``id`` is: a hash of the values, documents and grades, so that comments
    and the order of files do not count.
    """

    region: str
    id: str
    by_name: Mapping[str, Series] = field(compare=False, repr=False)
    _found: dict[tuple[str, date], Row] = field(default_factory=dict, init=False, compare=False, repr=False)

    def row(self, name: str, day: date) -> Row:
        """The full row in force on ``day``, also one that says ``unknown``.

        Raises:
            ParameterMissing: the region has no such parameter, or no row has begun by ``day``.
        """
        found = self._found.get((name, day))
        if found is not None:
            return found
        series = self.by_name.get(name)
        if series is None:
            raise ParameterMissing(name, day, _ASK)
        row = series.on(day)
        if row is None:
            raise ParameterMissing(name, day, series.ask, series.label, since=series.rows[0].first_day)
        if len(self._found) >= _MOST_FOUND:
            self._found.clear()
        self._found[name, day] = row
        return row

    def value(self, name: str, day: date) -> Value:
        """The value in force on ``day``: ``Decimal`` for yuan and fractions, ``int`` for days and months.

        Raises:
            ParameterUnknown: the row in force says that the value is not known.
            ParameterMissing: as for ``row``.
        """
        row = self.row(name, day)
        if row.value is None:
            series = self.by_name[name]
            raise ParameterUnknown(name, day, series.ask, series.label, row.document)
        return row.value

    def whole(self, name: str, day: date) -> int:
        """The value of a parameter that counts days or months, or names a day; raises as ``value``."""
        value = self.value(name, day)
        if not isinstance(value, int):
            raise TypeError(f"{name} is measured in {self.by_name[name].unit}, which is no whole number")
        return value

    def decimal(self, name: str, day: date) -> Decimal:
        """The value of a parameter in yuan or as a fraction; raises as ``value``."""
        value = self.value(name, day)
        if not isinstance(value, Decimal):
            raise TypeError(f"{name} is measured in {self.by_name[name].unit}, which is no Decimal")
        return value


def load_parameters(folder: Path) -> Parameters:
    """Read every ``*.toml`` of a region's folder, whose name is the region's.

    Raises:
        ParameterFault: there is no such file, or one does not check.
    """
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise ParameterFault(folder, None, "没有参数文件。请确认文件夹存在，并放入至少一个 .toml 文件。")
    read: dict[str, ReadSeries] = {}
    for path in paths:
        for found in read_series(path):
            name = found.series.name
            if name in read:
                raise found.place.fault(f"已写在 {read[name].place.path.name} 中。请只保留一处。")
            read[name] = found
    check_not_below(read)
    by_name = {name: read[name].series for name in sorted(read)}
    return Parameters(folder.name, _content_id(folder.name, by_name), MappingProxyType(by_name))


def _content_id(region: str, by_name: dict[str, Series]) -> str:
    content = {name: asdict(series) for name, series in by_name.items()}
    written = json.dumps([region, content], default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:12]


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
