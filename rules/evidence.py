"""Steps of an explanation that rest on a parameter, told with its document and how sure it is."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from rules.explained import Because, Used, used
from rules.money import percent_text, yuan_text
from rules.parameters import Grade, Parameters, Unit

_SURENESS = {
    Grade.GUIDE: "操作指南",
    Grade.OFFICIAL: "官方页面",
    Grade.REPUBLISHED: "转载的官方通知，未见原件",
    Grade.WEAK: "来源较弱，请向税务机关或12333核实",
}


def parameter_step(law: Parameters, name: str, day: date) -> Because:
    """The parameter as it stands on ``day``, with document and grade; an unknown value is told, not raised.

    Raises:
        ParameterMissing: no row has begun by ``day``.
    """
    parameter = used(law, name, day)
    provisional = "（暂定，终值公布后可能变化）" if parameter.provisional else ""
    told = f"{parameter.label}：{_value_text(parameter, law.by_name[name].unit)}{provisional}"
    return Because(told, _source(parameter), parameter)


def sources_of(because: Because) -> tuple[str, ...]:
    """Every source in the tree once, in the order it is told; a parameter's is its document."""
    return tuple(dict.fromkeys(source for source in _sources(because) if source))


def age_text(months: int) -> str:
    """For users: ``63周岁``, ``60周岁4个月``."""
    years, rest = divmod(months, 12)
    return f"{years}周岁{rest}个月" if rest else f"{years}周岁"


def _sources(because: Because) -> Iterator[str]:
    yield because.used.document if because.used else because.source
    for part in because.parts:
        yield from _sources(part)


def _source(parameter: Used) -> str:
    if parameter.value is None or parameter.grade is None:
        return parameter.document
    return f"{parameter.document}，{_SURENESS[Grade(parameter.grade)]}"


def _value_text(parameter: Used, unit: Unit) -> str:
    value = parameter.value
    if value is None:
        return f"{parameter.day.year}年{parameter.day.month}月的数值没有查到"
    if unit is Unit.FRACTION:
        return percent_text(Decimal(value))
    if unit is Unit.YUAN_PER_MONTH:
        return yuan_text(Decimal(value)) + "/月"
    return f"{value}{unit}"
