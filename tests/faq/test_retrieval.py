"""What is near to what."""

import pytest

from faq.retrieval import Index, Phrasing

PHRASINGS = [
    Phrasing("stop", "员工离职怎么停保"),
    Phrasing("stop", "离职减员在哪办"),
    Phrasing("stop", "停保减员"),
    Phrasing("enrol", "新员工怎么参保"),
    Phrasing("enrol", "增员在哪办"),
    Phrasing("enrol", "新来的怎么增员"),
    Phrasing("password", "密码忘了怎么找回"),
    Phrasing("password", "找回登录密码"),
]


@pytest.fixture(scope="module")
def index() -> Index:
    """A few phrasings."""
    return Index(PHRASINGS)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("有人离职要停保", "stop"),
        ("增员", "enrol"),
        ("密码找不回来", "password"),
        ("减圆", "stop"),
        ("mima wangle", "password"),
    ],
)
def test_the_nearest_entry_comes_first(index: Index, text: str, wanted: str) -> None:
    """Shared characters, or shared sounds, make an entry the nearest."""
    scores = index.near(text)
    assert index.ids[int(scores.argmax())] == wanted


def test_nearness_is_a_cosine(index: Index) -> None:
    """Scores lie between 0 and 1, and a text with nothing in common has 0."""
    assert 0 < index.near("离职停保").max() <= 1
    assert index.near("飞机").max() == 0
    assert index.near("").max() == 0


def test_other_words_for_the_same_are_near(index: Index) -> None:
    """A text of synonyms is nearest to what they mean."""
    assert index.ids[int(index.near("口令想不起来").argmax())] == "password"
    assert index.ids[int(index.near("伙计跑了").argmax())] == "stop"


def test_known_part_tells_strange_texts(index: Index) -> None:
    """What no phrasing shares counts as unknown."""
    assert index.known_part("离职减员") > 0.5
    assert index.known_part("恐龙化石") < 0.2
