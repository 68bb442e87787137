"""Words that mean the same."""

from collections import Counter

import pytest

from faq.concepts import GROUPS, concepts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("员工离职", "伙计不干了"),
        ("密码忘了", "口令想不起来"),
        ("zhanghao suoding", "账号被冻结"),
        ("怎么停宝", "怎么减员"),
        ("ca到期", "u盾过期"),
    ],
)
def test_other_words_are_the_same_concepts(one: str, other: str) -> None:
    """Synonyms, typos of the same sound and pinyin name the same concepts."""
    assert concepts(one) == concepts(other) != ()


@pytest.mark.parametrize(
    ("one", "other"), [("基数上调", "基数下调"), ("单位密码", "个人密码"), ("增员", "停保"), ("忘记", "锁定")]
)
def test_siblings_are_told_apart(one: str, other: str) -> None:
    """What makes all the difference between two topics is no synonym."""
    assert concepts(one) != concepts(other)


def test_characters_go_before_sound() -> None:
    """Of two words that sound alike, the written one counts."""
    assert concepts("上限") == concepts("下限") != concepts("上险")


def test_longest_word_counts_and_each_once() -> None:
    """A word within a longer one is not read, and a repeated concept is one."""
    assert len(concepts("原单位")) == 1
    assert concepts("停保停保减员") == concepts("停保")
    assert concepts("恐龙") == concepts("") == ()


def test_no_word_has_two_concepts() -> None:
    """A word stands in one line only."""
    counted = Counter(word for line in GROUPS.strip().splitlines() for word in set(line.split()))
    assert [word for word, count in counted.items() if count > 1] == []
