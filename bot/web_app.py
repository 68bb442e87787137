"""The web server's pages: the chat and all that stands beside it."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from pydantic import SecretBytes

from bot.app import Assistant, read_keys
from bot.bureau.papers import GivesPapers
from bot.bureau.simulated.bureau import SimulatedBureau
from bot.dialogs import FORMS
from bot.engine.dialog import Context
from bot.handlers.demo_page import DemoPage, add_demo_page
from bot.handlers.filing_page import FilingPage, add_filing_page
from bot.handlers.forms_api import add_forms_api
from bot.handlers.health import Health, add_health
from bot.handlers.parameter_page import ParameterPages, add_parameter_pages
from bot.handlers.rules_api import add_rules_api
from bot.handlers.verify_page import VerifyPage, add_verify_page
from bot.handlers.web import web_chat
from bot.handlers.web_late import LateLine
from bot.handlers.web_settings import Rate, WebSettings
from bot.opening import Opened, public_address
from bot.services.demo_panel import DemoPanel
from bot.services.forms import Forms
from bot.services.receipts import StatusDesk
from bot.services.rulings import Rulings
from bot.services.watching import Watching
from bot.settings import Settings


def web_app(opened: Opened, late: LateLine, watching: Watching, channels: Mapping[str, str]) -> web.Application:
    """The application: chat, rules, forms, health, parameters, and what the bureau gives pages for.

    ``channels`` says how each other channel does, as it is now.
    """
    settings, assistant, store = web_settings(opened.settings), opened.assistant, opened.store
    app = web_chat(
        assistant.runner, store.conversations, opened.files, opened.intake.send, settings, assistant.clock, late=late
    )
    rulings = Rulings(lambda: assistant.library.current.law, assistant.clock.today)
    add_rules_api(app, rulings, settings)
    add_forms_api(app, _forms(assistant), settings)
    add_health(app, Health(assistant.library, watching, store.ping, store.outbox.counts, channels))
    add_parameter_pages(app, ParameterPages(assistant.library, assistant.clock))
    _add_bureau_pages(app, opened)
    return app


def _add_bureau_pages(app: web.Application, opened: Opened) -> None:
    bureau, settings = opened.bureau, opened.settings
    simulated = isinstance(bureau, SimulatedBureau)
    if isinstance(bureau, GivesPapers):
        add_verify_page(app, VerifyPage(bureau.verify_paper, opened.clock.today, simulated))
    if isinstance(bureau, SimulatedBureau):
        add_demo_page(app, DemoPage(DemoPanel(bureau, settings.data), public_address(settings)))
    if bureau is not None:
        statuses = StatusDesk(opened.receipts, opened.store.followed, bureau, opened.clock)
        add_filing_page(app, FilingPage(statuses, simulated))


def web_settings(settings: Settings) -> WebSettings:
    """The web chat's own settings."""
    return WebSettings(
        key=_cookie_key(settings),
        public_url=public_address(settings),
        proxies=1 if settings.trust_proxy else 0,
        visitor_rate=_rate(settings.visitor_rate, 4),
        address_rate=_rate(settings.address_rate, 2),
    )


def _forms(assistant: Assistant) -> Forms:
    return Forms(FORMS, lambda: Context(assistant.clock.today(), assistant.library.current.stamp))


def _rate(per_second: float, at_once: int) -> Rate | None:
    return Rate(per_second=per_second, burst=max(1, round(per_second * at_once))) if per_second else None


def _cookie_key(settings: Settings) -> SecretBytes:
    """What signs the web cookie: of the master key, so that it stays the same."""
    keys = read_keys(settings)
    return SecretBytes(keys.fingerprint("web", "cookie", "1") + keys.fingerprint("web", "cookie", "2"))
