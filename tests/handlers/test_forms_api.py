"""Promises of ``/api/forms``: every form as a schema and a sheet, and what is wrong with an entry of it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import openpyxl
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from jsonschema import Draft202012Validator
from pydantic import SecretBytes

from bot.dialogs import FORMS
from bot.engine.dialog import Context
from bot.handlers.forms_api import add_forms_api
from bot.handlers.web_settings import Rate, WebSettings
from bot.services.forms import Forms

Client = TestClient[web.Request, web.Application]
GOOD = {
    "identity_number": "321399199001030215",
    "contract_start": "2026-11-01",
    "contract_kind": "FIXED_TERM",
    "contract_end": "2029-10-31",
    "post": "ORDINARY",
    "contribution_base": "6000",
}


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    """The forms on a day, five requests at once from an address."""
    app = web.Application()
    settings = WebSettings(key=SecretBytes(b"k" * 32), address_rate=Rate(per_second=1, burst=40))
    add_forms_api(app, Forms(FORMS, lambda: Context(date(2026, 11, 20), "law-1")), settings, lambda: 0.0)
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def _faults(client: Client, entry: Any) -> list[dict[str, str]]:
    answer = await client.post("/api/forms/enroll_employee/check", json=entry)
    assert answer.status == 200, await answer.text()
    told = await answer.json()
    assert told["in_order"] is (told["faults"] == [])
    return list(told["faults"])


async def test_every_form_has_a_schema_and_a_sheet(client: Client) -> None:
    """The ten forms, each with a valid JSON schema and a workbook with its headings."""
    listed = (await (await client.get("/api/forms")).json())["forms"]
    assert [form["key"] for form in listed] == list(FORMS)
    for form in listed:
        schema = await (await client.get(f"/api/forms/{form['key']}")).json()
        Draft202012Validator.check_schema(schema)
        sheet = await (await client.get(f"/api/forms/{form['key']}/template.xlsx")).read()
        first = openpyxl.load_workbook(io.BytesIO(sheet)).worksheets[0]
        headings = {str(cell.value).lstrip("*") for row in first.iter_rows() for cell in row}
        assert {field["title"] for field in schema["properties"].values()} <= headings


async def test_an_entry_in_order_fits_the_schema_and_the_checks(client: Client) -> None:
    """What the schema takes the checks take, too."""
    schema = await (await client.get("/api/forms/enroll_employee")).json()
    assert list(Draft202012Validator(schema).iter_errors(GOOD)) == []
    assert await _faults(client, GOOD) == []


async def test_what_is_wrong_is_told_by_field(client: Client) -> None:
    """A wrong check sign, an option that there is not, a day that is none, an early end, something missing."""
    for wrong, field_name, says in (
        ({"identity_number": "321399199001030216"}, "identity_number", "校验位"),
        ({"post": "SOMETHING"}, "post", "写法"),
        ({"contract_start": "2026年11月1日"}, "contract_start", "写法"),
        ({"contract_start": "2026-02-30"}, "contract_start", "2026-02-30"),
        ({"contract_end": "2026-10-01"}, "contract_end", "晚于"),
        ({"contribution_base": 6000}, "contribution_base", "写法"),
    ):
        (fault,) = await _faults(client, {**GOOD, **wrong})
        assert fault["field"] == field_name and says in fault["why"] and fault["mend"]
    (missing,) = await _faults(client, {name: value for name, value in GOOD.items() if name != "post"})
    assert missing["field"] == "post" and "没有填" in missing["why"]
    (unknown,) = await _faults(client, {**GOOD, "salary": "1"})
    assert "salary" in unknown["why"]


async def test_what_is_no_request_is_told(client: Client) -> None:
    """A form that there is not, a body that is no object, and too many requests at once."""
    assert (await client.get("/api/forms/no_form")).status == 404
    assert (await client.post("/api/forms/no_form/check", json={})).status == 404
    assert (await client.post("/api/forms/enroll_employee/check", json=[1])).status == 400
    assert (await client.post("/api/forms/enroll_employee/check", data=b"{")).status == 415
    by_get = await client.get("/api/forms/enroll_employee/check")
    assert by_get.status == 405 and "POST" in await by_get.text() and "密码" not in await by_get.text()
    lost = await client.get("/api/forms/enroll_employee/nowhere")
    assert lost.status == 404 and "/api/forms" in await lost.text()
    while (answer := await client.get("/api/forms")).status == 200:
        pass
    assert answer.status == 429 and "Retry-After" in answer.headers
