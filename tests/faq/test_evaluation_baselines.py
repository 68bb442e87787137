"""The plain methods, on a handful of phrasings."""

import importlib
import os
from typing import Any

import pytest

from faq.evaluation.baselines import (
    BASELINES,
    Baseline,
    BaselineMissing,
    CharacterRegression,
    CharacterTfidf,
    SentenceVectors,
    WordBm25,
    ranked,
    taught_from,
)
from faq.evaluation.comparison import teach
from faq.knowledge import Knowledge
from faq.retrieval import Phrasing

PHRASINGS = [
    Phrasing("stop", "员工离职怎么停保"),
    Phrasing("stop", "离职减员在哪办"),
    Phrasing("enrol", "新员工怎么参保"),
    Phrasing("enrol", "增员在哪办"),
    Phrasing("password", "密码忘了怎么找回"),
    Phrasing("password", "找回登录密码"),
    Phrasing("seal", "公章丢了怎么补"),
]


def taught(method: Any) -> Baseline:
    """The method on those phrasings, where its library is there."""
    try:
        baseline: Baseline = method(PHRASINGS)
    except BaselineMissing as missing:
        told = str(missing)
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)
    return baseline


@pytest.mark.parametrize("method", [CharacterTfidf, WordBm25, SentenceVectors, CharacterRegression])
@pytest.mark.parametrize(
    ("text", "wanted"), [("登錄密碼忘了", "password"), ("有员工离职要停保", "stop"), ("公章丢了", "seal")]
)
def test_the_topic_of_the_nearest_phrasing_comes_first(method: Any, text: str, wanted: str) -> None:
    """Texts are read in the plain form, as the assistant reads them; no topic comes twice."""
    topics = ranked(taught(method), text)
    assert topics[0] == wanted and len(set(topics)) == len(topics) <= 3


@pytest.mark.parametrize("method", [CharacterTfidf, WordBm25])
def test_what_shares_nothing_has_no_topic(method: Any) -> None:
    """Nothing is made up for a text without a known part."""
    assert ranked(taught(method), "zzz") == ()


def test_bm25_is_what_the_formula_says() -> None:
    """One word in one of two phrasings of equal length: ln(1 + 1.5 / 1.5) times (k1 + 1) / (1 + k1)."""
    bm25 = WordBm25([Phrasing("a", "苹果"), Phrasing("b", "香蕉")])
    assert bm25.scores("苹果") == pytest.approx([0.6931, 0.0], abs=1e-4)


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    """办理 is in two phrasings, 苹果 in one."""
    known = [Phrasing("a", "办理 香蕉"), Phrasing("b", "办理 橘子"), Phrasing("c", "苹果 西瓜")]
    assert ranked(WordBm25(known), "办理 苹果")[0] == "c"


def test_they_learn_what_users_say_of_topics_and_nothing_else(knowledge: Knowledge) -> None:
    """Titles and phrasings, whole ones; small talk could never be right."""
    known = taught_from(knowledge)
    assert {phrasing.entry for phrasing in known} == set(knowledge.topics)
    assert all(phrasing.whole for phrasing in known)


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others go on, and it is said once how to get it."""
    found = importlib.import_module

    def without(name: str) -> Any:
        if name.startswith("sklearn"):
            raise ImportError(name)
        return found(name)

    monkeypatch.setattr("faq.evaluation.baselines.importlib.import_module", without)
    methods = {name: method for name, method in BASELINES.items() if method is not SentenceVectors}
    heard: list[str] = []
    known, missing = teach(methods, PHRASINGS, heard.append)
    assert list(known) == ["词 BM25（rjieba），最近的问法"] and heard == list(methods)
    assert len(missing) == 1 and "没有装 scikit-learn" in missing[0] and "make setup-dev" in missing[0]
