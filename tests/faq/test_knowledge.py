"""Knowledge files are read whole, or refused with file, line and mend."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from faq.knowledge import Grade, Knowledge, KnowledgeFault, KnowledgeFaults, Who, load_knowledge

Spoil = Callable[[str, str, str], Path]


def faults_of(folder: Path) -> tuple[KnowledgeFault, ...]:
    """The faults of a folder that must not load."""
    with pytest.raises(KnowledgeFaults) as caught:
        load_knowledge(folder)
    return caught.value.faults


def test_what_ships_is_complete(knowledge: Knowledge, data: Path) -> None:
    """Every public topic id has its file, and each is asked in twenty ways or more."""
    assert tuple(knowledge.topics) == tuple((data / "topic_ids.txt").read_text().split())
    assert len(knowledge.topics) == 76
    assert min(len(topic.ask) for topic in knowledge.topics.values()) >= 20


def test_errors_lead_to_topics(knowledge: Knowledge) -> None:
    """Every message of the catalogue belongs to a topic and says what to do or that nothing is wrong."""
    assert all(error.topic in knowledge.topics for error in knowledge.errors.values())
    assert all(error.remedies or not error.trouble for error in knowledge.errors.values())


def test_values_are_typed(folder: Path) -> None:
    """Scalars are strings, and who acts is one of the known parties."""
    knowledge = load_knowledge(folder)
    assert knowledge.topics["locked"].who == (Who.OPERATOR,)
    assert knowledge.guides["002"].date == "2021-08-01"
    assert knowledge.errors["lock"].trouble is True
    assert knowledge.errors["lock"].grade is None
    assert Grade("B") is Grade.REPUBLISHED


def test_a_snapshot_does_not_change(folder: Path) -> None:
    """Neither the snapshot, nor an entry, nor its texts can be written to."""
    knowledge = load_knowledge(folder)
    topic = knowledge.topics["locked"]
    with pytest.raises(TypeError):
        knowledge.topics["new"] = topic  # type: ignore[index]
    with pytest.raises(TypeError):
        topic.follow["带什么"] = "别的"  # type: ignore[index]
    with pytest.raises(ValidationError):
        topic.title = "别的"


def test_the_id_names_the_content(folder: Path, spoil: Spoil) -> None:
    """The same files have the same id, a changed sentence another one."""
    before = load_knowledge(folder).id
    assert load_knowledge(folder).id == before
    spoil("topics/locked.yaml", "再点那里", "再点这里")
    assert load_knowledge(folder).id != before


BAD = [
    ("topics/locked.yaml", "who: [单位经办]", "who: [隔壁老王]", 24, "who.1"),
    ("topics/locked.yaml", "title: 账号被锁\n", "", 1, "缺少“title”"),
    ("topics/locked.yaml", "see: [refund]", "sea: [refund]", 30, "不认识的键“sea”"),
    ("topics/locked.yaml", "see: [refund]", "see: [nowhere]", 30, "“nowhere”不存在"),
    ("topics/locked.yaml", "see: [refund]", "see: [locked]", 30, "不要写自己"),
    ("topics/locked.yaml", "see: [refund]", "see: refund", 30, "应是列表"),
    ("topics/locked.yaml", "id: locked", "id: blocked", 1, "文件名"),
    ("topics/locked.yaml", "  - 账号被锁的第3种问法\n", "", 3, "至少要 20 条"),
    ("topics/refund.yaml", "怎么退款的第2种问法", "账号被锁的第7种问法", 6, "已经属于“locked”"),
    ("topics/locked.yaml", "账号被锁的第7种问法", "怎么退款？", 11, "已经属于“refund”"),
    ("topics/locked.yaml", "  先点这里", "  {% if x %}先点这里", 25, "模板写法有误"),
    ("topics/locked.yaml", "heading: 某一节", "heading: [某一节", 30, "YAML"),
    ("topics/locked.yaml", "heading: 某一节", "heading:", 29, "不为空"),
    ("topics/locked.yaml", '"002"', '"009"', 28, "“009”"),
    ("topics/locked.yaml", "title: 账号被锁", "title: 账号被锁\ntitle: 又一个", 3, "写了两次"),
    ("topics/locked.yaml", "title: 账号被锁", "title: &a 账号\nanswer: *a", 2, "引用"),
    ("topics/locked.yaml", "点那里", "点\x07那里", 1, "控制字符"),
    ("errors/lock.yaml", "topic: locked", "topic: gone", 3, "没有主题“gone”"),
    ("errors/lock.yaml", "trouble: true", "trouble: 也许", 5, "true 或 false"),
    ("errors/lock.yaml", "cause: 输错太多", "cause: 输错太多\ngrade: D", 7, "不在可选值里"),
    ("guides.yaml", "rank: 1", "rank: 一", 5, "整数"),
    ("guides.yaml", "- id", "id", 2, "YAML"),
    ("clarify.yaml", "options: [locked, refund]", "options: [locked]", 4, "至少要 2 条"),
    ("clarify.yaml", "options: [locked, refund]", "options: [locked, lost]", 4, "“lost”不存在"),
    ("clarify.yaml", "id: unclear", "id: blurred", 1, "缺少 id“unclear”"),
    ("out_of_scope.yaml", "id: unknown", "id: gibberish", 4, "出现了两次"),
    ("smalltalk.yaml", "ask: [表情, 表情包, 贴图]", "ask: [表情, 账号被锁, 贴图]", 2, "已经属于“locked”"),
    ("topic_ids.txt", "refund\n", "refund\nthird\n", 3, "缺少 topics/third.yaml"),
    ("topic_ids.txt", "refund\n", "refund\nlocked\n", 3, "重复"),
]


@pytest.mark.parametrize(("name", "old", "new", "line", "reason"), BAD)
def test_a_bad_file_is_named(
    folder: Path, spoil: Spoil, name: str, old: str, new: str, line: int, reason: str
) -> None:
    """Each slip is told with the file, the line and what to mend."""
    path = spoil(name, old, new)
    found = [(fault.path, fault.line) for fault in faults_of(folder) if reason in fault.reason_zh]
    assert found[:1] == [(path, line)]


def test_a_topic_outside_the_list_is_named(folder: Path, spoil: Spoil) -> None:
    """A file whose id is not public is refused in its own first line."""
    spoil("topic_ids.txt", "refund\n", "")
    found = [fault for fault in faults_of(folder) if "不在 topic_ids.txt" in fault.reason_zh]
    assert [(fault.path.name, fault.line) for fault in found] == [("refund.yaml", 1)]


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    """A file saved as GBK is refused at the first line that shows it."""
    path = folder / "topics" / "locked.yaml"
    path.write_bytes(b"id: locked\n" + "title: 账号".encode("gbk"))
    fault = next(fault for fault in faults_of(folder) if fault.path == path)
    assert (fault.line, "UTF-8" in fault.reason_zh) == (2, True)


@pytest.mark.parametrize("name", ["guides.yaml", "topic_ids.txt", "human.yaml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    """A file that is not there is refused by its name."""
    (folder / name).unlink()
    assert (folder / name) in {fault.path for fault in faults_of(folder)}


def test_an_empty_file_is_named(folder: Path) -> None:
    """A file without content is said to be empty."""
    (folder / "errors" / "lock.yaml").write_text("", encoding="utf-8")
    assert [fault.reason_zh for fault in faults_of(folder)] == ["文件是空的"]


def test_all_faults_are_told_at_once(folder: Path, spoil: Spoil) -> None:
    """Slips in three files are told together, and each shows in the message."""
    spoil("topics/locked.yaml", "who: [单位经办]", "who: [隔壁老王]")
    spoil("errors/lock.yaml", "trouble: true", "trouble: 也许")
    spoil("guides.yaml", "rank: 1", "rank: 一")
    with pytest.raises(KnowledgeFaults) as caught:
        load_knowledge(folder)
    assert {fault.path.name for fault in caught.value.faults} == {"locked.yaml", "lock.yaml", "guides.yaml"}
    assert f"{folder / 'guides.yaml'}:5: " in str(caught.value)
