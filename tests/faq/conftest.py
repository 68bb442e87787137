"""The knowledge as it ships, and a small valid folder that a test may spoil."""

from collections.abc import Callable
from pathlib import Path

import pytest

from faq.decision import Understanding
from faq.knowledge import Knowledge, load_knowledge
from faq.learned.meaning import sentence_meaning
from faq.learned.model import TRAINED, read_model

DATA = Path(__file__).parents[2] / "data"

TOPIC = """id: {id}
title: {title}
ask:
{ask}
who: [单位经办]
answer: |
  先点这里,再点那里。
sources:
  - guide: "002"
    heading: 某一节
see: [{see}]
follow:
  带什么: 带上执照。
"""

SMALL = {
    "topic_ids.txt": "locked\nrefund\n",
    "guides.yaml": '- id: "002"\n  title: 指南\n  date: 2021-08-01\n  reach: 全省\n  rank: 1\n',
    "smalltalk.yaml": "- id: emoji\n  ask: [表情, 表情包, 贴图]\n  say: 收到。\n",
    "out_of_scope.yaml": (
        "- id: gibberish\n  ask: [阿巴, 阿巴阿巴, 呃呃]\n  say: 没看懂。\n"
        "- id: unknown\n  ask: [买火车票, 寄快递, 点外卖]\n  say: 不知道。\n"
    ),
    "clarify.yaml": (
        "- id: nothing_said\n  ask: [空的, 空白, 无字]\n  question: 想问什么?\n  options: [locked, refund]\n"
        "- id: unclear\n  ask: [问个事, 有问题, 请教]\n  question: 哪样?\n  options: [locked, refund]\n"
    ),
    "human.yaml": "- id: ask\n  ask: [找真人, 转接人工, 叫人来]\n",
    "errors/lock.yaml": (
        "id: lock\nmessage: 账户已被锁定请稍后\ntopic: locked\nscope: 网厅\ntrouble: true\ncause: 输错太多\n"
        'sources:\n  - guide: "002"\n    heading: 某一节\n'
    ),
}


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder that ships."""
    return DATA


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """What ships in ``data/``."""
    return load_knowledge(DATA)


@pytest.fixture(scope="session")
def understanding(knowledge: Knowledge) -> Understanding:
    """The understanding of what ships."""
    return Understanding(knowledge, read_model(DATA / TRAINED), sentence_meaning())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder that checks."""
    for name in ("topics", "errors"):
        (tmp_path / name).mkdir()
    for name, text in SMALL.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for topic_id, title, see in (("locked", "账号被锁", "refund"), ("refund", "怎么退款", "locked")):
        ask = "\n".join(f"  - {title}的第{number}种问法" for number in range(20))
        text = TOPIC.format(id=topic_id, title=title, ask=ask, see=see)
        (tmp_path / "topics" / f"{topic_id}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def spoil(folder: Path) -> Callable[[str, str, str], Path]:
    """Replace a text in a file of the small folder."""

    def replace(name: str, old: str, new: str) -> Path:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return replace
