"""Questions of one kind stand together, the same way every time."""

from __future__ import annotations

import random

from faq.clusters import ALIKE, _parts, leaders


def likeness(one: str, other: str) -> float:
    """The part of what both are made of that they share."""
    return len(_parts(one) & _parts(other)) / len(_parts(one) | _parts(other))


def test_the_same_in_other_words_stands_together() -> None:
    """Particles, courtesy, traditional signs, spaces and one more word do not part; another matter does."""
    texts = [
        "公司搬家了社保要变更吗",
        "我们公司搬家，社保要不要变更呢",
        "公司搬家社保变更",
        "公司搬家 社保變更",
        "食堂几点开饭",
    ]
    assert leaders(texts) == [0, 0, 0, 0, 4]


def test_what_is_added_at_the_end_changes_nothing_before() -> None:
    """A cluster keeps its leader, and so its name, whatever is asked later."""
    signs = random.Random(7)
    texts = ["".join(signs.choices("社保停办登录密码基数公司人员", k=signs.randrange(3, 9))) for _ in range(400)]
    whole = leaders(texts)
    for length in (1, 50, 399):
        assert leaders(texts[:length]) == whole[:length]


def test_no_likely_leader_is_overlooked() -> None:
    """The short cut over rare parts finds exactly what comparing with every leader finds."""
    signs = random.Random(11)
    texts = ["".join(signs.choices("社保停办登录密码基数", k=signs.randrange(2, 8))) for _ in range(300)]
    expected: list[int] = []
    for place, text in enumerate(texts):
        heads = sorted({head for head in expected if head != place})
        likely = {head: likeness(text, texts[head]) for head in heads}
        best = max(heads, key=likely.__getitem__, default=place)
        expected.append(best if likely.get(best, 0.0) >= ALIKE else place)
    assert leaders(texts) == expected


def test_texts_without_words_are_themselves() -> None:
    """Signs alone, particles alone and nothing at all lead to no error, and stand with their like."""
    assert leaders(["？", "的", "", "？", "**"]) == [0, 1, 2, 0, 4]
    assert leaders([]) == []
