"""The pages for whoever runs the assistant."""

from __future__ import annotations

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.engine.messages import Address, Decision, Inbound, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.health import Health, add_health
from bot.services.library import Library
from bot.services.watching import Watching
from bot.settings import ROOT
from bot.store.outbox_rows import State

LIBRARY = Library(ROOT / "data")


async def client(watching: Watching, broken: bool = False) -> TestClient:
    """Asks a server that holds only these pages."""

    async def ping() -> None:
        if broken:
            raise StoreTrouble("gone")

    async def outbox() -> dict[State, int]:
        if broken:
            raise StoreTrouble("gone")
        return {State.DEAD: 3, State.WAITING: 0}

    app = web.Application()
    add_health(app, Health(LIBRARY, watching, ping, outbox))
    started = TestClient(TestServer(app))
    await started.start_server()
    return started


async def test_health_names_what_is_in_use() -> None:
    """A working assistant says so, with the versions of knowledge and parameters."""
    asked = await client(Watching())
    answer = await asked.get("/healthz")
    told = await answer.json()
    assert answer.status == 200 and told["status"] == "ok"
    assert told["knowledge"] == LIBRARY.current.knowledge.id and told["parameters"] == LIBRARY.current.law.id
    await asked.close()


async def test_a_database_that_is_gone_is_unhealthy() -> None:
    """A load balancer sees 503 where no turn could be kept."""
    asked = await client(Watching(), broken=True)
    answer = await asked.get("/healthz")
    assert answer.status == 503 and (await answer.json())["database"] == "unreachable"
    await asked.close()


async def test_metrics_count_turns_and_name_nobody() -> None:
    """Counts have channel, decision, dialog and step as labels; no person, no text."""
    watching = Watching()
    inbound = Inbound(Address("web", "visitor-77"), "m1", text="我的身份证号")
    reply = Reply(("好",), dialog="forgot_unit_password", step="way", decision=Decision.STEP)
    watching.turn(inbound, reply, 0.004)
    asked = await client(watching)
    text = await (await asked.get("/metrics")).text()
    assert 'canbao_turns_total{channel="web",decision="step"} 1.0' in text
    assert 'canbao_dialog_steps_total{dialog="forgot_unit_password",step="way"} 1.0' in text
    assert 'canbao_turn_seconds_bucket{channel="web",le="0.005"} 1.0' in text
    assert "visitor-77" not in text and "身份证" not in text
    await asked.close()


async def test_dead_letters_are_counted() -> None:
    """An alarm can be set on them; without a database the other counts are still there."""
    for broken in (False, True):
        asked = await client(Watching(), broken)
        answer = await asked.get("/metrics")
        text = await answer.text()
        assert answer.status == 200 and "canbao_data_faults" in text
        assert ('canbao_outbox_entries{state="dead"} 3.0' in text) is not broken
        await asked.close()
