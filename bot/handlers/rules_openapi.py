"""The OpenAPI 3.1 document of ``/api/rules``, from the rules' descriptions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.handlers.rules_openapi_parts import COMPONENTS, TROUBLES, answered, json_of, ref
from bot.services.rule_catalog import Named, ParameterTold, RuleTold
from bot.services.rulings import MOST_DAYS

Schema = dict[str, Any]
_TYPES: Mapping[str, Schema] = {
    "date": {"type": "string", "format": "date"},
    "month": {"type": "string", "pattern": r"^\d{4}-\d{2}$"},
    "number": {"type": ["string", "number"]},
    "integer": {"type": ["string", "integer"]},
    "boolean": {"type": ["boolean", "string"]},
    "string": {"type": "string"},
    "hex": {"type": "string", "pattern": "^([0-9A-Fa-f]{2}[ ]?)*$"},
}


def openapi(rules: Sequence[RuleTold], law_id: str) -> dict[str, Any]:
    """The document as JSON values."""
    listing = {"get": {"summary": "全部规则", "operationId": "list_rules", "responses": answered(ref("Rules"))}}
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "参保助手 · 规则",
            "version": law_id,
            "summary": "参保规则的结果、理由和出处；只读。",
            "description": "version 是所用参数的版本。数额是文字，一分不差；日期写成 2026-08-20。",
        },
        "paths": {"/api/rules": listing, **{f"/api/rules/{rule.name}": _path(rule) for rule in rules}},
        "components": {"schemas": COMPONENTS, "responses": TROUBLES},
    }


def parameter_schema(parameter: ParameterTold) -> Schema:
    """What an answer may be, as JSON Schema."""
    if parameter.choices:
        schema = _choice(parameter.choices)
    elif parameter.type == "list":
        schema = {"type": "array", "items": _object(parameter.members)}
    else:
        kinds = [_TYPES[kind] for kind in parameter.type.split("|")]
        schema = dict(kinds[0]) if len(kinds) == 1 else {"anyOf": kinds}
    secret = {"writeOnly": True} if parameter.secret else {}
    return {**schema, **secret, "description": f"{parameter.label}：{parameter.wanted}"}


def example_of(rule: RuleTold) -> dict[str, Any]:
    """The rule's example, with its lists as lists."""
    lists = {parameter.name for parameter in rule.parameters if parameter.type == "list"}
    return {key: json.loads(value) if key in lists else value for key, value in rule.example_given.items()}


def _choice(choices: Iterable[Named]) -> Schema:
    words = [word for choice in choices for word in (choice.name, choice.label)]
    return {"type": "string", "enum": list(dict.fromkeys(words))}


def _object(members: Sequence[ParameterTold]) -> Schema:
    return {
        "type": "object",
        "properties": {each.name: parameter_schema(each) for each in members},
        "required": [each.name for each in members if each.required],
        "additionalProperties": False,
    }


def _path(rule: RuleTold) -> dict[str, Any]:
    example = example_of(rule)
    by_body = {
        **_operation(rule, "POST"),
        "parameters": _days(rule),
        "requestBody": {"required": True, "content": json_of(_object(rule.parameters), example)},
    }
    if rule.secret:
        return {"post": by_body}
    by_query = {**_operation(rule, "GET"), "parameters": [*_in_query(rule), *_days(rule)]}
    return {"get": by_query, "post": by_body}


def _operation(rule: RuleTold, method: str) -> dict[str, Any]:
    reads = "、".join(named.label for named in rule.law) or "无"
    result = {"allOf": [ref("Ruling"), _result(rule)]}
    whatif = {"type": "array", "items": {"anyOf": [ref("Compared"), ref("Refusal")]}}
    return {
        "summary": rule.label,
        "description": f"{rule.about}\n\n用到的参数：{reads}。",
        "operationId": f"{method.lower()}_{rule.name}",
        "responses": answered({"anyOf": [result, whatif]} if rule.time else result, rule),
    }


def _result(rule: RuleTold) -> Schema:
    numbers = {named.name: {"description": named.label} for named in rule.numbers}
    outcomes = "、".join(f"{named.name}（{named.label}）" for named in rule.outcomes)
    outcome = {"enum": [named.name for named in rule.outcomes], "description": outcomes}
    return {"properties": {"outcome": outcome, "numbers": {"type": "object", "properties": numbers}}}


def _in_query(rule: RuleTold) -> list[dict[str, Any]]:
    example = rule.example_given
    return [_queried(each, example.get(each.name)) for each in rule.parameters if each.name != "today"]


def _queried(parameter: ParameterTold, example: str | None) -> dict[str, Any]:
    shape: dict[str, Any] = {"name": parameter.name, "in": "query", "required": parameter.required}
    schema = parameter_schema(parameter)
    if parameter.type == "list":
        return {**shape, "content": json_of(schema, json.loads(example) if example else None)}
    return {**shape, "schema": schema, **({"example": example} if example else {})}


def _days(rule: RuleTold) -> list[dict[str, Any]]:
    today = {"name": "today", "in": "query", "description": "按哪一天算；不写就是今天。", "schema": _TYPES["date"]}
    if not rule.time:
        return [today]
    kind = next(each.type for each in rule.parameters if each.name == rule.time)
    schema = {"type": "array", "items": _TYPES[kind.partition("|")[0]], "maxItems": MOST_DAYS}
    return [today, {"name": "whatif", "in": "query", "description": "换成这些日子再问，并排给出。", "schema": schema}]
