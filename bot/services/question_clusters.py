"""Questions without an answer, gathered by kind: how often, since when, in which words, near to what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from hashlib import blake2b

from bot.engine.ports import Why
from bot.store.questions import Settled, UnansweredText
from faq.clusters import leaders
from faq.entries import Topic
from faq.normalize import letters, plain

_BEIJING = timezone(timedelta(hours=8))
_MOST_EXAMPLES = 3
_MOST_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Near:
    """A topic that a cluster came near to, and how likely it was meant on the average, 0 to 1."""

    id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions of one kind. Days are Beijing calendar days.

    Args:
        key: of the text that leads it, the first that was asked: it stays as long as that text is kept.
        said: every text, as :func:`essence` has it; the key of any of them names the cluster.
        settled: how it was dealt with, if it was; what is asked after a phrasing was accepted counts anew.
    """

    key: str
    said: tuple[str, ...]
    count: int
    why: Mapping[Why, int]
    examples: tuple[str, ...]
    first: date
    last: date
    nearest: tuple[Near, ...]
    settled: Settled | None

    def is_named(self, key: str) -> bool:
        """Whether the key is that of a text in it."""
        return key.lower() in map(_key, self.said)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which questions count: those from the Beijing day ``since`` on; also those dealt with, if ``also_settled``."""

    since: date | None = None
    also_settled: bool = False


@lru_cache(maxsize=32_768)
def essence(text: str) -> str:
    """What two texts have in common that differ in signs and spaces only."""
    return letters(plain(text)) or text.strip()


def gather(
    kept: Iterable[UnansweredText],
    settled: Mapping[str, Settled],
    known: Collection[str],
    topics: Mapping[str, Topic],
    wanted: Wanted,
) -> list[Cluster]:
    """The clusters, most frequent first. ``kept`` is in the order of asking; ``settled`` and ``known`` go by essence.

    What is ``known`` word for word by now counts only where its answer did not help. All texts are gathered, whatever
    is wanted of them, so that a cluster has the same key in every list.
    """
    asked: dict[str, list[UnansweredText]] = defaultdict(list)
    for text in kept:
        asked[essence(text.text)].append(text)
    found = []
    for said in _groups(list(asked)):
        dealt = max((settled[one] for one in said if one in settled), key=_weight, default=None)
        texts = sorted((text for one in said for text in asked[one]), key=lambda text: text.at)
        left = [text for text in texts if _is_open(text, dealt, known)]
        counted = left or (texts if dealt is not None and wanted.also_settled else [])
        counted = [text for text in counted if wanted.since is None or _day(text) >= wanted.since]
        if counted:
            found.append(_cluster(said, counted, None if left else dealt, topics))
    return sorted(found, key=lambda cluster: (-cluster.count, cluster.first, cluster.key))


def _groups(said: Sequence[str]) -> Iterable[list[str]]:
    """The texts of each cluster, its leader at the head."""
    groups: dict[int, list[str]] = defaultdict(list)
    for one, leader in zip(said, leaders(said), strict=True):
        groups[leader].append(one)
    return groups.values()


def _weight(settled: Settled) -> tuple[bool, datetime]:
    """Being dismissed counts more than any acceptance, and the latest of these more than the others."""
    return settled.entry is None, settled.at


def _is_open(text: UnansweredText, dealt: Settled | None, known: Collection[str]) -> bool:
    if text.why is not Why.UNSOLVED and essence(text.text) in known:
        return False
    return dealt is None or (dealt.entry is not None and text.at > dealt.at)


def _cluster(
    said: Sequence[str], counted: Sequence[UnansweredText], settled: Settled | None, topics: Mapping[str, Topic]
) -> Cluster:
    return Cluster(
        key=_key(said[0]),
        said=tuple(said),
        count=len(counted),
        why=Counter(text.why for text in counted),
        examples=_examples(counted),
        first=_day(counted[0]),
        last=_day(counted[-1]),
        nearest=_nearest(counted, topics),
        settled=settled,
    )


def _key(said: str) -> str:
    return blake2b(said.encode("utf-8", "replace"), digest_size=4).hexdigest()


def _day(text: UnansweredText) -> date:
    return text.at.astimezone(_BEIJING).date()


def _examples(asked: Sequence[UnansweredText]) -> tuple[str, ...]:
    """The wordings most often asked, each once; those without a mask first, since they may become phrasings."""
    wordings = {essence(text.text): " ".join(text.text.split()) for text in reversed(asked)}
    counts = Counter(essence(text.text) for text in asked)
    ordered = sorted(counts, key=lambda said: ("*" in wordings[said], -counts[said]))
    return tuple(wordings[said] for said in ordered[:_MOST_EXAMPLES])


def _nearest(asked: Sequence[UnansweredText], topics: Mapping[str, Topic]) -> tuple[Near, ...]:
    """The topics that came nearest, on the average over all questions; those that are gone are left out."""
    sums: dict[str, float] = defaultdict(float)
    for text in asked:
        for topic, score in text.nearest:
            sums[topic] += score
    likely = sorted((topic for topic in sums if topic in topics), key=lambda topic: (-sums[topic], topic))
    return tuple(Near(t, topics[t].title, round(sums[t] / len(asked), 4)) for t in likely[:_MOST_NEAREST])
