"""The figures of an evaluation, on messages whose figures are known."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from faq.evaluation.breakdowns import Confusion, by_noise, by_topic, confusions, decisions
from faq.evaluation.calibration import calibration
from faq.evaluation.comparison import ASSISTANT, compare
from faq.evaluation.evaluated import evaluate
from faq.evaluation.judged import Judged, judge
from faq.evaluation.latency import Latency, latency
from faq.evaluation.measures import MEASURES
from faq.evaluation.messages import Message, Noise, Part
from faq.evaluation.shares import Aim, Share
from faq.understood import Candidate, Decision, Understood

ANSWER, CLARIFY, REFUSED = Decision.ANSWER, Decision.CLARIFY, Decision.OUT_OF_SCOPE
HUMAN, SMALLTALK = Decision.HUMAN, Decision.SMALLTALK


def case(
    expect: Decision,
    right: str,
    given: Decision,
    found: str = "",
    *,
    needs: str = "",
    noise: Noise | None = None,
    after: str | None = None,
    part: Part | None = None,
    sure: float = 0.5,
) -> Judged:
    """A message whose right topics, topics found and options are written with spaces between them."""
    message = Message(text=f"{right}?", expect=expect, topics=tuple(right.split()), noise=noise, after=after, part=part)
    topics = tuple(Candidate(topic, 0.5) for topic in found.split())
    return Judged(message, Understood("", given, topics, confidence=sure, needs=tuple(needs.split())), 0.002, 0.001)


CASES = (
    case(ANSWER, "a", ANSWER, "a b"),
    case(ANSWER, "a c", ANSWER, "c b"),
    case(ANSWER, "a", ANSWER, "b c a d"),
    case(ANSWER, "a", ANSWER, "b c d a"),
    case(ANSWER, "a", CLARIFY, "a b", needs="a b"),
    case(ANSWER, "error.x", ANSWER, "error.x", noise=Noise.PASTE),
    case(ANSWER, "error.x", REFUSED, "b error.x", noise=Noise.ASR),
    case(ANSWER, "a", ANSWER, "a", after="a"),
    case(ANSWER, "a", ANSWER, "b", after="b", noise=Noise.ASR),
    case(REFUSED, "", REFUSED, "a"),
    case(REFUSED, "", ANSWER, "a"),
    case(HUMAN, "", HUMAN),
    case(SMALLTALK, "", HUMAN),
    case(CLARIFY, "a b", CLARIFY, needs="b a c"),
    case(CLARIFY, "a b", CLARIFY, needs="b c"),
    case(CLARIFY, "a b", CLARIFY, needs="c d"),
    case(CLARIFY, "a b", ANSWER, "a"),
    case(CLARIFY, "", CLARIFY, needs="a b"),
)


@pytest.mark.parametrize(
    ("name", "hits", "of"),
    [
        ("plain_first", 3, 5),
        ("plain_among", 4, 5),
        ("plain_answered", 2, 5),
        ("noisy_first", 1, 2),
        ("noisy_among", 2, 2),
        ("noisy_answered", 1, 2),
        ("error_first", 1, 2),
        ("error_among", 2, 2),
        ("follow_up", 1, 2),
        ("answered_wrongly", 5, 18),
        ("refused", 1, 2),
        ("refused_rightly", 1, 2),
        ("refused_wrongly", 1, 9),
        ("human", 1, 1),
        ("human_wrongly", 1, 17),
        ("asked_back", 4, 5),
        ("asked_back_likeliest", 1, 4),
        ("asked_back_some", 2, 4),
        ("asked_back_every", 1, 4),
        ("asked_back_needlessly", 1, 7),
        ("smalltalk", 0, 1),
        ("smalltalk_wrongly", 0, 17),
    ],
)
def test_each_measure_counts_what_it_says(name: str, hits: int, of: int) -> None:
    """Counted by hand."""
    (measure,) = (each for each in MEASURES if each.name == name)
    assert measure.of(CASES) == Share(hits, of)


def test_every_measure_is_counted_by_hand_above() -> None:
    """A new measure gets a row."""
    rows = test_each_measure_counts_what_it_says.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {row[0] for row in rows} == {measure.name for measure in MEASURES}


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
        (0, 0, 0.0, 1.0),
    ],
)
def test_intervals_are_wilsons(hits: int, of: int, low: float, high: float) -> None:
    """81 of 263 is the example of Newcombe (1998), table I, method 3."""
    assert Share(hits, of).interval == pytest.approx((low, high), abs=5e-5)


def test_an_aim_is_met_at_its_bound_and_below_is_below() -> None:
    """95 of 100 meets 95 %; 3 of 100 is not below 3 %; of nothing nothing is said."""
    assert Aim(0.95).met(Share(95, 100)) is True and Aim(0.95).met(Share(94, 100)) is False
    assert Aim(0.03, below=True).met(Share(3, 100)) is False and Aim(0.03, below=True).met(Share(2, 100)) is True
    assert Aim(0.95).met(Share(0, 0)) is None and Share(0, 0).value is None


def test_calibration_by_hand() -> None:
    """Two in one bin, of which one is right, and one in the last."""
    made = calibration([(0.8, True), (0.85, False), (1.0, True)])
    assert made.brier == pytest.approx((0.2**2 + 0.85**2 + 0) / 3)
    assert made.ece == pytest.approx((2 * abs(0.825 - 0.5) + 0) / 3)
    assert [(each.low, each.high, each.right) for each in made.bins] == [(0.8, 0.9, Share(1, 2)), (0.9, 1, Share(1, 1))]


def test_perfect_confidence_costs_nothing() -> None:
    """Sure and right, sure of nothing and wrong."""
    made = calibration([(1.0, True), (0.0, False)])
    assert (made.brier, made.ece) == (0, 0)
    assert calibration([]).brier is None


def test_latency_is_of_the_nearest_rank() -> None:
    """Of 1 to 20 ms in any order: the median 10, the 95th percentile 19."""
    assert latency([number / 1000 for number in range(20, 0, -1)]) == Latency(10.0, 19.0, 20.0, 20)
    assert latency([]).count == 0


def test_rows_by_noise() -> None:
    """Those without noise first; follow-ups are in none."""
    rows = by_noise(CASES)
    assert list(rows) == [None, Noise.ASR, Noise.PASTE]
    assert (rows[None].first, rows[Noise.ASR].first, rows[Noise.ASR].among) == (Share(3, 5), Share(0, 1), Share(1, 1))


def test_the_worst_topic_comes_first() -> None:
    """Of equals the one with more messages."""
    rows = by_topic([*CASES, case(ANSWER, "d", ANSWER, "a"), *(case(ANSWER, "e", ANSWER, "a") for _ in range(2))])
    assert list(rows) == ["e", "d", "error.x", "a"]
    assert rows["a"].answered == Share(2, 5)


def test_what_was_taken_for_what() -> None:
    """Expected and given with a count and an example, the most frequent first."""
    found = confusions(CASES)
    assert found[0] == Confusion("a", "b", 3, "a?")
    assert Confusion("error.x", "out_of_scope", 1, "error.x?") in found
    assert Confusion("smalltalk", "human", 1, "?") in found
    assert sum(each.count for each in found) == sum(not each.right for each in CASES)


def test_decisions_are_counted_in_pairs() -> None:
    """Expected first."""
    counted = decisions(CASES)
    assert counted[(CLARIFY, CLARIFY)] == 4 and counted[(SMALLTALK, HUMAN)] == 1
    assert sum(counted.values()) == len(CASES)


@dataclass
class Notes:
    """Understands everything as small talk, and notes what it was asked."""

    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def understand(self, text: str, last_topic: str | None = None) -> Understood:
        """Small talk."""
        self.asked.append((text, last_topic))
        return Understood(text, SMALLTALK, ())


def test_a_text_is_seen_for_the_first_time_once() -> None:
    """All are read, then all again; the same text after another topic is another one."""
    reader = Notes()
    texts = [("a", None), ("b", None), ("a", None), ("a", "t")]
    messages = [Message(text=text, expect=SMALLTALK, after=after) for text, after in texts]
    judged = judge(messages, lambda message: reader)
    assert [each.first_seconds is None for each in judged] == [False, False, True, False]
    assert reader.asked == texts + texts


def test_a_message_can_have_a_reader_of_its_own() -> None:
    """So that what was learned from is read by somebody who did not learn from it."""
    readers = {Part.TRAIN: Notes(), Part.TEST: Notes()}
    messages = [Message(text=part, expect=SMALLTALK, part=part) for part in readers]
    judge(messages, lambda message: readers[message.part or Part.TEST])
    assert {text for text, _ in readers[Part.TRAIN].asked} == {"train"}


def test_parts_are_told_apart() -> None:
    """What was learned from is never mixed with what was not, and comes last."""
    cases = [case(HUMAN, "", HUMAN, part=part) for part in (Part.TRAIN, Part.TEST, None, Part.TRAIN)]
    made = evaluate(cases)
    assert [(each.part, each.count, each.held_out) for each in made] == [
        (Part.TEST, 1, True),
        (None, 1, False),
        (Part.TRAIN, 2, False),
    ]
    assert evaluate(cases, train_held_out=True)[-1].held_out


def test_confidence_is_judged_by_answers_and_by_all() -> None:
    """An answer that should have been none is wrong, however near its topic."""
    (made,) = evaluate([case(CLARIFY, "a", ANSWER, "a", sure=1.0), case(HUMAN, "", HUMAN, sure=1.0)])
    assert (made.answers.brier, made.all.brier) == (1.0, 0.5)
    assert len(made.failures) == 1


class Always:
    """Ranks the same everywhere."""

    topics = ("a", "b", "c", "d")

    def scores(self, text: str) -> NDArray[np.float64]:
        """The first best."""
        return np.array([0.9, 0.5, 0.4, 0.3])


def test_baselines_stand_beside_the_assistant() -> None:
    """On the same questions, those in scope that stand by themselves."""
    assistant, other = compare(CASES, {"always": Always()})
    assert assistant.name == ASSISTANT and assistant.plain_first == Share(3, 5) and assistant.plain_among == Share(4, 5)
    assert (other.plain_first, other.noisy_first, other.noisy_among) == (Share(5, 5), Share(0, 2), Share(0, 2))
    assert assistant.latency.count == other.latency.count == 7
