"""The remote bureau: a real system behind HTTP, as ``data/bureau/openapi.yaml`` describes it.

Every request may be repeated: a filing goes under its request id, which is the idempotency key. A time-out is neither
success nor failure. Identity numbers travel in bodies, never in addresses.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote

import aiohttp
from pydantic import TypeAdapter, ValidationError
from yarl import URL

from bot.bureau.papers import ExportKind, NotOffered, Paper, PaperSeen, PaperWanted
from bot.bureau.protocol import (
    Authority,
    BureauForm,
    Document,
    EmployerSeen,
    Filed,
    Filing,
    FilingSeen,
    NoAuthority,
    Outage,
    PersonSeen,
    Prepared,
    ProjectSeen,
)

log = logging.getLogger(__name__)
T = TypeVar("T")
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
_AGAIN = frozenset(
    (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY,
     HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)
)  # fmt: skip
_MAY_LACK = ("papers", "exports")
"""What a bureau need not offer, by the first part of its addresses."""
PREPARED, FILED = TypeAdapter(Prepared), TypeAdapter(Filed)
MANY: TypeAdapter[list[Filed]] = TypeAdapter(list[Filed])
EMPLOYER: TypeAdapter[EmployerSeen | None] = TypeAdapter(EmployerSeen | None)
PERSON: TypeAdapter[PersonSeen | None] = TypeAdapter(PersonSeen | None)
PERSONS: TypeAdapter[list[PersonSeen]] = TypeAdapter(list[PersonSeen])
PROJECT: TypeAdapter[ProjectSeen | None] = TypeAdapter(ProjectSeen | None)
FILINGS: TypeAdapter[list[FilingSeen]] = TypeAdapter(list[FilingSeen])
AUTHORITY: TypeAdapter[Authority | None] = TypeAdapter(Authority | None)
PAPER: TypeAdapter[Paper | None] = TypeAdapter(Paper | None)
PAPER_SEEN: TypeAdapter[PaperSeen | None] = TypeAdapter(PaperSeen | None)
DOCUMENTS: TypeAdapter[list[Document]] = TypeAdapter(list[Document])
DOCUMENT: TypeAdapter[Document | None] = TypeAdapter(Document | None)


class WrongAddress(ValueError):
    """The address of the bureau cannot be used; says in Chinese why."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one try may take, how often it is tried, and when the circuit opens. Seconds.

    Args:
        failures: after so many failures in a row nothing is sent for ``pause``; then one request is let through.
    """

    connect: float = 3.0
    total: float = 7.0
    tries: int = 3
    first_pause: float = 0.2
    failures: int = 5
    pause: float = 15.0


class Breaker:
    """Keeps away from a bureau that does not answer, so that nobody waits for it in vain."""

    def __init__(self, patience: Patience, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience
        self._clock = clock
        self._failed = 0
        self._closed_until = 0.0

    def let_through(self) -> bool:
        """Whether a request may go out now; after a pause one goes first, to see."""
        if self._failed < self._patience.failures:
            return True
        now = self._clock()
        if now < self._closed_until:
            return False
        self._closed_until = now + self._patience.pause
        return True

    def answered(self) -> None:
        """The bureau answered, whatever it said."""
        self._failed = 0

    def failed(self) -> None:
        """The bureau did not answer."""
        self._failed += 1
        if self._failed == self._patience.failures:
            self._closed_until = self._clock() + self._patience.pause
            log.warning("the bureau did not answer %s times: nothing is sent for a while", self._failed)


class RemoteBureau:
    """Fulfills ``Bureau``, ``LooksUp``, ``Binds``, ``GivesPapers`` and ``Exports`` over HTTP."""

    form = BureauForm.REMOTE

    def __init__(
        self,
        url: str,
        token: str,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """``url`` is the base address, ``token`` what the bureau knows us by.

        Raises:
            WrongAddress: the address is none, or would carry people's data unprotected.
        """
        self._url = _checked(url)
        self._token = token
        self._patience = patience or Patience()
        self._breaker = Breaker(self._patience, clock)
        self._chance = chance
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Closes connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def prepare(self, filing: Filing) -> Prepared:
        """What would become of the filing now."""
        return await self._post("filings/prepare", _body(filing), PREPARED)

    async def submit(self, request: str, filing: Filing) -> Filed:
        """Submits once under ``request``, which is sent again, under the same key, where no answer comes."""
        return _read(FILED, await self._ask("PUT", f"filings/{quote(request, safe='')}", _body(filing)))

    async def submit_many(self, filings: Sequence[tuple[str, Filing]]) -> Sequence[Filed]:
        """Submits several, in order."""
        body = {"filings": [{"request": request, "filing": _body(filing)} for request, filing in filings]}
        filed = await self._post("filings/batch", body, MANY)
        if [one.request for one in filed] != [request for request, _ in filings]:
            log.error("the bureau answered other filings than were asked")
            raise Outage
        return filed

    async def status(self, request: str) -> Filed | None:
        """How the filing stands; None where it never arrived."""
        answer = await self._ask("GET", f"filings/{quote(request, safe='')}", None)
        return None if answer is None else _read(FILED, answer)

    async def employer(self, operator: str, credit_code: str) -> EmployerSeen | None:
        """The employer."""
        return await self._post("employers/one", {"operator": operator, "employer": credit_code}, EMPLOYER)

    async def person(self, operator: str, employer: str, identity_number: str) -> PersonSeen | None:
        """What the employer may know of the person."""
        return await self._post("persons/one", _about(operator, employer, identity_number), PERSON)

    async def records(self, operator: str, employer: str, identity_number: str) -> Sequence[PersonSeen]:
        """Every record under the number."""
        return await self._post("persons/records", _about(operator, employer, identity_number), PERSONS)

    async def people(self, operator: str, employer: str) -> Sequence[PersonSeen]:
        """Everyone who is enrolled by the employer."""
        return await self._post("persons/list", {"operator": operator, "employer": employer}, PERSONS)

    async def project(self, operator: str, employer: str, project_code: str) -> ProjectSeen | None:
        """The employer's project."""
        body = {"operator": operator, "employer": employer, "project_code": project_code}
        return await self._post("projects/one", body, PROJECT)

    async def filings(self, operator: str, employer: str, identity_number: str = "") -> Sequence[FilingSeen]:
        """The employer's filings."""
        return await self._post("filings/list", _about(operator, employer, identity_number), FILINGS)

    async def send_code(self, credit_code: str, identity_number: str) -> None:
        """Has a one-time code sent to the operator."""
        await self._ask("POST", "codes/send", {"employer": credit_code, "operator": identity_number})

    async def check_code(self, credit_code: str, identity_number: str, code: str) -> Authority | None:
        """The authority that the code proves."""
        body = {"employer": credit_code, "operator": identity_number, "code": code}
        return await self._post("codes/check", body, AUTHORITY)

    async def authority(self, credit_code: str, identity_number: str) -> Authority | None:
        """What the operator may do now."""
        return await self._post("authority", {"employer": credit_code, "operator": identity_number}, AUTHORITY)

    async def issue_paper(self, operator: str, employer: str, wanted: PaperWanted) -> Paper | None:
        """The paper, with the bureau's own file; raises ``NotOffered`` where the bureau issues none here."""
        body = {**_about(operator, employer, wanted.identity_number), "kind": wanted.kind.value}
        months = {"first_month": wanted.first_month, "last_month": wanted.last_month}
        paper = await self._post("papers/issue", {**body, **months}, PAPER)
        if paper is not None and paper.document is None:
            log.error("the bureau issued a paper without its file")
            raise Outage
        return paper

    async def verify_paper(self, number: str, code: str) -> PaperSeen | None:
        """What may be seen of the paper."""
        return await self._post("papers/verify", {"number": number, "code": code}, PAPER_SEEN)

    async def export(self, operator: str, employer: str, kind: ExportKind, code: str) -> Document | None:
        """The bureau's encrypted archive; raises ``NotOffered`` where the bureau exports nothing here."""
        body = {"operator": operator, "employer": employer, "kind": kind.value, "code": code}
        return await self._post("exports/one", body, DOCUMENT)

    async def _post(self, path: str, body: Mapping[str, Any], kind: TypeAdapter[T]) -> T:
        return _read(kind, await self._ask("POST", path, body))

    async def _ask(self, method: str, path: str, body: Mapping[str, Any] | None) -> Any:
        """The answer's JSON; tried again while nobody answers, at growing distances."""
        for left in reversed(range(self._patience.tries)):
            if not self._breaker.let_through():
                raise Outage
            try:
                answer = await self._try(method, path, body)
            except (aiohttp.ClientError, TimeoutError, ValueError) as trouble:
                self._breaker.failed()
                log.warning("the bureau did not answer %s: %s", _kind(path), type(trouble).__name__)
                if not left:
                    raise Outage from None
                tried = self._patience.tries - left - 1
                await asyncio.sleep(self._patience.first_pause * (1 << tried) * (0.5 + self._chance()))
                continue
            self._breaker.answered()
            return _told(answer, path)
        raise Outage

    async def _try(self, method: str, path: str, body: Mapping[str, Any] | None) -> tuple[int, Any]:
        """One try; raises ``ValueError`` for what should be tried again."""
        session = self._opened()
        async with session.request(method, self._url / path, json=body, allow_redirects=False) as response:
            if response.status in _AGAIN:
                raise ValueError(response.status)
            if response.status == HTTPStatus.NO_CONTENT:
                return response.status, None
            return response.status, await response.json(content_type=None)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            limit = aiohttp.ClientTimeout(total=self._patience.total, connect=self._patience.connect)
            headers = {"Authorization": f"Bearer {self._token}"}
            self._session = aiohttp.ClientSession(timeout=limit, headers=headers)
        return self._session


def _told(answer: tuple[int, Any], path: str) -> Any:
    """What the answer says; a refusal of the whole request is raised."""
    status, content = answer
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return content
    said = content.get("message", "") if isinstance(content, dict) else ""
    if status == HTTPStatus.NOT_FOUND:
        return None
    if status == HTTPStatus.FORBIDDEN:
        raise NoAuthority(str(said) or "经办系统说您不能办这一项，请单位法人或管理员授权。")
    if status == HTTPStatus.NOT_IMPLEMENTED and _kind(path) in _MAY_LACK:
        raise NotOffered
    if status == HTTPStatus.CONFLICT:
        raise ValueError("the request was used for another filing")
    log.error("the bureau answered with status %s", status)
    raise Outage


def _read(kind: TypeAdapter[T], content: Any) -> T:
    """The content as what is expected; what is anything else counts as no answer."""
    try:
        return kind.validate_python(content)
    except ValidationError as wrong:
        log.error("the bureau answered something else than its contract says, at %s places", wrong.error_count())
        raise Outage from None


def _body(filing: Filing) -> dict[str, Any]:
    return {
        "module": filing.module.value,
        "employer": filing.employer,
        "operator": filing.operator,
        "answers": dict(filing.answers),
        "attachments": DOCUMENTS.dump_python(list(filing.attachments), mode="json"),
    }


def _about(operator: str, employer: str, identity_number: str) -> dict[str, str]:
    return {"operator": operator, "employer": employer, "identity_number": identity_number}


def _kind(path: str) -> str:
    """The path without what names a filing, for the log."""
    return "/".join(path.split("/")[:1])


def _checked(url: str) -> URL:
    try:
        parsed = URL(url)
    except ValueError:
        parsed = URL()
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise WrongAddress("CANBAO_BUREAU_URL 要写成 https://主机/路径。")
    if parsed.scheme == "http" and parsed.host not in _LOOPBACK:
        raise WrongAddress("CANBAO_BUREAU_URL 不是本机，必须用 https：证件号码不能明文传。")
    return parsed
