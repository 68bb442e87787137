"""Lets somebody prove to be an operator, by a 绑定码 that the demonstration shows in a panel."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, update

from bot.bureau.protocol import Authority
from bot.bureau.simulated.authority import granted
from bot.bureau.simulated.instants import instant, written
from bot.bureau.simulated.pages import Wanted, load
from bot.bureau.simulated.room import Room
from bot.bureau.simulated.showing import seen_employer
from bot.bureau.simulated.tables import codes, employers, operators
from rules.permissions import Role

LIFETIME = timedelta(minutes=10)
ATTEMPTS = 5
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class DemoCode:
    """A 绑定码 that would have been sent to an operator."""

    employer: str
    operator: str = field(repr=False)
    code: str = field(repr=False)
    expires_at: datetime


class BindsByCode(Room):
    """Bindings; fulfills ``Binds``. What is kept of a code cannot be turned into it without the key."""

    async def send_code(self, credit_code: str, identity_number: str) -> None:
        """Makes a new code; the one before is void.

        Attempts count on while the former code would live: asking again gives nobody more of them.
        """
        now = self._clock.now()

        def send(connection: Connection) -> None:
            # All of it is asked also where there is no such operator, so that the time taken tells little.
            row = {"nonce": secrets.token_hex(16), "expires_at": written(now + LIFETIME)}
            former = connection.execute(_code(credit_code, identity_number)).first()
            known = connection.execute(_operator(credit_code, identity_number)).first()
            if known is None:
                return
            used = former.attempts if former and former.expires_at > written(now) else 0
            connection.execute(delete(codes).where(*_of(credit_code, identity_number)))
            key = {"credit_code": credit_code, "identity_number": identity_number}
            connection.execute(insert(codes), key | row | {"attempts": used})

        await self._change(send)

    async def check_code(self, credit_code: str, identity_number: str, code: str) -> Authority | None:
        """The authority that the code proves, once; None where it is wrong, used, or out of time."""
        now = self._clock.now()

        def check(connection: Connection) -> bool:
            tried = (
                update(codes)
                .where(*_of(credit_code, identity_number), codes.c.attempts < ATTEMPTS, codes.c.nonce != "")
                .where(codes.c.expires_at > written(now))
                .values(attempts=codes.c.attempts + 1)
                .returning(codes.c.nonce)
            )
            nonce = connection.execute(tried).scalar()
            if nonce is None or not hmac.compare_digest(self._spelled(nonce).encode(), code.strip().encode()):
                return False
            connection.execute(update(codes).where(*_of(credit_code, identity_number)).values(nonce="", attempts=0))
            return True

        proved = await self._change(check)
        return await self.authority(credit_code, identity_number) if proved else None

    async def authority(self, credit_code: str, identity_number: str) -> Authority | None:
        """What the operator may do now."""

        def look(connection: Connection) -> Authority | None:
            books = load(connection, Wanted([credit_code]))
            operator = books.operators.get((credit_code, identity_number))
            if operator is None:
                return None
            return Authority(seen_employer(books, credit_code), Role(operator.role), granted(operator))

        return await self._look(look)

    async def demo_code(self, credit_code: str, identity_number: str) -> str:
        """The code that can be used now, or empty; a real bureau would only send it to the operator."""
        now = written(self._clock.now())

        def look(connection: Connection) -> str:
            found = connection.execute(_code(credit_code, identity_number)).first()
            usable = found is not None and found.nonce and found.attempts < ATTEMPTS and found.expires_at > now
            return self._spelled(found.nonce) if usable and found is not None else ""

        return await self._look(look)

    async def demo_codes(self) -> list[DemoCode]:
        """The codes that can be used now, newest first, for the panel of the demonstration."""
        now = self._clock.now()

        def look(connection: Connection) -> list[DemoCode]:
            live = (
                select(employers.c.name, operators.c.name, codes.c.nonce, codes.c.expires_at)
                .join(employers, employers.c.credit_code == codes.c.credit_code)
                .join(
                    operators,
                    (operators.c.employer == codes.c.credit_code)
                    & (operators.c.identity_number == codes.c.identity_number),
                )
                .where(codes.c.nonce != "", codes.c.attempts < ATTEMPTS, codes.c.expires_at > written(now))
                .order_by(codes.c.expires_at.desc())
            )
            return [
                DemoCode(employer, operator, self._spelled(nonce), instant(expires_at))
                for employer, operator, nonce, expires_at in connection.execute(live)
            ]

        return await self._look(look)

    def _spelled(self, nonce: str) -> str:
        """The code: digits computed from what is kept and the key that is not."""
        digest = hmac.digest(self._key, f"绑定码 {nonce}".encode(), "sha256")
        return f"{int.from_bytes(digest[:8], 'big') % 10**_DIGITS:0{_DIGITS}}"


def _of(credit_code: str, identity_number: str) -> tuple[ColumnElement[bool], ...]:
    return codes.c.credit_code == credit_code, codes.c.identity_number == identity_number


def _code(credit_code: str, identity_number: str) -> Select[Any]:
    return select(codes).where(*_of(credit_code, identity_number))


def _operator(credit_code: str, identity_number: str) -> Select[Any]:
    return select(operators.c.name).where(
        operators.c.employer == credit_code, operators.c.identity_number == identity_number
    )
