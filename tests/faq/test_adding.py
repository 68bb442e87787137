"""A phrasing is taken into the folder as a whole, or refused with the reason, and then nothing changed."""

from __future__ import annotations

import os
import re
import shutil
import threading
from pathlib import Path

import pytest

from faq.adding import NotAdded, add_phrasing
from faq.corpus import entries
from faq.knowledge import KnowledgeFaults, load_knowledge

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the knowledge to add to."""
    folder = tmp_path / "data"
    for part in ("topics", "errors"):
        shutil.copytree(DATA / part, folder / part)
    for path in (*DATA.glob("*.yaml"), DATA / "topic_ids.txt"):
        shutil.copy(path, folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Every file with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("filing.stop", "topics/filing.stop.yaml"),
        ("smalltalk:thanks", "smalltalk.yaml"),
        ("out_of_scope:medical", "out_of_scope.yaml"),
        ("clarify:unclear", "clarify.yaml"),
        ("human:ask_directly", "human.yaml"),
    ],
)
def test_each_kind_of_entry_takes_a_phrasing(data: Path, key: str, name: str) -> None:
    """One line comes into one file, at the line that is told; the knowledge has it as the entry's last phrasing."""
    before = files(data)
    os.chmod(data / name, 0o640)
    added = add_phrasing(data, key, "火星基地的事")
    after = files(data)
    assert [changed for changed in after if after[changed] != before.get(changed)] == [name]
    assert added.path == data / name and (data / name).stat().st_mode & 0o777 == 0o640
    lines = after[name].decode().split("\n")
    assert lines.pop(added.line - 1).strip() == "- 火星基地的事"
    assert "\n".join(lines) == before[name].decode()
    assert {k: e for e, k in entries(load_knowledge(data))}[key].ask[-1] == "火星基地的事"


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        ("filing.stopp", "火星基地", "没有“filing.stopp”这个主题或条目；是不是 filing.stop、"),
        ("out_of_scope:medicin", "火星基地", "是不是 out_of_scope:medical"),
        ("CA 证书过期", "火星基地", "是不是 account.ca_expired"),
        ("errors:account_locked", "火星基地", "没有“errors:account_locked”"),
        ("filing.stop", "减员", "这个问法已经有了：{data}/topics/filing.stop.yaml:"),
        ("filing.stop", " 减 员！", "这个问法已经有了：{data}/topics/filing.stop.yaml:"),
        ("filing.enrol", "减员", "已经属于“filing.stop”，只能留一处：{data}/topics/filing.stop.yaml:"),
        ("filing.stop", "退工停保登记（减员）", "这个问法已经有了：{data}/topics/filing.stop.yaml:"),
        ("filing.stop", "医保卡怎么报销", "已经属于“out_of_scope:medical”，只能留一处：{data}/out_of_scope.yaml:"),
        ("filing.stop", "帐号被锁定", "已经属于“account.locked”"),
        ("filing.stop", "在本单位以存在参保信息", "{data}/errors/already_enrolled_here.yaml"),
        ("filing.stop", "？！", "没有能认的字"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_place(data: Path, key: str, text: str, says: str) -> None:
    """An unknown entry brings those that are meant; words that are known bring file and line; no file changes."""
    before = files(data)
    with pytest.raises(NotAdded) as refused:
        add_phrasing(data, key, text)
    assert says.format(data=data) in str(refused.value)
    for path, line, words in re.findall(r"(/\S+\.yaml):([0-9]+) “(.+)”", str(refused.value)):
        assert words in Path(path).read_text("utf-8").split("\n")[int(line) - 1]
    assert files(data) == before


def test_what_does_not_check_afterwards_is_undone(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder does not check with the phrasing in it, the file is as it was."""
    before, good = files(data), load_knowledge

    def checks_once(folder: Path) -> object:
        (data / "guides.yaml").write_bytes(b"")
        monkeypatch.setattr("faq.adding.load_knowledge", good)
        return good(DATA)

    monkeypatch.setattr("faq.adding.load_knowledge", checks_once)
    with pytest.raises(NotAdded, match="已经撤回"):
        add_phrasing(data, "filing.stop", "火星基地的事")
    assert {**files(data), "guides.yaml": before["guides.yaml"]} == before


def test_a_folder_that_does_not_check_is_left_alone(data: Path) -> None:
    """Someone else's fault is told first, and nothing is added on top of it."""
    (data / "topics/account.roles.yaml").write_text("titel: x\n", "utf-8")
    before = files(data)
    with pytest.raises(KnowledgeFaults, match=r"account\.roles\.yaml"):
        add_phrasing(data, "filing.stop", "火星基地的事")
    assert files(data) == before


def test_a_file_that_cannot_be_written_stays_whole(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk leaves the old file and no leftovers."""

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    before = files(data)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        add_phrasing(data, "filing.stop", "火星基地的事")
    assert files(data) == before


def test_many_at_once_lose_nothing(data: Path) -> None:
    """Those who add to one file at the same time all find their line in it, and no reader ever sees half a file."""
    done, torn = threading.Event(), []

    def read() -> None:
        while not done.is_set():
            if not (data / "topics/filing.stop.yaml").read_text("utf-8").endswith("\n"):
                torn.append(True)

    reader = threading.Thread(target=read)
    reader.start()
    writers = [
        threading.Thread(target=add_phrasing, args=(data, "filing.stop", f"火星第{sign}号")) for sign in "甲乙丙丁"
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    reader.join()
    assert {f"火星第{sign}号" for sign in "甲乙丙丁"} <= set(load_knowledge(data).topics["filing.stop"].ask)
    assert not torn


def test_a_linked_file_stays_a_link(data: Path, tmp_path: Path) -> None:
    """Where the file lies elsewhere, that one is changed."""
    place, elsewhere = data / "human.yaml", tmp_path / "elsewhere.yaml"
    shutil.move(place, elsewhere)
    place.symlink_to(elsewhere)
    add_phrasing(data, "human:ask_directly", "火星基地来人")
    assert place.is_symlink() and "火星基地来人" in elsewhere.read_text("utf-8")
