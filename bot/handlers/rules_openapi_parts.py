"""The parts of the OpenAPI document that are the same for every rule."""

from __future__ import annotations

from typing import Any, Final

from bot.services.rule_catalog import RuleTold

_TEXT: Final = {"type": "string"}
_DAY: Final = {"type": "string", "description": "日期 2026-08-20，或月份 2026-08"}
_TEXTS: Final = {"type": "array", "items": _TEXT}


def ref(name: str) -> dict[str, Any]:
    """A schema of the document by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def json_of(schema: dict[str, Any], example: Any = None) -> dict[str, Any]:
    """A JSON content."""
    shown = {} if example is None else {"example": example}
    return {"application/json": {"schema": schema, **shown}}


def answered(schema: dict[str, Any], rule: RuleTold | None = None) -> dict[str, Any]:
    """The responses of an operation."""
    statuses = ("400", "404", "413", "415", "422", "429") if rule else ("429",)
    troubles = {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}
    return {"200": {"description": "结果", "content": json_of(schema)}, **troubles}


def _record(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required.split()}


_RULING: Final = _record(
    "rule label day law outcome outcome_label headline numbers told because open_points sources",
    rule=_TEXT,
    label=_TEXT,
    day={**_DAY, "description": "按哪一天（或哪个月）算的"},
    law={**_record("id region", id=_TEXT, region=_TEXT), "description": "所用参数的版本和地区"},
    outcome=_TEXT,
    outcome_label={**_TEXT, "description": "结论"},
    headline={**_TEXT, "description": "一句话的结果"},
    numbers={"type": "object", "description": "结果的各项"},
    told={"type": "array", "items": ref("Told"), "description": "结果的各项，给人看"},
    because=ref("Because"),
    open_points={"type": "array", "items": ref("OpenPoint")},
    sources=_TEXTS,
)
_DIFFERS: Final = {**_TEXTS, "description": "和第一个结果不同的项"}
COMPONENTS: Final = {
    "Ruling": _RULING,
    "Compared": {"allOf": [ref("Ruling"), _record("differs", differs=_DIFFERS)]},
    "Refusal": _record(
        "error",
        rule=_TEXT,
        day=_DAY,
        differs=_DIFFERS,
        error=_record("code message", code=_TEXT, message=_TEXT, key=_TEXT, ask=_TEXT),
    ),
    "Told": _record("field label text", field=_TEXT, label=_TEXT, text=_TEXT),
    "Because": {
        **_record(
            "says source used parts",
            says=_TEXT,
            source=_TEXT,
            used={"anyOf": [ref("Used"), {"type": "null"}]},
            parts={"type": "array", "items": ref("Because")},
        ),
        "description": "为什么：每一步和它所依据的几步",
    },
    "Used": {
        **_record(
            "name label day value document grade provisional",
            name=_TEXT,
            label=_TEXT,
            day=_DAY,
            value={"type": ["string", "integer", "null"]},
            document=_TEXT,
            grade={"type": ["string", "null"]},
            provisional={"type": "boolean"},
        ),
        "description": "用到的参数",
    },
    "OpenPoint": {
        **_record("question readings ask", question=_TEXT, readings=_TEXTS, ask=_TEXT),
        "description": "资料没有定论的地方、几种读法、该问谁",
    },
    "Rules": _record("law rules", law=_TEXT, rules={"type": "array", "items": {"type": "object"}}),
}
_TROUBLES: Final = {
    "400": "给的值不对",
    "404": "没有这个规则",
    "413": "内容太大",
    "415": "不是JSON",
    "422": "那一天的参数没有查到，告诉该问谁",
    "429": "问得太快，见 Retry-After",
}
TROUBLES: Final = {
    status: {"description": said, "content": json_of(ref("Refusal"))} for status, said in _TROUBLES.items()
}
