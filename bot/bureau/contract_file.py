"""The contract that a bureau system implements, as OpenAPI 3.1: made from the types that ``remote`` reads.

``python -m bot.bureau.contract_file`` writes ``data/bureau/openapi.yaml`` anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from bot.bureau import remote
from bot.bureau.papers import ExportKind, PaperKind
from rules.modules import Module

PLACE = Path(__file__).parents[2] / "data" / "bureau" / "openapi.yaml"
_REF = "#/components/schemas/{model}"
_TEXT = {"type": "string"}
_OPERATOR = {"type": "string", "description": "经办人的公民身份号码"}
_EMPLOYER = {"type": "string", "description": "单位的统一社会信用代码"}
_SUBJECT = {"type": "string", "description": "职工的公民身份号码；查全部时为空"}
_ABOUT = """参保助手（CANBAO_BUREAU=remote）要求经办系统提供的接口。

- 申报按申请号（request）提交，同一个申请号不论来几次都只算一笔，回的都是那一笔的现状。
- 超时既不算成功也不算失败：助手会用同一个申请号再问一次。
- 证件号码只放在正文里，不放在地址里；除本机外必须用 https。
- 拒绝受理一笔申报不是错误：状态码仍是 200，standing 写 refused，refusal 写原因。
- 经办人没有权限时回 403，message 写给用户看的中文。
- 证明和导出可以不提供：回 501，助手就告诉用户到网厅办。提供的，文件由经办系统生成，助手原样转给用户。
"""
_FILING = {
    "type": "object",
    "description": "一笔申报：answers 是表单各栏，日期写 2026-11-20，金额写成文本，选项写中文名称。",
    "required": ["module", "employer", "operator", "answers"],
    "properties": {
        "module": {"enum": [module.value for module in Module], "description": "申报模块"},
        "employer": _EMPLOYER,
        "operator": _OPERATOR,
        "answers": {"type": "object", "additionalProperties": True},
        "attachments": {
            "type": "array",
            "description": "附件；不收附件的经办系统可以不理会",
            "items": {"$ref": "#/components/schemas/Document"},
        },
    },
    "example": {
        "module": Module.COVERAGE_SUSPENSION.value,
        "employer": "91321399MA000001AC",
        "operator": "321399198206060042",
        "answers": {"identity_number": "32139919800210041X", "termination_reason": "合同期满"},
    },
}
_ISSUE = "开参保证明或权益记录单，document 是经办系统的原件；名下没有这样的人回 null"
_VERIFY = "凭编号和验证码验一份材料，姓名打码；对不上回 null"
_EXPORT = "导出加密压缩包，密码是经办人注册的手机号；code 是刚发的一次性验证码，不对回 null"
_FILING_REF = {"$ref": "#/components/schemas/Filing"}


def contract() -> dict[str, Any]:
    """The whole document."""
    schemas: dict[str, Any] = {"Filing": _FILING, "Message": _object(message=_TEXT)}
    paths = {
        "/filings/prepare": {"post": _call("预审：现在提交会怎样，什么都不改", _FILING_REF, remote.PREPARED, schemas)},
        "/filings/{request}": {
            "parameters": [
                {"name": "request", "in": "path", "required": True, "schema": _TEXT, "description": "申请号"}
            ],
            "put": _call("提交一笔申报，同一申请号只算一次", _FILING_REF, remote.FILED, schemas),
            "get": _call("这个申请号的申报现在怎样；没有收到过回 404", None, remote.FILED, schemas),
        },
        "/filings/batch": {"post": _call("按顺序提交几笔", _batch(), remote.MANY, schemas)},
        "/filings/list": {"post": _call("单位的申报，新的在前", _of_person(), remote.FILINGS, schemas)},
        "/employers/one": {"post": _call("单位", _of_employer(), remote.EMPLOYER, schemas)},
        "/persons/one": {"post": _call("一个人；没有基础信息回 null", _of_person(), remote.PERSON, schemas)},
        "/persons/records": {"post": _call("一个号码下的每一条人员信息", _of_person(), remote.PERSONS, schemas)},
        "/persons/list": {"post": _call("在单位参保的人", _of_employer(), remote.PERSONS, schemas)},
        "/projects/one": {"post": _call("工程建设项目和登记的人", _of_project(), remote.PROJECT, schemas)},
        "/codes/send": {"post": _call("给经办人发一次性绑定码；有没有这个人都一样回", _of_employer(), None, schemas)},
        "/codes/check": {
            "post": _call("绑定码对不对；不对回 null，次数由经办系统限制", _of_code(), remote.AUTHORITY, schemas)
        },
        "/papers/issue": {"post": _optional(_call(_ISSUE, _of_paper(), remote.PAPER, schemas))},
        "/papers/verify": {"post": _optional(_call(_VERIFY, _of_paper_code(), remote.PAPER_SEEN, schemas))},
        "/exports/one": {"post": _optional(_call(_EXPORT, _of_export(), remote.DOCUMENT, schemas))},
        "/authority": {"post": _call("经办人现在能办什么；不能办回 null", _of_employer(), remote.AUTHORITY, schemas)},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "参保助手的经办系统接口", "version": "1", "description": _ABOUT},
        "servers": [{"url": "https://bureau.example/v1", "description": "CANBAO_BUREAU_URL"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "CANBAO_BUREAU_TOKEN"}},
            "schemas": schemas,
        },
    }


def _call(
    said: str, body: dict[str, Any] | None, gives: TypeAdapter[Any] | None, schemas: dict[str, Any]
) -> dict[str, Any]:
    message = {"application/json": {"schema": {"$ref": "#/components/schemas/Message"}}}
    responses: dict[str, Any] = {
        "403": {"description": "没有权限，message 是给用户看的中文", "content": message},
        "409": {"description": "申请号已经用于另一笔申报", "content": message},
    }
    if gives is None:
        responses["204"] = {"description": "好了"}
    else:
        responses["200"] = {"description": "结果", "content": {"application/json": {"schema": _schema(gives, schemas)}}}
    if body is None:
        responses["404"] = {"description": "没有收到过", "content": message}
        return {"summary": said, "responses": responses}
    content = {"application/json": {"schema": body}}
    return {"summary": said, "requestBody": {"required": True, "content": content}, "responses": responses}


def _optional(call: dict[str, Any]) -> dict[str, Any]:
    """The call with the answer of a bureau that does not offer it."""
    message = {"application/json": {"schema": {"$ref": "#/components/schemas/Message"}}}
    call["responses"]["501"] = {"description": "这里不提供，请到网厅办", "content": message}
    return call


def _schema(gives: TypeAdapter[Any], schemas: dict[str, Any]) -> dict[str, Any]:
    made = gives.json_schema(ref_template=_REF)
    schemas |= made.pop("$defs", {})
    name = made.get("title")
    if made.get("type") == "object" and name:
        schemas[name] = made
        return {"$ref": _REF.format(model=name)}
    return made


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _of_employer() -> dict[str, Any]:
    return _object(operator=_OPERATOR, employer=_EMPLOYER)


def _of_person() -> dict[str, Any]:
    return _object(operator=_OPERATOR, employer=_EMPLOYER, identity_number=_SUBJECT)


def _of_project() -> dict[str, Any]:
    return _object(operator=_OPERATOR, employer=_EMPLOYER, project_code={"type": "string", "description": "工程编码"})


def _of_code() -> dict[str, Any]:
    return _object(operator=_OPERATOR, employer=_EMPLOYER, code={"type": "string", "description": "绑定码"})


def _of_paper() -> dict[str, Any]:
    month = {"type": "string", "description": "月份，写 2026-01；参保证明没有月份，为空"}
    kind = {"enum": [kind.value for kind in PaperKind], "description": "参保证明或权益记录单"}
    whom = {"type": "string", "description": "职工的公民身份号码；单位全部职工时为空"}
    return _object(
        operator=_OPERATOR, employer=_EMPLOYER, kind=kind, identity_number=whom, first_month=month, last_month=month
    )


def _of_paper_code() -> dict[str, Any]:
    return _object(number=_TEXT, code=_TEXT)


def _of_export() -> dict[str, Any]:
    kind = {"enum": [kind.value for kind in ExportKind], "description": "参保人员名单或申报记录"}
    return _object(operator=_OPERATOR, employer=_EMPLOYER, kind=kind, code=_TEXT)


def _batch() -> dict[str, Any]:
    return _object(filings={"type": "array", "items": _object(request=_TEXT, filing=_FILING_REF)})


def written() -> str:
    """The document as YAML."""
    head = "# 由 python -m bot.bureau.contract_file 生成：改 bot/bureau/protocol.py 或它，不要改这里。\n"
    return head + yaml.safe_dump(contract(), allow_unicode=True, sort_keys=False, width=120)


if __name__ == "__main__":
    PLACE.write_text(written(), "utf-8")
