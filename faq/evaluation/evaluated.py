"""All figures about messages, each part of them by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from faq.evaluation.baselines import Baseline
from faq.evaluation.breakdowns import Confusion, Row, by_noise, by_topic, confusions, decisions
from faq.evaluation.calibration import Calibration, calibration
from faq.evaluation.comparison import Scored, compare
from faq.evaluation.judged import Judged
from faq.evaluation.latency import Latency, latency
from faq.evaluation.measures import MEASURES, Measure
from faq.evaluation.messages import Noise, Part
from faq.evaluation.shares import Share
from faq.understood import Decision


@dataclass(frozen=True)
class Evaluation:
    """What a part of the messages shows."""

    part: Part | None
    """None for messages that name none."""
    held_out: bool
    """Whether each of them was read by somebody who had not learned from it."""
    count: int
    measures: tuple[tuple[Measure, Share], ...]
    by_noise: Mapping[Noise | None, Row]
    by_topic: Mapping[str, Row]
    confusions: tuple[Confusion, ...]
    decisions: Mapping[tuple[Decision, Decision], int]
    """How often each expected decision (first of the pair) became which one."""
    answers: Calibration
    """Of the messages that were answered: whether an answer was due and its topic right."""
    all: Calibration
    """Of all messages: whether the decision was right and, for an answer, its topic too."""
    first_sight: Latency
    again: Latency
    compared: tuple[Scored, ...]
    failures: tuple[Judged, ...]


def evaluate(
    judged: Sequence[Judged],
    baselines: Mapping[str, Baseline] = MappingProxyType({}),
    train_held_out: bool = False,
) -> tuple[Evaluation, ...]:
    """The parts in which there are messages: those to judge by, those that name no part, those to learn from.

    ``train_held_out`` says that the reader of each message of the part ``train`` had not learned from it, as in
    cross-validation (``reader_of`` of :func:`faq.evaluation.judged.judge`).
    """
    made = []
    for part in (Part.TEST, Part.DEV, None, Part.TRAIN):
        held = tuple(each for each in judged if each.message.part is part)
        if held:
            held_out = part in (Part.TEST, Part.DEV) or (part is Part.TRAIN and train_held_out)
            made.append(_evaluation(part, held, baselines, held_out))
    return tuple(made)


def _evaluation(
    part: Part | None, judged: Sequence[Judged], baselines: Mapping[str, Baseline], held_out: bool
) -> Evaluation:
    said = tuple((each.understood.confidence, each.right, each.given) for each in judged)
    return Evaluation(
        part=part,
        held_out=held_out,
        count=len(judged),
        measures=tuple((measure, measure.of(judged)) for measure in MEASURES),
        by_noise=by_noise(judged),
        by_topic=by_topic(judged),
        confusions=confusions(judged),
        decisions=decisions(judged),
        answers=calibration([(sure, right) for sure, right, given in said if given is Decision.ANSWER]),
        all=calibration([(sure, right) for sure, right, _ in said]),
        first_sight=latency(each.first_seconds for each in judged if each.first_seconds is not None),
        again=latency(each.again_seconds for each in judged),
        compared=compare(judged, baselines),
        failures=tuple(each for each in judged if not each.right),
    )
