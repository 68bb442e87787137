"""Conversations that an earlier release kept go on in this one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogs import DIALOGS
from bot.engine.messages import Decision
from tests.in_flight.flight import NOT_LATER, Flight, finish, flights, kept, on_stage
from tests.in_flight.save import save

ALL = list(flights())


def test_every_version_of_every_dialog_has_a_saved_conversation() -> None:
    """No version was released without one that later releases must open."""
    there = {(flight.dialog, flight.version) for flight in ALL}
    wanted = {(dialog.key, version) for dialog in DIALOGS for version in range(1, dialog.version + 1)}
    missing = sorted(wanted - there)
    assert not missing, f"save one: python -m tests.in_flight.save <key> <answers…> for {missing}"


def test_no_saved_conversation_is_of_a_dialog_or_version_that_never_was() -> None:
    """A file's name names a dialog that is here, and a version that was released."""
    present = {dialog.key: dialog.version for dialog in DIALOGS}
    odd = [str(flight) for flight in ALL if flight.version > present.get(flight.dialog, 0)]
    assert odd == []


@pytest.mark.parametrize("flight", ALL, ids=str)
async def test_it_opens_where_it_was_with_what_was_said(flight: Flight) -> None:
    """After the release the same question is open, and the answers are there."""
    stage = on_stage(flight)
    reply = await stage.say("继续")
    run = stage.store.turns[-1].conversation.active
    assert run is not None
    assert (reply.dialog, reply.step, kept(run)) == (flight.dialog, flight.open, flight.kept)


@pytest.mark.parametrize("flight", ALL, ids=str)
async def test_it_can_be_finished(flight: Flight) -> None:
    """Answering whatever is asked leads to a closing, without trouble on the way."""
    stage = on_stage(flight)
    active = flight.conversation.active
    assert active is not None
    await stage.say("继续")
    await finish(stage, active.id)
    assert any(dialog == flight.dialog for dialog, _ in stage.closed)
    assert Decision.TROUBLE not in {reply.decision for reply in stage.replies}


@pytest.mark.parametrize("flight", [each for each in ALL if each.dialog not in NOT_LATER], ids=str)
async def test_weeks_later_it_is_offered_again(flight: Flight) -> None:
    """Who comes back after the release and after weeks is asked whether to go on."""
    stage = on_stage(flight)
    stage.clock.forward(days=21)
    await stage.say("你好")
    assert "继续" in stage.labels
    assert (await stage.pick("继续")).step == flight.open


async def test_a_new_one_is_saved_by_playing_answers(tmp_path: Path) -> None:
    """What ``save`` writes is what ``flights`` reads, numbered on."""
    first = await save("forgot_unit_password", ["刷脸"], tmp_path)
    second = await save("forgot_unit_password", [], tmp_path)
    version = next(dialog.version for dialog in DIALOGS if dialog.key == "forgot_unit_password")
    stem = f"forgot_unit_password.v{version}"
    assert [first.name, second.name] == [f"{stem}.1.json", f"{stem}.2.json"]
    assert [flight.open for flight in flights(tmp_path)] == ["way", "representative"]


async def test_what_is_over_is_not_saved(tmp_path: Path) -> None:
    """A conversation that has ended has nowhere to open."""
    with pytest.raises(ValueError, match="forgot_unit_password is not open after these answers"):
        await save("forgot_unit_password", ["取消"], tmp_path)
