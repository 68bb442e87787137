"""The commands that make calendars, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.forked import Python
from tests.rules.ics_reading import content_lines, events

Done = subprocess.CompletedProcess[str]
_DECEMBER = ("--from", "2026-12-01", "--to", "2026-12-31")


@pytest.fixture
def bot(tmp_path: Path, python: Python) -> Callable[..., Done]:
    """Runs ``python -m bot`` with a state folder of the test's own."""

    def run(*arguments: str) -> Done:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("CANBAO_", "DATABASE_"))}
        environment["CANBAO_STATE"] = str(tmp_path / "var")
        return python("-m", "bot", *arguments, environment=environment)

    return run


def test_the_year_is_printed(bot: Callable[..., Done]) -> None:
    """A line a month, then what is open and from where."""
    done = bot("calendar", "--year", "2026")
    lines = done.stdout.splitlines()
    assert done.returncode == 0 and lines[0] == "2026年社保申报日历" and done.stderr == ""
    assert lines[12] == "12月：1–6日报12月；7–10日暂停申报；11–31日报次年1月"
    assert any("操作指南（2021-08-01）§一（官方页面）" in line for line in lines)


def test_the_picture_is_written(bot: Callable[..., Done], tmp_path: Path) -> None:
    """The file is an SVG picture of the year, of this year without one."""
    picture = tmp_path / "a.svg"
    done = bot("calendar", "--picture", str(picture))
    assert done.returncode == 0 and str(picture) in done.stderr and done.stdout == ""
    root = ElementTree.fromstring(picture.read_bytes())
    assert root[0].text in {f"{year}年社保申报日历" for year in (date.today().year, date.today().year + 1)}


def test_a_file_named_png_is_a_png_picture(bot: Callable[..., Done], tmp_path: Path) -> None:
    """The name of the file says which kind of picture is wanted."""
    picture = tmp_path / "a.PNG"
    done = bot("calendar", "--year", "2026", "--picture", str(picture))
    assert done.returncode == 0 and str(picture) in done.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_duties_are_printed_and_written(bot: Callable[..., Done], tmp_path: Path) -> None:
    """An employee's deadline stands among the month's days, in print and in the file for calendar programs."""
    event = "event=hired:2026-11-20:张测试"
    printed = bot("duties", *_DECEMBER, event)
    assert printed.returncode == 0 and "2026-12-20　张测试：最晚办参保登记" in printed.stdout.splitlines()
    file = tmp_path / "a.ics"
    written = bot("duties", *_DECEMBER, event, "--ics", str(file))
    assert written.returncode == 0 and written.stdout == ""
    made = file.read_bytes().decode()
    assert content_lines(made)[0] == "BEGIN:VCALENDAR"
    assert "张测试：最晚办参保登记" in [one["SUMMARY"] for one in events(made)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("calendar", "--year", "二六"), "不是年份"),
        (("calendar", "--year", "1989"), "日历只排1990年到2099年"),
        (("calendar", "--picture", "/proc/nope/a.svg"), "读写不了 /proc/nope/a.svg"),
        (("duties", "--from", "2026-12-01", "--to", "2026-11-31"), "不是日历上有的日子"),
        (("duties", "--from", "2026-12-01", "--to", "2026-11-01"), "早于第一天"),
        (("duties", "--from", "2026-12-01", "--to", "2029-11-01"), "最多排24个月"),
        (("duties", *_DECEMBER, "张测试"), "事情、日期和人三样"),
        (("duties", *_DECEMBER, "event=fired:2026-11-20:张测试"), "事情须是这些当中的一个"),
    ],
    ids=str,
)
def test_bad_input_is_one_chinese_message(bot: Callable[..., Done], arguments: tuple[str, ...], says: str) -> None:
    """What is wrong and what to write instead, no trace, a status that says so."""
    done = bot(*arguments)
    assert done.returncode != 0 and done.stdout == ""
    assert says in done.stderr and "Traceback" not in done.stderr
