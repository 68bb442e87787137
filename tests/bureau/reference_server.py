"""A reference server of ``data/bureau/openapi.yaml`` over the simulated bureau, with faults to switch on.

``python -m tests.bureau.reference_server --port 8900`` lets an engineer try an assistant against it.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from bot.bureau import remote
from bot.bureau.contract_file import PLACE
from bot.bureau.papers import ExportKind, PaperKind, PaperWanted
from bot.bureau.protocol import Document, Filing, NoAuthority
from bot.bureau.simulated.bureau import SimulatedBureau, open_simulated
from bot.store.database import Database
from bot.store.migrations import upgrade
from rules.modules import Module
from rules.parameters import load_parameters

CONTRACT = yaml.safe_load(PLACE.read_text("utf-8"))
DATA = Path(__file__).parents[2] / "data"
MODULES = {module.value: module for module in Module}


@dataclass
class Faults:
    """What goes wrong with the next requests: each is used up by one, in order.

    ``drop``: the work is done and the line is cut; ``refuse``: the line is cut before; a status code; ``garbage``;
    ``bare``: a paper without its file.
    """

    coming: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)


@dataclass
class ReferenceServer:
    """The contract over a simulated bureau; what does not fit it, either way, is a failure of the test."""

    bureau: SimulatedBureau
    token: str = "token-for-tests"
    faults: Faults = field(default_factory=Faults)
    misfits: list[str] = field(default_factory=list)

    def app(self) -> web.Application:
        """The application, under ``/v1``."""
        app = web.Application(middlewares=[self._guard])
        for path, methods in CONTRACT["paths"].items():
            for method in methods.keys() - {"parameters"}:
                app.router.add_route(method, f"/v1{path}", getattr(self, f"{method}{path.translate(_NAMES)}"))
        return app

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        self.faults.seen.append(f"{request.method} {request.path}")
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.json_response({"message": "token"}, status=401)
        fault = self.faults.coming.pop(0) if self.faults.coming else ""
        if fault == "refuse":
            return self._cut(request)
        if fault.isdecimal():
            return web.json_response({"message": "trouble"}, status=int(fault))
        await self._check_request(request)
        try:
            response = await handler(request)
        except NoAuthority as refused:
            response = web.json_response({"message": refused.message_zh}, status=403)
        except ValueError as misused:
            response = web.json_response({"message": str(misused)}, status=409)
        self._check_response(request, response)
        if fault == "bare":
            return web.json_response({**TypeAdapter(Any).validate_json(response.text or ""), "document": None})
        if fault == "garbage":
            return web.json_response({"nothing": "of the sort"})
        return self._cut(request) if fault == "drop" else response

    @staticmethod
    def _cut(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def _check_request(self, request: web.Request) -> None:
        body = self._of(request).get("requestBody")
        if body is not None:
            self._check(body["content"], await request.json())

    def _check_response(self, request: web.Request, response: web.StreamResponse) -> None:
        told = self._of(request)["responses"].get(str(response.status))
        if told is None:
            self.misfits.append(f"{request.path}: status {response.status} is not in the contract")
        elif "content" in told:
            assert isinstance(response, web.Response) and response.text is not None
            self._check(told["content"], TypeAdapter(Any).validate_json(response.text))

    def _of(self, request: web.Request) -> dict[str, Any]:
        resource = request.match_info.route.resource
        assert resource is not None
        found: dict[str, Any] = CONTRACT["paths"][resource.canonical.removeprefix("/v1")][request.method.lower()]
        return found

    def _check(self, content: dict[str, Any], value: Any) -> None:
        schema = {**content["application/json"]["schema"], "components": CONTRACT["components"]}
        self.misfits += [error.message for error in Draft202012Validator(schema).iter_errors(value)]

    async def post_filings_prepare(self, request: web.Request) -> web.Response:
        return _answer(remote.PREPARED, await self.bureau.prepare(_filing(await request.json())))

    async def put_filings_request(self, request: web.Request) -> web.Response:
        filing = _filing(await request.json())
        return _answer(remote.FILED, await self.bureau.submit(request.match_info["request"], filing))

    async def get_filings_request(self, request: web.Request) -> web.Response:
        filed = await self.bureau.status(request.match_info["request"])
        if filed is None:
            return web.json_response({"message": "没有收到过这笔申报。"}, status=404)
        return _answer(remote.FILED, filed)

    async def post_filings_batch(self, request: web.Request) -> web.Response:
        asked = [(each["request"], _filing(each["filing"])) for each in (await request.json())["filings"]]
        return _answer(remote.MANY, list(await self.bureau.submit_many(asked)))

    async def post_filings_list(self, request: web.Request) -> web.Response:
        return _answer(remote.FILINGS, list(await self.bureau.filings(**await request.json())))

    async def post_employers_one(self, request: web.Request) -> web.Response:
        body = await request.json()
        return _answer(remote.EMPLOYER, await self.bureau.employer(body["operator"], body["employer"]))

    async def post_persons_one(self, request: web.Request) -> web.Response:
        return _answer(remote.PERSON, await self.bureau.person(**await request.json()))

    async def post_persons_records(self, request: web.Request) -> web.Response:
        return _answer(remote.PERSONS, list(await self.bureau.records(**await request.json())))

    async def post_persons_list(self, request: web.Request) -> web.Response:
        return _answer(remote.PERSONS, list(await self.bureau.people(**await request.json())))

    async def post_projects_one(self, request: web.Request) -> web.Response:
        return _answer(remote.PROJECT, await self.bureau.project(**await request.json()))

    async def post_codes_send(self, request: web.Request) -> web.Response:
        body = await request.json()
        await self.bureau.send_code(body["employer"], body["operator"])
        return web.Response(status=204)

    async def post_codes_check(self, request: web.Request) -> web.Response:
        body = await request.json()
        proved = await self.bureau.check_code(body["employer"], body["operator"], body["code"])
        return _answer(remote.AUTHORITY, proved)

    async def post_papers_issue(self, request: web.Request) -> web.Response:
        body = await request.json()
        wanted = PaperWanted(
            PaperKind(body["kind"]), body["identity_number"], body["first_month"], body["last_month"]
        )
        paper = await self.bureau.issue_paper(body["operator"], body["employer"], wanted)
        if paper is not None:
            original = Document(f"{paper.number}.pdf", "application/pdf", f"%PDF original {paper.number}".encode())
            paper = replace(paper, document=original)
        return _answer(remote.PAPER, paper)

    async def post_papers_verify(self, request: web.Request) -> web.Response:
        return _answer(remote.PAPER_SEEN, await self.bureau.verify_paper(**await request.json()))

    async def post_exports_one(self, request: web.Request) -> web.Response:
        body = await request.json()
        archive = await self.bureau.export(body["operator"], body["employer"], ExportKind(body["kind"]), body["code"])
        return _answer(remote.DOCUMENT, archive)

    async def post_authority(self, request: web.Request) -> web.Response:
        body = await request.json()
        return _answer(remote.AUTHORITY, await self.bureau.authority(body["employer"], body["operator"]))


_NAMES = str.maketrans({"/": "_", "{": "", "}": ""})


def _filing(body: dict[str, Any]) -> Filing:
    attached = tuple(remote.DOCUMENTS.validate_python(body.get("attachments", [])))
    return Filing(MODULES[body["module"]], body["employer"], body["operator"], body["answers"], attached)


def _answer(kind: TypeAdapter[Any], value: Any) -> web.Response:
    return web.Response(body=kind.dump_json(value), content_type="application/json")


class _Clock:
    """The real time in Beijing."""

    def now(self) -> datetime:
        return datetime.now(timezone(timedelta(hours=8)))

    def today(self) -> date:
        return self.now().date()


async def _served() -> web.Application:
    url = f"sqlite:///{tempfile.mkdtemp(prefix='canbao-reference-')}/bureau.db"
    await upgrade(url)
    law = load_parameters(DATA / "parameters/jiangsu")
    return ReferenceServer(await open_simulated(Database(url), lambda: law, _Clock(), DATA)).app()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8900)
    web.run_app(_served(), host="127.0.0.1", port=parser.parse_args().port, loop=asyncio.new_event_loop())
