"""Receipts of filings: the papers, and the links under which whoever holds one sees how the filing stands."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.bureau.protocol import Bureau, Filed
from bot.documents.receipt import PDF, PNG, Receipt, receipt_pdf, receipt_png
from bot.engine.messages import Made
from bot.engine.ports import Clock
from bot.store.followed import Followed, FollowedFilings

_MARK_BYTES = 12
_VALID = timedelta(days=180)
"""How long a link shows something: as long as the assistant keeps what is late."""


@dataclass(frozen=True, slots=True)
class Receipts:
    """Makes receipts. Without a ``base_url`` there are none: nobody could open what their code says."""

    base_url: str
    mark: Callable[[str], bytes]

    def link(self, request: str) -> str:
        """Where whoever holds the receipt sees how the filing stands; empty without a base."""
        if not self.base_url:
            return ""
        token = base64.urlsafe_b64encode(self._sign(request) + request.encode()).decode().rstrip("=")
        return f"{self.base_url.rstrip('/')}/filing/{token}"

    def request_of(self, token: str) -> str | None:
        """The request that a link of ours names; None where it is none of ours."""
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            request = raw[_MARK_BYTES:].decode()
        except (ValueError, UnicodeDecodeError):
            return None
        return request if hmac.compare_digest(raw[:_MARK_BYTES], self._sign(request)) else None

    def files(
        self, title: str, lines: Sequence[tuple[str, str]], at: datetime, url: str, demo: bool
    ) -> tuple[Made, ...]:
        """The receipt as PDF and as a picture; none without a base."""
        if not self.base_url:
            return ()
        receipt = Receipt(title, tuple(lines), at, url, demo)
        return (
            Made(f"{title}回执.png", PNG, receipt_png(receipt)),
            Made(f"{title}回执.pdf", PDF, receipt_pdf(receipt)),
        )

    def _sign(self, request: str) -> bytes:
        return self.mark(request)[:_MARK_BYTES]


NO_RECEIPTS = Receipts("", lambda request: b"")


@dataclass(frozen=True, slots=True)
class FilingStatus:
    """What the holder of a receipt sees."""

    filing: Followed
    filed: Filed


@dataclass(frozen=True, slots=True)
class StatusDesk:
    """Says how filings stand to whoever holds their receipts."""

    receipts: Receipts
    followed: FollowedFilings
    bureau: Bureau
    clock: Clock

    async def look(self, token: str) -> FilingStatus | None:
        """The filing; None where the link is wrong or too old. Raises ``Outage``."""
        request = self.receipts.request_of(token)
        filing = await self.followed.find(request) if request else None
        if filing is None or self.clock.now() - filing.begun_at > _VALID:
            return None
        filed = await self.bureau.status(filing.request)
        return FilingStatus(filing, filed) if filed is not None else None
