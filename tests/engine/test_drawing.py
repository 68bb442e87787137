"""Reading copies: everything a dialog says and where it leads, for people who read no code."""

from __future__ import annotations

import re
from pathlib import Path

from bot.engine.checks import Name, WholeNumber
from bot.engine.choice import Choice, Sent
from bot.engine.dialog import Dialog, Group
from bot.engine.drawing import reading_copy, stale_copies, write_copies
from bot.engine.steps import ask, call, choose, decide, end, gather, perform, tell


class Way(Choice):
    """Options, one of them with signs that mean something to Mermaid."""

    PAGE = ('网页: "电脑" #1; {a}', "电脑")
    APP = "手机"


def way_for(name: str) -> Way:
    """Which way suits the name.

    Source: none
    """
    return Way.APP


def bare(way: Way) -> int:
    return 1


async def send(request: str, name: str) -> Sent:
    """Sends the name."""
    return Sent.ACCEPTED


class Child(Group):
    """One child."""

    nick: Name = ask("小名？")
    side: Way = choose("{{ nick }}走哪边？")


class Short(Dialog):
    """A called dialog."""

    key, title = "short", "短的"

    over = end("到头了。")


class Long(Dialog):
    """长流程: one of nearly everything.

    Source: 002 问题二;
    000 Q1
    """

    key, title, topic, version = "long", "长流程", "test.long", 3

    name: Name = ask(
        """
        请输入姓名。
        1. 照身份证写。
        2. 不要写“{% raw %}先生{% endraw %}”。
        """
    )
    way: Way = decide(way_for, {Way.PAGE: "page", Way.APP: "end_state"})
    page: Way = choose("{{ name }}在哪里办？", {Way.PAGE: "end_state", Way.APP: "end_state"}, label="在哪里办")
    end_state = tell("今天是{{ today }}。")
    children: tuple[Child, ...] = gather("还有下一个吗？", Child, label="孩子")
    count: WholeNumber = ask("一共几个？", suggest=bare)
    there = call(Short, {"over": "sent"})
    sent: Sent = perform(send, {**dict.fromkeys(Sent, "done"), Sent.UNKNOWN: "person"})
    done = end("好了，{{ count }}个。")
    person = end("请人来。", human=True)


COPY = reading_copy(Long)


def test_a_copy_says_what_the_dialog_is() -> None:
    """Title, key, topic, version, what it is for, and the source stand at its head."""
    head = COPY.partition("## 流程图")[0]
    assert head.startswith("# 长流程\n")
    for said in ("`long`", "`test.long`", "版本 3", "长流程: one of nearly everything.", "依据：002 问题二; 000 Q1"):
        assert said in head


def test_every_text_stands_in_it_in_full_and_in_order() -> None:
    """No sentence is left out or cut, and steps come as they are declared."""
    texts = [
        "请输入姓名。\n1. 照身份证写。", "〔姓名〕在哪里办？", "今天是〔今天〕。", "还有下一个吗？", "〔姓名〕走哪边？",
        "一共几个？", "好了，〔数量〕个。", "请人来。",
    ]  # fmt: skip
    body = COPY.partition("## 每一步")[2]
    places = [body.index(f"```text\n{text}") for text in texts]
    assert places == sorted(places)


def test_every_option_says_where_it_leads() -> None:
    """Options with their further wordings, each with the number and name of the step behind it."""
    assert '- **网页: "电脑" #1; {a}**（也可以说：电脑） → 第4步“告知：今天是〔今天〕。”' in COPY
    assert "- 接着：第2步“规则判断：Which way suits the name”" in COPY
    assert "- 转人工" in COPY


def test_checks_rules_and_effects_are_named() -> None:
    """Checks with an example, rules and effects by name and by what they say of themselves."""
    assert "- 检查：姓名，例如：张测试" in COPY
    assert "- 规则：`way_for`，Which way suits the name" in COPY
    assert "- 建议：`bare`\n" in COPY
    assert "- 办理：`send`，Sends the name" in COPY
    assert "- 流程：[短的](short.md)" in COPY


def test_the_diagram_has_every_step_and_every_edge() -> None:
    """Each step is a state, each way on an edge with its options, groups are drawn within."""
    diagram = diagram_of(COPY)
    for name in Long.steps:
        assert re.search(rf'^    state ".+" as s_{name}$', diagram, re.MULTILINE)
    assert "    s_way --> s_end_state : 手机\n" in diagram
    assert "    s_sent --> s_done : 已受理、被拒绝、审核中、由经办人自行办理\n" in diagram
    assert "        s_children_nick --> s_children_side\n        s_children_side --> [*]\n    }\n" in diagram
    assert "    s_person --> [*] : 转人工" in diagram


def test_no_sign_of_a_text_breaks_the_diagram() -> None:
    """Quotes, colons, hashes, semicolons and braces of labels are written in full width."""
    state = r'state "[^"#;:<>{}]+" as \w+'
    edge = r'(\w+|\[\*\]) --> (\w+|\[\*\])( : [^"#;:<>{}\[\]]+)?'
    for line in diagram_of(COPY).splitlines()[1:]:
        assert re.fullmatch(rf"\s+({state}|{edge}|state \w+ {{|}})", line), line


def test_copies_are_written_beside_the_dialogs_and_only_where_they_changed(tmp_path: Path) -> None:
    """Stale ones are named, written once, and then none is stale."""
    paths = [tmp_path / "long.md", tmp_path / "short.md"]
    assert stale_copies([Long, Short], tmp_path) == paths
    assert write_copies([Long, Short], tmp_path) == paths
    assert paths[0].read_text("utf-8") == COPY
    assert stale_copies([Long, Short], tmp_path) == write_copies([Long, Short], tmp_path) == []
    paths[1].write_text("改过", "utf-8")
    assert stale_copies([Long, Short], tmp_path) == [paths[1]]


def test_the_copy_of_a_removed_dialog_goes_and_other_files_stay(tmp_path: Path) -> None:
    """Only what was generated is taken away."""
    write_copies([Long, Short], tmp_path)
    (tmp_path / "README.md").write_text("人写的", "utf-8")
    assert stale_copies([Long], tmp_path) == [tmp_path / "short.md"]
    write_copies([Long], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md", "long.md"]


def diagram_of(copy: str) -> str:
    """The Mermaid source in a copy."""
    return copy.partition("```mermaid\n")[2].partition("```")[0]
