"""Promises of ``/api/rules``, asked over a real server."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import SecretBytes
from yarl import URL

from bot.handlers.rules_api import add_rules_api
from bot.handlers.rules_asked import MOST_BYTES
from bot.handlers.rules_openapi import example_of, openapi
from bot.handlers.web_settings import Rate, WebSettings
from bot.services.rulings import Rulings
from bot.settings import ROOT
from rules.listing import RULES, as_json, run_rule
from rules.parameters import Parameters, load_parameters

TODAY = date(2026, 11, 22)
LAW = load_parameters(ROOT / "data/parameters/jiangsu")
APART = ("outcome", "outcome_label", "because", "open_points", "sources")
Client = TestClient[web.Request, web.Application]
Ask = Callable[..., Awaitable[Client]]


@pytest_asyncio.fixture
async def serve() -> AsyncIterator[Ask]:
    """Serves the rules; keyword arguments are settings."""
    opened: list[Client] = []

    async def start(laws: list[Parameters] | None = None, seconds: list[float] | None = None, **chosen: Any) -> Client:
        app = web.Application()
        known, ticks = laws or [LAW], seconds or [0.0]
        web_settings = WebSettings(**{"key": SecretBytes(b"k" * 32), "address_rate": None, **chosen})
        add_rules_api(app, Rulings(lambda: known[-1], lambda: TODAY), web_settings, lambda: ticks[-1])
        client = TestClient(TestServer(app))
        await client.start_server()
        opened.append(client)
        return client

    yield start
    for client in opened:
        await client.close()


@pytest_asyncio.fixture
async def client(serve: Ask) -> Client:
    """The rules without a limit."""
    return await serve()


async def refusal(response: ClientResponse, status: int) -> str:
    """The Chinese sentence of a refusal of that status."""
    assert response.status == status, await response.text()
    message: str = (await response.json())["error"]["message"]
    assert re.search(r"[\u4e00-\u9fff]", message)
    return message


@pytest.mark.parametrize("name", RULES)
async def test_every_rule_answers(client: Client, name: str) -> None:
    """Each rule gives over HTTP what it gives itself, by address and by body; the password by body alone."""
    example = RULES[name].example_given()
    found = as_json(run_rule(name, example, LAW, TODAY))
    assert isinstance(found, dict)
    by_body = await client.post(f"/api/rules/{name}", json=example)
    by_query = await client.get(f"/api/rules/{name}", params=example)
    assert by_body.status == 200 and by_body.headers["Cache-Control"] == "no-store"
    told = await by_body.json()
    assert {**told["numbers"], **{key: told[key] for key in APART}} == found
    if name == "password":
        assert "POST" in await refusal(by_query, 405) and by_query.headers["Allow"] == "POST"
    else:
        assert await by_query.json() == told


async def test_the_day_and_other_days(client: Client) -> None:
    """A day is set by ``today``; with ``whatif`` the answers stand side by side and name what differs."""
    asked = {"contract_start": "2026-06-01"}
    one = await (await client.get("/api/rules/back_payment", params={**asked, "today": "2026-12-08"})).json()
    assert one["day"] == "2026-12-08"
    days = "whatif=2026-12-08&whatif=2026-12-20"
    by_query = await (await client.get(f"/api/rules/back_payment?contract_start=2026-06-01&{days}")).json()
    by_address = await (await client.post(f"/api/rules/back_payment?{days}", json=asked)).json()
    body = {"given": asked, "whatif": ["2026-12-08", "2026-12-20"]}
    by_body = await (await client.post("/api/rules/back_payment", json=body)).json()
    assert by_query == by_address == by_body
    assert [each["day"] for each in by_body] == ["2026-11-22", "2026-12-08", "2026-12-20"]
    assert by_body[0]["differs"] == [] and "due" in by_body[1]["differs"]


async def test_a_new_snapshot_counts_at_once(serve: Ask) -> None:
    """After the data were edited the next request, the list and the documents are of the new snapshot."""
    laws = [LAW]
    client = await serve(laws)
    old = await client.get("/api/rules/openapi.json")
    laws.append(Parameters("jiangsu", "0123456789ab", LAW.by_name))
    assert (await (await client.get("/api/rules/filing_window")).json())["law"]["id"] == "0123456789ab"
    new = await client.get("/api/rules/openapi.json", headers={"If-None-Match": old.headers["ETag"]})
    assert new.status == 200 and (await new.json())["info"]["version"] == "0123456789ab"
    again = await client.get("/api/rules/openapi.json", headers={"If-None-Match": new.headers["ETag"]})
    assert again.status == 304


async def test_the_list_names_all(client: Client) -> None:
    """Every rule is listed with its answers, their types and choices, and an example."""
    listed = (await (await client.get("/api/rules")).json())["rules"]
    assert [rule["name"] for rule in listed] == [*RULES]
    role = next(rule for rule in listed if rule["name"] == "permission")["parameters"][0]
    assert role["type"] == "choice" and {"name": "operator", "label": "经办人"} in role["choices"]


async def test_the_openapi_document_is_valid(client: Client) -> None:
    """The document is OpenAPI 3.1, with every rule; the password has no GET."""
    document = await (await client.get("/api/rules/openapi.json")).json()
    OpenAPIV31SpecValidator(document).validate()
    assert {f"/api/rules/{name}" for name in RULES} < set(document["paths"])
    assert set(document["paths"]["/api/rules/password"]) == {"post"}


@pytest.mark.parametrize("rule", Rulings(lambda: LAW, lambda: TODAY).rules(), ids=RULES)
async def test_the_document_tells_the_truth(client: Client, rule: Any) -> None:
    """A rule's example fits its schema of the request, and the answer, also side by side, fits that of the response."""
    document = openapi([rule], LAW.id)
    operation = document["paths"][f"/api/rules/{rule.name}"]["post"]
    example = example_of(rule)

    def check(schema: dict[str, Any], value: Any) -> None:
        Draft202012Validator({**schema, "components": document["components"]}).validate(value)

    check(operation["requestBody"]["content"]["application/json"]["schema"], example)
    shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
    check(shape, await (await client.post(f"/api/rules/{rule.name}", json=example)).json())
    wrong = await (await client.post(f"/api/rules/{rule.name}", json={"x": 1})).json()
    check({"$ref": "#/components/schemas/Refusal"}, wrong)
    if rule.time:
        other = await client.post(f"/api/rules/{rule.name}?whatif=2025-01-01", json=example)
        check(shape, await other.json())


async def test_the_page_needs_nothing_inline_or_from_outside(client: Client) -> None:
    """The page and what it loads are served here, under a policy that lets nothing else run."""
    page = await client.get("/api/rules/docs")
    text = await page.text()
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|(?:src|href)=[\"'](?:https?:)?//", text)
    assert all(f'data-rule="{name}"' in text for name in RULES)
    for file in re.findall(r"/api/rules/docs/[a-z_]+\.(?:css|js)", text):
        assert (await client.get(file)).status == 200
    assert (await client.get("/api/rules/docs/nothing.js")).status == 404


BODIES: list[tuple[str, bytes, int, str]] = [
    ("nothing", b"{}", 404, "filing_window"),
    ("suspension", b'{"nothing": 1}', 400, "termination_day"),
    ("suspension", b"{}", 400, "还缺"),
    ("suspension", b'{"termination_day": "2026-02-30"}', 400, "不是日历上有的日子"),
    ("suspension", b'{"termination_day": "2026-11-20", "termination_day": "2026-11-21"}', 400, "两次"),
    ("suspension", b'{"given": {}, "x": 1}', 400, "旁边"),
    ("suspension", b'{"given": {}, "whatif": "2026-12-08"}', 400, "方括号"),
    ("suspension", b'{"termination_day": ', 400, "JSON"),
    ("suspension", b"", 400, "JSON"),
    ("suspension", b"[]", 400, "JSON对象"),
    ("suspension", b"\xff\xfe", 400, "UTF-8"),
    ("base_change", b'{"current_base": NaN, "new_base": 1}', 400, "NaN"),
    ("base_change", b'{"current_base": ' + b"9" * 5_000 + b', "new_base": 1}', 400, "JSON"),
    ("base_change", b"[" * 30_000, 400, "JSON"),
    ("person_name", b'{"name": "\\u0000"}', 400, "控制符"),
    ("person_name", b'{"name": "\\ud800"}', 400, "残缺"),
    ("module", b'{"today": "2021-07-31", "aim": "suspend"}', 422, "12333"),
    ("person_name", b'{"name": "' + b"a" * MOST_BYTES + b'"}', 413, "太大"),
    ("person_name", b"a" * 10_000_000, 413, "太大"),
]


@pytest.mark.parametrize(("name", "body", "status", "says"), BODIES, ids=[f"{r[0]}-{r[2]}-{r[3]}" for r in BODIES])
async def test_a_bad_body_is_told(client: Client, name: str, body: bytes, status: int, says: str) -> None:
    """Every kind of bad body has its status and a Chinese sentence."""
    response = await client.post(f"/api/rules/{name}", data=body, headers={"Content-Type": "application/json"})
    assert says in await refusal(response, status)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("nothing", 404, "filing_window"),
        ("suspension?nothing=1", 400, "termination_day"),
        ("suspension", 400, "还缺"),
        ("suspension?termination_day=x", 400, "日期"),
        ("suspension?termination_day=2026-11-20&termination_day=2026-11-21", 400, "两次"),
        ("suspension?termination_day=2026-11-20&today=x", 400, "要问的日子"),
        ("person_name?name=%00", 400, "控制符"),
        ("filing_window?" + "&".join(["whatif=2026-12-08"] * 13), 400, "最多"),
        ("suspension/more", 404, "/api/rules/docs"),
        ("%00", 404, "filing_window"),
    ],
)
async def test_a_bad_address_is_told(client: Client, path: str, status: int, says: str) -> None:
    """Every kind of bad address has its status and a Chinese sentence."""
    assert says in await refusal(await client.get(URL(f"/api/rules/{path}", encoded=True)), status)


async def test_wrong_kinds_and_methods(client: Client) -> None:
    """Only JSON is read, and only by POST; other methods are told which are allowed; nobody else's page may read."""
    await refusal(await client.post("/api/rules/mobile", data={"number": "1"}), 415)
    put = await client.put("/api/rules/mobile", json={})
    assert "POST" in await refusal(put, 405) and "GET" in put.headers["Allow"]
    await refusal(await client.delete("/api/rules"), 405)
    await refusal(await client.post("/api/rules/mobile?number=13800000000", json={}), 400)
    asked = await client.options("/api/rules/mobile", headers={"Origin": "https://else.example"})
    assert asked.status == 405 and "Access-Control-Allow-Origin" not in asked.headers
    assert not (await client.get("/api/rules")).cookies


async def test_too_fast_is_told_when_to_come_back(serve: Ask) -> None:
    """An address over its rate gets 429 and the seconds to wait, and is served again after them."""
    seconds = [0.0]
    client = await serve(seconds=seconds, address_rate=Rate(per_second=1, burst=2))
    statuses = [(await client.get("/api/rules/filing_window")).status for _ in range(2)]
    assert statuses == [200, 200]
    slow = await client.get("/api/rules/filing_window")
    await refusal(slow, 429)
    seconds.append(float(slow.headers["Retry-After"]))
    assert (await client.get("/api/rules/filing_window")).status == 200


async def test_a_password_is_nowhere(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """A password is neither answered nor logged, also where it stands in the wrong place."""
    caplog.set_level(logging.DEBUG)
    bodies: list[Any] = [{"password": "geheim-9x", "kind": "个人账号"}, {"geheim-9x": 1}, {"password": ["geheim-9x"]}]
    for body in bodies:
        response = await client.post("/api/rules/password", json=body)
        assert response.status in (200, 400) and "geheim" not in await response.text()
    by_query = await client.get("/api/rules/password?password=geheim-9x&kind=person")
    assert by_query.status == 405 and "geheim" not in await by_query.text()
    by_both = await client.post("/api/rules/password?password=geheim-9x", json={})
    assert by_both.status == 400 and "geheim" not in await by_both.text()
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert not any("geheim" in line for line in ours)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = sorted({parameter.name for entry in RULES.values() for parameter in entry.parameters} | {"given", "whatif"})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([*RULES]) | st.text(min_size=1, max_size=8).filter(lambda text: "/" not in text),
    body=st.binary(max_size=60) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), JSON).map(json.dumps),
)
def test_nothing_sent_is_a_mistake_of_ours(name: str, body: bytes | str) -> None:
    """No body, and no name, gives a 5xx."""

    async def status() -> int:
        app = web.Application()
        plain = WebSettings(key=SecretBytes(b"k" * 32), address_rate=None)
        add_rules_api(app, Rulings(lambda: LAW, lambda: TODAY), plain)
        async with TestClient(TestServer(app)) as asked:
            path = URL("/api/rules").joinpath(name.encode("utf-8", "replace").decode())
            sent = await asked.post(path, data=body, headers={"Content-Type": "application/json"})
            return sent.status

    assert asyncio.run(status()) < 500
