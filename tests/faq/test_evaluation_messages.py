"""Files of messages with what should be made of them."""

from pathlib import Path

import pytest

from faq.evaluation.messages import Message, MessageFaults, Noise, Part, read_messages
from faq.understood import Decision

TOPICS = ("locked", "error.busy")


def written(folder: Path, *lines: str) -> Path:
    """A file of these lines."""
    path = folder / "messages.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def faults(folder: Path, *lines: str) -> list[str]:
    """What is said about a file of these lines."""
    with pytest.raises(MessageFaults) as found:
        read_messages([written(folder, *lines)], TOPICS)
    return found.value.faults


def test_every_key_is_read(tmp_path: Path) -> None:
    """A full line, a short one, an empty one; an editor's mark at the beginning does no harm."""
    path = written(
        tmp_path,
        '\ufeff{"text": "带啥", "expect": "answer", "topics": ["locked"], "noise": "dialect", "kind": "x", '
        '"after": "locked", "part": "train"}',
        "",
        '{"text": "一行\u2028还是一行", "expect": "smalltalk"}',
    )
    full, short = read_messages([path], TOPICS)
    assert (full.noise, full.part, full.after, full.kind) == (Noise.DIALECT, Part.TRAIN, "locked", "x")
    assert short == Message(text="一行\u2028还是一行", expect=Decision.SMALLTALK)


def test_all_files_are_read_in_order(tmp_path: Path) -> None:
    """Two files are one list."""
    path = written(tmp_path, '{"text": "您好", "expect": "smalltalk"}')
    assert [message.text for message in read_messages([path, path], TOPICS)] == ["您好", "您好"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "不是一个 UTF-8 编码的 JSON 对象"),
        ("[1]", "不是一个 UTF-8 编码的 JSON 对象"),
        ('{"expect": "human"}', "缺少“text”；“text”应是文字"),
        ('{"text": 5, "expect": "human"}', "“text”应是文字"),
        ('{"text": "x", "expect": "refuse"}', "“expect”应是 answer、clarify、out_of_scope、human、smalltalk 之一"),
        ('{"text": "x", "expect": "human", "noise": "loud"}', "“noise”应是 dialect、asr"),
        ('{"text": "x", "expect": "human", "part": "exam"}', "“part”应是 train、dev、test 之一"),
        ('{"text": "x", "expect": "human", "nosie": "asr"}', "不认识的键“nosie”；可用的有：text、expect"),
        ('{"text": "x", "expect": "answer", "topics": "locked"}', "“topics”应是主题 id 的列表"),
        ('{"text": "x", "expect": "answer"}', "“topics”至少写一个主题 id"),
        ('{"text": "x", "expect": "answer", "topics": ["gone"]}', "没有主题“gone”"),
        ('{"text": "x", "expect": "human", "after": "gone"}', "没有主题“gone”"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, line: str, told: str) -> None:
    """File, line and reason, in Chinese."""
    (fault,) = faults(tmp_path, '{"text": "您好", "expect": "smalltalk"}', line)
    assert fault.startswith(f"{tmp_path / 'messages.jsonl'} 第2行：") and told in fault


def test_every_faulty_line_is_named_at_once(tmp_path: Path) -> None:
    """Nobody has to mend one line to hear of the next."""
    found = faults(tmp_path, "{", '{"text": "x", "expect": "answer", "topics": ["gone", "gone"]}', "{")
    assert [fault.split("：")[0].split(" ")[-1] for fault in found] == ["第1行", "第2行", "第3行"]
    assert found[1].count("没有主题") == 1


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    """What Notepad once wrote in GBK is not half understood."""
    path = tmp_path / "gbk.jsonl"
    path.write_bytes('{"text": "您好", "expect": "smalltalk"}'.encode("gbk"))
    with pytest.raises(MessageFaults, match="UTF-8"):
        read_messages([path], TOPICS)


def test_nothing_to_judge_by_is_told(tmp_path: Path) -> None:
    """An empty file gives no figures."""
    assert faults(tmp_path, "", " ") == ["文件里没有一条问法；每行写一个 JSON 对象，至少有“text”和“expect”"]


def test_which_questions_stand_by_themselves() -> None:
    """A follow-up is none; an error is told by the first of its topics."""
    asked = Message(text="x", expect=Decision.ANSWER, topics=("error.busy", "locked"))
    assert asked.asks and asked.quotes_error
    assert not asked.model_copy(update={"after": "locked"}).quotes_error
    assert not asked.model_copy(update={"topics": ("locked", "error.busy")}).quotes_error
    assert not asked.model_copy(update={"expect": Decision.CLARIFY}).asks
