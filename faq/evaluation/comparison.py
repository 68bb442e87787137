"""The assistant and the baselines on the same questions."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from faq.evaluation.baselines import Baseline, BaselineMissing, Teaches, ranked
from faq.evaluation.judged import NAMED, Judged
from faq.evaluation.latency import Latency, latency
from faq.evaluation.messages import Message
from faq.evaluation.shares import Share, share_of
from faq.retrieval import Phrasing

ASSISTANT = "参保助手"


@dataclass(frozen=True)
class Ranking:
    """The three topics that a method puts first for a question, and the seconds that it took."""

    message: Message
    topics: tuple[str, ...]
    seconds: float

    def right_among(self, most: int) -> bool:
        """Whether one of the first ``most`` is expected."""
        return any(topic in self.message.topics for topic in self.topics[:most])


@dataclass(frozen=True)
class Scored:
    """What a method reaches on the questions in scope that stand by themselves."""

    name: str
    plain_first: Share
    plain_among: Share
    noisy_first: Share
    noisy_among: Share
    latency: Latency


def teach(
    methods: Mapping[str, Teaches], known: Sequence[Phrasing], on: Callable[[str], None] = lambda name: None
) -> tuple[dict[str, Baseline], tuple[str, ...]]:
    """The methods that can be taught here, and what is said of those that cannot; ``on`` hears each name before."""
    taught: dict[str, Baseline] = {}
    missing: dict[str, None] = {}
    for name, method in methods.items():
        on(name)
        try:
            taught[name] = method(known)
        except BaselineMissing as fault:
            missing[str(fault)] = None
    return taught, tuple(missing)


def compare(judged: Sequence[Judged], taught: Mapping[str, Baseline]) -> tuple[Scored, ...]:
    """The assistant first, then each baseline, on the questions among ``judged``."""
    questions = tuple(each for each in judged if each.message.asks)
    rows = [scored(ASSISTANT, map(_of_assistant, questions))]
    rows += [scored(name, _of_baseline(questions, baseline)) for name, baseline in taught.items()]
    return tuple(rows)


def scored(name: str, rankings: Iterable[Ranking]) -> Scored:
    """The figures of one method."""
    made = tuple(rankings)
    plain = tuple(each for each in made if each.message.noise is None)
    noisy = tuple(each for each in made if each.message.noise is not None)
    return Scored(
        name,
        share_of(each.right_among(1) for each in plain),
        share_of(each.right_among(NAMED) for each in plain),
        share_of(each.right_among(1) for each in noisy),
        share_of(each.right_among(NAMED) for each in noisy),
        latency(each.seconds for each in made),
    )


def _of_assistant(each: Judged) -> Ranking:
    topics = tuple(candidate.id for candidate in each.understood.topics[:NAMED])
    return Ranking(each.message, topics, each.again_seconds if each.first_seconds is None else each.first_seconds)


def _of_baseline(questions: Iterable[Judged], baseline: Baseline) -> Iterator[Ranking]:
    for each in questions:
        began = time.perf_counter()
        topics = ranked(baseline, each.message.text)
        yield Ranking(each.message, topics, time.perf_counter() - began)
