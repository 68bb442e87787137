"""Questions that lean on the topic before."""

import pytest

from faq.entries import Topic
from faq.follow_up import FollowUp, follow_up

TOPIC = Topic.model_validate(
    {
        "id": "open",
        "title": "开户",
        "ask": [f"怎么开户{number}" for number in range(20)],
        "answer": "去柜台。",
        "sources": [{"guide": "002", "heading": "一"}],
        "follow": {"带什么": "执照。", "网上能办吗": "不能。", "超过六个月怎么办": "去柜台。"},
    }
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("要带什么", "带什么"),
        ("那需要准备哪些材料呢", "带什么"),
        ("网上可以办吗", "网上能办吗"),
        ("能在线上弄吗", "网上能办吗"),
        ("超过六个月呢", "超过六个月怎么办"),
        ("多久", None),
        ("谁去办", None),
        ("怎么操作", None),
    ],
)
def test_leaning_questions(text: str, key: str | None) -> None:
    """A short question is led to the topic before, and to its answer where there is one."""
    assert follow_up(text, TOPIC) == FollowUp(key)


@pytest.mark.parametrize(
    "text", ["员工离职怎么停保", "密码忘了", "谢谢", "那减员呢", "", "公司去年搬了家现在想问多久能办好呢"]
)
def test_questions_that_stand_alone(text: str) -> None:
    """A question with a matter of its own is not led back."""
    assert follow_up(text, TOPIC) is None
