"""Edited data take effect without a restart; what does not check is refused and the old stays."""

from __future__ import annotations

import os
import shutil
import time
from datetime import date
from pathlib import Path

import pytest

from bot.app import knows_dialog, passing_assistant
from bot.services import library as library_module
from bot.services.answers import Answers
from bot.services.library import DataFault, Library, read_snapshot
from bot.settings import ROOT, Settings

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look is a look at the folder."""
    monkeypatch.setattr(library_module, "_LOOK_AGAIN_SECONDS", 0.0)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data folder to edit."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


def edit(path: Path, old: str, new: str) -> None:
    """Replaces text in a file, with a later time stamp."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    os.utime(path, (time.time() + 5, time.time() + 5))


def looked(library: Library) -> Library:
    """The library after another look."""
    library.look()
    return library


def test_an_edited_answer_takes_effect(data: Path) -> None:
    """The next look reads an edited topic."""
    library = Library(data)
    edit(data / "topics/account.locked.yaml", "answer: |\n  ", "answer: |\n  新写的一句。")
    said = Answers(lambda: looked(library).current).tell("account.locked", TODAY).messages[0]
    assert said.startswith("新写的一句。")


def test_an_edited_number_takes_effect(data: Path) -> None:
    """The next look reads an edited parameter, under another version."""
    library = Library(data)
    before = library.current.stamp
    file = data / "parameters/jiangsu/calendar.toml"
    edit(file, "value = 6", "value = 5")
    assert looked(library).current.stamp != before
    assert "2026年12月5日" in Answers(lambda: library.current).ask("现在能申报吗", TODAY)["answer"]


def test_a_file_that_does_not_check_is_refused(data: Path) -> None:
    """The fault names file, line and reason; the old answer stays; mending it clears the fault."""
    library = Library(data)
    file = data / "topics/account.locked.yaml"
    good = file.read_text("utf-8")
    edit(file, "who:", "whom:")
    old = library.current.knowledge.id
    looked(library)
    assert library.current.knowledge.id == old
    fault = library.faults[0]
    line = 1 + next(n for n, text in enumerate(file.read_text("utf-8").splitlines()) if text.startswith("whom:"))
    assert "account.locked.yaml" in fault and f":{line}" in fault and "whom" in fault
    file.write_text(good, "utf-8")
    assert looked(library).faults == ()


def test_every_fault_is_named_at_the_start(data: Path) -> None:
    """A start with two broken files and a broken text names all three."""
    edit(data / "topics/account.locked.yaml", "answer: |", "antwort: |")
    edit(data / "topics/account.roles.yaml", "title:", "titel:")
    edit(data / "texts/phrases.yaml", "{{ facts }}", "{{ fact }}")
    with pytest.raises(DataFault) as caught:
        read_snapshot(data)
    told = "\n".join(caught.value.faults)
    assert all(name in told for name in ("account.locked.yaml", "account.roles.yaml", "phrases.yaml"))


def test_a_missing_sentence_is_named(data: Path) -> None:
    """A sentence that is gone does not surface in a conversation but at the start."""
    edit(data / "texts/phrases.yaml", "cancelled:", "cancelled_no_more:")
    with pytest.raises(DataFault, match="cancelled"):
        read_snapshot(data)


def test_a_region_without_a_folder_is_named(data: Path) -> None:
    """A region that has no parameters is refused with those that there are, and with the setting to mend."""
    for region in ("mars", "", "..", "jiangsu/.."):
        with pytest.raises(DataFault) as caught:
            Library(data, region=region)
        (told,) = caught.value.faults
        assert f"没有叫“{region}”的地区文件夹；现有：jiangsu。请改设置 CANBAO_REGION" in told


def test_another_region_is_a_folder_and_a_setting(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a new folder and ``CANBAO_REGION`` the assistant answers with that region's days, also after an edit."""
    shutil.copytree(ROOT / "tests/regions/ceshi", data / "parameters/ceshi")
    monkeypatch.setenv("CANBAO_REGION", "ceshi")
    monkeypatch.setenv("CANBAO_DATA", str(data))
    assistant = passing_assistant(Settings())
    library = assistant.library
    assert library.current.law.region == "ceshi"
    assert "2026年12月15日" in Answers(lambda: library.current).ask("现在能申报吗", TODAY)["answer"]
    edit(data / "parameters/ceshi/calendar.toml", "value = 15", "value = 14")
    assert "2026年12月14日" in Answers(lambda: looked(library).current).ask("现在能申报吗", TODAY)["answer"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("answer: |\n", "answer: |\n  {{ nonsense }}\n", "nonsense"),
        ("answer: |\n", "answer: |\n  {{ 1 / 0 }}\n", "花括号"),
        ("answer: |\n", "answer: |\n  {{ today.nothing.more }}\n", "填不出来"),
        ("dialog: login_failed", "dialog: no_such_dialog", "no_such_dialog"),
        ("symptom: LOCKED", "symptom: LOCKT", "LOCKT"),
    ],
    ids=["unknown name", "no name", "no value", "dialog", "start"],
)
def test_what_only_shows_in_use_is_found_at_once(data: Path, old: str, new: str, says: str) -> None:
    """A text that cannot be filled in and a dialog that does not exist are refused with file and line."""
    edit(data / "topics/account.locked.yaml", old, new)
    with pytest.raises(DataFault) as caught:
        read_snapshot(data, knows_dialog)
    fault = str(caught.value)
    assert "account.locked.yaml:" in fault and says in fault
