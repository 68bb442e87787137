"""The JSON schema (2020-12) of a form: its fields as an API takes them, with what is needed when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.engine.checks import Count, Patterned, Text
from bot.engine.choice import Choice
from bot.engine.dialog import Dialog
from bot.engine.faces import Column, ColumnKind, columns_of, needed_when
from bot.engine.steps import Attach, ChooseMany

Schema = Mapping[str, Any]

_TYPED: Final[Mapping[ColumnKind, Schema]] = {
    ColumnKind.TEXT: {"type": "string", "minLength": 1},
    ColumnKind.DAY: {"type": "string", "format": "date"},
    ColumnKind.MONEY: {"type": "string", "pattern": r"^[0-9]{1,10}(\.[0-9]{1,2})?$"},
    ColumnKind.COUNT: {"type": "integer"},
}


def form_schema(dialog: type[Dialog]) -> dict[str, Any]:
    """The schema of the form's answers by their names: days as ISO text, amounts as text, options by their names."""
    columns = columns_of(dialog)
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:canbao:form:{dialog.key}:{dialog.version}",
        "title": dialog.title,
        "type": "object",
        "properties": {column.name: _property(columns, column) for column in columns},
        "required": [column.name for column in columns if column.need.always],
        "additionalProperties": False,
    }
    if conditions := list(_conditions(columns)):
        schema["allOf"] = conditions
    return schema


def _property(columns: tuple[Column, ...], column: Column) -> Schema:
    example = "" if column.options else f"例如：{column.example}"
    said = "；".join(filter(None, (needed_when(columns, column), column.note.rstrip("。"), example)))
    shown = {"title": column.label, "description": said, **_value(column)}
    return {**shown, "x-personal": True} if column.personal else shown


def _value(column: Column) -> dict[str, Any]:
    step, check = column.step, column.check
    if isinstance(step, ChooseMany):
        return {"type": "array", "items": _one_of(column.options), "uniqueItems": True, "minItems": step.least}
    if isinstance(step, Attach):
        said = {"type": "string", "description": "文件的编号"}
        return {"type": "array", "items": said, "minItems": step.least, "maxItems": step.most}
    if column.options:
        return _one_of(column.options)
    value = dict(_TYPED[column.kind])
    if isinstance(check, Text):
        value |= {"minLength": check.least, "maxLength": check.most}
    if isinstance(check, Count):
        value |= {"minimum": check.least, "maximum": check.most}
    if isinstance(check, Patterned):
        value["pattern"] = f"^(?:{check.pattern})$"
    return value


def _one_of(options: tuple[Choice, ...]) -> dict[str, Any]:
    return {"type": "string", "oneOf": [{"const": option.name, "title": option.label} for option in options]}


def _conditions(columns: tuple[Column, ...]) -> Iterator[Schema]:
    for column in columns:
        if (condition := column.need.condition) is None:
            continue
        if condition.needed:
            yield _when(condition.field, condition.needed, {"required": [column.name]})
        if condition.unasked:
            yield _when(condition.field, condition.unasked, {"properties": {column.name: False}})


def _when(field: str, options: frozenset[Choice], then: Schema) -> Schema:
    names = sorted(option.name for option in options)
    return {"if": {"properties": {field: {"enum": names}}, "required": [field]}, "then": then}
