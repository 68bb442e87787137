"""The doctor: what is in order is told so, and what has to be mended makes the status 1."""

from __future__ import annotations

import argparse
import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.app import open_library
from bot.doctor_channels import examine_channels
from bot.doctor_commands import doctor
from bot.handlers.channel import ChannelDoubt, ChannelFault, Opens
from bot.handlers.channels import Configured
from bot.settings import ROOT, Settings
from tests.channels.made_up import Parrot, breaks, misfits, nothing


async def examined(settings: Settings, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The status, and all that was said."""
    status = await doctor(settings, argparse.Namespace())
    return status, capsys.readouterr().out


async def test_a_fresh_installation_is_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything is told; that the bureau is a demonstration is something to think of."""
    status, said = await examined(Settings(state=tmp_path / "var"), capsys)
    assert status == 0 and "✗" not in said
    assert "✓ 数据：76个主题" in said and "! 经办系统：演示，只能试用；正式用请设CANBAO_BUREAU=guided或remote" in said


@pytest.mark.parametrize(("there", "told"), [(True, "✓ 图片：能读"), (False, "! 图片：没有装OCR")])
async def test_whether_pictures_are_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, there: bool, told: str
) -> None:
    """Without the extra it is something to think of, with the command that puts it right."""
    monkeypatch.setattr("bot.documents.ocr.find_spec", lambda name: object() if there else None)
    status, said = await examined(Settings(state=tmp_path / "var"), capsys)
    assert status == 0 and told in said and ("pip install" in said) == (not there)


async def test_a_demonstration_is_not_for_the_public(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Under https it has to be wanted; by hand is for real use."""
    public = {"public_url": "https://canbao.example", "state": tmp_path / "var"}
    status, said = await examined(Settings(**public), capsys)  # type: ignore[arg-type]
    assert status == 1 and "✗ 经办系统：" in said and "CANBAO_DEMO=true" in said
    status, said = await examined(Settings(**public, demo=True), capsys)  # type: ignore[arg-type]
    assert status == 0
    status, said = await examined(Settings(**public, bureau="guided"), capsys)  # type: ignore[arg-type]
    assert status == 0 and "✓ 经办系统：guided" in said


async def test_what_is_broken_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong key, data that do not check, and a database that is none."""
    await examined(Settings(state=tmp_path / "var"), capsys)
    (tmp_path / "var/canbao.key").write_text("another key that is none")
    status, said = await examined(Settings(state=tmp_path / "var"), capsys)
    assert status == 1 and "✗ 数据库：" in said
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    (data / "topics/filing.stop.yaml").write_text("id: [", "utf-8")
    status, said = await examined(Settings(state=tmp_path / "other", data=data), capsys)
    assert status == 1 and "✗ 数据：" in said and "filing.stop.yaml" in said
    status, said = await examined(Settings(state=tmp_path / "var", database_url="mysql://x/y"), capsys)
    assert status == 1 and "✗ 数据库：" in said


async def test_a_remote_bureau_has_to_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its address and token have to be there, and somebody has to answer at it."""
    asked = {"state": tmp_path / "var", "bureau": "remote"}
    status, said = await examined(Settings(**asked), capsys)  # type: ignore[arg-type]
    assert status == 1 and "CANBAO_BUREAU_TOKEN" in said
    asked |= {"bureau_token": "t"}
    status, said = await examined(Settings(**asked, bureau_url="http://bureau.example"), capsys)  # type: ignore[arg-type]
    assert status == 1 and "必须用 https" in said
    status, said = await examined(Settings(**asked, bureau_url="http://127.0.0.1:9"), capsys)  # type: ignore[arg-type]
    assert status == 1 and "没有回话" in said


async def slow() -> None:
    """Waits longer than the doctor."""
    await asyncio.sleep(60)


async def doubts() -> None:
    """Serves, and something is amiss."""
    raise ChannelDoubt("可用，但消息送到别处，请看一下。")


async def test_channels_are_asked_whether_they_can_serve(tmp_path: Path) -> None:
    """Each within a time limit; what is wrong with one is told beside the others, and no secret with it."""

    def told_by(answers: Callable[[], Awaitable[None]]) -> Configured:
        return lambda: lambda tools: Parrot(tools, answers=answers)

    def misfit() -> Opens | None:
        raise ChannelFault("设置 CANBAO_WREN_TOKEN 不对：是空的。")

    there: dict[str, Configured] = {
        "parrot": told_by(nothing),
        "raven": told_by(breaks),
        "crow": told_by(misfits),
        "snail": told_by(slow),
        "magpie": told_by(doubts),
        "owl": lambda: None,
        "wren": misfit,
    }
    settings = Settings(state=tmp_path / "var")
    found = [str(one) async for one in examine_channels(settings, open_library(settings), there, seconds=0.2)]
    assert found == [
        "✗ 通道 wren：设置 CANBAO_WREN_TOKEN 不对：是空的。",
        "✓ 通道：没有设置的：owl",
        "✓ 通道 parrot：平台认得我们",
        "✗ 通道 raven：检查时出错（RuntimeError），请检查网络和这个通道的设置",
        "✗ 通道 crow：设置 CANBAO_PARROT_TOKEN 不对：平台不认它。请到平台上重新取一个。",
        "✗ 通道 snail：平台 0.2 秒没有回话，请检查网络和代理",
        "! 通道 magpie：可用，但消息送到别处，请看一下。",
    ]
