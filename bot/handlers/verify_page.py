"""The page on which whoever is shown a certificate or an entitlement record sees whether it is one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from aiohttp import hdrs, web

from bot.bureau.papers import NotOffered, PaperSeen
from bot.bureau.protocol import Outage
from bot.handlers.parameter_page import TEMPLATES
from bot.handlers.web_guard import put_headers

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """Serves the page; ``verify`` gives what may be seen of a paper, or None; ``demo`` says what kind of papers."""

    verify: Callable[[str, str], Awaitable[PaperSeen | None]]
    today: Callable[[], date]
    demo: bool = True

    async def show(self, request: web.Request) -> web.Response:
        """The form, or what number and code stand for."""
        number, code = (request.query.get(name, "").strip()[:_LONGEST] for name in ("number", "code"))
        number = number.upper()
        if not number and not code:
            return self._page(HTTPStatus.OK, None, "", number)
        try:
            seen = await self.verify(number, code)
        except (NotOffered, Outage):
            said = "现在验不了：经办系统没有回话，或者不在这里验。请过一会儿再试，或者用纸上的码去验。"
            return self._page(HTTPStatus.SERVICE_UNAVAILABLE, None, said, number)
        if seen is None:
            said = "查不到：编号和验证码对不上。请照纸上的再输一次；还是不对，这份材料就不是这里开的。"
            return self._page(HTTPStatus.NOT_FOUND, None, said, number)
        return self._page(HTTPStatus.OK, seen, "", number)

    def _page(self, status: HTTPStatus, seen: PaperSeen | None, said: str, number: str) -> web.Response:
        valid = seen is not None and self.today() <= seen.valid_until
        told = {"seen": seen, "valid": valid, "said": said, "number": number, "demo": self.demo}
        html = TEMPLATES.get_template("verify.html").render(told)
        headers = {hdrs.CACHE_CONTROL: "no-store", "Referrer-Policy": "no-referrer"}
        response = web.Response(text=html, content_type="text/html", status=status, headers=headers)
        put_headers(response)
        return response


def add_verify_page(app: web.Application, page: VerifyPage) -> None:
    """Puts the page into an application."""
    app.router.add_get("/verify", page.show)
